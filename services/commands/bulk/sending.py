"""One batch after the other to the suite, until it has answered: what may be tried again is, the rest stops the run."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

import requests

from services.commands.bulk.batches import Batch
from services.commands.bulk.columns import Kind
from services.commands.outside_client import CallFailedError, OutsideClient, words_of
from shared.kernel.clock import Clock

TIMEOUT = (5.0, 300.0)
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
AWAY = {429, 502, 503, 504}
MOST_FAILURES = 3
"""Times a 500 is believed to be an accident."""
ROUTES = {
    Kind.HOLDERS: "/api/licences/v1/imports/holders",
    Kind.EXAMS: "/api/licences/v1/imports/exams",
    Kind.LICENCES: "/api/licences/v1/imports/licences",
    Kind.CASES: "/api/violations/v1/batches",
}
ADVICE = {
    401: "The key file of this client ({keys}) is not one the suite knows: was it made by another installation, or has "
    "its key been replaced? GPLX_CLIENTS says where the key files are, GPLX_URL which suite is meant.",
    403: "Choose the client this is agreed with (--client), or have the agreement extended.",
    404: "GPLX_URL does not lead to a suite that takes this.",
    413: "Something on the way takes less than the suite does. Send fewer at a time: --batch.",
    422: "Nothing of this batch was taken in.",
}


class StoppedError(Exception):
    """The run cannot go on; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the suite says of a batch: how many of each effect, and the rejected ones by their place in it."""

    created: int
    updated: int
    unchanged: int
    stale: int
    rejections: Sequence[Mapping[str, Any]]


class Tokens:
    """The access token of a client, shared by all threads; fetched anew when the suite no longer takes it."""

    def __init__(self, outside: OutsideClient, client: str) -> None:
        self._outside, self._client = outside, client
        self.key_file = outside.clients / f"{client}.json"
        self._lock = threading.Lock()
        self._token: str | None = None

    def get(self, *, instead_of: str | None = None) -> str:
        """A token; another one than that given. Raises StoppedError if the suite gives none."""
        with self._lock:
            if self._token is None or self._token == instead_of:
                self._token = self._fetch()
            return self._token

    def _fetch(self) -> str:
        # An outside client keeps its tokens for minutes; one made for this call has none.
        source = OutsideClient(
            self._outside.url, self._outside.clients, self._outside.patience, self._outside.http, self._outside.now
        )
        try:
            return source.system_token(self._client)
        except CallFailedError as error:
            advice = ADVICE[401].format(keys=self.key_file) if "HTTP 40" in str(error) else ""
            raise StoppedError(f"{error} {advice}".strip()) from error
        except (ValueError, KeyError, TypeError) as error:
            raise StoppedError(f"{self.key_file} is no key file of a client ({error}).") from error


@dataclass
class Sender:
    """Sends batches of one kind. ``patience``: seconds without any answer after which the run stops.

    ``say`` tells the person at the keyboard what is waited for; ``stopping`` ends every wait.
    """

    url: str
    kind: Kind
    run: str
    tokens: Tokens
    http: requests.Session
    clock: Clock
    patience: float
    language: str
    say: Callable[[str], None]
    stopping: threading.Event
    _answered: float = 0.0

    def send(self, batch: Batch) -> Answer:
        """Send until it is taken in. Raises StoppedError."""
        pause, failures, refused, began = FIRST_PAUSE, 0, None, time.monotonic()
        while True:
            token = self.tokens.get(instead_of=refused)
            try:
                answer = self._post(batch, token)
            except requests.RequestException as error:
                self._wait(pause, began, f"{self.url} does not answer ({type(error).__name__})")
                pause = min(pause * 2, LONGEST_PAUSE)
                continue
            if answer.ok:
                self._answered = time.monotonic()
                read = read_answer(answer, batch)
                if read is not None:
                    return read
                continue
            if answer.status_code == 401 and refused is None:
                refused = token
                continue
            failures += answer.status_code == 500
            if not _again(answer, failures):
                raise StoppedError(self._refusal(answer))
            self._wait(self._asked_for(answer) or pause, began, words_of(answer))
            pause, refused = min(pause * 2, LONGEST_PAUSE), None

    def _post(self, batch: Batch, token: str) -> requests.Response:
        headers = {
            "Authorization": f"Bearer {token}",
            "Accept-Language": self.language,
            "Content-Type": "application/x-ndjson",
            "Gplx-Purpose": "intake" if self.kind is Kind.CASES else "registry-load",
            "Idempotency-Key": batch.key(self.run),
        }
        return self.http.post(
            self.url.rstrip("/") + ROUTES[self.kind], data=batch.body(), headers=headers, timeout=TIMEOUT
        )

    def _asked_for(self, answer: requests.Response) -> float | None:
        """Retry-After in seconds (RFC 9110, 10.2.3: a number or a date)."""
        told = answer.headers.get("Retry-After", "")
        if told.isdigit():
            return float(told)
        try:
            return max(0.0, (parsedate_to_datetime(told) - self.clock.now()).total_seconds())
        except (ValueError, TypeError):
            return None

    def _wait(self, seconds: float, began: float, why: str) -> None:
        waited = time.monotonic() - max(began, self._answered)
        if waited + seconds > self.patience:
            raise StoppedError(
                f"{why}. Waited {waited:.0f} s; to wait on would take more than the {self.patience:.0f} s allowed "
                f"(--patience). Go on later: it asks to be left alone for {seconds:.0f} s."
            )
        self.say(f"{why}; trying again in {seconds:.0f} s")
        if self.stopping.wait(seconds):
            raise StoppedError("Told to stop.")

    def _refusal(self, answer: requests.Response) -> str:
        advice = ADVICE.get(answer.status_code, "").format(keys=self.tokens.key_file)
        return f"The suite refused: {words_of(answer)}. {advice}".strip()


def read_answer(answer: requests.Response, batch: Batch) -> Answer | None:
    """What was answered; None if the suite says that it is not through yet. Raises StoppedError for nonsense."""
    try:
        told = answer.json()
        done = told["done"] if "done" in told else told["processed"]
        if done < told["received"]:
            return None
        read = Answer(told["created"], told["updated"], told["unchanged"], told["stale"], told["rejections"])
        total = read.created + read.updated + read.unchanged + read.stale + told["rejected"]
        places = {rejection["index"] for rejection in read.rejections}
        sound = (
            told["received"] == total == len(batch.items)
            and len(places) == told["rejected"]
            and places <= set(range(len(batch.items)))
        )
    except (ValueError, KeyError, TypeError) as error:
        raise StoppedError(f"What answers is no suite of ours: {error!r}. Check GPLX_URL.") from error
    if not sound:
        raise StoppedError(
            f"The suite's answer to {len(batch.items)} records from line {batch.first_line} does not add up: "
            f"{ {name: told[name] for name in told if isinstance(told[name], int)} }. Report this; nothing is lost."
        )
    return read


def _again(answer: requests.Response, failures: int) -> bool:
    if answer.status_code == 409:
        return "request-in-progress" in answer.text
    return answer.status_code in AWAY or (answer.status_code == 500 and failures < MOST_FAILURES)
