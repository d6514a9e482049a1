from __future__ import annotations

import pytest

from tests.support.toy_service import PREFIX, THING, Toy

ONE = f"{PREFIX}/things/{THING['id']}"


@pytest.mark.parametrize(
    ("if_match", "status", "code"),
    [
        (None, 428, "precondition-required"),
        ("", 428, "precondition-required"),
        ('"v2"', 412, "precondition-failed"),
        ('W/"v3"', 412, "precondition-failed"),
        ("v3", 400, "malformed-header"),
        ("{}", 400, "malformed-header"),
        ('"v3', 400, "malformed-header"),
        ('"abc"', 412, "precondition-failed"),
        ('"3"', 412, "precondition-failed"),
        ('"v3", "v4"', 412, "precondition-failed"),
        ('"' + "9" * 50 + '"', 412, "precondition-failed"),
        ('"v3"', 200, None),
        ("*", 200, None),
    ],
)
def test_a_change_names_its_version(toy: Toy, if_match: str | None, status: int, code: str | None) -> None:
    more = {} if if_match is None else {"If_Match": if_match}
    headers = toy.headers(toy.officer(), **more)
    found = toy.client.post(f"{ONE}/decision", json={"code": "a", "count": 1}, headers=headers)
    assert (found.status_code, found.json.get("code") if code else None) == (status, code)


def test_without_if_match_the_body_is_not_even_looked_at(toy: Toy) -> None:
    found = toy.client.post(f"{ONE}/decision", data=b"{", headers=toy.headers(toy.officer()))
    assert found.status_code == 428


def test_what_one_has_already_is_not_sent_again(toy: Toy) -> None:
    first = toy.client.get(ONE, headers=toy.headers())
    assert first.headers["ETag"] == '"v3"'
    again = toy.client.get(ONE, headers=toy.headers(If_None_Match='"v3"'))
    assert (again.status_code, again.data) == (304, b"")
    assert toy.client.get(ONE, headers=toy.headers(If_None_Match='"v2"')).status_code == 200
