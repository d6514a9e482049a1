"""Stretches of the registry and of the police feeds: a thousand at a time, each made from its indexes alone.

So that they can be made in any number of processes, and memory holds a few of them however many there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field

from services.commands.generate import dirt_cases, dirt_registry
from services.commands.generate.dirt import PER_MILLION, Dirt, Neighbour, Record, Spoiled
from services.commands.generate.draws import Draws
from services.commands.generate.lives import TERMED, UNTERMED, Life
from services.commands.generate.order import EXAMS, FEEDS, HOLDERS, LICENCES, Order
from services.commands.generate.registry import exam_records, holder_record, licence_record
from services.commands.generate.sheets import Sheet
from services.commands.generate.stories import Story, story

STRETCH = 1000
"""Part of what decides the files: the police feed is shuffled within a stretch."""
ORPHAN = Spoiled("holder-refused", (("/citizen_id", "holder-not-found"),))
"""What a refused holder leaves behind."""
_EXAMS_EACH = 8
_ROWS_EACH = 16
"""More rows than a life has exams, or a case versions and copies: numbers rows for their own dirt."""


@dataclass(slots=True)
class Stretch:
    """What was made: a sheet for each file, and how often what occurs in them."""

    licences: int = 0
    cases: int = 0
    sheets: list[Sheet] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


def registry_stretch(order: Order, start: int) -> Stretch:
    """Holders, exams and licences from that index on."""
    sheets = {name: Sheet(name, order.formats) for name in (HOLDERS, EXAMS, LICENCES)}
    found = Stretch(sheets=list(sheets.values()))
    holders = Dirt(HOLDERS, dirt_registry.HOLDERS, order.per_million)
    exams = Dirt(EXAMS, dirt_registry.EXAMS, order.per_million)
    licences = Dirt(LICENCES, dirt_registry.LICENCES, order.per_million)
    registry, neighbour = order.registry, None
    marks: list[str] = []
    for index in range(start, min(start + STRETCH, order.licences)):
        life = registry.life(index)
        found.licences += 1
        marks += _situations(life, order.as_of)
        record = holder_record(registry, life)
        spoiled = holders.spoil(record, seed=order.seed, index=index)
        sheets[HOLDERS].add(record, spoiled, life.citizen_id)
        orphan = ORPHAN if spoiled is not None and spoiled.refused else None
        for place, record in enumerate(exam_records(registry, life)):
            spoiled = orphan or exams.spoil(record, seed=order.seed, index=index * _EXAMS_EACH + place)
            sheets[EXAMS].add(record, spoiled, life.citizen_id)
        record = licence_record(life)
        spoiled = orphan or licences.spoil(record, seed=order.seed, index=index, neighbour=neighbour)
        sheets[LICENCES].add(record, spoiled, life.number)
        neighbour = None if spoiled is not None else Neighbour(life.number, life.serial)
    found.counts.update(marks)
    return found


def _situations(life: Life, as_of: int) -> Iterator[str]:
    untermed, termed = life.part(UNTERMED), life.part(TERMED)
    yield "both-parts" if untermed and termed else "without-term-only" if untermed else "with-term-only"
    yield f"card-{life.status}"
    yield life.sex
    for part in life.parts:
        yield f"regime-{part.regime}"
        yield f"class-{part.regime}-{part.licence_class}"
        if part.regime != part.exam.regime:
            yield "converted-to-2024"
        if part.exam.failed_on is not None:
            yield "failed-before"
    if termed and termed.expires_on is not None and termed.expires_on < as_of:
        yield "expired"
    if life.paper:
        yield "paper-card"
    if life.alias:
        yield "old-identity-number"


def feed_stretch(order: Order, start: int) -> Stretch:
    """The cases from that index on, in the order in which they were sent: nearly that of their days."""
    sheets = {source: Sheet(name, order.formats) for source, name in FEEDS.items()}
    found = Stretch(sheets=list(sheets.values()))
    dirt = Dirt("cases", dirt_cases.CASES, order.per_million)
    sent: list[Sent] = []
    for index in range(start, min(start + STRETCH, order.cases)):
        told = story(order.registry, order.licences, index)
        found.cases += 1
        found.counts.update(told.marks)
        found.counts[f"status-{told.said[-1]['status']}"] += 1
        sent += _sent(order, told, index, found.counts)
    highest: dict[str, int] = {}
    for row in sorted(sent, key=lambda row: (row.time, row.place)):
        case, version = row.record["case_number"], row.record["version"]
        found.counts["rows-behind-a-later-version"] += version < highest.get(case, 0)
        highest[case] = max(version, highest.get(case, 0))
        sheet = sheets[row.record["source"]]
        record, spoiled, again = _spoiled(order, dirt, row)
        sheet.add(record, spoiled, case)
        if again is not None:
            sheet.add(again, Spoiled(dirt_cases.CONTRADICTION, dirt_cases.contradict(again)), case)
    return found


@dataclass(frozen=True, slots=True)
class Sent:
    """One row of a feed: when it was sent, its number among all that could be, and whether it was sent once only."""

    time: int
    place: int
    once: bool
    record: Record


def _sent(order: Order, told: Story, index: int, counts: Counter[str]) -> Iterator[Sent]:
    """Each version with the time it was sent at: later ones later, but some are late and some come twice."""
    draws = Draws(order.seed, "sending", index)
    time, place = index * 10, index * _ROWS_EACH
    for version in told.said:
        time += draws.between(0, 400)
        late = draws.between(500, 3000) if draws.chance(60) else 0
        once = not draws.chance(30)
        yield Sent(time + late, place, once, version)
        place += 1
        if not once:
            counts["rows-sent-twice"] += 1
            yield Sent(time + late + draws.between(1, 2000), place, once, deepcopy(version))
            place += 1


def _spoiled(order: Order, dirt: Dirt, row: Sent) -> tuple[Record, Spoiled | None, Record | None]:
    """The row as it is sent, what was done to it, and the row that contradicts it, if there is one."""
    if not order.per_million:
        return row.record, None, None
    draws = Draws(order.seed, "contradiction", row.place)
    if draws.below(PER_MILLION) * (len(dirt.spoilers) + 1) < order.per_million:
        return row.record, None, deepcopy(row.record)
    if row.once:
        return row.record, dirt.spoil(row.record, seed=order.seed, index=row.place), None
    record = deepcopy(row.record)
    spoiled = dirt.spoil(record, seed=order.seed, index=row.place)
    if spoiled is None or not spoiled.refused:
        return row.record, None, None  # spoiled and taken, it would contradict its own copy
    return record, spoiled, None
