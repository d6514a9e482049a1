"""Both sides end alike although the line between them misbehaves, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.portal.application.syncing import reconcile
from shared.kernel.clock import MovableClock
from tests.scale.synced_dossiers import World, make_world, play
from tests.support.databases import PostgresDatabases, SqliteDatabases

DOSSIERS = 15


@pytest.fixture
def world(databases: SqliteDatabases | PostgresDatabases, tmp_path: Path, clock: MovableClock) -> Iterator[World]:
    portal = databases.fresh("services.portal.migrations").database_url
    sandbox = databases.fresh("services.sandbox.migrations").database_url
    made = make_world(tmp_path, portal, sandbox, seed=7, clock=clock)
    yield made
    made.close()


def test_under_trouble_nothing_is_lost_doubled_or_out_of_order(world: World) -> None:
    assert play(world, DOSSIERS) == []
    for kind in ("request lost", "answer lost", "broken", "refused"):
        assert world.line.done[kind] > 2, kind


def test_a_step_the_other_side_does_not_know_is_seen(world: World) -> None:
    world.line.calm = True
    assert play(world, 3) == []
    way, reached = world.desk.dossiers["1"]
    world.desk.dossiers["1"] = (way, reached - 1)
    (found,) = reconcile(world.syncing)[1]
    assert (found.code, found.kind) == ("G01.08-261122-000001", "ahead")
    world.desk.dossiers["1"] = ((way + 1) % 6, 2)
    (found,) = reconcile(world.syncing)[1]
    assert found.kind in {"order", "ahead"}
