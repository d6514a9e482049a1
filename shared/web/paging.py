"""Lists come in pages: bounded, in a fixed order, continued by an opaque cursor."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from marshmallow import fields

from shared.web.faults import fault
from shared.web.schemas import Schema, Whole

T = TypeVar("T")
MOST_ITEMS = 100
USUAL_ITEMS = 50
LONGEST_CURSOR = 512

CursorKey = tuple[str | int, ...]


def encode_cursor(key: Sequence[str | int]) -> str:
    """The opaque text of a sort key."""
    return urlsafe_b64encode(json.dumps(list(key), ensure_ascii=False).encode()).decode().rstrip("=")


def decode_cursor(text: str) -> CursorKey:
    """The sort key in a cursor. Raises ValueError for a text we never made."""
    if len(text) > LONGEST_CURSOR or not text.isascii():
        raise ValueError("not a cursor")
    key = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    if not isinstance(key, list) or not key or not all(type(part) in (str, int) for part in key):
        raise ValueError("not a cursor")
    if any("\0" in part or not part.isprintable() for part in key if isinstance(part, str)):
        raise ValueError("not a cursor")
    return tuple(key)


class Cursor(fields.String):
    """A cursor of ours; loads to the sort key (a tuple of str and int) of the last item seen."""

    def __init__(self, *, parts: int | None = None, **kwargs: Any) -> None:
        form = {"pattern": "^[A-Za-z0-9_-]+$", "maxLength": LONGEST_CURSOR}
        super().__init__(metadata={**form, **kwargs.pop("metadata", {})}, **kwargs)
        self._parts = parts

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> CursorKey:  # type: ignore[override]
        text: str = super()._deserialize(value, attr, data, **kwargs)
        try:
            key = decode_cursor(text)
        except (ValueError, RecursionError) as error:
            raise fault("not-a-cursor") from error
        if self._parts is not None and len(key) != self._parts:
            raise fault("not-a-cursor")
        return key


class PageArgs(Schema):
    """Query of a paged list; subclass it to add filters. Loads to ``{"limit": int, "after": tuple | None}``."""

    limit = Whole(min=1, max=MOST_ITEMS, load_default=USUAL_ITEMS, metadata={"description": "Items at most"})
    after = Cursor(load_default=None, metadata={"description": "The `next` of the page before"})


page_args = PageArgs
"""For ``@blp.arguments(page_args, location="query")``."""


def make_page(items: Sequence[T], key: Callable[[T], Sequence[str | int]], *, limit: int) -> dict[str, Any]:
    """One page out of ``items``, of which the query fetched ``limit + 1`` to see whether there are more.

    ``key`` gives the sort key, tie-break included, of an item.
    """
    shown = list(items[:limit])
    more = len(items) > limit
    return {"items": shown, "next": encode_cursor(key(shown[-1])) if more else None}
