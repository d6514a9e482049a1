"""Forms: what is asked, what was given, what is wrong with it; entered values stay, every fault is told at once.

A module makes one :class:`Form` of fields; a GET shows ``form.blank(...)``, a POST ``form.read(request.form)`` and
shows it again (422) unless it is ``ok``. The template draws fields with ``pages/forms.html``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from werkzeug.datastructures import MultiDict

from shared.kernel.ids import is_id, new_id
from shared.web.pages.language import LazyText, lazy

FORM_ID = "form_id"
"""Names one filled-in form: the Idempotency-Key of what is sent with it, however often that happens."""

Text = LazyText | str
Given = MultiDict[str, str]

TOO_LONG = lazy("Nội dung dài quá giới hạn cho phép")
IMPOSSIBLE = lazy("Ngày này không có trong lịch")


class Fault(Exception):
    """What is wrong with one field, in words; ``at`` names the input to go to where a field has several."""

    def __init__(self, message: Text, at: str = "") -> None:
        super().__init__(str(message))
        self.message = message
        self.at = at


class Field(Protocol):
    """One question. ``kind`` chooses how it is drawn."""

    @property
    def name(self) -> str: ...

    @property
    def kind(self) -> str: ...

    def shown(self, value: Any) -> dict[str, str | list[str]]:
        """The inputs' contents for a value of ours."""
        ...

    def taken(self, given: Given) -> dict[str, str | list[str]]:
        """The inputs' contents as they were sent."""
        ...

    def read(self, given: Given) -> Any:
        """The value. Raises Fault."""
        ...


@dataclass
class Submission:
    """A form in one state. ``inputs`` by input name, ``values`` by field name, ``faults`` by field name."""

    form: Form
    form_id: str
    inputs: dict[str, str | list[str]] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    faults: dict[str, Fault] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults

    def blame(self, name: str, message: Text) -> None:
        """Say what is wrong with a field; the first fault of a field stays."""
        self.faults.setdefault(name, Fault(message))

    def blame_all(self, faults: Iterable[tuple[str, str]], fields: Mapping[str, str], otherwise: str) -> None:
        """Put a service's faults (pointer, words) beside the fields they are about, unknown ones at ``otherwise``."""
        for pointer, message in faults:
            self.blame(fields.get(pointer, otherwise), message)

    def summary(self) -> list[dict[str, Text]]:
        """The faults in the order of the fields, for the summary on top."""
        return [
            {"text": self.faults[one.name].message, "href": f"#{self.faults[one.name].at or one.name}"}
            for one in self.form.fields
            if one.name in self.faults
        ]


class Form:
    """The questions of one page."""

    def __init__(self, *fields: Field) -> None:
        self.fields: Sequence[Field] = fields

    def blank(self, values: Mapping[str, Any] | None = None) -> Submission:
        """The form as it is first shown, with what is known already."""
        found = Submission(self, new_id())
        for one in self.fields:
            found.inputs |= one.shown((values or {}).get(one.name))
        return found

    def read(self, given: Given) -> Submission:
        """The form as it was sent."""
        form_id = given.get(FORM_ID, "")
        found = Submission(self, form_id if is_id(form_id) else new_id())
        for one in self.fields:
            found.inputs |= one.taken(given)
            try:
                found.values[one.name] = one.read(given)
            except Fault as fault:
                found.faults[one.name] = fault
        return found

    def __getitem__(self, name: str) -> Field:
        return next(one for one in self.fields if one.name == name)


def typed(given: Given, name: str) -> str:
    """A text as a person meant it: composed letters, single spaces at the ends gone, no control characters."""
    text = unicodedata.normalize("NFC", given.get(name, "").replace("\r\n", "\n")).strip()
    return "".join(letter for letter in text if letter == "\n" or unicodedata.category(letter)[0] != "C")


@dataclass(frozen=True)
class TextField:
    """A line of text, or with ``rows`` several. ``missing`` is said where it is empty; None: it may be.

    ``check`` raises Fault or returns the value to go on with.
    """

    name: str
    label: Text
    hint: Text | None = None
    missing: Text | None = None
    longest: int = 200
    too_long: Text = TOO_LONG
    check: Callable[[str], Any] | None = None
    rows: int = 0
    width: str = ""
    type: str = "text"
    autocomplete: str | None = None
    inputmode: str | None = None
    kind: str = "text"

    def shown(self, value: Any) -> dict[str, str | list[str]]:
        return {self.name: "" if value is None else str(value)}

    def taken(self, given: Given) -> dict[str, str | list[str]]:
        return {self.name: given.get(self.name, "")[: self.longest + 500]}

    def read(self, given: Given) -> Any:
        text = typed(given, self.name)
        if not text:
            if self.missing is not None:
                raise Fault(self.missing)
            return None
        if len(text) > self.longest:
            raise Fault(self.too_long)
        return text if self.check is None else self.check(text)


@dataclass(frozen=True)
class Option:
    """One answer of a choice. ``hint`` is a line below it."""

    value: str
    label: Text
    hint: Text | None = None


@dataclass(frozen=True)
class ChoiceField:
    """One of several (radio buttons), or with ``several`` any of them (check boxes; the value is a list)."""

    name: str
    label: Text
    options: Sequence[Option]
    hint: Text | None = None
    missing: Text | None = None
    several: bool = False
    legend_class: str = "govuk-fieldset__legend--m"
    kind: str = "choice"

    def shown(self, value: Any) -> dict[str, str | list[str]]:
        chosen = list(value) if self.several and value is not None else [str(value)] if value is not None else []
        return {self.name: chosen}

    def taken(self, given: Given) -> dict[str, str | list[str]]:
        known = {option.value for option in self.options}
        return {self.name: [value for value in given.getlist(self.name) if value in known]}

    def read(self, given: Given) -> Any:
        chosen = self.taken(given)[self.name]
        if not chosen and self.missing is not None:
            raise Fault(self.missing, f"{self.name}-1")
        return chosen if self.several else (chosen[0] if chosen else None)


@dataclass(frozen=True)
class TickField:
    """One box to tick, never ticked beforehand."""

    name: str
    label: Text
    hint: Text | None = None
    missing: Text | None = None
    kind: str = "tick"

    def shown(self, value: Any) -> dict[str, str | list[str]]:
        return {self.name: "yes" if value else ""}

    def taken(self, given: Given) -> dict[str, str | list[str]]:
        return {self.name: "yes" if given.get(self.name) == "yes" else ""}

    def read(self, given: Given) -> bool:
        ticked = given.get(self.name) == "yes"
        if not ticked and self.missing is not None:
            raise Fault(self.missing)
        return ticked


@dataclass(frozen=True)
class DayField:
    """A calendar day in three inputs: day, month, year. ``check`` raises Fault for a day that cannot be meant."""

    name: str
    label: Text
    missing: Text
    hint: Text | None = None
    impossible: Text = IMPOSSIBLE
    check: Callable[[date], None] | None = None
    kind: str = "day"

    def shown(self, value: Any) -> dict[str, str | list[str]]:
        texts = ("", "", "") if value is None else (str(value.day), str(value.month), str(value.year))
        return dict(zip(self._names(), texts, strict=True))

    def taken(self, given: Given) -> dict[str, str | list[str]]:
        return {name: given.get(name, "").strip()[:20] for name in self._names()}

    def read(self, given: Given) -> date:
        texts = [typed(given, name) for name in self._names()]
        if not all(texts):
            empty = next(name for name, text in zip(self._names(), texts, strict=True) if not text)
            raise Fault(self.missing, empty)
        try:
            day, month, year = (_number(text) for text in texts)
            found = date(year, month, day)
        except ValueError as error:
            raise Fault(self.impossible, f"{self.name}-day") from error
        if self.check is not None:
            self.check(found)
        return found

    def _names(self) -> tuple[str, str, str]:
        return f"{self.name}-day", f"{self.name}-month", f"{self.name}-year"


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 4):
        raise ValueError(text)
    return int(text)
