from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.web.paging import decode_cursor, encode_cursor, make_page
from tests.support.toy_service import PREFIX, Toy


def test_pages_follow_each_other_to_the_end(toy: Toy) -> None:
    seen, address, pages = [], f"{PREFIX}/things?limit=3", 0
    while True:
        page = toy.client.get(address, headers=toy.headers()).json
        seen += [item["name"] for item in page["items"]]
        pages += 1
        if page["next"] is None:
            break
        address = f"{PREFIX}/things?limit=3&after={page['next']}"
    assert seen == [str(n) for n in range(7)]
    assert pages == 3


def test_a_full_last_page_has_no_next() -> None:
    assert make_page([1, 2], lambda n: (n,), limit=2) == {"items": [1, 2], "next": None}
    assert make_page([], lambda n: (n,), limit=2) == {"items": [], "next": None}
    assert make_page([1, 2, 3], lambda n: (n,), limit=2)["next"] == encode_cursor((2,))


@given(st.lists(st.integers() | st.text(st.characters(categories=["L", "N"])), min_size=1, max_size=4))
def test_a_cursor_gives_its_key_back(key: list[int | str]) -> None:
    try:
        assert decode_cursor(encode_cursor(key)) == tuple(key)
    except ValueError:
        assert len(encode_cursor(key)) > 512


@given(st.text(max_size=40))
def test_any_other_text_is_refused_or_a_key(text: str) -> None:
    with suppress(ValueError):
        assert isinstance(decode_cursor(text), tuple)


@pytest.mark.parametrize("key", [[], [None], [True], [1.5], [[1]], {"a": 1}, "a", ["a\0"]])
def test_only_keys_of_texts_and_numbers_are_cursors(key: object) -> None:
    import base64
    import json

    text = base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")
    with pytest.raises(ValueError, match="cursor"):
        decode_cursor(text)
