"""Reading form-encoded requests as RFC 6749 §3.2 wants them: strictly, each parameter once, no empty ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import parse_qsl

from flask import request
from werkzeug.exceptions import HTTPException

from services.access.domain.refusals import RefusalCode, TokenRefusal

FORM = "application/x-www-form-urlencoded"
LARGEST = 32_768
MOST_PARAMETERS = 32
REPEATABLE = ("resource", "audience")


class Form(Mapping[str, str]):
    """The parameters that came, without those that were empty (RFC 6749 §3.1: as if omitted)."""

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        self._all: dict[str, list[str]] = {}
        for name, value in pairs:
            self._all.setdefault(name, []).append(value)

    def __getitem__(self, name: str) -> str:
        value = self._all[name][0]
        if not value:
            raise KeyError(name)
        return value

    def __iter__(self) -> Iterator[str]:
        return (name for name, values in self._all.items() if values[0])

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def every(self, name: str) -> tuple[str, ...]:
        """All values of a parameter that may be repeated."""
        return tuple(value for value in self._all.get(name, ()) if value)


def read_form() -> Form:
    """The form of the request in hand. Raises TokenRefusal ``invalid_request``."""
    if request.mimetype != FORM or request.mimetype_params.get("charset", "utf-8").lower() != "utf-8":
        raise _refused(f"the content type must be {FORM}")
    request.max_content_length = LARGEST
    try:
        body = request.get_data(cache=False)
    except HTTPException as error:
        raise _refused(f"the body is over {LARGEST} bytes or was cut short") from error
    pairs = _pairs(body)
    names = [name for name, _ in pairs if name not in REPEATABLE]
    if len(set(names)) != len(names):
        raise _refused("a parameter is given more than once")
    return Form(pairs)


def _pairs(body: bytes) -> list[tuple[str, str]]:
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=MOST_PARAMETERS,
        )
    except ValueError as error:  # not ASCII, not UTF-8 beneath the percent signs, no name=value, too many
        raise _refused("the body is not form-encoded UTF-8") from error
    if any(not letter.isprintable() for pair in pairs for text in pair for letter in text):
        raise _refused("a parameter holds a character that is not allowed")
    return pairs


def _refused(description: str) -> TokenRefusal:
    return TokenRefusal(RefusalCode.INVALID_REQUEST, description)
