"""Standing over the database: numbers, citizens, sources, restorations."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.violations.application.restorations import restore_points
from services.violations.application.sources import list_sources, watch_sources
from services.violations.domain.case import Decision, Part, Restoration, Role, Scope
from services.violations.domain.standing import Notice, Verdict
from shared.kernel.errors import Conflict, Invalid
from tests.support.violations import (
    A_CITIZEN,
    CITIZEN,
    DRINK_CAR,
    LICENCE,
    OTHER_CITIZEN,
    POLICE,
    ROADSIDE,
    a_case,
    a_fined_case,
    a_suspension_case,
    addressed,
)

OLD_NUMBER = "023456789"


def test_as_of_and_hypothetical(violations) -> None:
    violations.push(a_fined_case(), sources=("G01.79",))
    now = violations.standing()
    assert (now.as_of, now.hypothetical) == (violations.clock.now(), False)
    then = violations.standing(on=date(2026, 9, 30))
    assert (then.as_of, then.hypothetical) == (datetime(2026, 9, 30, 16, 59, 59, tzinfo=UTC), True)
    assert then.standing.verdict is Verdict.CLEAR
    assert then.person == now.person
    assert then.id != now.id


def test_freshness_is_not_tested_for_past_days(violations) -> None:
    assert violations.standing().standing.verdict is Verdict.UNKNOWN
    assert violations.standing(on=date(2026, 11, 21)).standing.verdict is Verdict.CLEAR
    assert violations.standing(on=date(2026, 11, 22)).standing.verdict is Verdict.UNKNOWN
    assert violations.standing(on=date(2027, 1, 1)).standing.verdict is Verdict.UNKNOWN


def test_a_case_matches_by_any_number(violations) -> None:
    violations.push(a_case(subject=addressed(Role.DRIVER, citizen_id=OLD_NUMBER)))
    violations.push(
        a_case(case_number="2/BB-VPHC", subject=addressed(Role.DRIVER, citizen_id=None, licence_number=LICENCE))
    )
    assert violations.standing().standing.blocking == ()
    assert len(violations.standing(aliases=[OLD_NUMBER], actor=ROADSIDE).standing.blocking) == 1
    assert len(violations.standing(licence_numbers=[LICENCE], actor=ROADSIDE).standing.blocking) == 1
    assert len(violations.standing(licence_numbers=[LICENCE], aliases=[OLD_NUMBER]).standing.blocking) == 2


def test_a_citizen_sees_by_number_only_what_the_register_calls_theirs(violations) -> None:
    violations.push(a_case(subject=addressed(Role.DRIVER, citizen_id=None, licence_number=LICENCE)))
    claimed = violations.standing(actor=A_CITIZEN, licence_numbers=[LICENCE])
    assert claimed.standing.blocking == ()
    assert [warning.code for warning in claimed.standing.warnings] == [Notice.NUMBER_NOT_CONFIRMED]
    violations.standing(actor=ROADSIDE, licence_numbers=[LICENCE])
    assert violations.standing(actor=A_CITIZEN, licence_numbers=[LICENCE]).standing.blocking == ()
    violations.standing(licence_numbers=[LICENCE])
    assert len(violations.standing(actor=A_CITIZEN, licence_numbers=[LICENCE]).standing.blocking) == 1
    stranger = violations.standing(OTHER_CITIZEN, actor=A_CITIZEN, licence_numbers=[LICENCE])
    assert stranger.standing.blocking == ()


def test_silence_is_announced_once_and_its_end_once(violations) -> None:
    def watch() -> int:
        return watch_sources(violations.store, silence=violations.silence, clock=violations.clock)

    assert (watch(), watch()) == (1, 0)
    violations.batch([], key="1")
    violations.batch([], key="2")
    assert watch() == 0
    violations.clock.move(timedelta(hours=25))
    assert (watch(), watch()) == (1, 0)
    violations.push(a_case())
    kinds = [kind for kind, _, _ in violations.events("source.silent", "source.back")]
    assert kinds == ["source.silent", "source.back", "source.silent", "source.back"]
    (report,) = list_sources(violations.store, silence=violations.silence, clock=violations.clock)
    assert (report.state.fresh, report.cases, report.records) == (True, 1, 1)


def test_a_silence_nobody_noticed_still_ends_with_news(violations) -> None:
    violations.batch([], key="1")
    violations.clock.move(timedelta(hours=25))
    violations.batch([], key="2")
    assert [kind for kind, _, _ in violations.events()] == ["source.back", "source.back"]


def test_points_come_back_by_a_test(violations) -> None:
    for number, day in enumerate((date(2026, 1, 5), date(2026, 2, 5))):
        violations.push(
            a_fined_case(
                case_number=f"{number}/BB-VPHC",
                occurred_at=datetime(2026, 1, 2, tzinfo=UTC),
                acts=(DRINK_CAR,),
                decision=Decision(f"{number}", day, day),
            )
        )
    assert violations.standing().standing.parts[Part.TERMED].points == 0
    test = Restoration(Part.TERMED, date(2026, 8, 6), "KT-1")
    restored = restore_points(violations.store, CITIZEN, test, actor=POLICE, clock=violations.clock)
    assert restore_points(violations.store, CITIZEN, test, actor=POLICE, clock=violations.clock) == restored
    assert violations.standing().standing.parts[Part.TERMED].points == 12
    with pytest.raises(Conflict):
        other = Restoration(Part.TERMED, date(2026, 8, 6), "KT-2")
        restore_points(violations.store, CITIZEN, other, actor=POLICE, clock=violations.clock)
    with pytest.raises(Invalid):
        late = Restoration(Part.TERMED, date(2027, 8, 6), "KT-2")
        restore_points(violations.store, "1", late, actor=POLICE, clock=violations.clock)


VERSIONS = [
    a_case(case_number="1", version=1),
    a_fined_case(case_number="1", version=2),
    a_fined_case(case_number="1", version=4, paid_on=date(2026, 10, 9)),
    a_case(case_number="2", version=1, subject=addressed(Role.OWNER)),
    a_case(case_number="2", version=2, subject=addressed(Role.DRIVER, citizen_id=OTHER_CITIZEN)),
    a_suspension_case(case_number="3", version=1, starts_on=None),
    a_suspension_case(case_number="3", version=3, part=Scope.ALL),
    a_fined_case(
        case_number="4", version=1, acts=(DRINK_CAR,), decision=Decision("4", date(2026, 10, 2), date(2026, 10, 3))
    ),
]


@pytest.fixture
def told(violations):
    """The standings after every version was pushed in order."""
    for case in VERSIONS:
        violations.push(case)
    return facts(violations)


def facts(violations):
    found = [violations.standing(number).standing for number in (CITIZEN, OTHER_CITIZEN)]
    return [
        (s.verdict, s.parts, [(b.case_number, b.reason, b.part, b.since, b.until) for b in s.blocking]) for s in found
    ]


@given(data=st.data())
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_order_duplication_or_batching_leaves_a_trace(violations, told, data) -> None:
    from services.violations.adapters import tables

    with violations.database.begin(POLICE) as work:
        for table in (tables.CASE_VERSIONS, tables.CASES):
            work.connection.execute(table.delete())
        work.commit(table)
    pushed = data.draw(st.permutations(VERSIONS + data.draw(st.lists(st.sampled_from(VERSIONS), max_size=4))))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(pushed) - 1), max_size=4)))
    for start, end in zip([0, *cuts], [*cuts, len(pushed)], strict=True):
        from shared.kernel.ids import new_id

        answer = violations.batch(pushed[start:end], key=new_id())
        assert answer.counts.rejected == 0
    assert facts(violations) == told
