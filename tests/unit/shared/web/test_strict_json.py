"""The short way through a harmless document finds what the long way finds."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.errors import DomainError
from shared.web import strict_json

texts = st.text(st.characters(exclude_categories=()), max_size=6)
documents = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=20,
)


def read(body: bytes) -> Any:
    try:
        document, faults = strict_json.read_json(body)
    except DomainError as error:
        return error.code, error.params
    return json.dumps(document), [(fault.pointer, fault.code) for fault in faults]


@given(documents, st.booleans(), st.sampled_from([0, 5, 40]))
def test_the_short_way_is_the_long_way(document: Any, ascii_only: bool, wrapped: int) -> None:
    for _ in range(wrapped):
        document = [document]
    body = json.dumps(document, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
    short = read(body)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(strict_json, "_is_harmless", lambda _body: False)
        assert read(body) == short


@pytest.mark.parametrize("body", [b'"\\u0000"', b'"\\ud800"', b"[" * 33 + b"]" * 33, b'"a\x00"', b'"\xed\xa0\x80"'])
def test_what_must_be_seen_is_seen(body: bytes) -> None:
    document, *_ = read(body)
    assert document == "malformed-json" or read(body)[1] == [("", "wrong-character")]
