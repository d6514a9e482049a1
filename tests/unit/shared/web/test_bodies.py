from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.kernel.errors import Malformed
from shared.web.strict_json import read_json
from tests.support.toy_service import NEW_THING, PREFIX, THING, Toy, calls

THINGS = f"{PREFIX}/things"


def post(toy: Toy, body: bytes, content_type: str | None = "application/json", **more: Any) -> Any:
    headers = toy.headers(Idempotency_Key="k", Accept_Language="en")
    return toy.client.post(THINGS, data=body, content_type=content_type, headers=headers, **more)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"{'a': 1}",
        b'{"a": 1,}',
        b"\xef\xbb\xbf{}",
        b'{"name": "\xff"}',
        b"\xff\xfe{\x00}\x00",
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": -Infinity}',
        b'{"a": 1e999}',
        b'{"a": 1, "a": 2}',
        b'{"a": {"b": 1, "b": 1}}',
        b'{"a": ' + b"9" * 5000 + b"}",
        b'{"a": "\\ud800"}',
        b'{"\\udc00": 1}',
        b"[" * 33 + b"]" * 33,
        b"[" * 100_000,
        b'{"a":' * 5000 + b"1" + b"}" * 5000,
        b"{} {}",
        b'{"a": "\x00"}',
        b'{"a": "\n"}',
    ],
)
def test_what_is_not_strict_json_is_400(toy: Toy, body: bytes) -> None:
    found = post(toy, body)
    assert (found.status_code, found.json["code"]) == (400, "malformed-json")
    assert found.content_type == "application/problem+json"
    assert calls == []


@pytest.mark.parametrize(
    ("body", "vi", "en"),
    [
        (b"", "nội dung trống", "it is empty"),
        (b'{"a":\n 1,}', "sai cú pháp ở dòng 2, cột 4", "bad syntax at line 2, column 4"),
        (b"\xef\xbb\xbf{}", "bắt đầu bằng dấu thứ tự byte (BOM)", "it begins with a byte order mark"),
        (b'{"a": "\xff"}', "không phải mã UTF-8", "it is not UTF-8"),
        (b'{"a": NaN}', "có giá trị NaN hoặc Infinity", "there is a NaN or Infinity"),
        (b'{"a": 1e999}', "có số quá dài hoặc quá lớn", "a number is too long or too great"),
        (b'{"a": 1, "a": 2}', "một mục xuất hiện hai lần", "a member is given twice"),
        (b'{"a": "\\ud800"}', "có nửa ký tự Unicode (surrogate lẻ)", "there is half a surrogate pair"),
        (b"[" * 33 + b"]" * 33, "lồng nhau quá 32 lớp", "nesting is deeper than 32"),
    ],
)
def test_what_is_wrong_is_said_in_the_language_asked_for(toy: Toy, body: bytes, vi: str, en: str) -> None:
    for language, reason in (("vi", vi), ("en", en)):
        headers = toy.headers(Idempotency_Key="k", Accept_Language=language)
        found = toy.client.post(THINGS, data=body, content_type="application/json", headers=headers)
        assert found.json["detail"].endswith(f": {reason}.")


def test_thirty_two_levels_are_read() -> None:
    assert read_json(b"[" * 32 + b"]" * 32)
    with pytest.raises(Malformed):
        read_json(b"[" * 33 + b"]" * 33)


@pytest.mark.parametrize("body", [b"[]", b"1", b"null", b'"x"', b"true"])
def test_what_is_no_object_is_a_fault_of_the_whole(toy: Toy, body: bytes) -> None:
    found = post(toy, body)
    assert found.status_code == 422
    assert found.json["errors"] == [{"pointer": "", "code": "wrong-type", "detail": "The value is of the wrong type."}]


def test_an_escaped_nul_is_a_fault_with_its_place(toy: Toy) -> None:
    body = {**NEW_THING, "name": "a\0b", "labels": {"x": "\0"}, "note": "\0", "odd\0": 1, "parts": [{"code": "\0"}]}
    found = post(toy, json.dumps(body).encode())
    assert found.status_code == 422
    faults = {(entry["pointer"], entry["code"]) for entry in found.json["errors"]}
    assert {
        ("/name", "wrong-character"),
        ("/labels/x", "wrong-character"),
        ("/note", "wrong-character"),
        ("/parts/0/code", "wrong-character"),
        ("/parts/0/count", "required"),
        ("/odd\0", "unknown-field"),
    } <= faults


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "",
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "application/json; charset=latin1",
    ],
)
def test_other_media_types_are_415(toy: Toy, content_type: str | None) -> None:
    found = post(toy, json.dumps(NEW_THING).encode(), content_type)
    assert (found.status_code, found.json["code"]) == (415, "unsupported-media-type")
    assert "application/json" in found.json["detail"]


def test_a_charset_of_utf_8_is_fine(toy: Toy) -> None:
    assert post(toy, json.dumps(NEW_THING).encode(), "application/json; charset=UTF-8").status_code == 201


def test_a_body_over_the_limit_is_413(toy: Toy) -> None:
    found = post(toy, b" " * (1024 * 1024 + 1))
    assert (found.status_code, found.json["code"]) == (413, "body-too-large")
    assert "1048576" in found.json["detail"]


def test_a_body_without_length_is_measured_as_it_comes(toy: Toy) -> None:
    stream = io.BytesIO(b'{"a": "' + b"x" * 2_000_000 + b'"}')
    environ = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": ""}
    headers = toy.headers(Idempotency_Key="k")
    found = toy.client.post(
        THINGS, input_stream=stream, content_type="application/json", headers=headers, environ_overrides=environ
    )
    assert (found.status_code, found.json["code"]) == (413, "body-too-large")
    assert stream.tell() == 1024 * 1024 + 1, "no more is read than is needed to know"


@pytest.mark.parametrize(("size", "status"), [(200, 422), (201, 413)])
def test_the_limit_is_exact_without_a_length_too(toy: Toy, size: int, status: int) -> None:
    body = b'{"code": "a", "count": 11}'.ljust(size)
    environ = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": ""}
    headers = toy.headers(toy.officer(), If_Match='"v3"')
    found = toy.client.post(
        f"{PREFIX}/things/{THING['id']}/decision",
        input_stream=io.BytesIO(body),
        content_type="application/json",
        headers=headers,
        environ_overrides=environ,
    )
    assert found.status_code == status


def test_a_route_may_have_a_smaller_limit(toy: Toy) -> None:
    address = f"{PREFIX}/things/{THING['id']}/decision"
    headers = toy.headers(toy.officer(), If_Match='"v3"')
    assert toy.client.post(address, json={"code": "a", "count": 1}, headers=headers).status_code == 200
    found = toy.client.post(address, json={"code": "a" * 300, "count": 1}, headers=headers)
    assert (found.status_code, found.json["code"]) == (413, "body-too-large")
    assert "200" in found.json["detail"]


MEMBERS = ["name", "citizen_id", "made_on", "seen_at", "colour", "price", "parts", "note", "size", "loud", "labels"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=80, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(JSON | st.fixed_dictionaries({}, optional=dict.fromkeys(MEMBERS, JSON)))
def test_no_json_is_ever_a_fault_of_ours(toy: Toy, body: Any) -> None:
    found = post(toy, json.dumps(body).encode("utf-8", "surrogatepass"))
    assert found.status_code in (400, 422)
    if found.status_code == 422:
        assert found.json["errors"]
        assert all(entry["detail"] for entry in found.json["errors"])


@settings(max_examples=80, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_are_ever_a_fault_of_ours(toy: Toy, body: bytes) -> None:
    assert post(toy, body).status_code in (400, 415, 422)


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=101", "limit=x", "limit=", "limit=1.5", "limit=%D9%A5", "limit=1_0", "limit=1e1",
     "limit=99999999999999999999", "after=", "after=%00", "after=%ff", "after=W10", "after=WyJhIl0x", "colour=blue",
     "colour=", "unknown=1", "limit=5&limit=6", "after=" + "A" * 600, "after=bnVsbA"],
)  # fmt: skip
def test_odd_queries_are_422_with_the_name(toy: Toy, query: str) -> None:
    found = toy.client.get(f"{THINGS}?{query}", headers=toy.headers())
    assert (found.status_code, found.json["code"]) == (422, "validation-failed")
    assert found.json["errors"][0]["pointer"] == "/" + query.split("=", maxsplit=1)[0]
