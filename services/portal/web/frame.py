"""What the frame of every page shows: the menu, who is logged in, the links at the foot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request

from services.portal.web.visitors import doorman
from shared.web.pages.language import LazyText, lazy

OPEN = (("/", lazy("Trang đầu")),)
PERSONAL = (
    ("/licences", lazy("Giấy phép của tôi")),
    ("/violations", lazy("Vi phạm của tôi")),
    ("/applications", lazy("Hồ sơ của tôi")),
)
FOOT: tuple[tuple[str, LazyText], ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """A link of the menu."""

    path: str
    name: LazyText
    current: bool


def frame() -> Mapping[str, Any]:
    """What the layout needs. A database that is away makes a page without a name, not no page."""
    try:
        signed_in = doorman().session() is not None
    except Exception:  # noqa: BLE001  # whatever is away
        signed_in = False
    return {
        "signed_in": signed_in,
        "menu": _items((*OPEN, *PERSONAL) if signed_in else OPEN),
        "foot": _items(FOOT),
    }


def _items(links: tuple[tuple[str, LazyText], ...]) -> list[Item]:
    return [Item(path, name, path == request.path) for path, name in links]
