from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from services.sandbox.adapters.merchant import Reachable
from services.sandbox.domain.behaviour import Behaviour, Trait, goes_out_of_turn
from services.sandbox.domain.orders import Order, OrderStatus
from services.sandbox.web.pages import moment, money, with_query
from shared.kernel.errors import Conflict

NOW = datetime(2026, 11, 22, 2, tzinfo=UTC)
ORDER = Order("o", 115_000, "Lệ phí", None, "http://gplx.internal/n", NOW, NOW + timedelta(days=3))


def test_an_order_is_open_until_its_time_is_over() -> None:
    assert ORDER.status(NOW) is OrderStatus.OPEN
    assert ORDER.status(ORDER.expires_at) is OrderStatus.EXPIRED
    assert ORDER.may_be_paid(NOW)
    with pytest.raises(Conflict, match="order-expired"):
        ORDER.may_be_paid(ORDER.expires_at)


def test_a_paid_order_never_expires_and_is_not_paid_twice() -> None:
    paid = replace(ORDER, paid_at=NOW)
    assert paid.status(ORDER.expires_at) is OrderStatus.PAID
    assert not paid.may_be_paid(ORDER.expires_at)


def test_a_refunded_order_cannot_be_paid() -> None:
    refunded = replace(ORDER, paid_at=NOW, refunded_at=NOW)
    assert refunded.status(NOW) is OrderStatus.REFUNDED
    with pytest.raises(Conflict, match="order-refunded"):
        refunded.may_be_paid(NOW)


def test_the_same_request_is_the_same_order_whatever_became_of_it() -> None:
    assert ORDER.same_as(replace(ORDER, opened_at=NOW + timedelta(hours=1), paid_at=NOW))
    assert not ORDER.same_as(replace(ORDER, amount_vnd=1))


def test_counted_behaviour_wears_off_and_lasting_behaviour_does_not() -> None:
    twice = Behaviour(fail=2, double=True)
    once = twice.after(Trait.FAIL)
    assert once.shows(Trait.FAIL)
    assert not once.after(Trait.FAIL).shows(Trait.FAIL)
    assert twice.after(Trait.DOUBLE).shows(Trait.DOUBLE)
    assert Behaviour().after(Trait.SILENT) == Behaviour()


def test_reordered_messages_overtake_in_pairs() -> None:
    assert not goes_out_of_turn(earlier_waiting=False, later_gone=False)
    assert goes_out_of_turn(earlier_waiting=True, later_gone=False)
    assert goes_out_of_turn(earlier_waiting=False, later_gone=True)


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("http://gplx.internal/api/renewals/v1/payments/notifications", True),
        ("http://127.0.0.1:9000/hook", True),
        ("http://169.254.169.254/latest", False),
        ("http://gplx.internal@evil.example/", False),
        ("http://gplx.internal.evil.example/", False),
        ("file:///etc/passwd", False),
        ("http://[bad", False),
    ],
)
def test_the_gateway_calls_only_the_suite_and_this_machine(url: str, allowed: bool) -> None:
    assert Reachable("http://gplx.internal").allows(url) is allowed


def test_amounts_and_instants_are_written_for_people() -> None:
    assert money(5_000_000, "vi") == "5.000.000 đồng"
    assert money(115_000, "en") == "115,000 dong"
    assert moment(NOW, "vi") == "09:00 ngày 22/11/2026"
    assert with_query("http://x/?a=1", b="ế", c=None) == "http://x/?a=1&b=%E1%BA%BF"
