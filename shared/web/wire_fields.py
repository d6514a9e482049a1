"""The fields of the wire: strict in, canonical out, every fault with a code."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from shared.kernel.citizen_id import read_citizen_id
from shared.web.faults import fault

FIRST_YEAR, LAST_YEAR = 1900, 2199
MOST_VND = 10_000_000_000
_DAY = r"(?:19|20|21)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_DAY_SHAPE = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(?:([Zz])|([+-](?:[01]\d|2[0-3]):[0-5]\d))", re.ASCII
)
_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_BIDI = r"\u202a-\u202e\u2066-\u2069"
_NOT_IN_A_LINE = rf"\u0000-\u001f\u007f-\u009f{_BIDI}"
_NOT_IN_TEXT = rf"\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f{_BIDI}"
"""Control characters, and those that turn the direction of what follows and so make a name look like another."""


class Text(fields.String):
    """Text for people: NFC, trimmed, no control characters; ``multiline`` allows line breaks and tabs.

    Lengths are counted after trimming.
    """

    def __init__(self, *, max_length: int, min_length: int = 1, multiline: bool = False, **kwargs: Any) -> None:
        unwanted = _NOT_IN_TEXT if multiline else _NOT_IN_A_LINE
        pattern = rf"^[^{unwanted}]*[^{unwanted}\s][^{unwanted}]*$" if min_length else f"^[^{unwanted}]*$"
        super().__init__(metadata={"pattern": pattern, **kwargs.pop("metadata", {})}, **kwargs)
        self.unwanted = re.compile(f"[{unwanted}\ud800-\udfff]")
        self.validators = [validate.Length(min=min_length, max=max_length), *self.validators]

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        if self.unwanted.search(text):
            raise fault("wrong-character")
        return unicodedata.normalize("NFC", text).strip()


class Matching(fields.String):
    """Text of a fixed form, matched from end to end; ``pattern`` in the dialect Python and ECMA-262 share."""

    def __init__(self, pattern: str, *, code: str = "wrong-form", max_length: int = 100, **kwargs: Any) -> None:
        metadata = {"pattern": f"^(?:{pattern})$", "maxLength": max_length, **kwargs.pop("metadata", {})}
        super().__init__(metadata=metadata, **kwargs)
        self.form = re.compile(pattern, re.ASCII)
        self._code = code
        self.longest = max_length

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        if len(text) > self.longest or not self.form.fullmatch(text):
            raise fault(self._code)
        return text


class CitizenId(Matching):
    """A personal number (số định danh cá nhân): 12 digits whose birth year is not in the future.

    Whether the digits fit the person is the domain's to say (``contradicts-person``).
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("[0-9]{12}", code="not-a-citizen-id", max_length=12, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if read_citizen_id(text).birth_year > LAST_YEAR:
            raise fault("not-a-citizen-id")
        return text


class Id(Matching):
    """An opaque identifier: a UUID in lower case."""

    def __init__(self, **kwargs: Any) -> None:
        metadata = {"format": "uuid", **kwargs.pop("metadata", {})}
        super().__init__(_UUID, code="not-an-id", max_length=36, metadata=metadata, **kwargs)


class Day(fields.Date):
    """A calendar day, ``YYYY-MM-DD``, from 1900 to 2199."""

    def __init__(self, **kwargs: Any) -> None:
        metadata = {"pattern": f"^{_DAY}$", **kwargs.pop("metadata", {})}
        super().__init__(format="iso", metadata=metadata, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date:
        if not isinstance(value, str):
            raise fault("wrong-type")
        if not value.isascii() or not _DAY_SHAPE.fullmatch(value):
            raise fault("not-a-date")
        try:
            day = date.fromisoformat(value)
        except ValueError as error:
            raise fault("not-a-date") from error
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise fault("date-out-of-range")
        return day


class Instant(fields.DateTime):
    """An RFC 3339 instant with its offset, kept and shown in UTC with ``Z``."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="iso", **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        if not isinstance(value, str):
            raise fault("wrong-type")
        found = _INSTANT.fullmatch(value)
        if found is None:
            raise fault("not-an-instant")
        day, time, fraction, _zulu, offset = found.groups()
        try:
            instant = datetime.fromisoformat(f"{day}T{time}.{(fraction or '0')[:6]:0<6}{offset or '+00:00'}")
            if not FIRST_YEAR <= instant.year <= LAST_YEAR:
                raise fault("date-out-of-range")
            return instant.astimezone(UTC)
        except (ValueError, OverflowError) as error:
            if isinstance(error, ma.ValidationError):
                raise
            raise fault("not-an-instant") from error

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else instant_text(value)


def instant_text(instant: datetime) -> str:
    """The instant as it travels: UTC, ``Z``, fractions only where there are some."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


class Whole(fields.Integer):
    """A whole number between two limits (both included)."""

    def __init__(self, *, min: int, max: int, **kwargs: Any) -> None:  # as marshmallow's Range
        super().__init__(strict=True, **kwargs)
        self.validators = [validate.Range(min=min, max=max), *self.validators]


class AmountVnd(Whole):
    """Money in whole đồng, 0 to ten thousand million."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min=0, max=MOST_VND, **kwargs)


class OneOf(fields.String):
    """One of a closed list of words; given an enum, loads to its member and takes members or words to dump."""

    def __init__(self, choices: type[StrEnum] | Iterable[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.enum = choices if isinstance(choices, type) else None
        self.validators = [validate.OneOf([str(choice) for choice in choices]), *self.validators]

    def deserialize(self, value: Any, attr: str | None = None, data: Any = None, **kwargs: Any) -> Any:
        """The word, or the enum's member."""
        word = super().deserialize(value, attr, data, **kwargs)
        return self.enum(word) if self.enum is not None and isinstance(word, str) else word

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else str(value)


def one_of(choices: type[StrEnum] | Iterable[str], **kwargs: Any) -> OneOf:
    """The field for a closed list."""
    return OneOf(choices, **kwargs)
