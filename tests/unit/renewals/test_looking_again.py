"""Looking again at what waits: a look that teaches nothing leaves no trace, one that does raises the version."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.renewals.domain.states import State
from tests.support.renewals import World


def looked_again(world: World) -> None:
    world.clock.move(timedelta(minutes=5, seconds=1))
    world.run_jobs()


@pytest.mark.parametrize("why", ["owed", "silent"])
def test_a_look_that_finds_the_same_raises_no_version(world: World, why: str) -> None:
    if why == "owed":
        world.violations.owed = 900_000
    else:
        world.violations.silent = True
    view = world.file()
    assert view.state == "awaiting_clearance"
    looked_again(world)
    before = world.dossier(view.id)
    looked_again(world)
    assert world.dossier(view.id) == before


def test_a_look_that_finds_another_sum_is_kept(world: World) -> None:
    world.violations.owed = 900_000
    view = world.file()
    before = world.dossier(view.id)
    world.violations.owed = 400_000
    looked_again(world)
    after = world.dossier(view.id)
    assert after.version == before.version + 1
    assert 400_000 in [finding.evidence.get("amount_vnd") for finding in after.findings]
    assert after.state is State.AWAITING_CLEARANCE
