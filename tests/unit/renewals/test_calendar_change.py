"""A day of rest added while dossiers run moves their due days; nothing else moves, and once is enough."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from services.renewals.application.advance import read_view
from services.renewals.application.rescheduling import Rescheduling
from services.renewals.domain.law_settings import LawSettings
from services.renewals.domain.tables import load_law
from tests.support.renewals import World

REST = frozenset({date(2026, 11, 25)})


def told_of(world: World, step: str) -> list[object]:
    return [data["due_on"] for _, _, data in world.store.shelf.events if data.get("step") == step]


def with_another_rest_day(world: World, **settings: frozenset[date]) -> None:
    """As after a start with the new calendar."""
    world.ports = replace(world.ports, law=load_law(LawSettings(**settings)))


def test_a_rest_day_moves_what_runs_and_is_told(world: World) -> None:
    running = world.at_review()
    before = world.dossier(running)
    assert before.due_on == date(2026, 11, 30)
    with_another_rest_day(world, extra_holidays=REST)
    assert read_view(world.ports, running).clock.due_on == date(2026, 12, 1), "shown right at once"
    assert world.dossier(running).due_on == before.due_on, "the stored one follows"
    assert Rescheduling(world.ports).run_once() == 1
    after = world.dossier(running)
    assert (after.due_on, after.version, after.state) == (date(2026, 12, 1), before.version + 1, before.state)
    assert told_of(world, "rescheduled") == ["2026-12-01"]
    assert Rescheduling(world.ports).run_once() == 1
    assert world.dossier(running).version == after.version, "a second look changes nothing"


def test_a_worked_saturday_brings_it_nearer(world: World) -> None:
    running = world.at_review()
    world.clock.move(timedelta(hours=1))
    with_another_rest_day(world, extra_swapped=frozenset({date(2026, 11, 28)}))
    Rescheduling(world.ports).run_once()
    assert world.dossier(running).due_on == date(2026, 11, 28)


def test_lateness_follows_the_calendar(world: World) -> None:
    running = world.at_review()
    world.clock.move(timedelta(days=9))
    assert read_view(world.ports, running).clock.late_by == 1
    with_another_rest_day(world, extra_holidays=REST)
    assert read_view(world.ports, running).clock.late_by == 0


def test_what_stands_still_or_has_ended_stays(world: World) -> None:
    running = world.at_review()
    world.decide(running, "request_supplement", "photo")
    with_another_rest_day(world, extra_holidays=REST)
    looking = Rescheduling(world.ports)
    assert (looking.run_once(), looking.run_once()) == (1, 0)
    assert world.dossier(running).due_on is None
    world.supplement(running)
    assert world.dossier(running).due_on == date(2026, 12, 1)
