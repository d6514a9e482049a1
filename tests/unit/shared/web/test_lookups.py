from __future__ import annotations

from datetime import timedelta

import pytest

from shared.kernel.words import Words
from shared.web.lookup_texts import agency_words, field_words
from tests.support.toy_service import CITIZEN, PREFIX, THING, Toy

ONE = f"{PREFIX}/things/{THING['id']}"
SUBJECT = "6a1f9c1e-0000-5000-8000-00000000000b"


def look(toy: Toy, **more: str) -> int:
    return toy.client.get(ONE, headers=toy.headers(toy.system(), Gplx_Purpose="roadside", **more)).status_code


def test_a_citizen_reads_who_looked_newest_first(toy: Toy) -> None:
    assert look(toy, Gplx_Case="0012345/BB-VPHC", Gplx_On_Behalf_Of=SUBJECT) == 200
    toy.clock.move(timedelta(minutes=5))
    assert toy.client.get(ONE, headers=toy.headers()).status_code == 200
    found = toy.client.get(f"{PREFIX}/lookups", headers=toy.headers()).json
    assert found["next"] is None
    mine, police = found["items"]
    assert mine["text"]["vi"] == "Ông/bà xem tên, 09:05 22/11/2026, để tự xem dữ liệu của mình."
    assert police == {
        "at": "2026-11-22T02:00:00Z",
        "who": "system",
        "agency": "G01.79",
        "on_behalf_of": SUBJECT,
        "fields": ["name"],
        "purpose": "roadside",
        "case": "0012345/BB-VPHC",
        "text": {
            "vi": "Công an TP. Hồ Chí Minh xem tên, 09:00 22/11/2026, để kiểm tra trên đường (hồ sơ 0012345/BB-VPHC).",
            "en": "Ho Chi Minh City Police looked at the name, 09:00 22/11/2026, for a roadside check "
            "(case 0012345/BB-VPHC).",
        },
    }


def test_the_list_is_paged_and_only_ones_own(toy: Toy) -> None:
    for _ in range(3):
        look(toy)
        toy.clock.move(timedelta(minutes=1))
    first = toy.client.get(f"{PREFIX}/lookups?limit=2", headers=toy.headers()).json
    rest = toy.client.get(f"{PREFIX}/lookups?limit=2&after={first['next']}", headers=toy.headers()).json
    assert [entry["at"][14:16] for entry in first["items"] + rest["items"]] == ["02", "01", "00"]
    assert rest["next"] is None
    stranger = toy.headers(toy.token(citizen_id="999095000002"))
    assert toy.client.get(f"{PREFIX}/lookups", headers=stranger).json["items"] == []


@pytest.mark.parametrize("after", ["WzFd", "x", "WyJhIiwiYiJd"])
def test_a_foreign_cursor_is_refused(toy: Toy, after: str) -> None:
    found = toy.client.get(f"{PREFIX}/lookups?after={after}", headers=toy.headers())
    assert found.json["errors"][0]["code"] == "not-a-cursor"


def test_only_citizens_read_it(toy: Toy) -> None:
    headers = toy.headers(toy.system(scope="licences:read"), Gplx_Purpose="roadside")
    assert toy.client.get(f"{PREFIX}/lookups", headers=headers).status_code == 403


def test_the_agreed_daily_volume_holds(toy: Toy) -> None:
    assert [look(toy) for _ in range(4)] == [200, 200, 200, 429]
    found = toy.client.get(ONE, headers=toy.headers(toy.system(), Gplx_Purpose="roadside"))
    assert found.json["code"] == "rate-limited"
    assert int(found.headers["Retry-After"]) > 0
    toy.clock.move(timedelta(hours=24))
    assert look(toy) == 200


def test_an_answer_without_an_entry_does_not_leave(toy: Toy, capsys: pytest.CaptureFixture[str]) -> None:
    found = toy.client.get(f"{ONE}/forgotten", headers=toy.headers())
    assert (found.status_code, found.json["code"]) == (500, "internal-error")
    assert "Cái" not in found.text
    assert "lookup-not-recorded" in capsys.readouterr().out


def test_the_same_person_twice_in_one_answer_is_one_look(toy: Toy) -> None:
    from shared.web.lookups import record_lookup

    with toy.app.test_request_context(ONE, headers=toy.headers()):
        toy.app.preprocess_request()
        record_lookup([CITIZEN, CITIZEN], ["name"])
        record_lookup([], ["name"])
    assert toy.runtime.lookups is not None
    assert len(toy.runtime.lookups.for_person(CITIZEN, before=None, limit=10)) == 1


def test_words_for_what_has_no_words() -> None:
    assert agency_words(None, {}).vi == "Một cơ quan"
    assert agency_words("X9", {}).en == "Agency X9"
    assert agency_words("G22", {"G22": Words("VPCP", "OOG")}).vi == "VPCP"
    assert field_words([], {}).en == "data"
    assert field_words(["a", "b", "c"], {"a": Words("A", "A")}).vi == "A, b và c"
