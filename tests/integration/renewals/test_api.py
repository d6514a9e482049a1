"""The routes of renewals, whole: tokens, look-ups, keys, versions, on both databases."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest

from services.renewals.domain.states import State
from shared.db.audit import broken_links, read_chain
from tests.support.renewals import OFFICER, PDF
from tests.support.renewals_house import CHECK, FILING, Caller, RenewalsHouse
from tests.support.renewals_neighbours import CASE, CITIZEN

OTHER = "999090000002"
OTHER_SUBJECT = "7b1c9f0e-0000-5000-8000-000000000002"


def filed(house: RenewalsHouse, key: str = "k1", **changed: Any) -> dict[str, Any]:
    answer = house.citizen().post("/applications", {**FILING, **changed}, key=key)
    assert answer.status_code == 201, answer.json
    found: dict[str, Any] = answer.json
    return found


def paid(house: RenewalsHouse) -> dict[str, Any]:
    view = filed(house)
    body = {"kind": "fee", "application_id": view["id"]}
    payment = house.citizen().post("/payments", body, key="p1").json
    house.world.gateway.pay(payment["id"])
    told = house.nobody().send("/payments/notifications", data=b"0", content_type="application/jose")
    assert told.json == {"payment_id": payment["id"], "state": "paid"}
    return view


def approve(caller: Caller, application_id: str, tag: str, key: str = "d1") -> Any:
    path = f"/applications/{application_id}/decision"
    return caller.post(path, {"outcome": "approve"}, key=key, If_Match=tag)


def test_the_line_over_http(house: RenewalsHouse) -> None:
    view = paid(house)
    citizen, officer = house.citizen(), house.officer()
    seen = officer.get(f"/applications/{view['id']}")
    assert seen.json["state"] == "under_review"
    assert seen.json["clock"]["due_on"] is not None
    work = officer.get("/worklist").json["items"]
    assert [entry["id"] for entry in work] == [view["id"]]
    decided = approve(officer, view["id"], seen.headers["ETag"])
    assert decided.status_code == 200
    assert decided.json["state"] == "delivered"
    assert decided.headers["ETag"] == f'"v{decided.json["version"]}"'
    steps = citizen.get(f"/applications/{view['id']}/timeline").json["items"]
    assert [step["state"] for step in steps][-1] == "delivered"
    assert all(step["text"]["vi"] and step["text"]["en"] for step in steps)
    assert citizen.get(f"/applications/{view['id']}/decision").json["jws"].startswith("signed:")
    assert [item["id"] for item in citizen.get("/applications").json["items"]] == [view["id"]]
    with house.database.read() as connection:
        chain = read_chain(connection, f"application:{view['id']}")
    assert len(chain) >= len(steps)
    assert broken_links(chain) == []


def test_whoever_looked_is_told_to_the_citizen(house: RenewalsHouse) -> None:
    view = filed(house)
    house.officer().get(f"/applications/{view['id']}")
    looks = house.citizen().get("/lookups").json["items"]
    assert {(look["who"], look["purpose"]) for look in looks} >= {("officer", "counter"), ("citizen", "self")}


def test_a_repeated_filing_is_the_same_filing(house: RenewalsHouse) -> None:
    first = house.citizen().post("/applications", FILING, key="k1")
    again = house.citizen().post("/applications", FILING, key="k1")
    assert (again.status_code, again.json) == (201, first.json)
    assert again.headers["Idempotency-Replayed"] == "true"
    other = house.citizen().post("/applications", {**FILING, "reason": "lost"}, key="k1")
    assert (other.status_code, other.json["code"]) == (422, "idempotency-key-reused")
    missing = house.citizen().post("/applications", FILING)
    assert (missing.status_code, missing.json["code"]) == (400, "idempotency-key-required")


def test_a_second_filing_for_the_licence_is_refused(house: RenewalsHouse) -> None:
    filed(house)
    answer = house.citizen().post("/applications", FILING, key="k2")
    assert (answer.status_code, answer.json["code"]) == (409, "application-already-open")


def test_somebody_else_sees_nothing(house: RenewalsHouse) -> None:
    view = filed(house)
    stranger = house.citizen(OTHER, subject=OTHER_SUBJECT)
    for path in ("", "/timeline", "/decision"):
        assert stranger.get(f"/applications/{view['id']}{path}").status_code == 404
    assert stranger.post(f"/applications/{view['id']}/withdraw").status_code == 404
    order = {"kind": "fee", "application_id": view["id"]}
    assert stranger.post("/payments", order, key="p9").status_code == 404
    assert stranger.post("/checks", CHECK).json["code"] == "subject-mismatch"
    assert stranger.get("/applications").json["items"] == []
    payment = house.citizen().post("/payments", order, key="p1").json
    assert stranger.get(f"/payments/{payment['id']}").status_code == 404


def test_a_check_before_filing(house: RenewalsHouse) -> None:
    told = house.citizen().post("/checks", CHECK).json
    assert told["outcome"] == "reissue_now"
    assert told["fee"]["amount_vnd"] == 115000
    assert told["fee"]["conditions"]
    assert told["time_limit"]["working_days"] == 5
    assert told["prefilled"]["licence"]["number"] == "799012345678"
    assert not told["hypothetical"]


def test_only_officers_and_auditors_choose_the_day(house: RenewalsHouse) -> None:
    asked = {**CHECK, "on": "2026-12-24"}
    assert house.citizen().post("/checks", asked).json["code"] == "on-not-allowed"
    told = house.officer().post("/checks", asked).json
    assert told["hypothetical"]
    assert house.system("auditor", "renewals:check", "audit").post("/checks", asked).status_code == 200
    far = house.officer().post("/checks", {**CHECK, "on": "2028-01-01"})
    assert far.json["errors"][0] == {"pointer": "/on", "code": "too-far-ahead", "detail": "At most 366 days ahead."}


def test_officers_and_systems_need_a_purpose(house: RenewalsHouse) -> None:
    bare = Caller(house, house.token(kind="officer", sub=OFFICER.subject, scope="renewals:read", agency="G01.79"))
    assert bare.get("/worklist").json["code"] == "purpose-required"
    assert house.citizen().get("/worklist").json["code"] == "scope-missing"
    assert house.nobody().get("/worklist").status_code == 401


def test_decisions_need_the_version_seen(house: RenewalsHouse) -> None:
    view = paid(house)
    officer, other = house.officer(), house.officer("7b1c9f0e-0000-5000-8000-0000000000f2")
    path = f"/applications/{view['id']}/decision"
    assert officer.post(path, {"outcome": "approve"}, key="d0").status_code == 428
    tag = officer.get(f"/applications/{view['id']}").headers["ETag"]
    refusal = {"outcome": "refuse", "reason_code": "identity-differs"}
    assert officer.post(path, refusal, key="d1", If_Match=tag).json["state"] == "refused"
    late = approve(other, view["id"], tag, key="d2")
    assert (late.status_code, late.json["code"]) == (412, "precondition-failed")
    assert house.citizen().post(path, refusal, key="d3", If_Match=tag).json["code"] == "scope-missing"


def test_a_refusal_without_a_known_reason_points_at_it(house: RenewalsHouse) -> None:
    view = paid(house)
    officer = house.officer()
    tag = officer.get(f"/applications/{view['id']}").headers["ETag"]
    path = f"/applications/{view['id']}/decision"
    answer = officer.post(path, {"outcome": "refuse", "reason_code": "dislike"}, key="d1", If_Match=tag)
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/reason_code")
    codes = {item["code"] for item in house.nobody().get("/decision-reasons").json["items"]}
    assert {"identity-differs", "photo"} <= codes


def test_an_officer_files_at_the_counter_for_somebody(house: RenewalsHouse) -> None:
    applicant = {"citizen_id": CITIZEN, "full_name": "Nguyễn Văn Thử Một", "date_of_birth": "1990-05-17"}
    body = {**FILING, "applicant": applicant, "channel": "counter"}
    officer = house.officer()
    view = officer.post("/applications", body, key="k1").json
    assert view["code"].startswith("G01.79-261122-")
    assert house.citizen().post("/applications", body, key="k2").json["errors"][0]["pointer"] == "/applicant"
    stranger = house.citizen(OTHER, subject=OTHER_SUBJECT)
    assert stranger.post("/applications", body, key="k3").json["code"] == "subject-mismatch"
    payment = officer.post("/payments", {"kind": "fee", "application_id": view["id"]}, key="p1").json
    house.world.gateway.pay(payment["id"])
    house.world.notify()
    tag = officer.get(f"/applications/{view['id']}").headers["ETag"]
    assert approve(officer, view["id"], tag).json["code"] == "own-dossier"
    other = house.officer("7b1c9f0e-0000-5000-8000-0000000000f2")
    assert approve(other, view["id"], tag, key="d2").json["state"] == "delivered"


def test_a_supplement_is_taken_in_and_the_dossier_goes_back(house: RenewalsHouse) -> None:
    view = paid(house)
    officer, citizen = house.officer(), house.citizen()
    path = f"/applications/{view['id']}/supplements"

    def files(*contents: bytes) -> dict[str, Any]:
        named = [(io.BytesIO(content), f"../giấy {n}.pdf") for n, content in enumerate(contents)]
        return {"data": {"files": named}, "content_type": "multipart/form-data"}

    early = citizen.send(path, key="s0", **files(PDF))
    assert (early.status_code, early.json["code"]) == (409, "state-conflict")
    tag = officer.get(f"/applications/{view['id']}").headers["ETag"]
    asked = {"outcome": "request_supplement", "reason_code": "photo"}
    told = officer.post(f"/applications/{view['id']}/decision", asked, key="d1", If_Match=tag).json
    assert (told["state"], told["clock"]["paused_for"]) == ("supplement_requested", "supplement")
    assert citizen.send(path, key="s1", **files()).status_code == 422
    assert citizen.send(path, key="s2", **files(b"MZ not a paper")).json["errors"][0]["code"] == "unsupported-file"
    assert citizen.send(path, key="s3", **files(*[PDF] * 6)).json["errors"][0]["code"] == "too-many-files"
    assert citizen.send(path, key="s4", json={}).status_code == 415
    assert citizen.send(path, key="s5", **files(PDF, PDF)).json["state"] == "under_review"
    with house.world.store.read() as readings:
        names = [entry.name for entry in readings.supplements.of(view["id"], 10)]
    assert names == ["giấy 0.pdf", "giấy 1.pdf"]


def test_news_from_violations_unblocks(house: RenewalsHouse) -> None:
    house.world.violations.owed = 5_000_000
    view = filed(house)
    assert view["state"] == "awaiting_clearance"
    citizen = house.citizen()
    payment = citizen.post("/payments", {"kind": "fine", "case_id": CASE}, key="p1").json
    assert payment["amount_vnd"] == 5_000_000
    house.world.gateway.pay(payment["id"])
    house.world.notify()
    house.tell("standing.changed")
    house.work()
    assert citizen.get(f"/payments/{payment['id']}").json["state"] == "settled"
    assert citizen.get(f"/applications/{view['id']}").json["state"] == "awaiting_payment"
    house.news *= 2
    house.work()


def test_a_source_that_comes_back_wakes_all_that_wait(house: RenewalsHouse) -> None:
    house.world.violations.silent = True
    view = filed(house)
    house.world.violations.silent = False
    house.tell("source.back", person="G01.79")
    house.work()
    assert house.world.state(view["id"]) is State.AWAITING_PAYMENT


def test_jobs_finish_what_a_dead_process_left(house: RenewalsHouse) -> None:
    view = paid(house)
    house.world.wire.away.add("violations")
    officer = house.officer()
    tag = officer.get(f"/applications/{view['id']}").headers["ETag"]
    assert approve(officer, view["id"], tag).json["state"] == "issuing"
    house.world.wire.away.clear()
    house.clock.move(timedelta(minutes=1))
    house.work()
    assert house.world.state(view["id"]) is State.DELIVERED
    replay = approve(officer, view["id"], tag)
    assert replay.status_code == 200


def test_an_unpaid_dossier_stops_by_its_job(house: RenewalsHouse) -> None:
    view = filed(house)
    house.clock.move(timedelta(days=3, minutes=1))
    house.work()
    assert house.world.state(view["id"]) is State.STOPPED


def test_the_worklist_is_paged_by_due_day(house: RenewalsHouse) -> None:
    first = paid(house)
    officer = house.officer()
    tag = officer.get(f"/applications/{first['id']}").headers["ETag"]
    approve(officer, first["id"], tag)
    for number in range(3):
        house.clock.move(timedelta(days=1))
        view = filed(house, key=f"more-{number}", reason="lost")
        order = house.citizen().post("/payments", {"kind": "fee", "application_id": view["id"]}, key=f"f{number}").json
        house.world.gateway.pay(order["id"])
        house.world.notify()
        if number < 2:
            officer = house.officer()
            tag = officer.get(f"/applications/{view['id']}").headers["ETag"]
            approve(officer, view["id"], tag, key=f"a{number}")
    officer = house.officer()
    seen, after = [], ""
    while True:
        path = f"/worklist?state=delivered&state=under_review&limit=1{after}"
        page = officer.get(path).json
        seen += [entry["clock"]["due_on"] for entry in page["items"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert len(seen) == 4
    assert seen == sorted(seen)
    early = officer.get(f"/worklist?state=delivered&due_before={seen[1]}").json["items"]
    assert [entry["clock"]["due_on"] for entry in early] == [seen[0]]
    assert officer.get("/worklist?desk=G99").json["items"] == []
    assert officer.get("/worklist?after=nonsense").status_code == 422
    mine = house.citizen().get("/applications?limit=3").json
    rest = house.citizen().get(f"/applications?limit=3&after={mine['next']}").json
    assert len(mine["items"]) + len(rest["items"]) == 4


def test_procedures_and_rules_are_open_to_all(house: RenewalsHouse) -> None:
    items = {item["code"]: item for item in house.nobody().get("/procedures").json["items"]}
    assert items["3.000348"]["offered"]
    assert not items["3.000349"]["offered"]
    assert not items["1.002820"]["in_force"]
    shown = house.nobody().get("/procedures/3.000348?on=2026-11-22").json
    assert shown["working_days"] == 5
    assert all(rule["legal_basis"] for rule in shown["rules"])
    assert house.nobody().get("/procedures/9.999999").status_code == 404
    assert house.nobody().get("/jwks").status_code == 200


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"procedure": 5}, "/procedure"),
        ({"reason": "bored"}, "/reason"),
        ({"occurred_on": "2026-13-01"}, "/occurred_on"),
        ({"occurred_on": "2026-12-24"}, "/occurred_on"),
        ({"declaration": {"text": "x", "truthful": False}}, "/declaration/truthful"),
        ({"extra": 1}, "/extra"),
        ({"channel": "counter"}, "/channel"),
        ({"contact": {"phone": "call me"}}, "/contact/phone"),
        ({"delivery": {"method": "post"}}, "/delivery/address"),
        ({"class_choice": {"b2": "B"}}, None),
        ({"class_choice": {"B": "D"}}, "/class_choice/B"),
    ],
)
def test_bad_filings_are_pointed_at(house: RenewalsHouse, changed: dict[str, Any], pointer: str | None) -> None:
    answer = house.citizen().post("/applications", {**FILING, **changed}, key="k1")
    assert answer.status_code == 422, answer.json
    if pointer is not None:
        assert pointer in {error["pointer"] for error in answer.json["errors"]}
    assert house.citizen().get("/applications").json["items"] == []


def test_a_dossier_read_back_is_the_dossier_written(house: RenewalsHouse) -> None:
    house.world.violations.silent = True
    body = {
        **FILING,
        "force_majeure": {"kind": "fire", "proof_id": "bb-1"},
        "contact": {"phone": "0900000001", "email": "thu@example.test"},
    }
    view = house.citizen().post("/applications", body, key="k1").json
    dossier = house.world.dossier(view["id"])
    with house.world.store.begin(OFFICER, dossier.lock) as work:
        work.dossiers.save(dossier.with_changes())
        work.commit()
    again = house.world.dossier(view["id"])
    assert again == dossier.with_changes()
    assert again.filing.force_majeure == dossier.filing.force_majeure
    assert again.filing.date_of_birth == date(1990, 5, 17)
    assert again.findings
