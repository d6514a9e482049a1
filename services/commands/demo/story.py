"""The story: a blocked citizen pays, reissues and holds a new licence; another pays nothing; a third must wait."""

from __future__ import annotations

import time
import uuid
from datetime import datetime, timedelta
from typing import Any

from services.commands.demo.cast import Citizen, Officer
from services.commands.demo.outcomes import every_outcome
from services.commands.demo.stage import POLL_SECONDS, Stage
from services.commands.outside_client import CallFailedError, OutsideClient
from shared.kernel.clock import SystemClock

FINE_VND = 900_000
ISSUED = ("issued", "delivered")
APPLICATIONS = "/api/renewals/v1/applications"


def play(outside: OutsideClient, stage: Stage) -> None:
    """Play every scene. Raises CallFailedError where the suite does not do as it must."""
    run = uuid.uuid4().hex[:12]
    officer = Officer.log_in(outside, "officer")
    first = blocked_pays_and_reissues(outside, stage, officer, run)
    second = clean_with_zero_fee(outside, stage, officer, run)
    suspended_must_wait(outside, stage)
    refused_with_a_reason(outside, stage, officer, run)
    every_outcome(outside, stage)
    stage.scene("Summary")
    stage.say(f"{stage.steps} steps in {time.monotonic() - stage.started:.1f} s, every one as it must be.")
    stage.say(
        f"Machine time from filing to the new card live: {first * 1000:.0f} ms with a fee, "
        f"{second * 1000:.0f} ms without."
    )


def blocked_pays_and_reissues(outside: OutsideClient, stage: Stage, officer: Officer, run: str) -> float:
    """The main scene; seconds from filing to the new card, human waiting left out."""
    stage.scene("A licence burns, and a fine is open")
    citizen = Citizen.log_in(outside, "clean")
    withdraw_leftovers(outside, stage, citizen, run)
    licence = citizen.licence()
    old_serial = licence["card"]["serial"]
    with stage.step("Police of Ho Chi Minh City push a case with an unpaid fine") as outcome:
        record = unpaid_case(citizen, licence, now=SystemClock().now())
        answer = outside.call(
            "POST",
            "/api/violations/v1/cases",
            token=outside.system_token("police-hcm"),
            body=record,
            purpose="intake",
            key=f"{run}-case",
        ).json()
        outcome.append(f"case {record['case_number']} {answer.get('effect', '')}")
    with stage.step("The citizen checks: may the licence be reissued?") as outcome:
        check = citizen.check(licence["id"])
        stage.expect("the check", check["outcome"], "blocked")
        outcome.append(check["outcome"])
    stage.say(next(f["explanation"]["vi"] for f in check["findings"] if f["outcome"] == "block"))
    blocking = blocking_case(outside, citizen, record["case_number"])
    with stage.step("The citizen pays the fine at the gateway") as outcome:
        payment = citizen.pay({"kind": "fine", "case_id": blocking}, key=f"{run}-fine")
        outcome.append(f"{payment['amount_vnd']:,} đồng")
    with stage.step("The block is gone without anybody's hand") as outcome:
        check = until_outcome(citizen, licence["id"], "reissue_now")
        outcome.append(f"{check['outcome']}, fee {check['fee']['amount_vnd']:,} đồng")
    begun = time.perf_counter()
    application = file(stage, citizen, licence["id"], run)
    stage.expect("the application", application["state"], "awaiting_payment")
    with stage.step("The citizen pays the fee") as outcome:
        payment = citizen.pay({"kind": "fee", "application_id": application["id"]}, key=f"{run}-fee")
        citizen.until(f"{APPLICATIONS}/{application['id']}", "state", "under_review")
        outcome.append(f"{payment['amount_vnd']:,} đồng, under review")
    application = approve(stage, citizen, officer, application["id"], run)
    took = time.perf_counter() - begun
    the_card_changed(outside, stage, citizen, old_serial, application)
    with stage.step("The citizen sees who looked") as outcome:
        by_others = [look for look in citizen.looks() if look["purpose"] != "self"]
        stage.expect("looks by others", bool(by_others), True)
        outcome.append(f"{len(by_others)} looks")
    stage.say(by_others[0]["text"]["vi"])
    return took


def clean_with_zero_fee(outside: OutsideClient, stage: Stage, officer: Officer, run: str) -> float:
    """A citizen with a level-2 account and all papers integrated pays nothing."""
    stage.scene("A citizen who pays nothing (NQ 66.22/2026/NQ-CP)")
    citizen = Citizen.log_in(outside, "zero-fee")
    withdraw_leftovers(outside, stage, citizen, f"{run}-zero")
    licence = citizen.licence()
    begun = time.perf_counter()
    application = file(stage, citizen, licence["id"], f"{run}-zero")
    stage.expect("the fee", application["fee"]["amount_vnd"], 0)
    application = approve(stage, citizen, officer, application["id"], f"{run}-zero")
    took = time.perf_counter() - begun
    the_card_changed(outside, stage, citizen, licence["card"]["serial"], application)
    return took


def suspended_must_wait(outside: OutsideClient, stage: Stage) -> None:
    """A suspended licence stays blocked, and the citizen is told until when."""
    stage.scene("A suspended licence")
    citizen = Citizen.log_in(outside, "suspended")
    with stage.step("The citizen checks") as outcome:
        check = citizen.check(citizen.licence()["id"])
        stage.expect("the check", check["outcome"], "blocked")
        outcome.append(check["outcome"])
    stage.say(next(f["explanation"]["vi"] for f in check["findings"] if f["outcome"] == "block"))


def refused_with_a_reason(outside: OutsideClient, stage: Stage, officer: Officer, run: str) -> None:
    """An officer refuses with a code; the citizen reads why, and the fee comes back."""
    stage.scene("A refusal")
    citizen = Citizen.log_in(outside, "spare-1")
    withdraw_leftovers(outside, stage, citizen, f"{run}-refused")
    application = file(stage, citizen, citizen.licence()["id"], f"{run}-refused")
    with stage.step("The citizen pays the fee") as outcome:
        payment = citizen.pay({"kind": "fee", "application_id": application["id"]}, key=f"{run}-refused-fee")
        citizen.until(f"{APPLICATIONS}/{application['id']}", "state", "under_review")
        outcome.append(f"{payment['amount_vnd']:,} đồng")
    with stage.step("The officer refuses with a reason code") as outcome:
        decision = {"outcome": "refuse", "reason_code": "false-declaration", "note": "Demo refusal."}
        decided = officer.decide(application["id"], decision, key=f"{run}-refusal")
        stage.expect("the application", decided["state"], "refused")
        outcome.append(decided["decision"]["reason_code"])
    with stage.step("The fee comes back") as outcome:
        refunded = citizen.until(f"/api/renewals/v1/payments/{payment['id']}", "state", "refunded")
        outcome.append(f"{refunded['amount_vnd']:,} đồng refunded")


def file(stage: Stage, citizen: Citizen, licence_id: str, run: str) -> dict[str, Any]:
    """File for a lost licence."""
    with stage.step("The citizen files: nothing to upload") as outcome:
        lost_on = (SystemClock().today() - timedelta(days=1)).isoformat()
        application = citizen.file(licence_id, occurred_on=lost_on, key=f"{run}-file")
        outcome.append(f"{application['code']} {application['state']}")
    return application


def approve(stage: Stage, citizen: Citizen, officer: Officer, application_id: str, run: str) -> dict[str, Any]:
    """Approve, and wait for the card."""
    with stage.step("The officer approves") as outcome:
        decided = officer.decide(application_id, {"outcome": "approve"}, key=f"{run}-approve")
        outcome.append(decided["state"])
    with stage.step("The new card lives") as outcome:
        application = citizen.until(f"{APPLICATIONS}/{application_id}", "state", *ISSUED)
        outcome.append(application["result"]["card_serial"])
    return application


def the_card_changed(
    outside: OutsideClient, stage: Stage, citizen: Citizen, old_serial: str, application: dict[str, Any]
) -> None:
    """Old card dead, new card live: in the register and at the roadside."""
    with stage.step("At the roadside: old card dead, new card live") as outcome:
        licence = citizen.licence()
        new_serial = application["result"]["card_serial"]
        stage.expect("the card in the register", licence["card"]["serial"], new_serial)
        for serial, wanted in ((old_serial, "superseded"), (new_serial, "live")):
            status = outside.call(
                "POST",
                "/api/licences/v1/cards/status",
                token=outside.system_token("roadside"),
                body={"serial": serial},
                purpose="roadside",
            ).json()["status"]
            stage.expect(f"card {serial}", status, wanted)
            outcome.append(f"{serial} {status}")


def withdraw_leftovers(outside: OutsideClient, stage: Stage, citizen: Citizen, run: str) -> None:
    """End what an interrupted story left open, so that this one begins where every story begins."""
    for number, application in enumerate(citizen.open_applications()):
        with stage.step("An earlier story was interrupted: its application is withdrawn") as outcome:
            outside.call(
                "POST",
                f"{APPLICATIONS}/{application['id']}/withdraw",
                token=citizen.token,
                body={},
                key=f"{run}-leftover-{number}",
            )
            outcome.append(application["code"])


def unpaid_case(citizen: Citizen, licence: dict[str, Any], *, now: datetime) -> dict[str, Any]:
    """A case as a police system writes it: seat belt, decided, in force, not paid."""
    number = int(now.timestamp()) % 10_000_000
    day = now.date()
    return {
        "source": "G01.79",
        "case_number": f"{number:07d}/BB-VPHC",
        "version": 1,
        "occurred_at": (now - timedelta(days=9)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "place": {"province": "79", "text": "Đường Thử Nghiệm, Phường Mẫu, TP. Hồ Chí Minh"},
        "subject": {
            "role": "driver",
            "citizen_id": citizen.entry["citizen_id"],
            "licence_number": licence["number"],
            "full_name": licence["holder"]["full_name"],
        },
        "vehicle": {"plate": "59A-000.01", "group": "car"},
        "acts": [{"code": "168/2024:6.3.k"}],
        "decision": {
            "number": f"{number:07d}/QĐ-XPHC",
            "decided_on": (day - timedelta(days=6)).isoformat(),
            "effective_on": (day - timedelta(days=5)).isoformat(),
        },
        "fine": {"amount_vnd": FINE_VND, "paid_on": None},
        "suspension": None,
        "points": None,
        "held_items": [],
        "status": "decided",
    }


def blocking_case(outside: OutsideClient, citizen: Citizen, case_number: str) -> str:
    """The id of the case that blocks, as the citizen sees it."""
    body = {"citizen_id": citizen.entry["citizen_id"]}
    standing = outside.call("POST", "/api/violations/v1/standings", token=citizen.token, body=body).json()
    return next(str(entry["case_id"]) for entry in standing["blocking"] if entry["case_number"] == case_number)


def until_outcome(citizen: Citizen, licence_id: str, wanted: str) -> dict[str, Any]:
    """Check again until the answer is as wanted. Raises CallFailedError after a minute."""
    deadline = time.monotonic() + 60
    while (check := citizen.check(licence_id))["outcome"] != wanted:
        if time.monotonic() > deadline:
            raise CallFailedError(f"the check says {check['outcome']}, not {wanted}")
        time.sleep(POLL_SECONDS)
    return check
