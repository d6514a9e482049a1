"""A person's standing as of now, or as of a day, for somebody who may know it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from services.violations.application.ports import Link, Numbers, Person, Reading, Store
from services.violations.application.telling import IDENTITY, LICENCE, linked_numbers, number_locks
from services.violations.domain.agencies import Agencies
from services.violations.domain.blocking import UnsettledBars
from services.violations.domain.catalogue import Catalogue
from services.violations.domain.freshness import Silence
from services.violations.domain.standing import Notice, Policy, Standing, StandingWarning, standing_of
from shared.kernel.actor import Actor
from shared.kernel.clock import BUSINESS_ZONE, Clock
from shared.kernel.errors import Fault, Invalid
from shared.kernel.ids import new_id

ONE_DAY = timedelta(days=1)
FURTHEST_AHEAD = timedelta(days=366)
"""How far ahead one may ask what the standing will be: as far as a check may."""

REGISTER_PURPOSES = frozenset({"reissue", "counter"})
"""Purposes under which a caller takes licence numbers from the register of licences, and not from a card or by hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Whose standing is asked for. ``aliases`` are old personal numbers, ``on`` a day other than now."""

    citizen_id: str
    licence_numbers: frozenset[str] = frozenset()
    aliases: frozenset[str] = frozenset()
    on: date | None = None

    @property
    def numbers(self) -> Numbers:
        """Every number asked for."""
        return Numbers(frozenset({self.citizen_id}) | self.aliases, self.licence_numbers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a standing is decided by, and the agencies a way out leads to."""

    catalogue: Catalogue
    agencies: Agencies
    silence: Silence
    unsettled_bars: UnsettledBars


@dataclass(frozen=True, slots=True)
class Answer:
    """A standing as told. ``person`` is the opaque id under which ``standing.changed`` speaks of them."""

    id: str
    person: str
    citizen_id: str
    as_of: datetime
    hypothetical: bool
    standing: Standing


def read_standing(store: Store, question: Question, *, rules: Rules, actor: Actor, clock: Clock) -> Answer:
    """Answer with everything committed before the question.

    A citizen sees cases by licence number or old number only, and always, where somebody who knows the register of
    licences has said that the number is theirs; others are named in a warning, whether or not a case bears them.
    Raises Invalid for a day more than a year ahead.
    """
    now = clock.now()
    if question.on is not None and question.on > clock.today() + FURTHEST_AHEAD:
        raise Invalid("validation-failed", faults=[Fault("/on", "too-far-ahead")])
    person, numbers, unconfirmed = _recognise(store, question, actor)
    with store.read() as reading:
        standing = _decide(reading, question, numbers, rules, now=now, today=clock.today())
    if unconfirmed:
        standing = _with_warning(standing)
    as_of = now if question.on is None else _end_of(question.on)
    return Answer(new_id(), person.id, question.citizen_id, as_of, question.on is not None, standing)


def _recognise(store: Store, question: Question, actor: Actor) -> tuple[Person, Numbers, bool]:
    """The person, the numbers to look by, and whether some were left out.

    To the numbers asked for come those that somebody who knows the register of licences has named as the person's: a
    case that police push under an old number, or under a licence's alone, is the person's whoever asks. What is new is
    written before the cases are read, under the locks a push takes: either the push sees the link and tells of the
    change, or the standing sees the case.
    """
    asked = question.numbers
    vouches = actor.kind == "officer" or (actor.kind == "system" and actor.purpose in REGISTER_PURPOSES)
    with store.read() as reading:
        person = reading.persons.find([question.citizen_id]).get(question.citizen_id)
        links = reading.persons.numbers_of(person) if person else []
    sure = linked_numbers([link for link in links if link.confirmed])
    if actor.kind == "citizen":
        if person is None:
            person = _meet(store, question.citizen_id, Numbers(), actor, confirmed=False)
        mine = Numbers(frozenset({question.citizen_id})) | sure
        return person, mine, asked | mine != mine
    known = sure if vouches else linked_numbers(links)
    missing = Numbers(question.aliases - known.identities, asked.licences - known.licences)
    if person is None or missing:
        person = _meet(store, question.citizen_id, missing, actor, confirmed=vouches)
    return person, asked | sure, False


def _meet(store: Store, citizen_id: str, numbers: Numbers, actor: Actor, *, confirmed: bool) -> Person:
    locks = number_locks(numbers | Numbers(frozenset({citizen_id})))
    with store.begin(actor, *sorted(locks)) as work:
        person = work.persons.ensure([citizen_id])[citizen_id]
        if confirmed:
            work.persons.disown(numbers.licences)  # a licence has one holder: the one the register names now
        work.persons.link(
            [Link(IDENTITY, number, person, confirmed) for number in sorted(numbers.identities)]
            + [Link(LICENCE, number, person, confirmed) for number in sorted(numbers.licences)]
        )
        return work.commit(person)


def _decide(
    reading: Reading, question: Question, numbers: Numbers, rules: Rules, *, now: datetime, today: date
) -> Standing:
    rows = reading.sources.rows()
    return standing_of(
        reading.cases.naming(numbers),
        reading.restorations.of(numbers.identities),
        rules.silence.states({row.source: row.last_received_at for row in rows}, now),
        on=question.on or today,
        policy=Policy(
            catalogue=rules.catalogue,
            unsettled_bars=rules.unsettled_bars,
            test_freshness=question.on is None or question.on >= today,
        ),
    )


def _with_warning(standing: Standing) -> Standing:
    warnings = (*standing.warnings, StandingWarning(Notice.NUMBER_NOT_CONFIRMED))
    return Standing(standing.on, standing.verdict, standing.parts, standing.blocking, warnings, standing.sources)


def _end_of(day: date) -> datetime:
    """The last second of a business day, in UTC."""
    midnight = datetime.combine(day + ONE_DAY, time(), BUSINESS_ZONE)
    return (midnight - timedelta(seconds=1)).astimezone(UTC)
