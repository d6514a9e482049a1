from __future__ import annotations

from shared.http.breaker import Breaker


def test_it_opens_after_failures_in_a_row_and_tries_once_per_pause() -> None:
    now = [0.0]
    breaker = Breaker(failures=2, pause=10, monotonic=lambda: now[0])
    assert breaker.admits()
    breaker.failed()
    breaker.succeeded()
    breaker.failed()
    assert breaker.admits(), "one success begins the count anew"
    breaker.failed()
    assert not breaker.admits()
    now[0] = 10
    assert breaker.admits()
    assert not breaker.admits(), "one trial at a time"
    breaker.failed()
    assert not breaker.admits()
    now[0] = 20
    assert breaker.admits()
    breaker.succeeded()
    assert breaker.admits()
    assert breaker.admits()
