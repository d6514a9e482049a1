"""The service's ledger and standings against the law written down a second time, on lives of thirty years."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from services.violations.domain.case import Case, KnownCase, Part, Settlement
from services.violations.domain.catalogue import the_catalogue
from services.violations.domain.freshness import SourceState
from services.violations.domain.standing import Policy, standing_of
from tests.scale.lives import YEARS, Author, Life
from tests.unit.violations.reference_ledger import expected_standing, same_day_after, told

FIRST = date(2024, 6, 1)
LAST = FIRST + YEARS
LAW = the_catalogue()

seeds = st.integers(0, 2**32 - 1)


def highest(life: Life, chance: Random) -> list[KnownCase]:
    """The cases as held, some of them paid through us."""
    return [KnownCase(f"id-{case[-1].case_number}", case[-1], settlement_of(case[-1], chance)) for case in life.cases]


def settlement_of(case: Case, chance: Random) -> Settlement | None:
    """Money received for one decided fine in ten."""
    if not (case.decision and case.fine and chance.random() < 0.1):
        return None
    paid_at = datetime.combine(
        case.decision.decided_on + timedelta(days=chance.randrange(100)), datetime.min.time(), UTC
    )
    return Settlement("s", case.case_number, "p", case.fine.amount_vnd, paid_at)


def telling_days(life: Life) -> list[date]:
    """Days around which something happens: decisions, ends of suspensions, anniversaries."""
    days = {LAST}
    for case in (versions[-1] for versions in life.cases):
        if case.decision:
            effective = case.decision.effective_on
            days |= {case.occurred_on, case.decision.decided_on, effective, same_day_after(effective, 12)}
            days |= {same_day_after(effective, 6), same_day_after(effective, 12) - timedelta(days=1)}
        if case.suspension and case.suspension.last_day:
            days |= {case.suspension.last_day, case.suspension.last_day + timedelta(days=1)}
    return sorted(days | {test.passed_on for test in life.tests})


@settings(max_examples=60, deadline=None)
@given(seed=seeds, sessions=st.integers(0, 25), stale=st.booleans())
def test_standings_follow_the_law_on_every_telling_day(seed: int, sessions: int, *, stale: bool) -> None:
    chance = Random(seed)
    life = Author(chance, first=FIRST, last=LAST).life(1, sessions=sessions)
    cases = highest(life, chance)
    sources = [SourceState("G01.79", None, fresh=not stale, required=True)]
    days = telling_days(life)
    for on in chance.sample(days, min(4, len(days))):
        mine = standing_of(cases, life.tests, sources, on=on, policy=Policy(catalogue=LAW))
        law = expected_standing(cases, life.tests, on=on, law=LAW, stale=stale)
        assert told(mine) == law, on
        assert all(0 <= mine.parts[part].points <= 12 for part in Part)
        chance.shuffle(cases)
