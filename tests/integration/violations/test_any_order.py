"""Case versions in any order, doubled, in batches of any size: the standings are the same, and the law's."""

from __future__ import annotations

from tests.scale.case_versions import WAYS, differences, take_in, town

VERSIONS = 200


def test_no_order_of_arrival_and_no_batching_changes_a_standing(databases) -> None:
    history = town(VERSIONS, 7)
    outcomes = [
        take_in(databases.fresh("services.violations.migrations").database_url, history, order, way=way)
        for order, way in enumerate(WAYS)
    ]
    assert {law.verdict for law, _ in outcomes[0].standings.values()} >= {"blocked", "clear"}
    assert differences(history, outcomes) == []
