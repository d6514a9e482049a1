"""Loading the demo again beside what was done in the suite since."""

from __future__ import annotations

from typing import Any
from unittest.mock import create_autospec

import pytest

from services.sandbox.demo import seeding
from shared.http.client import Reply, ServiceClient


def send(*codes: tuple[str, ...]) -> None:
    rejections = [
        {"index": place, "key": "k", "errors": [{"pointer": "", "code": code, "detail": "…"} for code in of_one]}
        for place, of_one in enumerate(codes)
    ]
    client: Any = create_autospec(ServiceClient, instance=True)
    client.post.return_value = Reply(200, {"rejected": len(rejections), "rejections": rejections}, {})
    seeding._send(client, "/x", [{}], kind="licences", purpose="registry-load")


def test_a_card_issued_since_the_first_load_stops_nothing() -> None:
    send()
    send(("newer-card-here",), ("newer-card-here",))


@pytest.mark.parametrize("codes", [[("unknown-holder",)], [("newer-card-here",), ("newer-card-here", "too-long")]])
def test_any_other_rejection_is_a_fault_of_the_demo(codes: list[tuple[str, ...]]) -> None:
    with pytest.raises(seeding.DemoRefused, match="licences: 1 records"):
        send(*codes)
