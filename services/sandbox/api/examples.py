"""Requests and answers as they are: shown in the documentation, replayed by the provider's tests."""

from __future__ import annotations

from typing import Any, Final

Example = dict[str, Any]

WELL_BEHAVED: Final[Example] = {
    "slow_ms": 0,
    "fail": False,
    "lose_answer": False,
    "refuse": False,
    "double": False,
    "reorder": False,
    "accept_late": False,
    "silent": False,
}
BEHAVIOUR_TOLD: Final[Example] = {"slow_ms": 250, "fail": 2}
BEHAVIOUR: Final[Example] = WELL_BEHAVED | BEHAVIOUR_TOLD

_PAYMENT_ID = "019a9f6e-0000-7000-8000-000000000001"
_REFUND_ID = "019a9f6e-0000-7000-8000-000000000002"
_ASKED: Final[Example] = {
    "order_id": _PAYMENT_ID,
    "amount_vnd": 115000,
    "description": "Lệ phí cấp lại giấy phép lái xe, hồ sơ G01.79-261121-000123",
    "expires_at": "2026-11-25T02:00:00Z",
}
NEW_ORDER: Final[Example] = _ASKED | {
    "return_url": None,
    "notify_url": "http://127.0.0.1:8000/api/renewals/v1/payments/notifications",
}
OPEN_ORDER: Final[Example] = _ASKED | {
    "payment_url": f"http://127.0.0.1:8000/sandbox/gateway/orders/{_PAYMENT_ID}/pay",
    "status": "open",
    "paid_at": None,
    "refunded_at": None,
}
PAID_ORDER: Final[Example] = OPEN_ORDER | {"status": "paid", "paid_at": "2026-11-22T02:05:00Z"}
NEW_REFUND: Final[Example] = {"refund_id": _REFUND_ID, "order_id": _PAYMENT_ID, "amount_vnd": 115000}
REFUND: Final[Example] = NEW_REFUND | {"status": "refunded", "refunded_at": "2026-11-22T03:00:00Z"}
JWKS: Final[Example] = {
    "keys": [
        {
            "kty": "EC",
            "crv": "P-256",
            "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
            "kid": "example",
            "use": "sig",
            "alg": "ES256",
        }
    ]
}

_CITIZEN = "999090000101"
SEARCH: Final[Example] = {"citizen_id": _CITIZEN}
CERTIFICATE: Final[Example] = {
    "id": "019a9f6e-0000-7000-8000-000000000003",
    "citizen_id": _CITIZEN,
    "group": "3",
    "issued_on": "2026-09-23",
    "expires_on": "2027-09-23",
    "facility": "Bệnh viện Thử Nghiệm TP. Hồ Chí Minh",
    "conclusion": "fit",
}
CERTIFICATES: Final[Example] = {"items": [CERTIFICATE], "next": None}
PERSON: Final[Example] = {
    "citizen_id": _CITIZEN,
    "full_name": "Nguyễn Văn Thử Một",
    "date_of_birth": "1990-05-14",
    "sex": "male",
    "assurance_level": 2,
    "basic_papers_integrated": True,
    "licence_integrated": False,
    "photo": {
        "id": "019a9f6e-0000-7000-8000-000000000004",
        "sha256": "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
        "taken_on": "2025-07-06",
    },
    "address": {
        "text": "1 đường Thử Nghiệm, Phường Sài Gòn, TP. Hồ Chí Minh",
        "province": "79",
        "commune": "Phường Sài Gòn",
    },
}
PERSONS: Final[Example] = {"items": [PERSON], "next": None}

STATION_CASE: Final[Example] = {
    "client": "police-hcm",
    "case": {
        "source": "G01.79",
        "case_number": "0009001/BB-VPHC",
        "version": 1,
        "occurred_at": "2026-11-20T01:30:00Z",
        "place": {"province": "79", "text": "Nút giao Thử Nghiệm, TP. Hồ Chí Minh"},
        "subject": {"role": "driver", "citizen_id": _CITIZEN, "full_name": "Nguyễn Văn Thử Một"},
        "vehicle": {"plate": "51K-090.01", "group": "car"},
        "acts": [{"code": "168/2024:6.5.đ"}],
        "decision": None,
        "fine": None,
        "suspension": None,
        "points": None,
        "held_items": [],
        "status": "open",
    },
}
SUBMITTED: Final[Example] = {
    "id": "019a9f6e-0000-7000-8000-000000000005",
    "client_id": "police-hcm",
    "sent": True,
    "answer_status": 201,
    "answer": {"effect": "created"},
}
SCRIPT: Final[Example] = {"items": [SUBMITTED]}

PORTAL_LOGIN: Final[Example] = {"username": "gplx", "password": "demo"}
PORTAL_SESSION: Final[Example] = {"error_code": "0", "session": "Yk1lS2VlcE5vdGhpbmdTZWNyZXRIZXJl"}
PORTAL_CALL: Final[Example] = {
    "session": "Yk1lS2VlcE5vdGhpbmdTZWNyZXRIZXJl",
    "madonvi": "G01.08",
    "service": "DongBoHoSoMC",
    "isUpdating": "False",
    "data": [
        {
            "MaHoSo": "G01.08-261122-000001",
            "MaTTHC": "3.000348",
            "TenTTHC": "Cấp lại giấy phép lái xe",
            "ChuHoSo": "Nguyễn Văn Thử Một",
            "NgayTiepNhan": "20261122091400",
            "TrangThaiHoSo": "1",
        }
    ],
}
PORTAL_ANSWER: Final[Example] = {"error_code": "0"}
SHORT_MESSAGE: Final[Example] = {
    "to": "0900000000",
    "text": "Cần nộp lệ phí (G01.79-261121-000123).",
    "reference": "019a9f6e-0000-7000-8000-000000000003",
}
SHORT_MESSAGE_TAKEN: Final[Example] = {"reference": SHORT_MESSAGE["reference"]}
