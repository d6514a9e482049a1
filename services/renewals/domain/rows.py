"""The rows of the tables as the rules use them, and the reader that refuses an unsound one by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.renewals.domain.periods import within
from shared.kernel.words import Words


class LawTableError(Exception):
    """A table of the law cannot be used; the message names table and row."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of JSON that knows its name, so that whatever is wrong with it can be found."""

    table: str
    name: str
    values: Mapping[str, object]

    def fault(self, what: str) -> LawTableError:
        """The error to raise for this row."""
        return LawTableError(f"{self.table}, row {self.name}: {what}")

    def text(self, key: str) -> str:
        """A text that is not empty."""
        value = self.values.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.fault(f"{key} must be a text, is {value!r}")
        return value

    def one_of(self, key: str, allowed: Sequence[str] | frozenset[str]) -> str:
        """A text out of a list."""
        value = self.text(key)
        if value not in allowed:
            raise self.fault(f"unknown {key} {value!r}, known are {', '.join(sorted(allowed))}")
        return value

    def number(self, key: str) -> int:
        """A whole number, not negative."""
        value = self.values.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self.fault(f"{key} must be a whole number, is {value!r}")
        return value

    def optional_number(self, key: str) -> int | None:
        """A whole number, or null."""
        return None if self.values.get(key) is None else self.number(key)

    def optional_text(self, key: str) -> str | None:
        """A text, or null."""
        return None if self.values.get(key) is None else self.text(key)

    def optional_day(self, key: str) -> date | None:
        """A date, or null."""
        return None if self.values.get(key) is None else self.day(key)

    def day(self, key: str) -> date:
        """A date, YYYY-MM-DD."""
        value = self.values.get(key)
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            raise self.fault(f"{key} must be a date, is {value!r}") from None

    def flag(self, key: str) -> bool:
        """True or false."""
        value = self.values.get(key)
        if not isinstance(value, bool):
            raise self.fault(f"{key} must be true or false, is {value!r}")
        return value

    def mapping(self, key: str) -> Mapping[str, object]:
        """An object, {} if absent."""
        value = self.values.get(key) or {}
        if not isinstance(value, dict):
            raise self.fault(f"{key} must be an object, is {value!r}")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, () if absent."""
        value = self.values.get(key) or []
        if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
            raise self.fault(f"{key} must be a list of texts, is {value!r}")
        return tuple(value)

    def rows(self, key: str) -> tuple[Row, ...]:
        """A list of objects, each named after this row."""
        value = self.values.get(key) or []
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            raise self.fault(f"{key} must be a list of objects")
        return tuple(Row(self.table, self.name, entry) for entry in value)

    def period(self) -> Period:
        """``effective_from`` and ``effective_to``, in order."""
        first = self.day("effective_from")
        last = self.optional_day("effective_to")
        if last is not None and last < first:
            raise self.fault(f"ends ({last}) before it begins ({first})")
        return Period(first, last)


@dataclass(frozen=True, slots=True)
class Period:
    """From the first to the last day, both counted; ``last`` None is open."""

    first: date
    last: date | None

    def __contains__(self, day: date) -> bool:
        return within(day, self.first, self.last)

    def meets(self, other: Period) -> bool:
        """Whether two periods share a day."""
        return self.first in other or other.first in self


@dataclass(frozen=True, slots=True)
class FeeRow:
    """One line of the tariff. ``conditions``: code → words; all must hold."""

    id: str
    kind: str
    procedures: tuple[str, ...]
    channel: str
    amount_vnd: int
    period: Period
    conditions: Mapping[str, Words]
    priority: int
    legal_basis: str
    confidence: str
    note: str | None


@dataclass(frozen=True, slots=True)
class LimitRow:
    """The time limit of a procedure in a period."""

    period: Period
    working_days: int | None
    wait_months: int | None
    legal_basis: str
    confidence: str


@dataclass(frozen=True, slots=True)
class ProcedureRow:
    """An administrative procedure with its limits."""

    code: str
    name: Words
    kind: str
    period: Period
    limits: tuple[LimitRow, ...]


@dataclass(frozen=True, slots=True)
class ClassRow:
    """A licence class. ``id`` "2024:B"; ``validity`` as in licence_classes.json; ages in years."""

    id: str
    regime: str
    code: str
    aliases: tuple[str, ...]
    part: str
    covers: tuple[str, ...]
    validity: Mapping[str, object]
    max_driving_age: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Option:
    """A class that an old one may become, with the condition codes printed on the card."""

    class_code: str
    conditions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conversion:
    """What a class of 2008 becomes under the law of 2024 (Luật 36/2024/QH15, Điều 89.3)."""

    from_class: str
    options: tuple[Option, ...]
    holder_chooses: bool
    certificates: tuple[Words, ...]
    legal_basis: str


@dataclass(frozen=True, slots=True)
class NamedFinding:
    """A finding that states a fact rather than applies a row; ``legal_basis`` by regime."""

    rule: str
    title: Words
    legal_basis: Mapping[str, str]
