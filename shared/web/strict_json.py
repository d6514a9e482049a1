"""JSON as RFC 8259 and I-JSON (RFC 7493) want it: what could be read in two ways is not read at all."""

from __future__ import annotations

import json
import re
from typing import Any, Final, NoReturn

import orjson

from shared.kernel.errors import Fault, Malformed
from shared.web.faults import MOST_FAULTS, escaped

DEEPEST = 32
LONGEST_NUMBER = 40
_SURROGATE = re.compile("[\ud800-\udfff]")
_LONG_NUMBER = re.compile(rb"[-+.0-9eE]{19}")
_UNREAD: Final = object()


class _Refused(ValueError):
    """Why a document is not taken; the reason is ours and safe to show."""


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise _Refused("duplicate-key")
    return made


def _no_constant(_name: str) -> NoReturn:
    raise _Refused("not-a-number")


def _integer(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise _Refused("number-too-long")
    return int(digits)


def _float(digits: str) -> float:
    value = float(digits)
    if len(digits) > LONGEST_NUMBER or value in (float("inf"), float("-inf")):
        raise _Refused("number-too-long")
    return value


_decoder = json.JSONDecoder(
    object_pairs_hook=_pairs, parse_constant=_no_constant, parse_int=_integer, parse_float=_float
)


def read_json(body: bytes) -> tuple[Any, list[Fault]]:
    """The document, and a fault ``wrong-character`` for each string with a NUL in it.

    Raises Malformed ``malformed-json`` for anything that is not strict JSON in UTF-8: bad syntax, byte order mark,
    duplicate keys, NaN, lone surrogates, numbers of more than 40 characters, nesting deeper than 32.
    """
    plain = _read_plain(body)
    if plain is not _UNREAD:
        return plain, []
    try:
        document = _decoder.decode(body.decode("utf-8"))
        faults: list[Fault] = []
        if not _is_harmless(body):
            _inspect(document, "", 1, faults)
    except _Refused as error:
        raise Malformed("malformed-json", reason=str(error)) from error
    except UnicodeDecodeError as error:
        raise Malformed("malformed-json", reason="not-utf-8") from error
    except RecursionError as error:
        raise Malformed("malformed-json", reason="too-deep") from error
    except json.JSONDecodeError as error:
        if body.startswith(b"\xef\xbb\xbf"):
            raise Malformed("malformed-json", reason="byte-order-mark") from error
        raise Malformed("malformed-json", reason="bad-syntax", line=error.lineno, column=error.colno) from error
    return document, faults


def _read_plain(body: bytes) -> Any:
    """A document in which nothing can be amiss, read three times as fast; ``_UNREAD`` for any that needs a closer look.

    orjson is as strict as the reader above but for two things: it makes a float of a number too long for 64 bits, and
    keeps the last of several members of one name. Neither is so where the document, written back, is the very text
    that came. Else the first is left to that reader, and the second shows in the colons: each member has one, and what
    is written back has as many only if no member went missing.
    """
    if not _is_harmless(body):
        return _UNREAD
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError:
        return _UNREAD
    written = orjson.dumps(document)
    if written == body or (written.count(b":") == body.count(b":") and not _LONG_NUMBER.search(body)):
        return document
    return _UNREAD


def _is_harmless(body: bytes) -> bool:
    """Whether a document that was read needs no walk: too few brackets to be deep, and no escape that could spell NUL
    or half a surrogate pair, which a reader takes in no other form.
    """
    return b"\\u" not in body and body.count(b"{") + body.count(b"[") <= DEEPEST


def _inspect(value: Any, pointer: str, depth: int, faults: list[Fault]) -> None:
    if isinstance(value, str):
        _inspect_text(value, pointer, faults)
    elif isinstance(value, (dict, list)):
        if depth > DEEPEST:
            raise _Refused("too-deep")
        entries = value.items() if isinstance(value, dict) else enumerate(value)
        for key, entry in entries:
            if isinstance(key, str):
                _inspect_text(key, pointer, faults)
            if isinstance(entry, (str, dict, list)):
                _inspect(entry, f"{pointer}/{escaped(key)}", depth + 1, faults)


def _inspect_text(text: str, pointer: str, faults: list[Fault]) -> None:
    if text.isascii():
        if "\0" in text and len(faults) < MOST_FAULTS:
            faults.append(Fault(pointer, "wrong-character"))
        return
    if _SURROGATE.search(text):
        raise _Refused("lone-surrogate")
    if "\0" in text and len(faults) < MOST_FAULTS:
        faults.append(Fault(pointer, "wrong-character"))
