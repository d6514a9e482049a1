"""Real examples of events and of the records of registry loads."""

from __future__ import annotations

from typing import Any, Final

from services.licences.api.examples import (
    APPLICATION_ID,
    CREDENTIAL_ID,
    DECISION,
    EXAM,
    HOLDER,
    LICENCE_ID,
    REPORT_ID,
    RUN_ID,
)

EVENTS: Final = {
    "items": [
        {
            "id": "019aa5c4-6f00-7000-8000-0000000001e1",
            "type": "licence.imported",
            "cursor": "0.1",
            "subject_id": LICENCE_ID,
            "occurred_at": "2026-11-21T02:00:00Z",
            "data": {"effect": "created", "serial": "AT000001", "status": "live", "version": 1},
        },
        {
            "id": "019aa5c4-6f00-7000-8000-0000000001e2",
            "type": "licence.loss_reported",
            "cursor": "0.2",
            "subject_id": LICENCE_ID,
            "occurred_at": "2026-11-22T02:00:00Z",
            "data": {
                "report_id": REPORT_ID,
                "serial": "AT000001",
                "circumstance": "fire",
                "occurred_on": "2026-11-20",
            },
        },
        {
            "id": "019aa5c4-6f00-7000-8000-0000000001e3",
            "type": "licence.loss_withdrawn",
            "cursor": "0.3",
            "subject_id": LICENCE_ID,
            "occurred_at": "2026-11-22T02:00:01Z",
            "data": {"report_id": REPORT_ID, "serial": "AT000001"},
        },
        {
            "id": "019aa5c4-6f00-7000-8000-0000000001e4",
            "type": "card.superseded",
            "cursor": "0.4",
            "subject_id": LICENCE_ID,
            "occurred_at": "2026-11-22T02:00:05Z",
            "data": {
                "application_id": APPLICATION_ID,
                "reason": "fire",
                "serial": "AT000001",
                "superseded_by": "VN000001",
            },
        },
        {
            "id": "019aa5c4-6f00-7000-8000-0000000001e5",
            "type": "card.issued",
            "cursor": "0.5",
            "subject_id": LICENCE_ID,
            "occurred_at": "2026-11-22T02:00:05Z",
            "data": {
                "application_id": APPLICATION_ID,
                "reason": "fire",
                "serial": "VN000001",
                "previous_serial": "AT000001",
                "parts": ["untermed", "termed"],
                "credential_id": CREDENTIAL_ID,
            },
        },
    ],
    "next": "0.5",
}

HOLDER_RECORD: Final = {
    **{name: value for name, value in HOLDER.items() if name != "id"},
    "aliases": ["012345678"],
}
EXAM_RECORD: Final = {name: value for name, value in EXAM.items() if name != "id"}
LICENCE_RECORD: Final[dict[str, Any]] = {
    "number": "011129990001",
    "citizen_id": "999190000001",
    "aliases": ["012345678"],
    "parts": [
        {
            "kind": "untermed",
            "regime": "2008",
            "classes": ["A1"],
            "conditions": [],
            "first_issued_on": "2012-05-02",
            "issued_on": "2012-05-02",
            "expires_on": None,
            "exam": {"session": "01005K1204", "class": "A1", "passed_on": "2012-04-18", "decision": DECISION},
        }
    ],
    "card": {
        "serial": "AT000001",
        "status": "live",
        "issued_on": "2012-05-02",
        "issued_by": "Sở Giao thông vận tải Hà Nội",
        "blank": "PET0000001",
    },
}
IMPORT_RUN: Final = {
    "id": RUN_ID,
    "kind": "licences",
    "received": 2,
    "done": 2,
    "created": 1,
    "updated": 0,
    "unchanged": 0,
    "stale": 0,
    "rejected": 1,
    "rejections": [
        {
            "index": 1,
            "key": "011129990002",
            "errors": [
                {
                    "pointer": "/citizen_id",
                    "code": "holder-not-found",
                    "detail": "Chưa có người này; hãy nạp holders trước.",
                }
            ],
        }
    ],
}
