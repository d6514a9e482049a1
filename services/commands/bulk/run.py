"""A file brought in from its first record to its summary, or from where an earlier run was stopped."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import Counter, deque
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from pathlib import Path

import orjson
import requests

from services.commands.bulk import progress as progress_files
from services.commands.bulk import rejects as rejects_files
from services.commands.bulk.batches import Batch
from services.commands.bulk.checks import form_faults
from services.commands.bulk.columns import Kind
from services.commands.bulk.lines import UnusableError
from services.commands.bulk.opening import Opened, Order, opened
from services.commands.bulk.progress import Counts, Progress, UnusableProgressError
from services.commands.bulk.rejects import Reject, RejectsFile
from services.commands.bulk.sending import Answer, Sender, StoppedError, Tokens
from services.commands.bulk.telling import Display
from services.commands.bulk.texts import told
from services.commands.bulk.threads import Workers
from services.commands.outside_client import OutsideClient
from shared.kernel.clock import Clock

NOTHING = Answer(0, 0, 0, 0, ())
START_PATIENCE = 5.0
"""Seconds a suite is waited for before the first record: nobody should wonder for minutes whether it is there."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended. ``rejects`` is the file of what was not taken, if there is any; ``form`` how it was read.

    ``counts`` are of the whole file; ``read_now`` is what this run read of it in ``seconds``.
    """

    counts: Counts
    form: str
    rejects: Path | None
    seconds: float
    read_now: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """The way to the suite. ``patience``: seconds without an answer before a run stops."""

    outside: OutsideClient
    http: requests.Session
    clock: Clock
    patience: float


@dataclass
class Run:
    """A run under way. Batches are sent several at once; what is kept of them is kept in the order of the file."""

    order: Order
    at: Opened
    progress: Progress
    progress_path: Path
    rejects: RejectsFile
    display: Display
    stopping: threading.Event = field(default_factory=threading.Event)

    def bring_in(self, sender: Sender) -> None:
        """Send everything that is left. Raises StoppedError."""
        first_of_file = self.progress.counts.read == 0
        pieces = self.at.batches(
            self.progress.batch, offset=self.progress.offset, line=self.progress.line, first_of_file=first_of_file
        )
        workers: Workers[Batch, Answer] = Workers(
            lambda batch: sender.send(batch) if batch.items else NOTHING, self.order.parallel
        )
        waiting: deque[tuple[Batch, Future[Answer]]] = deque()
        try:
            most = 1  # the first goes alone: if nothing of this can work, it shows before there is much of it
            for batch in pieces:
                waiting.append((batch, workers.submit(batch)))
                if len(waiting) >= most:
                    self._keep_next(waiting)
                    most = self.order.parallel * 2
            while waiting:
                self._keep_next(waiting)
        finally:
            self.stopping.set()
            workers.close()

    def _keep_next(self, waiting: deque[tuple[Batch, Future[Answer]]]) -> None:
        batch, future = waiting.popleft()
        answer = future.result()
        if self.order.kind is Kind.CASES and self.progress.counts.read == 0:
            _require_own_source(batch, answer, self.order.client)
        self._keep(batch, answer)

    def _keep(self, batch: Batch, answer: Answer) -> None:
        rejects = [
            Reject(row, row.key, [told(fault, self.order.language) for fault in row.faults]) for row in batch.refused
        ] + [
            Reject(row, row.key or rejection.get("key") or rejection.get("case_number"), rejection["errors"])
            for rejection in answer.rejections
            for row in [batch.items[rejection["index"]]]
        ]
        path = self.rejects.path
        try:
            length = self.rejects.append(sorted(rejects, key=lambda reject: reject.row.line))
            path = self.progress_path
            fresh = replace(
                self.progress,
                offset=batch.end,
                line=batch.next_line,
                rejects_bytes=length,
                counts=added(self.progress.counts, batch, answer, rejects),
            )
            progress_files.save(path, fresh)
        except OSError as error:
            raise StoppedError(unwritable(path, error)) from error
        self.progress = fresh
        self.display.advance(batch.end, fresh.counts)

    def finish(self) -> None:
        """Check the sums and the file, and keep that the run is at its end. Raises StoppedError."""
        if mistakes := self.progress.counts.mistakes():
            raise StoppedError(f"The sums do not add up: {'; '.join(mistakes)}. Report this with {self.progress_path}.")
        if self.at.has_changed():
            raise StoppedError(f"{self.order.path} was changed while it was read. Start over with --restart.")
        self.progress = replace(self.progress, finished=True)
        try:
            progress_files.save(self.progress_path, self.progress)
        except OSError as error:
            raise StoppedError(unwritable(self.progress_path, error)) from error


def bring_in(order: Order, suite: Connection) -> Outcome:
    """Send a file, or the rest of it. Raises UnusableError (nothing was sent), StoppedError (can be gone on with)."""
    began = time.monotonic()
    with opened(order) as at:
        progress_path = progress_files.path_beside(order.path)
        progress, fresh = _progress(order, at, progress_path)
        suite.outside.patience = min(START_PATIENCE, suite.patience)
        tokens = Tokens(suite.outside, order.client)
        tokens.get()
        suite.outside.patience = suite.patience
        rejects = _rejects(order, progress, progress_path, fresh=fresh)
        with contextlib.closing(rejects), _display(order, at, progress) as display:
            run = Run(order, at, progress, progress_path, rejects, display)
            if not fresh and progress.counts.read:
                display.say(f"Going on after line {progress.line - 1} ({progress.counts.read:,} records are done).")
            sender = Sender(
                order.url, order.kind, progress.run, tokens, suite.http, suite.clock, suite.patience, order.language,
                display.say, run.stopping,
            )  # fmt: skip
            try:
                run.bring_in(sender)
                run.finish()
            except (StoppedError, KeyboardInterrupt) as error:
                raise StoppedError(where_it_stands(run, error)) from error
    rejected = run.progress.counts.rejected + run.progress.counts.refused
    counts = run.progress.counts
    seconds = time.monotonic() - began
    return Outcome(
        counts, at.contents.form, rejects.path if rejected else None, seconds, counts.read - progress.counts.read
    )


def look_at(order: Order, most_told: int) -> tuple[Outcome, list[Reject]]:
    """Read a file as if to send it, and send nothing: what can be seen to be wrong, the first of it in full.

    Counted as refused is what would not be sent, as rejected what would be and has faults of form.
    """
    began = time.monotonic()
    counts, first = Counts(), list[Reject]()
    with opened(order) as at, _display(order, at, None) as display:
        for batch in at.batches(order.batch, offset=at.contents.start, line=at.contents.line, first_of_file=False):
            faulty = [(row, row.faults) for row in batch.refused]
            wrong = [(row, form_faults(order.kind, orjson.loads(row.body or b"null"))) for row in batch.items]
            faulty += [(row, tuple(faults)) for row, faults in wrong if faults]
            rejects = [
                Reject(row, row.key, [told(fault, order.language) for fault in faults])
                for row, faults in sorted(faulty, key=lambda entry: entry[0].line)
            ]
            counts = added(counts, batch, NOTHING, rejects)
            counts.rejected += len(rejects) - len(batch.refused)
            first += rejects[: max(0, most_told - len(first))]
            display.advance(batch.end, counts)
    return Outcome(counts, at.contents.form, None, time.monotonic() - began, counts.read), first


def added(counts: Counts, batch: Batch, answer: Answer, rejects: list[Reject]) -> Counts:
    """The counts with those of one more batch."""
    codes = Counter(counts.codes)
    for reject in rejects:
        codes.update({str(error.get("code")) for error in reject.errors})
    return Counts(
        counts.read + batch.rows,
        counts.refused + len(batch.refused),
        counts.sent + len(batch.items),
        counts.created + answer.created,
        counts.updated + answer.updated,
        counts.unchanged + answer.unchanged,
        counts.stale + answer.stale,
        counts.rejected + len(answer.rejections),
        dict(codes),
    )


def where_it_stands(run: Run, error: BaseException) -> str:
    """Why a run stopped, what is safe, and how to go on."""
    why = str(error) if isinstance(error, StoppedError) else "Stopped by Ctrl-C."
    counts = run.progress.counts
    done = (
        f"Done so far: {counts.read:,} records, up to line {run.progress.line - 1}" if counts.read else "Nothing done"
    )
    return f"{why}\n{done}. The same command goes on from there; nothing is taken in twice."


def unwritable(path: Path, error: OSError) -> str:
    """What to do about a file that cannot be written."""
    return f"{path} cannot be written ({error.strerror}). Make room, or copy the file to a folder of your own."


def _progress(order: Order, at: Opened, path: Path) -> tuple[Progress, bool]:
    """The progress to go on from, and whether it is a new one."""
    now = at.begun_with()
    try:
        kept = None if order.restart else progress_files.load(path)
    except UnusableProgressError as error:
        raise UnusableError(str(error)) from error
    if kept is not None and not kept.finished:
        differ = progress_files.differences(kept, now)
        if not differ:
            return kept, False
        if kept.counts.read:
            what = "The file has changed" if {"sha256", "size"} & set(differ) else "Something else is asked for"
            raise UnusableError(
                f"{what} since the run that stopped after line {kept.line - 1}: {'; '.join(differ.values())}. "
                "Put it back as it was, or start over with --restart: what is there already comes out unchanged."
            )
    fresh = progress_files.begin(now, order.batch)
    return replace(fresh, offset=at.contents.start, line=at.contents.line), True


def _rejects(order: Order, progress: Progress, progress_path: Path, *, fresh: bool) -> RejectsFile:
    path = rejects_files.path_beside(order.path)
    try:
        rejects = RejectsFile(path, keep=progress.rejects_bytes, fresh=fresh)
        progress_files.save(progress_path, progress)
    except OSError as error:
        raise StoppedError(unwritable(Path(error.filename or path), error)) from error
    except ValueError as error:
        raise UnusableError(f"{error}. Put it back, or start over with --restart.") from error
    return rejects


def _display(order: Order, at: Opened, progress: Progress | None) -> Display:
    offset, read = (progress.offset, progress.counts.read) if progress else (at.contents.start, 0)
    return Display(order.kind, at.scanned.size, offset=offset, read=read)


def _require_own_source(batch: Batch, answer: Answer, client: str) -> None:
    """Stop if nothing of the first batch was from a source of this client: the rest would not be, either."""
    foreign = [
        rejection
        for rejection in answer.rejections
        if any(error.get("code") == "source-not-allowed" for error in rejection["errors"])
    ]
    if foreign and len(foreign) == len(batch.items):
        why = next(error["detail"] for error in foreign[0]["errors"] if error["code"] == "source-not-allowed")
        raise StoppedError(
            f"None of the first {len(foreign)} cases is from a source that {client} may push: {why} "
            "Choose the client of that source (--client), or correct `source`."
        )
