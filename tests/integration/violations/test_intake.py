"""Pushing versions one by one and in batches: nothing lost, nothing doubled, order without effect."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event, func, select

from services.violations.adapters.tables import CASE_VERSIONS, CASES
from services.violations.application import batches
from services.violations.application.batches import Unreadable
from services.violations.domain.case import Place, Role, Status
from services.violations.domain.standing import Verdict
from services.violations.domain.versions import Effect
from shared.db.audit import broken_links, read_chain
from shared.kernel.errors import Conflict, Fault, Forbidden, Invalid, NotFound
from tests.support.violations import CITIZEN, LICENCE, OTHER_CITIZEN, a_case, a_fined_case, addressed


def test_effects_of_versions(violations) -> None:
    two = a_fined_case(version=2)
    assert violations.push(two).effect is Effect.CREATED
    assert violations.push(two).effect is Effect.UNCHANGED
    stale = violations.push(a_case(version=1))
    assert (stale.effect, stale.version, stale.status) == (Effect.STALE, 2, Status.DECIDED)
    assert violations.push(a_case(version=1)).effect is Effect.STALE
    assert violations.push(a_fined_case(version=3)).effect is Effect.UPDATED
    for version in (1, 3):
        with pytest.raises(Conflict, match="version-conflict"):
            violations.push(a_case(version=version, place=Place("01", "Nơi khác")))
    with violations.database.read() as connection:
        assert connection.execute(select(func.count()).select_from(CASES)).scalar() == 1
        assert connection.execute(select(func.count()).select_from(CASE_VERSIONS)).scalar() == 3
        chain = read_chain(connection, f"case:{stale.id}")
    assert [entry.action for entry in chain] == ["case.version_kept"] * 3
    assert broken_links(chain) == []


def test_faults_and_foreign_sources_are_refused(violations) -> None:
    with pytest.raises(Forbidden, match="source-not-allowed"):
        violations.push(a_case(source="G01.01"))
    with pytest.raises(Invalid) as refused:
        violations.push(a_case(acts=("no-act",)))
    assert [fault.code for fault in refused.value.faults] == ["unknown-act"]
    assert violations.events() == []


def test_events_name_persons_by_opaque_ids_only(violations) -> None:
    taken = violations.push(a_case())
    violations.push(a_case(version=2, status=Status.CANCELLED))
    person = violations.standing().person
    told = violations.events("case.recorded", "case.cancelled", "standing.changed")
    assert [(kind, subject) for kind, subject, _ in told] == [
        ("case.recorded", taken.id),
        ("standing.changed", person),
        ("case.recorded", taken.id),
        ("case.cancelled", taken.id),
        ("standing.changed", person),
    ]
    assert CITIZEN not in str(told)


def test_a_corrected_person_frees_the_first_and_tells_both(violations) -> None:
    violations.push(a_case())
    violations.push(a_case(version=2, subject=addressed(Role.DRIVER, citizen_id=OTHER_CITIZEN)))
    assert violations.standing(CITIZEN).standing.verdict is Verdict.CLEAR
    assert violations.standing(OTHER_CITIZEN).standing.verdict is Verdict.BLOCKED
    told = [subject for _, subject, _ in violations.events("standing.changed")]
    assert sorted(set(told)) == sorted({violations.standing(n).person for n in (CITIZEN, OTHER_CITIZEN)})


def test_a_case_by_licence_number_tells_whoever_holds_it(violations) -> None:
    person = violations.standing(licence_numbers=[LICENCE]).person
    case = a_case(subject=addressed(Role.DRIVER, citizen_id=None, licence_number=LICENCE))
    violations.push(case)
    assert [subject for _, subject, _ in violations.events("standing.changed")] == [person]
    assert violations.standing(licence_numbers=[LICENCE]).standing.verdict is Verdict.BLOCKED
    assert violations.standing().standing.verdict is Verdict.BLOCKED, "the register has said whose licence it is"
    assert violations.standing(OTHER_CITIZEN).standing.verdict is Verdict.CLEAR


def test_a_batch_answers_for_every_record(violations) -> None:
    good = [a_case(case_number=f"{n}/BB-VPHC") for n in range(4)]
    broken = Unreadable("9/BB-VPHC", (Fault("/version", "required"),))
    records = [
        *good[:2],
        broken,
        good[0],
        replace(good[0], version=2),
        good[1],
        replace(good[1], place=Place("01", "Nơi khác")),
        a_case(source="G01.01"),
        a_case(case_number="7/BB-VPHC", acts=("no-act",)),
    ]
    answer = violations.batch(records)
    counts = answer.counts
    assert (counts.created, counts.updated, counts.unchanged, counts.stale, counts.rejected) == (2, 1, 2, 0, 4)
    assert [(r.index, r.case_number, r.faults[0].pointer, r.faults[0].code) for r in answer.rejections] == [
        (2, "9/BB-VPHC", "/version", "required"),
        (6, "1/BB-VPHC", "/version", "version-conflict"),
        (7, "0012345/BB-VPHC", "/source", "source-not-allowed"),
        (8, "7/BB-VPHC", "/acts/0/code", "unknown-act"),
    ]
    assert violations.batch(records) == answer
    with pytest.raises(Invalid, match="idempotency-key-reused"):
        violations.batch(records, fingerprint="other")
    with pytest.raises(NotFound):
        batches.read_batch(violations.store, answer.id, client_id="police-hanoi")


def test_a_batch_goes_on_where_it_was_cut_off(violations, monkeypatch) -> None:
    monkeypatch.setattr(batches, "CHUNK", 10)
    cases = [a_case(case_number=f"{n}/BB-VPHC") for n in range(35)]
    seen: list[int] = []

    def cut_off(index: int):
        seen.append(index)
        if index == 24:
            raise KeyboardInterrupt
        return cases[index]

    with pytest.raises(KeyboardInterrupt):
        violations.batch(cases, record=cut_off)
    seen.clear()
    answer = violations.batch(cases, record=lambda index: seen.append(index) or cases[index])
    assert seen == list(range(20, 35))
    assert (answer.counts.created, answer.next_index) == (35, 35)
    assert answer.finished_at is not None
    assert len(violations.events("case.recorded")) == 35


def test_a_batch_needs_no_more_statements_for_more_records(violations) -> None:
    def statements(count: int, key: str) -> int:
        seen = 0

        def count_one(*_args) -> None:
            nonlocal seen
            seen += 1

        engine = violations.database._writer
        event.listen(engine, "before_cursor_execute", count_one)
        people = [addressed(Role.DRIVER, citizen_id=f"999090{n:06}", licence_number=f"79{n:010}") for n in range(count)]
        violations.batch([a_case(case_number=f"{key}{n}", subject=person) for n, person in enumerate(people)], key=key)
        event.remove(engine, "before_cursor_execute", count_one)
        return seen

    few = statements(5, "a")
    many = statements(400, "b")
    assert many <= few + 8  # bulk inserts go in pages of a thousand parameters
    assert many < 50


def test_an_empty_batch_is_a_heartbeat(violations) -> None:
    answer = violations.batch([], sources=("G01.79", "G01.01"))
    assert answer.finished_at is not None
    assert violations.standing().standing.verdict is Verdict.CLEAR
    violations.clock.move(timedelta(hours=24, seconds=1))
    assert violations.standing().standing.verdict is Verdict.UNKNOWN


def run_together(*tasks) -> list[object]:
    """Run on threads that start at once; results or errors in the order of the tasks."""
    gate = threading.Barrier(len(tasks))
    results: list[object] = [None] * len(tasks)

    def run(index: int, task) -> None:
        gate.wait()
        try:
            results[index] = task()
        except Exception as error:  # noqa: BLE001  # the test looks at it
            results[index] = error

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(tasks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_of_two_contents_of_one_version_exactly_one_wins(violations) -> None:
    for number in range(5):
        one = a_case(case_number=f"{number}/BB-VPHC")
        two = replace(one, place=Place("01", "Nơi khác"))
        results = run_together(lambda one=one: violations.push(one), lambda two=two: violations.push(two))
        assert sorted(type(result).__name__ for result in results) == ["Conflict", "Taken"], results


def test_the_same_batch_twice_at_once_is_one_batch(violations, monkeypatch) -> None:
    monkeypatch.setattr(batches, "CHUNK", 5)
    cases = [a_case(case_number=f"{n}/BB-VPHC") for n in range(40)]
    results = run_together(lambda: violations.batch(cases), lambda: violations.batch(cases))
    assert results[0] == results[1]
    assert results[0].counts.created == 40
    assert len(violations.events("case.recorded")) == 40


def test_batches_of_the_same_people_do_not_lock_each_other_out(violations) -> None:
    def cases(source: str):
        people = [addressed(Role.DRIVER, citizen_id=f"999090{n:06}") for n in range(200)]
        found = [a_case(source=source, case_number=f"{n}", subject=person) for n, person in enumerate(people)]
        return found if source == "G01.79" else found[::-1]

    results = run_together(*(lambda s=s: violations.batch(cases(s), key=s, sources=(s,)) for s in ("G01.79", "G01.01")))
    assert [result.counts.created for result in results] == [200, 200]


def test_a_batch_key_is_free_again_after_seven_days(violations) -> None:
    first = violations.batch([a_case()], key="mine", fingerprint="one")
    violations.clock.move(timedelta(days=7, seconds=-1))
    assert violations.batch([a_case()], key="mine", fingerprint="one") == first
    with pytest.raises(Invalid, match="idempotency-key-reused"):
        violations.batch([], key="mine", fingerprint="other")
    violations.clock.move(timedelta(seconds=1))
    second = violations.batch([a_case()], key="mine", fingerprint="other")
    assert second.id != first.id
    assert (second.counts.unchanged, second.counts.created) == (1, 0)
    assert batches.read_batch(violations.store, first.id, client_id="police-hcm") == first
