"""Real requests and answers, which the contract shows and the provider's tests replay."""

from __future__ import annotations

import json
from typing import Any, Final

Document = dict[str, Any]

CASE_ID = "0192f0c0-0000-7000-8000-000000000001"
PERSON_ID = "0192f0c0-0000-7000-8000-0000000000a1"
BATCH_ID = "0192f0c0-0000-7000-8000-0000000000b1"
CITIZEN = "999090123456"

CASE: Final[Document] = {
    "source": "G01.79",
    "case_number": "0012345/BB-VPHC",
    "version": 1,
    "occurred_at": "2026-10-01T01:30:00Z",
    "place": {"province": "79", "text": "Ngã tư Thử Nghiệm, TP. Hồ Chí Minh"},
    "subject": {
        "role": "driver",
        "citizen_id": CITIZEN,
        "licence_number": "790123456789",
        "full_name": "Nguyễn Văn Thử Một",
    },
    "vehicle": {"plate": "51A-123.45", "group": "car"},
    "acts": [{"code": "168/2024:6.9.b"}],
    "decision": {"number": "0012345/QĐ-XPHC", "decided_on": "2026-10-05", "effective_on": "2026-10-05"},
    "fine": {"amount_vnd": 19000000, "paid_on": None},
    "suspension": None,
    "points": {"deducted": 4, "part": "termed"},
    "held_items": [
        {
            "kind": "vehicle",
            "form": "physical",
            "place": "Bãi giữ xe Thử Nghiệm",
            "from": "2026-10-01",
            "returned_on": "2026-10-06",
        }
    ],
    "status": "decided",
}
TAKEN: Final[Document] = {
    "id": CASE_ID,
    "source": "G01.79",
    "case_number": "0012345/BB-VPHC",
    "effect": "created",
    "version": 1,
    "status": "decided",
}
TAKEN_AGAIN: Final[Document] = {**TAKEN, "effect": "unchanged"}

_BROKEN: Final[Document] = {**CASE, "case_number": "0012346/BB-VPHC", "acts": [{"code": "168/2024:6.99.z"}]}
BATCH: Final[Document] = {"records": [CASE, _BROKEN]}
BATCH_LINES: Final = "\n".join(json.dumps(record, ensure_ascii=False) for record in BATCH["records"]) + "\n"
BATCH_ANSWER: Final[Document] = {
    "id": BATCH_ID,
    "received": 2,
    "processed": 2,
    "created": 1,
    "updated": 0,
    "unchanged": 0,
    "stale": 0,
    "rejected": 1,
    "rejections": [
        {
            "index": 1,
            "case_number": "0012346/BB-VPHC",
            "errors": [
                {
                    "pointer": "/acts/0/code",
                    "code": "unknown-act",
                    "detail": "Không có hành vi mang mã 168/2024:6.99.z.",
                }
            ],
        }
    ],
    "started_at": "2026-11-22T02:00:00Z",
    "finished_at": "2026-11-22T02:00:00Z",
}

RESTORATION: Final[Document] = {
    "citizen_id": CITIZEN,
    "part": "termed",
    "passed_on": "2026-11-02",
    "decision": "12/KQ-KTKT",
}
RECORDED_RESTORATION: Final[Document] = {
    "id": "0192f0c0-0000-7000-8000-0000000000c1",
    "part": "termed",
    "passed_on": "2026-11-02",
    "decision": "12/KQ-KTKT",
    "recorded_at": "2026-11-22T02:00:00Z",
}

QUESTION: Final[Document] = {"citizen_id": CITIZEN, "licence_numbers": ["790123456789"], "aliases": [], "on": None}
_SOURCES: Final = [
    {
        "source": "G01.01",
        "agency": {
            "vi": "Phòng Cảnh sát giao thông, Công an Thành phố Hà Nội",
            "en": "Traffic Police Division, Hanoi City Police",
        },
        "last_received_at": "2026-11-22T01:59:30Z",
        "fresh": True,
        "required_for_clearance": True,
    },
    {
        "source": "G01.79",
        "agency": {
            "vi": "Phòng Cảnh sát giao thông, Công an Thành phố Hồ Chí Minh",
            "en": "Traffic Police Division, Ho Chi Minh City Police",
        },
        "last_received_at": "2026-11-22T02:00:00Z",
        "fresh": True,
        "required_for_clearance": True,
    },
]
STANDING: Final[Document] = {
    "id": "0192f0c0-0000-7000-8000-0000000000d1",
    "person": PERSON_ID,
    "citizen_id": CITIZEN,
    "as_of": "2026-11-22T02:00:00Z",
    "on": "2026-11-22",
    "hypothetical": False,
    "verdict": "blocked",
    "parts": {
        "untermed": {"points": 12, "blocked": True, "suspended_until": None},
        "termed": {"points": 8, "blocked": True, "suspended_until": None},
    },
    "blocking": [
        {
            "case_id": CASE_ID,
            "case_number": "0012345/BB-VPHC",
            "source": "G01.79",
            "reason": "fine-unpaid",
            "part": "all",
            "since": "2026-10-05",
            "until": None,
            "amount_vnd": 19000000,
            "settle_at": {
                "agency": "G01.79",
                "agency_name": {
                    "vi": "Phòng Cảnh sát giao thông, Công an Thành phố Hồ Chí Minh",
                    "en": "Traffic Police Division, Ho Chi Minh City Police",
                },
                "address": "341 Trần Hưng Đạo, phường Cầu Ông Lãnh, Thành phố Hồ Chí Minh",
            },
            "payable_online": True,
        }
    ],
    "warnings": [],
    "sources": _SOURCES,
}

SETTLEMENT: Final[Document] = {
    "id": "0192f0c0-0000-7000-8000-0000000000e1",
    "case_id": CASE_ID,
    "payment_id": "0192f0c0-0000-7000-8000-0000000000f1",
    "amount_vnd": 19000000,
    "paid_at": "2026-11-22T01:55:00Z",
}
PAYMENT: Final[Document] = {name: SETTLEMENT[name] for name in ("payment_id", "amount_vnd", "paid_at")}

SEARCH: Final[Document] = {"citizen_id": CITIZEN, "limit": 50, "after": None}
_FOUND: Final[Document] = {
    **CASE,
    "id": CASE_ID,
    "settlement": None,
    "recorded_at": "2026-11-22T02:00:00Z",
    "updated_at": "2026-11-22T02:00:00Z",
}
FOUND: Final[Document] = {"items": [_FOUND], "next": None}
CASE_FILE: Final[Document] = {
    **_FOUND,
    "versions": [{"version": 1, "received_at": "2026-11-22T02:00:00Z", "received_from": "police-hcm", "case": CASE}],
}

SOURCES: Final[Document] = {
    "items": [
        {
            "source": "G01.79",
            "agency": {
                "vi": "Phòng Cảnh sát giao thông, Công an Thành phố Hồ Chí Minh",
                "en": "Traffic Police Division, Ho Chi Minh City Police",
            },
            "last_received_at": "2026-11-22T02:00:00Z",
            "fresh": True,
            "cases": 1,
            "records": 1,
            "rejects": 0,
            "required_for_clearance": True,
            "max_silence_hours": 24.0,
        }
    ],
    "next": None,
}

EVENTS: Final[Document] = {
    "items": [
        {
            "id": "0192f0c0-0000-7000-8000-000000000101",
            "type": "case.recorded",
            "subject_id": CASE_ID,
            "cursor": "0.1",
            "occurred_at": "2026-11-22T02:00:00Z",
            "data": {"source": "G01.79", "version": 1, "status": "decided", "effect": "created"},
        },
        {
            "id": "0192f0c0-0000-7000-8000-000000000102",
            "type": "standing.changed",
            "subject_id": PERSON_ID,
            "cursor": "0.2",
            "occurred_at": "2026-11-22T02:00:00Z",
            "data": {"person": PERSON_ID, "case_id": CASE_ID},
        },
        {
            "id": "0192f0c0-0000-7000-8000-000000000103",
            "type": "case.settled",
            "subject_id": CASE_ID,
            "cursor": "0.3",
            "occurred_at": "2026-11-22T02:05:00Z",
            "data": {"source": "G01.79", "version": 1, "status": "decided", "by": "payment"},
        },
        {
            "id": "0192f0c0-0000-7000-8000-000000000104",
            "type": "case.cancelled",
            "subject_id": CASE_ID,
            "cursor": "0.4",
            "occurred_at": "2026-11-22T02:06:00Z",
            "data": {"source": "G01.79", "version": 2, "status": "cancelled"},
        },
        {
            "id": "0192f0c0-0000-7000-8000-000000000105",
            "type": "source.silent",
            "subject_id": "G01.01",
            "cursor": "0.5",
            "occurred_at": "2026-11-23T02:00:01Z",
            "data": {"source": "G01.01", "last_received_at": "2026-11-22T01:59:30Z"},
        },
        {
            "id": "0192f0c0-0000-7000-8000-000000000106",
            "type": "source.back",
            "subject_id": "G01.01",
            "cursor": "0.6",
            "occurred_at": "2026-11-23T02:10:00Z",
            "data": {"source": "G01.01"},
        },
    ],
    "next": "0.6",
}
