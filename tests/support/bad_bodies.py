"""Bodies nobody should send: broken as bytes, of the wrong shape, or with every value spoilt at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

DEPTH = 10_000
JSON = "application/json"

BROKEN: dict[str, bytes] = {
    "nothing": b"",
    "white space": b" \r\n\t",
    "cut off": b'{"a": ',
    "two documents": b"{} {}",
    "a trailing comma": b'{"a": 1,}',
    "single quotes": b"{'a': 1}",
    "not UTF-8": b'{"a": "\xff\xfe"}',
    "half a letter": b'{"a": "\xe1\xbb"}',
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "a byte order mark": b'\xef\xbb\xbf{"a": 1}',
    "a raw NUL": b'{"a": "\x00"}',
    "a NUL between": b'{"a": \x00 1}',
    "a lone surrogate": b'{"a": "\\ud800"}',
    "a surrogate in a key": b'{"\\udfff": 1}',
    "surrogates as bytes": b'{"a": "\xed\xa0\x80"}',
    "deep lists": b"[" * DEPTH + b"]" * DEPTH,
    "deep objects": b'{"a":' * DEPTH + b"1" + b"}" * DEPTH,
    "deep and unclosed": b'{"a":[' * DEPTH,
    "a little too deep": b'{"a":' * 33 + b"1" + b"}" * 33,
    "NaN": b'{"a": NaN}',
    "Infinity": b'{"a": -Infinity}',
    "1e999": b'{"a": 1e999}',
    "a huge number": b'{"a": ' + b"9" * 10_000 + b"}",
    "a key twice": b'{"a": 1, "a": 2}',
    "a key twice, escaped": b'{"a": {"b": 1, "\\u0062": 2}}',
}
"""Each is ``malformed-json`` wherever JSON is read."""

MISLABELLED: dict[str, str | None] = {
    "no media type": None,
    "text": "text/plain",
    "XML": "application/xml",
    "problem": "application/problem+json",
    "a form": "application/x-www-form-urlencoded",
    "another charset": "application/json; charset=iso-8859-1",
    "nonsense": "application",
}
NO_OBJECTS: dict[str, bytes] = {
    "a list": b"[]",
    "a list of objects": b"[{}]",
    "a text": b'"{}"',
    "a number": b"7",
    "true": b"true",
    "null": b"null",
}
FORMS: dict[str, bytes] = {
    "nothing": b"",
    "no pairs": b"abc",
    "not UTF-8": b"grant_type=%ff%fe",
    "bytes beyond ASCII": b"grant_type=\xff",
    "NUL": b"grant_type=%00",
    "a raw NUL": b"grant_type=\x00",
    "twice": b"grant_type=a&grant_type=b",
    "empty": b"grant_type=",
    "unknown": b"grant_type=password&username=a&password=b",
    "many": b"&".join(b"a%d=1" % number for number in range(5000)),
    "long": b"client_assertion=" + b"a" * 40_000,
    "JSON": b'{"grant_type": "client_credentials"}',
    "no proof": b"grant_type=client_credentials",
    "a bad proof": b"grant_type=client_credentials&client_assertion=a.b.c&client_assertion_type="
    b"urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer",
}

SPOILT: dict[str, Callable[[Any], Any]] = {
    "objects": lambda value: {},
    "lists": lambda value: [[]],
    "NUL": lambda value: "a\0b",
    "turned text": lambda value: "a\u202eb\u0007",
    "long": lambda value: "x" * 5000,
    "huge": lambda value: 10**30,
    "negative and huge": lambda value: -(10**30),
    "halves": lambda value: 0.5,
}
"""What to put in the place of every value at once; each of them then is a fault."""


def leaves(value: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:
    """Pointer and value of everything that is neither object nor list."""
    if isinstance(value, dict):
        for name, entry in value.items():
            yield from leaves(entry, f"{pointer}/{name}")
    elif isinstance(value, list):
        for index, entry in enumerate(value):
            yield from leaves(entry, f"{pointer}/{index}")
    else:
        yield pointer, value


def spoil(value: Any, by: Callable[[Any], Any]) -> Any:
    """The same shape with every leaf replaced."""
    if isinstance(value, dict):
        return {name: spoil(entry, by) for name, entry in value.items()}
    if isinstance(value, list):
        return [spoil(entry, by) for entry in value]
    return by(value)


def with_strangers(value: Any, pointer: str = "") -> tuple[Any, list[str]]:
    """The same with a member nobody knows in every object, and where they are."""
    if isinstance(value, dict):
        found, places = {}, [f"{pointer}/không_có"]
        for name, entry in value.items():
            found[name], inner = with_strangers(entry, f"{pointer}/{name}")
            places += inner
        return {**found, "không_có": "x"}, places
    if isinstance(value, list):
        pairs = [with_strangers(entry, f"{pointer}/{index}") for index, entry in enumerate(value)]
        return [entry for entry, _ in pairs], [place for _, inner in pairs for place in inner]
    return value, []


def as_json(value: Any) -> bytes:
    """The bytes of a JSON document; ASCII, so that what is strange arrives."""
    return json.dumps(value).encode()
