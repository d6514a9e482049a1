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
    st.none() | st.booleans() | st.integers() | st.integers(-(2**65), 2**65) | st.floats() | texts,
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
    assert the_long_way(body) == short


def the_long_way(body: bytes) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(strict_json, "_is_harmless", lambda _body: False)
        return read(body)


WORDS = [
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    '"a"',
    '"b"',
    '":"',
    '"\\":"',
    '"a\\\\"',
    " ",
    "1",
    "-0",
    "1e999",
    "9" * 18,
    "9" * 20,
]


@given(st.lists(st.sampled_from([*WORDS, '"a":1,', '{"a":1}', '{"b" :[', "NaN", "\ufeff", "1.5", "true"]), max_size=12))
def test_no_text_is_read_in_two_ways(words: list[str]) -> None:
    for body in ("".join(words).encode(), ("{" + "".join(words) + "}").encode()):
        assert read(body) == the_long_way(body)


@pytest.mark.parametrize(
    "body",
    [
        b'{"a":1,"a":2}',
        b'{"a": ":", "a" :2}',
        b'{"a":{"b":":"},"a":{"b":":","c":1}}',
        b'[{"x":"a:b"},{"y":1, "y":1}]',
    ],
)
def test_a_member_that_comes_twice_is_seen(body: bytes) -> None:
    assert read(body) == the_long_way(body) == ("malformed-json", {"reason": "duplicate-key"})


@pytest.mark.parametrize("body", [b'"\\u0000"', b'"\\ud800"', b"[" * 33 + b"]" * 33, b'"a\x00"', b'"\xed\xa0\x80"'])
def test_what_must_be_seen_is_seen(body: bytes) -> None:
    document, *_ = read(body)
    assert document == "malformed-json" or read(body)[1] == [("", "wrong-character")]
