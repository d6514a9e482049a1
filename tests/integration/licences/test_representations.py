"""What a caller keeps of an answer: tags that tell its content, pictures that are the ones named."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from services.licences.api import examples as ex
from services.sandbox.demo.portraits import portrait
from tests.support.licences import CITIZEN
from tests.support.licences_api import HOLDER, LicencesApi

JPEG = b"\xff\xd8\xff" + b"0" * 50


def photo(picture: bytes, **changes: Any) -> dict[str, Any]:
    """A holder's record with a picture."""
    told = {"sha256": hashlib.sha256(picture).hexdigest(), "content": base64.b64encode(picture).decode()}
    return {**HOLDER, "photo": {**ex.PHOTO, **told, **changes}}


def without_picture(record: dict[str, Any]) -> dict[str, Any]:
    """The same record with the photo's particulars only."""
    return {**record, "photo": {name: value for name, value in record["photo"].items() if name != "content"}}


def test_the_tag_of_a_licence_matches_while_nothing_of_the_answer_changes(api: LicencesApi) -> None:
    path = f"/licences/{api.seed()['id']}"
    seen = api.officer().get(path)
    again = api.officer().get(path, **{"If-None-Match": seen.headers["ETag"]})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", seen.headers["ETag"])
    for other in ('"v1"', '"v1-0000000000000000"', '"v2-0000000000000000"', '"x"'):
        assert api.officer().get(path, **{"If-None-Match": other}).status_code == 200, other


def test_a_correction_of_the_holder_changes_the_tag_of_the_licence(api: LicencesApi) -> None:
    path = f"/licences/{api.seed()['id']}"
    before = api.officer().get(path)
    assert api.load("holders", [{**HOLDER, "full_name": "Nguyễn Thị Thử Hai"}])["updated"] == 1
    after = api.officer().get(path, **{"If-None-Match": before.headers["ETag"]})
    assert (after.status_code, after.json["holder"]["full_name"]) == (200, "Nguyễn Thị Thử Hai")
    assert after.json["version"] == before.json["version"]
    assert after.headers["ETag"] != before.headers["ETag"]


def test_midnight_in_vietnam_changes_the_tag_only_where_it_changes_the_answer(api: LicencesApi) -> None:
    path = f"/licences/{api.seed()['id']}"
    api.clock.set(datetime(2028, 2, 29, 16, 59, tzinfo=UTC))
    plain = api.officer().get(path)
    api.clock.set(datetime(2028, 3, 1, 16, 59, tzinfo=UTC))  # the last minute of the last day
    last = api.officer().get(path, **{"If-None-Match": plain.headers["ETag"]})
    assert last.status_code == 304
    api.clock.move(timedelta(minutes=1))
    expired = api.officer().get(path, **{"If-None-Match": plain.headers["ETag"]})
    assert expired.status_code == 200
    assert [part["valid_in_register"] for part in expired.json["parts"]] == [True, False]
    assert expired.headers["ETag"] != plain.headers["ETag"]


def test_what_another_agreement_shows_has_another_tag(api: LicencesApi) -> None:
    path = f"/licences/{api.seed()['id']}"
    tags = {
        caller.get(path).headers["ETag"]
        for caller in (api.officer(), api.system("roadside"), api.system("auditor", fields=["card.status"]))
    }
    assert len(tags) == 3


def test_a_photo_is_served_with_its_digest_as_tag(api: LicencesApi) -> None:
    record = photo(JPEG)
    assert api.load("holders", [photo(JPEG, sha256="0" * 64)])["rejected"] == 1
    path = f"/holders/{api.seed()['holder']['id']}/photo"
    assert api.citizen().get(path, Accept="image/*").status_code == 404
    assert api.load("holders", [record])["updated"] == 1
    found = api.citizen().get(path, Accept="image/*")
    assert (found.status_code, found.mimetype, found.data) == (200, "image/jpeg", JPEG)
    assert found.headers["ETag"] == f'"{hashlib.sha256(JPEG).hexdigest()}"'
    assert found.headers["X-Content-Type-Options"] == "nosniff"
    seen = api.officer().get(path, Accept="image/*", **{"If-None-Match": found.headers["ETag"]})
    assert (seen.status_code, seen.data) == (304, b"")
    looks = [look for look in api.citizen().get("/lookups").json["items"] if look["fields"] == ["photo"]]
    assert len(looks) == 3, "each of the three looks, the one that found nothing included"


def test_a_picture_that_comes_after_its_particulars_is_kept(api: LicencesApi) -> None:
    record = photo(portrait("Nguyễn Thị Thử Một"))
    path = f"/holders/{api.seed()['holder']['id']}/photo"
    assert api.load("holders", [without_picture(record)])["updated"] == 1
    assert api.citizen().get(path, Accept="image/*").status_code == 404
    assert api.load("holders", [record])["unchanged"] == 1
    found = api.citizen().get(path, Accept="image/*")
    assert (found.mimetype, found.data) == ("image/png", portrait("Nguyễn Thị Thử Một"))


def test_a_picture_that_is_not_the_one_named_is_not_shown(api: LicencesApi) -> None:
    assert api.load("holders", [photo(JPEG)])["created"] == 1
    (holder,) = api.officer().post("/holders/search", {"citizen_id": CITIZEN}).json["items"]
    path = f"/holders/{holder['id']}/photo"
    newer = without_picture(photo(portrait("Nguyễn Thị Thử Một"), taken_on="2026-01-05"))
    assert api.load("holders", [newer])["updated"] == 1
    assert api.citizen().get(path, Accept="image/*").status_code == 404


def test_what_is_no_picture_or_too_large_is_refused_by_place(api: LicencesApi) -> None:
    def refused(content: str) -> set[tuple[str, str]]:
        (rejection,) = api.load("holders", [photo(JPEG, content=content)])["rejections"]
        return {(fault["pointer"], fault["code"]) for fault in rejection["errors"]}

    assert refused(base64.b64encode(b"GIF89a" + b"0" * 50).decode()) == {("/photo/content", "not-a-picture")}
    assert refused("not base64") == {("/photo/content", "not-a-picture")}
    large = base64.b64encode(portrait("Nguyễn Thị Thử Một") + b"0" * 300_000).decode()
    assert refused(large) == {("/photo/content", "not-a-picture")}
