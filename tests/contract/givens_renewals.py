"""What must be so before each operation of renewals answers as its examples say."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from services.sandbox.adapters.keys import SigningKeys
from services.sandbox.domain.behaviour import Part
from shared.kernel.ids import new_id
from tests.contract.stage import Call, Stage, example, given

OFFICER = "officer:officer"


def request_of(stage: Stage, key: str, **changes: Any) -> dict[str, Any]:
    """The example's application for a citizen's own licence."""
    found: dict[str, Any] = example("renewals", "file_application", licence_id=stage.licence(key)["id"], **changes)
    return found


def filed(stage: Stage, key: str, **changes: Any) -> dict[str, Any]:
    """A citizen's application as it was filed."""

    def file() -> dict[str, Any]:
        call = Call(f"citizen:{key}", body=request_of(stage, key, **changes))
        answer = stage.play("renewals", "file_application", call)
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    found: dict[str, Any] = stage.once(f"filed:{key}", file)
    return found


def under_review(stage: Stage, key: str, **changes: Any) -> dict[str, Any]:
    """A citizen's application, its fee paid, on an officer's desk."""
    application = filed(stage, key, **changes)
    citizen = stage.citizen(key)
    if citizen.state(application) == "awaiting_payment":
        citizen.pays_fee(application)
    return citizen.application(application["id"])


def on_desk(stage: Stage, application: dict[str, Any], **changes: Any) -> Call:
    """A decision on an application as it stands now."""
    path = {"application_id": application["id"]}
    seen = stage.play("renewals", "get_application", Call(OFFICER, path=path))
    return Call(
        OFFICER,
        path=path,
        body=example("renewals", "decide_application") | changes,
        headers={"If-Match": seen.headers["ETag"]},
    )


@given("renewals", "list_procedures")
@given("renewals", "list_decision_reasons")
@given("renewals", "get_jwks")
def _open(stage: Stage) -> Call:
    return Call()


@given("renewals", "get_procedure")
def _procedure(stage: Stage) -> Call:
    return Call(path={"code": "3.000348"})


@given("renewals", "create_check")
def _question(stage: Stage) -> Call:
    licence = stage.licence("clean")
    asked = {"citizen_id": licence["holder"]["citizen_id"], "licence_id": licence["id"]}
    return Call("citizen:clean", body=example("renewals", "create_check", **asked))


@given("renewals", "file_application", 201)
def _filing(stage: Stage) -> Call:
    return Call("citizen:motorcycle", body=request_of(stage, "motorcycle"))


@given("renewals", "list_applications")
def _own(stage: Stage) -> Call:
    filed(stage, "clean")
    return Call("citizen:clean")


@given("renewals", "get_application")
@given("renewals", "get_timeline")
@given("renewals", "get_tracking")
def _application(stage: Stage) -> Call:
    return Call("citizen:clean", path={"application_id": filed(stage, "clean")["id"]})


@given("renewals", "get_application", 304)
def _application_seen(stage: Stage) -> Call:
    call = _application(stage)
    seen = stage.play("renewals", "get_application", call)
    return Call(call.who, path=call.path, headers={"If-None-Match": seen.headers["ETag"]})


@given("renewals", "withdraw_application")
def _to_withdraw(stage: Stage) -> Call:
    return Call("citizen:spare-2", path={"application_id": filed(stage, "spare-2")["id"]})


@given("renewals", "create_payment", 201)
def _order(stage: Stage) -> Call:
    application = filed(stage, "clean")
    return Call("citizen:clean", body=example("renewals", "create_payment", application_id=application["id"]))


def ordered(stage: Stage) -> dict[str, Any]:
    """The order of a fee."""
    found: dict[str, Any] = stage.once(
        "ordered", lambda: stage.play("renewals", "create_payment", _order(stage)).json()
    )
    return found


@given("renewals", "get_payment")
def _payment(stage: Stage) -> Call:
    return Call("citizen:clean", path={"payment_id": ordered(stage)["id"]})


@given("renewals", "take_notification")
def _notice(stage: Stage) -> Call:
    payment = ordered(stage)
    claims = {
        "event_id": new_id(),
        "type": "payment.paid",
        "order_id": payment["id"],
        "amount_vnd": payment["amount_vnd"],
        "at": stage.running.clock.now().isoformat().replace("+00:00", "Z"),
        "iss": f"{stage.running.environment['GPLX_ISSUER']}/sandbox/gateway",
        "aud": "renewals",
    }
    keys = SigningKeys.load(stage.running.var / "keys/sandbox")
    return Call(content=("application/jose", keys.sign(Part.GATEWAY, claims).encode()))


@given("renewals", "decide_application")
def _decision(stage: Stage) -> Call:
    return on_desk(stage, under_review(stage, "zero-fee"))


@given("renewals", "record_register_search")
def _searched(stage: Stage) -> Call:
    claimed = {"claimed": {"classes": ["B2"], "number": "799012345678"}}
    body = example("renewals", "file_application", licence_id=None) | claimed
    application = stage.play("renewals", "file_application", Call("citizen:no-licence-data", body=body)).json()
    stage.citizen("no-licence-data").pays_fee(application)
    path = {"application_id": application["id"]}
    seen = stage.play("renewals", "get_application", Call(OFFICER, path=path))
    body = example("renewals", "record_register_search")
    return Call(OFFICER, path=path, body=body, headers={"If-Match": seen.headers["ETag"]})


@given("renewals", "get_portal_record")
def _for_the_portal(stage: Stage) -> Call:
    return Call("portal", path={"application_id": filed(stage, "clean")["id"]})


@given("renewals", "track_by_code")
def _by_code(stage: Stage) -> Call:
    born_on = stage.licence("clean")["holder"]["date_of_birth"]
    return Call("portal", body={"code": filed(stage, "clean")["code"], "date_of_birth": born_on})


@given("renewals", "get_paper")
def _accepted(stage: Stage) -> Call:
    application = under_review(stage, "spare-1")  # whose fee no other given is about
    return Call("citizen:spare-1", path={"application_id": application["id"], "kind": "acknowledgement"})


@given("renewals", "get_paper", 304)
def _paper_seen(stage: Stage) -> Call:
    call = _accepted(stage)
    seen = stage.play("renewals", "get_paper", call)
    return Call(call.who, path=call.path, headers={"If-None-Match": seen.headers["ETag"]})


@given("renewals", "get_decision")
def _decided(stage: Stage) -> Call:
    application = under_review(stage, "two-parts")
    stage.play("renewals", "decide_application", on_desk(stage, application))
    return Call("citizen:two-parts", path={"application_id": application["id"]})


@given("renewals", "supplement_application")
def _papers(stage: Stage) -> Call:
    application = under_review(stage, "spare-1")
    asked = {"outcome": "request_supplement", "reason_code": "health-certificate"}
    answer = stage.play("renewals", "decide_application", on_desk(stage, application, **asked))
    assert answer.json()["state"] == "supplement_requested", answer.text
    sent = example("renewals", "supplement_application")["files"]
    files = [("files", (f"{number}.pdf", text.encode(), "application/pdf")) for number, text in enumerate(sent)]
    return Call("citizen:spare-1", path={"application_id": application["id"]}, files=files)


@given("renewals", "deliver_application")
def _to_hand_over(stage: Stage) -> Call:
    delivery = {"method": "post", "address": "1 Đường Thử Nghiệm"}
    application = under_review(stage, "name-differs", delivery=delivery)
    stage.play("renewals", "decide_application", on_desk(stage, application))
    stage.running.settle()
    call = on_desk(stage, application)
    return Call(OFFICER, path=call.path, headers=call.headers)


@given("renewals", "list_worklist")
def _desk(stage: Stage) -> Call:
    under_review(stage, "spare-1")
    until = stage.running.clock.today() + timedelta(days=30)
    return Call(OFFICER, query={"state": ["under_review", "supplement_requested"], "due_before": until.isoformat()})


@given("renewals", "list_events")
def _feed(stage: Stage) -> Call:
    filed(stage, "clean")
    return Call("portal")


@given("renewals", "list_lookups")
def _looks(stage: Stage) -> Call:
    filed(stage, "clean")
    return Call("citizen:clean")
