"""Real examples of what travels: the contract shows them, provider tests replay them. All people are invented."""

from __future__ import annotations

from typing import Any, Final

LICENCE_ID = "019aa5c4-6f00-7000-8000-000000000101"
HOLDER_ID = "019aa5c4-6f00-7000-8000-000000000102"
EXAM_ID = "019aa5c4-6f00-7000-8000-000000000103"
REPORT_ID = "019aa5c4-6f00-7000-8000-000000000104"
APPLICATION_ID = "019aa5c4-6f00-7000-8000-000000000105"
ISSUANCE_ID = "019aa5c4-6f00-7000-8000-000000000106"
CREDENTIAL_ID = "019aa5c4-6f00-7000-8000-000000000107"
STANDING_ID = "019aa5c4-6f00-7000-8000-000000000108"
RUN_ID = "019aa5c4-6f00-7000-8000-000000000109"

ADDRESS: Final = {"text": "1 Đường Thử, Phường Thử Nghiệm, Hà Nội", "province": "001", "commune": "Phường Thử Nghiệm"}
PHOTO: Final = {
    "id": "019aa5c4-6f00-7000-8000-00000000010a",
    "sha256": "0f5c0c3fd3f0e8a5ab9c6b8ae66c1f2fb0b2ad5f7b4a7e5d0e2a6b5f3c1d9e8a",
    "taken_on": "2025-03-02",
    "source": "population",
}
HOLDER: Final[dict[str, Any]] = {
    "id": HOLDER_ID,
    "citizen_id": "999190000001",
    "full_name": "Nguyễn Thị Thử Một",
    "date_of_birth": "1990-02-28",
    "sex": "female",
    "nationality": "VNM",
    "address": ADDRESS,
    "photo": PHOTO,
}
DECISION: Final = {"number": "1001/QĐ-SGTVT", "date": "2012-04-18"}
LICENCE: Final[dict[str, Any]] = {
    "id": LICENCE_ID,
    "number": "011129990001",
    "aliases": ["012345678"],
    "holder": HOLDER,
    "parts": [
        {
            "kind": "untermed",
            "regime": "2008",
            "classes": ["A1"],
            "conditions": [],
            "first_issued_on": "2012-05-02",
            "issued_on": "2012-05-02",
            "expires_on": None,
            "on_card": True,
            "valid_in_register": True,
            "exam": {
                "id": EXAM_ID,
                "passed_on": "2012-04-18",
                "session": "01005K1204",
                "class": "A1",
                "decision": DECISION,
            },
        },
        {
            "kind": "termed",
            "regime": "2008",
            "classes": ["B2"],
            "conditions": [],
            "first_issued_on": "2018-03-01",
            "issued_on": "2018-03-01",
            "expires_on": "2028-03-01",
            "on_card": True,
            "valid_in_register": True,
            "exam": None,
        },
    ],
    "card": {
        "serial": "AT000001",
        "status": "live",
        "issued_on": "2018-03-01",
        "issued_by": "Sở Giao thông vận tải Hà Nội",
        "blank": "PET0000001",
        "parts": ["untermed", "termed"],
        "origin": "registry",
    },
    "revoked_on": None,
    "loss_report_id": None,
    "loss_reports": [],
    "version": 1,
}
LICENCES: Final = {"items": [LICENCE]}
LICENCE_SEARCH: Final = {"number": "011129990001"}
HOLDER_SEARCH: Final = {"name": "nguyen thi thu mot", "date_of_birth": "1990-02-28"}
HOLDERS: Final = {"items": [{**HOLDER, "aliases": [], "licence_ids": [LICENCE_ID]}]}
EXAM: Final[dict[str, Any]] = {
    "id": EXAM_ID,
    "citizen_id": "999190000001",
    "regime": "2008",
    "class": "A1",
    "session": "01005K1204",
    "centre": "01005",
    "held_on": "2012-04-18",
    "result": "passed",
    "parts": [
        {"kind": "theory", "score": 24, "out_of": 25, "passed": True},
        {"kind": "figure", "score": 90, "out_of": 100, "passed": True},
    ],
    "pass_decision": DECISION,
}
EXAMS: Final = {"items": [EXAM], "next": None}
LOSS_REQUEST: Final = {
    "circumstance": "fire",
    "occurred_on": "2026-11-20",
    "place": "1 Đường Thử, Hà Nội",
    "declaration": "Nhà cháy, giấy phép lái xe bị cháy cùng giấy tờ khác.",
}
LOSS_REPORT: Final[dict[str, Any]] = {
    "id": REPORT_ID,
    "licence_id": LICENCE_ID,
    "serial": "AT000001",
    **LOSS_REQUEST,
    "status": "open",
    "reported_at": "2026-11-22T02:00:00Z",
    "ended_at": None,
    "card": {"serial": "AT000001", "status": "reported_lost"},
    "version": 2,
}
LOSS_WITHDRAWN: Final = {
    **LOSS_REPORT,
    "status": "withdrawn",
    "ended_at": "2026-11-22T03:00:00Z",
    "card": {"serial": "AT000001", "status": "live"},
    "version": 3,
}
CARD_ORDER: Final = {
    "reason": "fire",
    "application_id": APPLICATION_ID,
    "expected_serial": "AT000001",
    "parts": [
        {"kind": "untermed", "regime": "2024", "classes": ["A"], "conditions": ["A.03"], "expires_on": None},
        {"kind": "termed", "regime": "2024", "classes": ["B"], "conditions": [], "expires_on": "2028-03-01"},
    ],
    "standing": {"id": STANDING_ID, "verdict": "clear", "as_of": "2026-11-22T02:00:00Z"},
}
ISSUED_CARD: Final = {
    "serial": "VN000001",
    "status": "live",
    "issued_on": "2026-11-22",
    "issued_by": "G01.08",
    "blank": None,
    "parts": ["untermed", "termed"],
    "origin": "issued",
    "licence_id": LICENCE_ID,
    "issuance_id": ISSUANCE_ID,
    "application_id": APPLICATION_ID,
    "reason": "fire",
    "previous_serial": "AT000001",
    "credential_id": CREDENTIAL_ID,
    "issued_at": "2026-11-22T02:00:05Z",
    "version": 3,
}
HISTORY: Final = {
    "issuances": [
        {
            "id": ISSUANCE_ID,
            "application_id": APPLICATION_ID,
            "reason": "fire",
            "serial": "VN000001",
            "previous_serial": "AT000001",
            "parts": ["untermed", "termed"],
            "standing": {
                "id": STANDING_ID,
                "verdict": "clear",
                "as_of": "2026-11-22T02:00:00Z",
                "accepted_by": None,
            },
            "issued_at": "2026-11-22T02:00:05Z",
            "issued_by": "G01.08",
            "credential_id": CREDENTIAL_ID,
            "text": {
                "vi": "Ngày 22/11/2026, thẻ VN000001 được cấp thay thẻ AT000001 vì bị cháy. Thẻ AT000001 hết giá trị sử"
                " dụng.",
                "en": "On 22 November 2026 the card VN000001 was issued in place of AT000001, because it burned. The"
                " card AT000001 is void.",
            },
        }
    ],
    "loss_reports": [
        {
            **{name: value for name, value in LOSS_REPORT.items() if name not in {"licence_id", "card", "version"}},
            "status": "closed",
            "ended_at": "2026-11-22T02:00:05Z",
            "text": {
                "vi": "Ngày 22/11/2026, thẻ AT000001 được khai báo bị cháy (ngày xảy ra: 20/11/2026). Ngày 22/11/2026,"
                " thẻ mới được cấp thay; nếu tìm lại được thẻ này thì phải nộp lại, không được sử dụng.",
                "en": "On 22 November 2026 the card AT000001 was reported lost in a fire (it happened on 20 November"
                " 2026). On 22 November 2026 a new card was issued in its place; if this one is found, it must be"
                " handed in and not used.",
            },
        }
    ],
    "status_changes": [
        {
            "serial": "VN000001",
            "status": "live",
            "cause": "issued",
            "at": "2026-11-22T02:00:05Z",
            "text": {
                "vi": "Ngày 22/11/2026, thẻ VN000001 có hiệu lực khi cấp thẻ mới.",
                "en": "On 22 November 2026 the card VN000001 became live with the issue of a new card.",
            },
        },
        {
            "serial": "AT000001",
            "status": "reported_lost",
            "cause": "loss-reported",
            "at": "2026-11-22T02:00:00Z",
            "text": {
                "vi": "Ngày 22/11/2026, thẻ AT000001 ở trạng thái đã khai báo mất theo khai báo của người được cấp.",
                "en": "On 22 November 2026 the card AT000001 was marked as reported lost on the holder's report.",
            },
        },
    ],
}
CARD_SEARCH: Final = {"serial": "AT 000001"}
CARD_STATUS: Final = {
    "serial": "AT000001",
    "status": "live",
    "valid_in_register": {"untermed": True, "termed": True},
    "checked_at": "2026-11-22T02:00:00Z",
}
CREDENTIAL: Final = {
    "id": CREDENTIAL_ID,
    "licence_id": LICENCE_ID,
    "serial": "VN000001",
    "status": "live",
    "issued_at": "2026-11-22T02:00:05Z",
    "key_id": "Zb1s-example",
    "token": "eyJhbGciOiJFUzI1NiJ9.e30.c2lnbmF0dXJl",
}
JWKS: Final = {
    "keys": [
        {
            "kty": "EC",
            "crv": "P-256",
            "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
            "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
            "kid": "Zb1s-example",
            "use": "sig",
            "alg": "ES256",
        }
    ]
}
