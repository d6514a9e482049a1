"""What must be so before each operation of licences answers as its examples say."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from shared import contracts
from shared.kernel.ids import new_id
from tests.contract.stage import Call, Stage, example, given

LOADER = "registry-loader"
PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==")


def instant(stage: Stage) -> str:
    """Now, as it travels."""
    return stage.running.clock.now().isoformat().replace("+00:00", "Z")


def loaded(stage: Stage, kind: str, **changes: Any) -> dict[str, Any]:
    """One record of the example was loaded; what the load answered."""
    body = example("licences", f"import_{kind}")
    body["records"] = [record | changes for record in body["records"]]
    answer = stage.play("licences", f"import_{kind}", Call(LOADER, body=body))
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@given("licences", "get_card_status")
def _serial(stage: Stage) -> Call:
    serial = stage.licence("clean")["card"]["serial"]
    return Call("roadside", body=example("licences", "get_card_status", serial=serial))


@given("licences", "search_licences")
def _number(stage: Stage) -> Call:
    number = stage.licence("clean")["number"]
    return Call("renewals", body=example("licences", "search_licences", number=number))


@given("licences", "search_licences", name="validity")
def _number_at_the_roadside(stage: Stage) -> Call:
    return Call("roadside", body={"number": stage.licence("clean")["number"]})


@given("licences", "get_licence", name="validity")
def _licence_at_the_roadside(stage: Stage) -> Call:
    return Call("roadside", path={"licence_id": stage.licence("clean")["id"]})


@given("licences", "get_licence")
def _licence(stage: Stage) -> Call:
    return Call("citizen:clean", path={"licence_id": stage.licence("clean")["id"]})


@given("licences", "get_licence", 304)
def _licence_seen(stage: Stage) -> Call:
    call = Call("citizen:clean", path={"licence_id": stage.licence("clean")["id"]})
    seen = stage.play("licences", "get_licence", call)
    return Call(call.who, path=call.path, headers={"If-None-Match": seen.headers["ETag"]})


@given("licences", "search_holders")
def _name(stage: Stage) -> Call:
    holder = stage.licence("clean")["holder"]
    asked = {"name": holder["full_name"], "date_of_birth": holder["date_of_birth"]}
    return Call("officer:officer", body=example("licences", "search_holders", **asked))


@given("licences", "list_holder_exams")
def _holder(stage: Stage) -> Call:
    return Call("citizen:clean", path={"holder_id": stage.licence("clean")["holder"]["id"]})


@given("licences", "get_holder_photo")
def _portrait(stage: Stage) -> Call:
    picture = {
        "id": "portrait-1",
        "sha256": hashlib.sha256(PNG).hexdigest(),
        "taken_on": "2025-03-02",
        "source": "population",
        "content": base64.b64encode(PNG).decode(),
    }
    assert loaded(stage, "holders", photo=picture)["rejected"] == 0
    loaded(stage, "licences")
    citizen_id = example("licences", "import_holders")["records"][0]["citizen_id"]
    found = stage.play("licences", "search_holders", Call("renewals", body={"citizen_id": citizen_id})).json()
    return Call("renewals", path={"holder_id": found["items"][0]["id"]})


@given("licences", "get_holder_photo", 304)
def _portrait_seen(stage: Stage) -> Call:
    call = _portrait(stage)
    seen = stage.play("licences", "get_holder_photo", call)
    return Call(call.who, path=call.path, headers={"If-None-Match": seen.headers["ETag"]})


@given("licences", "import_holders")
def _holders(stage: Stage) -> Call:
    return Call(LOADER, body=example("licences", "import_holders"))


@given("licences", "import_holders", name="ndjson")
@given("licences", "import_exams", name="ndjson")
@given("licences", "import_licences", name="ndjson")
def _holder_lines(stage: Stage) -> Call:
    _method, _path, entry = contracts.operation("licences", "import_holders")
    lines: str = entry["requestBody"]["content"]["application/x-ndjson"]["example"]
    return Call(LOADER, content=("application/x-ndjson", lines.encode()))


@given("licences", "import_exams")
def _exams(stage: Stage) -> Call:
    loaded(stage, "holders")
    return Call(LOADER, body=example("licences", "import_exams"))


@given("licences", "import_licences")
def _licences(stage: Stage) -> Call:
    loaded(stage, "holders")
    return Call(LOADER, body=example("licences", "import_licences"))


@given("licences", "get_import")
def _run(stage: Stage) -> Call:
    return Call(LOADER, path={"run_id": loaded(stage, "holders")["id"]})


def reported(stage: Stage, key: str) -> dict[str, Any]:
    """The report of the loss of a citizen's card."""
    path = {"licence_id": stage.licence(key)["id"]}
    body = example("licences", "report_licence_loss")
    answer = stage.play("licences", "report_licence_loss", Call("renewals", path=path, body=body))
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


@given("licences", "report_licence_loss", 201)
def _loss(stage: Stage) -> Call:
    path = {"licence_id": stage.licence("expired-20-days")["id"]}
    return Call("renewals", path=path, body=example("licences", "report_licence_loss"))


@given("licences", "withdraw_loss_report")
def _report(stage: Stage) -> Call:
    report = reported(stage, "expired-2-years")
    return Call("renewals", path={"licence_id": report["licence_id"], "report_id": report["id"]})


def order_for(stage: Stage, key: str) -> dict[str, Any]:
    """The example's order for a citizen's licence: the same parts on a new card."""
    licence = stage.licence(key)
    sample = contracts.request_example("licences", "issue_licence_card")
    parts = [{name: part[name] for name in sample["parts"][0]} for part in licence["parts"]]
    changes = {
        "application_id": new_id(),
        "expected_serial": licence["card"]["serial"],
        "parts": parts,
        "standing": sample["standing"] | {"as_of": instant(stage)},
    }
    found: dict[str, Any] = example("licences", "issue_licence_card", **changes)
    return found


def issued(stage: Stage) -> tuple[dict[str, str], dict[str, Any], dict[str, Any]]:
    """A card was issued: for which licence, by which order, and what was answered."""
    path, order = {"licence_id": stage.licence("spare-3")["id"]}, order_for(stage, "spare-3")
    answer = stage.play("licences", "issue_licence_card", Call("renewals", path=path, body=order))
    assert answer.status_code == 201, answer.text
    return path, order, answer.json()


@given("licences", "issue_licence_card", 201)
def _order(stage: Stage) -> Call:
    path = {"licence_id": stage.licence("old-2008-card")["id"]}
    return Call("renewals", path=path, body=order_for(stage, "old-2008-card"))


@given("licences", "issue_licence_card", 200)
def _order_again(stage: Stage) -> Call:
    path, order, _card = issued(stage)
    return Call("renewals", path=path, body=order)


@given("licences", "get_credential")
def _credential(stage: Stage) -> Call:
    _path, _order, card = issued(stage)
    return Call("citizen:spare-3", path={"credential_id": card["credential_id"]})


@given("licences", "get_licence_history")
def _history(stage: Stage) -> Call:
    reported(stage, "spare-3")
    path, _order, _card = issued(stage)
    return Call("citizen:spare-3", path=path)


@given("licences", "get_credential_keys")
def _keys(stage: Stage) -> Call:
    return Call()


@given("licences", "list_events")
def _feed(stage: Stage) -> Call:
    return Call("renewals")


@given("licences", "list_lookups")
def _looks(stage: Stage) -> Call:
    stage.licence("clean")
    return Call("citizen:clean")
