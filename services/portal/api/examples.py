"""Examples of the contract; they fit together and are played in tests."""

from __future__ import annotations

from typing import Any

REQUEST: dict[str, Any] = {
    "reference": "PAKN-2026-0012345",
    "kind": "feedback",
    "sender": {
        "citizen_id": "999190000001",
        "full_name": "Nguyễn Văn Thử Một",
        "phone": "0900000000",
        "email": None,
    },
    "dossier_code": None,
    "text": "Tôi chờ ở quầy hai giờ mà không ai gọi tên.",
}

FEEDBACK: dict[str, Any] = {
    "id": "019ab0a0-5c00-7000-8000-000000000801",
    "code": "PA-261122-000001",
    "kind": "feedback",
    "state": "received",
    "escalated": False,
    "agency": {"vi": "Cục Cảnh sát giao thông", "en": "the Traffic Police Department"},
    "application_id": None,
    "received_at": "2026-11-22T02:00:00Z",
    "forward_by": "2026-11-25",
    "ask_by": "2026-11-30",
    "answer_by": "2026-12-14",
    "due_on": "2026-11-25",
    "late_by": 0,
    "paused": False,
}

FORWARDED: dict[str, Any] = {**FEEDBACK, "state": "forwarded", "due_on": "2026-12-14"}

DETAIL: dict[str, Any] = {
    **FEEDBACK,
    "sender": REQUEST["sender"],
    "about": None,
    "text": REQUEST["text"],
    "wanted": None,
    "steps": [
        {"at": "2026-11-22T02:00:00Z", "act": "send", "by": "system", "text": None},
        {"at": "2026-11-22T02:05:00Z", "act": "read", "by": "officer", "text": None},
    ],
}

ANSWER: dict[str, Any] = {"outcome": "forward", "text": "Chuyển Phòng Cảnh sát giao thông Công an TP. Hà Nội trả lời."}
