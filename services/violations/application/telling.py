"""Who must be told that a person's standing may have changed, and which locks keep that in order."""

from __future__ import annotations

from collections.abc import Iterable

from services.violations.application.ports import CaseKey, Link, Numbers, Person, Work

IDENTITY = "identity"
LICENCE = "licence"


def case_lock(key: CaseKey) -> str:
    """The lock on a case."""
    return f"case:{key[0]}/{key[1]}"


def number_locks(numbers: Numbers) -> set[str]:
    """The locks on everybody who goes by one of the numbers."""
    return {f"{IDENTITY}:{number}" for number in numbers.identities} | {
        f"{LICENCE}:{number}" for number in numbers.licences
    }


def source_lock(source: str) -> str:
    """The lock on what is announced of a source."""
    return f"source:{source}"


def linked_numbers(links: Iterable[Link]) -> Numbers:
    """The numbers of links to one person."""
    known = list(links)
    return Numbers(
        frozenset(link.number for link in known if link.kind == IDENTITY),
        frozenset(link.number for link in known if link.kind == LICENCE),
    )


class Audience:
    """The persons behind a set of numbers, met now or before."""

    def __init__(self, work: Work, numbers: Numbers) -> None:
        self._by_number: dict[tuple[str, str], dict[str, Person]] = {}
        self._citizens = work.persons.ensure(numbers.identities)
        for citizen_id, person in self._citizens.items():
            self._add(IDENTITY, citizen_id, person)
        for link in work.persons.links(numbers):
            self._add(link.kind, link.number, link.person)

    def of(self, numbers: Numbers) -> list[Person]:
        """Everybody who goes by one of the numbers, each once, in the order of their ids."""
        found: dict[str, Person] = {}
        for kind, named in ((IDENTITY, numbers.identities), (LICENCE, numbers.licences)):
            for number in named:
                found.update(self._by_number.get((kind, number), {}))
        return [found[person_id] for person_id in sorted(found)]

    def citizen(self, citizen_id: str) -> Person:
        """The person of a personal number that was asked for."""
        return self._citizens[citizen_id]

    def knows(self, link: Link) -> bool:
        """Whether that number is known to be that person's."""
        return link.person.id in self._by_number.get((link.kind, link.number), ())

    def identities(self) -> set[str]:
        """The personal numbers of everybody here."""
        return {person.citizen_id for persons in self._by_number.values() for person in persons.values()}

    def _add(self, kind: str, number: str, person: Person) -> None:
        self._by_number.setdefault((kind, number), {})[person.id] = person


def tell(work: Work, persons: Iterable[Person], *, case_id: str | None) -> None:
    """One ``standing.changed`` for each person, by opaque id."""
    for person in persons:
        work.emit("standing.changed", person.id, {"person": person.id, "case_id": case_id})
