"""What a demo person is made of, and the whole world as the loaders want it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from shared.kernel.words import Words

Record = Mapping[str, object]
"""One record as it travels: JSON names and values."""

FICTITIOUS_PROVINCE = "999"
"""No register gives out personal numbers with this province code."""


@dataclass(frozen=True, slots=True)
class Person:
    """A fictitious citizen. ``serial`` makes every number of theirs; ``province`` is a new two-digit unit."""

    serial: int
    full_name: str
    sex: Literal["male", "female"]
    born_on: date
    province: str
    commune: str
    street: str

    @property
    def citizen_id(self) -> str:
        """``999 C YY NNNNNN``: century and sex, birth year, serial."""
        century = (self.born_on.year - 1900) // 100 * 2 + (self.sex == "female")
        return f"{FICTITIOUS_PROVINCE}{century}{self.born_on.year % 100:02d}{self.serial:06d}"


@dataclass(frozen=True, slots=True)
class ExpectedCheck:
    """What ``POST /checks`` must answer: ``outcome``, the fee (None where it does not come to one), a named finding.

    ``class_choice`` maps an old class to the new one wished. ``on`` is another reference date, which only an auditor
    or an officer may ask for.
    """

    outcome: str
    procedure: str = "3.000348"
    reason: str = "lost"
    channel: str = "online"
    fee_vnd: int | None = None
    class_choice: Mapping[str, str] | None = None
    finding: str | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """One demo person with everything the state knows of them; ``key`` is the user name."""

    key: str
    person: Person
    about: Words
    check: ExpectedCheck
    holder: Record | None = None
    exams: tuple[Record, ...] = ()
    licence: Record | None = None
    cases: tuple[tuple[str, Record], ...] = ()
    health: Record | None = None
    population: Record = field(default_factory=dict)

    @property
    def licence_number(self) -> str | None:
        """Number of the licence in the registry, if there is one."""
        return str(self.licence["number"]) if self.licence else None


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """Who may log in where. ``provider`` is ``sso`` or ``officer-idp``; ``claims`` go into the ID token."""

    provider: str
    username: str
    claims: Record
    about: Words


@dataclass(frozen=True, slots=True)
class World:
    """Everything there is to load. ``cases`` by the police client that pushes them."""

    loaded_on: date
    situations: tuple[Situation, ...]
    holders: tuple[Record, ...]
    exams: tuple[Record, ...]
    licences: tuple[Record, ...]
    cases: Mapping[str, tuple[Record, ...]]
    accounts: tuple[DemoAccount, ...]
    population: tuple[Record, ...]
    health: tuple[Record, ...]
    people: tuple[Record, ...]
