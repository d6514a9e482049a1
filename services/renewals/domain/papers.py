"""The papers of a dossier (giấy tờ của hồ sơ) and what is written on them, in the official language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from services.renewals.domain.amounts import in_words
from services.renewals.domain.dossier import Channel, DeliveryMethod, Dossier
from services.renewals.domain.facts import Reason
from services.renewals.domain.findings import Json
from services.renewals.domain.formats import day, money
from services.renewals.domain.payments import Payment
from shared.kernel.clock import BUSINESS_ZONE


class PaperKind(StrEnum):
    """Giấy tiếp nhận hồ sơ và hẹn trả kết quả; biên lai thu lệ phí."""

    ACKNOWLEDGEMENT = "acknowledgement"
    RECEIPT = "receipt"


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes: the agency, the authority above it, and the place (cơ quan, cơ quan chủ quản, địa danh)."""

    agency: str
    authority: str
    place: str


LETTERHEAD = Letterhead("Cục Cảnh sát giao thông", "Bộ Công an", "Hà Nội")


@dataclass(frozen=True, slots=True)
class Paper:
    """A sealed PDF that was made once; ``sha256`` (hex) names its bytes."""

    application_id: str
    kind: PaperKind
    sha256: str
    size: int
    made_at: datetime


REASONS: Mapping[Reason, str] = {
    Reason.LOST: "Bị mất",
    Reason.STOLEN: "Bị trộm cắp",
    Reason.FIRE: "Bị cháy",
    Reason.DISASTER: "Mất do thiên tai",
    Reason.DAMAGED: "Bị hỏng",
    Reason.EXPIRING: "Sắp hết hoặc đã hết thời hạn",
    Reason.DATA_CHANGE: "Sai lệch hoặc thay đổi thông tin",
    Reason.VOLUNTARY: "Đổi theo nhu cầu",
}
CHANNELS: Mapping[Channel, str] = {
    Channel.ONLINE: "Trực tuyến",
    Channel.COUNTER: "Trực tiếp tại bộ phận một cửa",
    Channel.POST: "Qua dịch vụ bưu chính",
}
DELIVERIES: Mapping[DeliveryMethod, str] = {
    DeliveryMethod.ELECTRONIC: "Bản điện tử, xem trên trang theo dõi hồ sơ",
    DeliveryMethod.POST: "Qua dịch vụ bưu chính",
    DeliveryMethod.COUNTER: "Trực tiếp tại bộ phận một cửa",
}


def ready(kind: PaperKind, dossier: Dossier) -> bool:
    """Whether the paper can be made: the dossier is accepted, or its fee is in."""
    if kind is PaperKind.ACKNOWLEDGEMENT:
        return dossier.accepted_at is not None
    return dossier.fee is not None and dossier.fee.paid_at is not None and dossier.fee.payment_id is not None


def acknowledgement(dossier: Dossier, *, procedure: str) -> Mapping[str, Json]:
    """What the acknowledgement says, its head aside. The dossier is accepted."""
    filing = dossier.filing
    return {
        "holder_name": filing.holder_name,
        "procedure": f"{procedure} ({filing.procedure})",
        "reason": REASONS[filing.reason],
        "channel": CHANNELS[filing.channel],
        "submitted_at": moment(dossier.submitted_at),
        "accepted_at": moment(dossier.accepted_at),
        "fee": _fee(dossier),
        "time_limit": f"{dossier.working_days or 0:02d} ngày làm việc",
        "due_on": "" if dossier.due_on is None else f"17:00 ngày {day(dossier.due_on).vi}",
        "delivery": DELIVERIES[filing.delivery_method],
    }


def receipt(dossier: Dossier, payment: Payment, *, procedure: str) -> Mapping[str, Json]:
    """What the receipt says, its head aside. The money is in."""
    return {
        "holder_name": dossier.filing.holder_name,
        "description": f"Lệ phí: {procedure[:1].lower()}{procedure[1:]}",
        "basis": payment.basis,
        "amount": f"{money(payment.amount_vnd).vi} ({in_words(payment.amount_vnd)} đồng)",
        "method": "Thanh toán trực tuyến"
        if dossier.filing.channel is Channel.ONLINE
        else "Thanh toán điện tử tại quầy",
        "paid_at": moment(payment.paid_at),
        "payment_id": payment.id,
    }


def head(letterhead: Letterhead, dossier: Dossier, kind: PaperKind, *, now: datetime) -> Mapping[str, Json]:
    """The head of a paper made at ``now``, after NĐ 30/2020/NĐ-CP, annex I."""
    mark = {PaperKind.ACKNOWLEDGEMENT: "GTN", PaperKind.RECEIPT: "BL"}[kind]
    return {
        "agency": letterhead.agency,
        "authority": letterhead.authority,
        "place": letterhead.place,
        "code": dossier.code,
        "number": f"{dossier.code.rsplit('-', 1)[-1]}/{mark}-GPLX",
        "date_in_words": _date_in_words(now.astimezone(BUSINESS_ZONE).date()),
        "signed_at": moment(now),
    }


def moment(at: datetime | None) -> str:
    """An instant as it is written: 09:14 ngày 22/11/2026, Vietnamese time."""
    return "" if at is None else at.astimezone(BUSINESS_ZONE).strftime("%H:%M ngày %d/%m/%Y")


def _date_in_words(value: date) -> str:
    """Days below 10 and months below 3 carry a zero: so no digit can be put before them."""
    month = f"{value.month:02d}" if value.month < 3 else str(value.month)
    return f"ngày {value.day:02d} tháng {month} năm {value.year}"


def _fee(dossier: Dossier) -> str:
    if dossier.fee is None or dossier.fee.amount_vnd == 0:
        return "Không thu"
    paid = ", đã nộp" if dossier.fee.paid_at is not None else ""
    return money(dossier.fee.amount_vnd).vi + paid
