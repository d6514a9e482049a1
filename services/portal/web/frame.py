"""What the frame of every page shows: the menu, who is logged in, the links at the foot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request

from services.portal.web.inbox import INBOX, unread
from services.portal.web.visitors import doorman
from shared.web.pages.language import LazyText, lazy

OPEN = (("/", lazy("Trang đầu")), ("/tracking", lazy("Tra cứu hồ sơ")))
PERSONAL = (
    ("/licences", lazy("Giấy phép của tôi")),
    ("/violations", lazy("Vi phạm của tôi")),
    ("/applications", lazy("Hồ sơ của tôi")),
    ("/inbox", lazy("Thông báo")),
    ("/account", lazy("Tài khoản")),
)
FOOT: tuple[tuple[str, LazyText], ...] = (
    ("/help", lazy("Trợ giúp")),
    ("/feedback", lazy("Góp ý, khiếu nại")),
    ("/privacy", lazy("Dữ liệu cá nhân")),
)


@dataclass(frozen=True, slots=True)
class Item:
    """A link of the menu."""

    path: str
    name: LazyText
    current: bool
    count: int = 0


def frame() -> Mapping[str, Any]:
    """What the layout needs. A database that is away makes a page without a name, not no page."""
    try:
        signed_in, new = doorman().session() is not None, unread()
    except Exception:  # noqa: BLE001  # whatever is away
        signed_in, new = False, 0
    return {
        "signed_in": signed_in,
        "menu": _items(PERSONAL if signed_in else OPEN, new),
        "foot": _items(FOOT),
    }


def _items(links: tuple[tuple[str, LazyText], ...], new: int = 0) -> list[Item]:
    return [Item(path, name, path == request.path, new if path == INBOX else 0) for path, name in links]
