"""Examples of every body and answer; the documentation shows them, consumers' tests stub with them."""

from __future__ import annotations

from typing import Any

from services.renewals.domain.decisions import REFUSAL_REASONS

APPLICATION_ID = "019ab0a0-5c00-7000-8000-000000000101"
LICENCE_ID = "019ab0a0-5c00-7000-8000-000000000201"
PAYMENT_ID = "019ab0a0-5c00-7000-8000-000000000301"
DECISION_ID = "019ab0a0-5c00-7000-8000-000000000401"
CREDENTIAL_ID = "019ab0a0-5c00-7000-8000-000000000501"
CITIZEN_ID = "999090000001"
OFFICER = "1f0e6c9a-58a4-5d2e-9a6b-5b1f0d4c7e11"

CHECK_REQUEST: dict[str, Any] = {
    "citizen_id": CITIZEN_ID,
    "licence_id": LICENCE_ID,
    "procedure": "3.000348",
    "reason": "fire",
    "channel": "online",
}

FINDING: dict[str, Any] = {
    "rule": "new-lost-valid",
    "outcome": "pass",
    "part": "untermed",
    "legal_basis": [{"norm": "TT 12/2025/TT-BCA", "ref": "Điều 20"}],
    "explanation": {"vi": "Mất thẻ, còn thời hạn: được cấp lại ngay.", "en": "Lost card, still valid: reissue now."},
    "evidence": {"card_status": "live", "expires_on": None},
}

FEE_CONDITIONS: list[dict[str, Any]] = [
    {
        "code": "assurance-level-2",
        "text": {"vi": "Tài khoản định danh mức độ 2.", "en": "A level-2 account."},
        "met": True,
    },
    {
        "code": "basic-papers",
        "text": {"vi": "Đã tích hợp đủ 5 loại giấy tờ cơ bản.", "en": "The five basic papers are integrated."},
        "met": False,
    },
]

CHECK: dict[str, Any] = {
    "outcome": "reissue_now",
    "findings": [FINDING],
    "fee": {"amount_vnd": 115000, "basis": "TT 154/2025/TT-BTC", "conditions": FEE_CONDITIONS},
    "time_limit": {"working_days": 5, "due_on": "2026-11-27"},
    "parts": {"untermed": "reissue_now"},
    "new_parts": [
        {"kind": "untermed", "regime": "2024", "classes": ["A1"], "conditions": [], "expires_on": None},
    ],
    "exam_parts": [],
    "wait_months": None,
    "hypothetical": False,
    "prefilled": {
        "licence": {
            "id": LICENCE_ID,
            "number": "799012345678",
            "card_serial": "AB 123456",
            "card_status": "live",
            "parts": [],
        },
        "holder": {
            "full_name": "Nguyễn Văn Thử Một",
            "date_of_birth": "1990-05-17",
            "sex": "male",
            "address": {"text": "Số 1 đường Thử Nghiệm", "province": "79", "commune": None},
        },
        "photo": None,
        "address": None,
    },
}

APPLICATION_REQUEST: dict[str, Any] = {
    "procedure": "3.000348",
    "licence_id": LICENCE_ID,
    "reason": "fire",
    "occurred_on": "2026-11-20",
    "declaration": {
        "text": "Giấy phép bị cháy cùng ví trong vụ cháy nhà ngày 20/11/2026.",
        "place": "TP. Hồ Chí Minh",
        "truthful": True,
    },
    "delivery": {"method": "electronic"},
    "contact": {"phone": "0900000001"},
    "channel": "online",
}

APPLICATION: dict[str, Any] = {
    "id": APPLICATION_ID,
    "code": "G01.08-261122-000001",
    "procedure": "3.000348",
    "state": "awaiting_payment",
    "portal_state": 6,
    "portal_state_text": {"vi": "Yêu cầu thực hiện nghĩa vụ tài chính", "en": "Payment obligation requested"},
    "licence_id": LICENCE_ID,
    "holder_name": "Nguyễn Văn Thử Một",
    "reason": "fire",
    "channel": "online",
    "delivery_method": "electronic",
    "submitted_at": "2026-11-22T02:00:00Z",
    "accepted_at": None,
    "waits_until": "2026-11-25T02:00:00Z",
    "clock": {
        "working_days": None,
        "due_on": None,
        "paused": False,
        "paused_for": None,
        "late": False,
        "late_for": None,
        "late_by": 0,
    },
    "desk": {"agency": "G01.08", "officer": None, "since": "2026-11-22T02:00:00Z"},
    "outcome": "reissue_now",
    "parts": {"untermed": "reissue_now"},
    "findings": [FINDING],
    "register_search": None,
    "fee": {"amount_vnd": 115000, "basis": "TT 154/2025/TT-BTC", "paid_at": None},
    "decision": None,
    "result": None,
    "end_reason": None,
    "end_reason_text": None,
    "papers": [],
    "version": 4,
}

TIMELINE: dict[str, Any] = {
    "items": [
        {
            "at": "2026-11-22T02:00:00Z",
            "state": "submitted",
            "portal_state": 1,
            "event": "filed",
            "by": "citizen",
            "agency": None,
            "reason_code": None,
            "text": {"vi": "Hồ sơ đã được nộp.", "en": "Filed."},
        },
        {
            "at": "2026-11-22T02:00:00Z",
            "state": "awaiting_payment",
            "portal_state": 6,
            "event": "fee_fallen_due",
            "by": "clock",
            "agency": None,
            "reason_code": None,
            "text": {"vi": "Yêu cầu nộp lệ phí.", "en": "The fee is to be paid."},
        },
    ]
}

SUPPLEMENT: dict[str, Any] = {"files": ["%PDF-1.7 …"]}

REGISTER_SEARCH_REQUEST: dict[str, Any] = {
    "registers": ["issue_list", "issue_book"],
    "searched_on": "2026-11-22",
    "result": "found",
    "found": {
        "number": "799012345678",
        "classes": ["B2"],
        "issued_on": "2015-05-05",
        "issued_by": "Sở Giao thông vận tải TP. Hồ Chí Minh",
        "expires_on": "2035-05-05",
        "entry": "Sổ 12, trang 34, dòng 5",
    },
    "note": None,
}

DECISION_REQUEST: dict[str, Any] = {"outcome": "approve"}

DECISION: dict[str, Any] = {
    "id": DECISION_ID,
    "outcome": "approve",
    "reason_code": None,
    "reason": None,
    "note": None,
    "decided_at": "2026-11-23T02:00:00Z",
    "agency": "G01.08",
    "in_force": True,
    "void_reason": None,
}

SIGNED_DECISION: dict[str, Any] = {
    "application_id": APPLICATION_ID,
    "code": "G01.08-261122-000001",
    "decision": DECISION,
    "signed_at": "2026-11-23T02:00:00Z",
    "jws": "eyJhbGciOiJFUzI1NiJ9.eyJvdXRjb21lIjoiYXBwcm92ZSJ9.c2lnbmF0dXJl",
}

REASONS: dict[str, Any] = {
    "items": [
        {
            "code": "case-unsettled",
            "outcome": "refuse",
            "text": {
                "vi": REFUSAL_REASONS["case-unsettled"].vi,
                "en": REFUSAL_REASONS["case-unsettled"].en,
            },
        }
    ]
}

PAYMENT_REQUEST: dict[str, Any] = {"kind": "fee", "application_id": APPLICATION_ID}

PAYMENT: dict[str, Any] = {
    "id": PAYMENT_ID,
    "kind": "fee",
    "state": "open",
    "application_id": APPLICATION_ID,
    "case_id": None,
    "amount_vnd": 115000,
    "basis": "TT 154/2025/TT-BTC",
    "payment_url": f"http://127.0.0.1:8000/sandbox/gateway/orders/{PAYMENT_ID}/pay",
    "expires_at": "2026-11-25T02:00:00Z",
    "paid_at": None,
    "settled_at": None,
    "refunded_at": None,
}

NOTICE = (
    "eyJhbGciOiJFUzI1NiIsImtpZCI6ImdhdGV3YXktMSJ9"
    ".eyJldmVudF9pZCI6IjEiLCJ0eXBlIjoicGF5bWVudC5wYWlkIiwiYW1vdW50X3ZuZCI6MTE1MDAwfQ"
    ".c2lnbmF0dXJl"
)
NOTICE_ANSWER: dict[str, Any] = {"payment_id": PAYMENT_ID, "state": "paid"}

PROCEDURE_ROW: dict[str, Any] = {
    "code": "3.000348",
    "name": {"vi": "Cấp lại giấy phép lái xe", "en": "Reissue of a driving licence"},
    "kind": "reissue",
    "offered": True,
    "in_force": True,
    "effective_from": "2025-03-01",
    "effective_to": None,
}

PROCEDURES: dict[str, Any] = {"items": [PROCEDURE_ROW]}

PROCEDURE: dict[str, Any] = {
    **PROCEDURE_ROW,
    "on": "2026-11-22",
    "working_days": 5,
    "wait_months": None,
    "time_limit_basis": "TT 12/2025/TT-BCA",
    "rules": [
        {
            "rule": "new-lost-valid",
            "title": {"vi": "Mất thẻ, còn thời hạn: cấp lại ngay", "en": "Lost card, still valid: reissue now"},
            "kind": "eligibility",
            "legal_basis": "TT 12/2025/TT-BCA Điều 20",
            "effective_from": "2025-03-01",
            "effective_to": None,
            "confidence": "H",
        }
    ],
    "fees": [
        {
            "channel": "online",
            "amount_vnd": 115000,
            "basis": "TT 154/2025/TT-BTC",
            "reduced": {
                "amount_vnd": 0,
                "basis": "NQ 66.22/2026/NQ-CP Điều 3",
                "conditions": [
                    {
                        "code": "VNEID_LEVEL_2",
                        "text": {"vi": "Tài khoản định danh mức độ 2.", "en": "A level-2 account."},
                    }
                ],
                "until": "2027-02-28",
            },
        }
    ],
}

JWKS: dict[str, Any] = {
    "keys": [
        {
            "kty": "EC",
            "crv": "P-256",
            "x": "WKn-ZIGevcwGIyyrzFoZNBdaq9_TsqzGl96oc0CWuis",
            "y": "y77t-RvAHRKTsSGdIYUfweuOvwrvDD-Q3Hv5J0fSKbE",
            "kid": "renewals-1",
            "use": "sig",
            "alg": "ES256",
        }
    ]
}

EVENTS: dict[str, Any] = {
    "items": [
        {
            "id": "019ab0a0-5c00-7000-8000-000000000601",
            "type": "application.awaiting_payment",
            "subject_id": APPLICATION_ID,
            "occurred_at": "2026-11-22T02:00:00Z",
            "data": {
                "code": "G01.08-261122-000001",
                "procedure": "3.000348",
                "state": "awaiting_payment",
                "portal_state": 6,
                "step": "fee_fallen_due",
                "reason_code": None,
                "licence_id": LICENCE_ID,
                "due_on": None,
                "version": 4,
            },
            "cursor": "0.4",
        }
    ],
    "next": "0.4",
}
