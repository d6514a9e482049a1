"""Who a licence belongs to and what became of it: exams, first issue, exchanges, loss; made from its index alone."""

from __future__ import annotations

from dataclasses import dataclass

from services.commands.generate import classes, days
from services.commands.generate.draws import Draws, scattered
from services.commands.generate.names import full_name
from services.commands.generate.places import Province, address, the_places

MOST_LICENCES = 1_000_000
"""As many as fit into the fictitious personal numbers, which begin with 999."""
YOUNG_IDS = 999_000
"""Personal numbers end in six digits; below 001000 they are the demo's. The last thousand indexes use some again, for
people so old that nobody else has their year of birth."""
OLDEST = 73
"""Years of age of all but those."""

UNTERMED, TERMED = "untermed", "termed"
_AGES = (23, 27, 31, 34, 38, 42, 46, 51, 56, 61, 67, OLDEST)
_FIRST_RIDER, _FIRST_DRIVER = days.day_of(1996, 1, 1), days.day_of(2001, 1, 1)
_ALIAS_TO = days.day_of(2016, 1, 1)
_PLASTIC_BY = days.day_of(2020, 12, 31)
_WEEKS_AT_LEAST = 40
"""Days from the last possible exam to the day of the registry: there is time to decide and to print."""
_SERIES = ("AA", "AB", "AC", "AD", "AG", "AK", "AP", "AX", "BA", "BC", "BD", "BK", "CA", "CC", "DA", "EB")
"""Letters of card serials; VN is the product's own, AT the demo's."""


@dataclass(frozen=True, slots=True)
class ExamFacts:
    """An exam passed (sát hạch), days as ordinals; ``failed_on`` is an earlier attempt."""

    regime: str
    licence_class: str
    held_on: int
    decided_on: int
    decision: int
    failed_on: int | None


@dataclass(frozen=True, slots=True)
class PartFacts:
    """One part of the licence as it stands on the day of the registry."""

    kind: str
    regime: str
    licence_class: str
    condition: str | None
    first_issued_on: int
    issued_on: int
    expires_on: int | None
    exam: ExamFacts


@dataclass(frozen=True, slots=True)
class Life:
    """A holder with their licence. ``card_on`` is when the current card was made, ``paper`` whether it is of paper."""

    index: int
    citizen_id: str
    sex: str
    born: int
    full_name: str
    address: dict[str, str | None]
    home: Province
    first_home: Province
    alias: str | None
    number: str
    parts: tuple[PartFacts, ...]
    card_on: int
    status: str
    paper: bool
    serial: str

    def part(self, kind: str) -> PartFacts | None:
        """The part of that kind, if there is one."""
        return next((part for part in self.parts if part.kind == kind), None)


@dataclass(frozen=True, slots=True)
class Registry:
    """What lives are made from: the seed, and the day (ordinal) on which the registry is written out."""

    seed: int
    as_of: int

    def life(self, index: int) -> Life:
        """The life with that index; the same whatever else is made."""
        draws = Draws(self.seed, "life", index)
        sex = "male" if draws.chance(590) else "female"
        born = self._born(draws, index)
        places = the_places()
        home = draws.one(places.by_population)
        first_home = home if draws.chance(850) else draws.one(places.by_population)
        parts = _parts(draws, born=born, sex=sex, as_of=self.as_of)
        paper, card_on, parts = _card(draws, parts, as_of=self.as_of)
        first = parts[0].exam.held_on
        year, six = days.text(born)[:4], 1000 + scattered(index % YOUNG_IDS, YOUNG_IDS)
        century = (int(year[:2]) - 19) * 2 + (sex == "female")
        running = scattered(index, MOST_LICENCES)
        return Life(
            index=index,
            citizen_id=f"999{century}{year[2:]}{six:06d}",
            sex=sex,
            born=born,
            full_name=full_name(draws, sex=sex, born=born),
            address=address(draws, home, card_on),
            home=home,
            first_home=first_home,
            alias=f"999{running:06d}" if first < _ALIAS_TO and draws.chance(620) else None,
            number=f"{first_home.prefix}{century}{days.text(first)[2:4]}{scattered(index, 9_990_000):07d}",
            parts=parts,
            card_on=card_on,
            status=_status(draws),
            paper=paper,
            serial=f"{draws.one('BCDH') + ' ' if paper else draws.one(_SERIES)}{running:06d}",
        )

    def _born(self, draws: Draws, index: int) -> int:
        if index >= YOUNG_IDS:
            return days.years_after(self.as_of, -(OLDEST + 5) - draws.below(9)) - draws.below(365)
        group = draws.below(len(_AGES) - 1)
        return self.as_of - draws.between(_AGES[group] * 365 - 1000, _AGES[group + 1] * 365)


def _status(draws: Draws) -> str:
    fate = draws.below(1000)
    return "reported_lost" if fate < 15 else "revoked" if fate < 21 else "live"  # of a thousand


def _parts(draws: Draws, *, born: int, sex: str, as_of: int) -> tuple[PartFacts, ...]:
    """What was passed and issued: motorcycles only, cars only, or a card for both."""
    holds = draws.below(100)
    driver = _driver(draws, born=born, sex=sex, as_of=as_of) if holds >= 52 else None  # per cent
    if driver is None:
        return (_rider(draws, born=born, last=as_of - _WEEKS_AT_LEAST),)
    adult = days.years_after(born, classes.ADULT) + 20
    before = driver.exam.held_on - 60
    if holds >= 88 or max(adult, _FIRST_RIDER) >= before:  # per cent
        return (driver,)
    return (_rider(draws, born=born, last=before), driver)


def _rider(draws: Draws, *, born: int, last: int) -> PartFacts:
    """A part without term. Most take the exam within a dozen years of coming of age."""
    adult = days.years_after(born, classes.ADULT) + 15
    held_on = min(max(adult, _FIRST_RIDER) + min(draws.below(4400), draws.below(4400)), last)
    regime = classes.regime_on(held_on)
    exam = _exam(draws, regime, draws.one(classes.RIDERS[regime]), held_on, earliest=adult)
    issued_on = exam.decided_on + draws.between(2, 12)
    regime, licence_class, condition = _named(issued_on, exam)
    return PartFacts(UNTERMED, regime, licence_class, condition, issued_on, issued_on, None, exam)


def _driver(draws: Draws, *, born: int, sex: str, as_of: int) -> PartFacts | None:
    """A part with a term, exchanged as often as its term ran out and its holder cared; None for the too young."""
    last = as_of - _WEEKS_AT_LEAST
    held_on = draws.late(max(days.years_after(born, 27), _FIRST_DRIVER), last) if draws.chance(550) else last
    held_on = draws.late(max(days.years_after(born, 18) + 20, _FIRST_DRIVER), held_on)
    if held_on > last:
        return None
    regime = classes.regime_on(held_on)
    licence_class = draws.one(classes.DRIVERS[regime])
    age = (held_on - born) // 366
    if age < classes.least_age(regime, licence_class) or age > 45:  # no upgrade to lorries or buses late
        licence_class = "B" if regime == classes.NEW else "B2"
    earliest = days.years_after(born, classes.least_age(regime, licence_class))
    exam = _exam(draws, regime, licence_class, held_on, earliest=earliest)
    first = issued_on = exam.decided_on + draws.between(2, 12)
    regime, licence_class, condition = _named(issued_on, exam)
    expires_on = classes.expiry(regime, licence_class, issued=issued_on, born=born, sex=sex)
    while expires_on < as_of and exam.licence_class != "A4" and draws.chance(870):
        issued_on = min(max(expires_on - draws.below(60), issued_on + 1), as_of - 8)
        regime, licence_class, condition = _named(issued_on, exam)
        expires_on = classes.expiry(regime, licence_class, issued=issued_on, born=born, sex=sex)
    return PartFacts(TERMED, regime, licence_class, condition, first, issued_on, expires_on, exam)


def _named(issued_on: int, exam: ExamFacts) -> tuple[str, str, str | None]:
    """Regime, class and condition as printed on that day for what was passed before."""
    if exam.regime == classes.OLD and issued_on >= days.REGIME_2024_FROM and exam.licence_class in classes.BECAME:
        return (classes.NEW, *classes.BECAME[exam.licence_class])
    return exam.regime, exam.licence_class, None


def _exam(draws: Draws, regime: str, licence_class: str, held_on: int, *, earliest: int) -> ExamFacts:
    failed_on = held_on - draws.between(35, 200) if draws.chance(160) else None
    if failed_on is not None and (failed_on < earliest or classes.regime_on(failed_on) != regime):
        failed_on = None
    decision = draws.between(1, 9_999)
    return ExamFacts(regime, licence_class, held_on, held_on + draws.between(2, 9), decision, failed_on)


def _card(draws: Draws, parts: tuple[PartFacts, ...], *, as_of: int) -> tuple[bool, int, tuple[PartFacts, ...]]:
    """Whether the card is of paper, when it was made, and the parts as it shows them."""
    card_on = max(part.issued_on for part in parts)
    if card_on < days.PLASTIC_FROM and len(parts) == 1:
        if draws.chance(450):
            return True, card_on, parts
        # The campaign that took paper cards back; some came late.
        card_on = min(draws.between(days.PLASTIC_FROM + 30, max(_PLASTIC_BY, card_on)), as_of - 8)
    elif draws.chance(60):
        card_on = draws.between(card_on, as_of - 8)  # lost and made again, or a new name
    return False, card_on, tuple(_printed(part, card_on) for part in parts)


def _printed(part: PartFacts, card_on: int) -> PartFacts:
    """The part on a card made that day: one without term counts as issued anew, one with a term keeps its term."""
    regime, licence_class, condition = _named(card_on, part.exam)
    issued_on = card_on if part.kind == UNTERMED else part.issued_on
    if regime == part.regime and issued_on == part.issued_on:
        return part
    return PartFacts(
        part.kind, regime, licence_class, condition, part.first_issued_on, issued_on, part.expires_on, part.exam
    )
