"""What happened to a licence, in a sentence the holder understands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from services.licences.application.read_models import StatusChange
from services.licences.domain.card import CardStatus
from services.licences.domain.issuance import Issuance, Reason
from services.licences.domain.loss import Circumstance, LossReport, LossStatus
from shared.kernel.clock import business_date
from shared.kernel.words import Words

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

_REASONS: Final[Mapping[Reason, Words]] = {
    Reason.LOST: Words("bị mất", "it was lost"),
    Reason.STOLEN: Words("bị trộm, cướp", "it was stolen"),
    Reason.FIRE: Words("bị cháy", "it burned"),
    Reason.DISASTER: Words("bị mất do thiên tai", "it was lost in a disaster"),
    Reason.DAMAGED: Words("bị hỏng", "it was damaged"),
    Reason.EXPIRING: Words("sắp hết hạn hoặc đã hết hạn", "it was expiring or had expired"),
    Reason.DATA_CHANGE: Words("thông tin trên thẻ thay đổi", "what it says had changed"),
    Reason.VOLUNTARY: Words("người được cấp có nhu cầu", "the holder wished so"),
}
_CIRCUMSTANCES: Final[Mapping[Circumstance, Words]] = {
    Circumstance.LOST: Words("bị mất", "lost"),
    Circumstance.STOLEN: Words("bị trộm, cướp", "stolen"),
    Circumstance.FIRE: Words("bị cháy", "lost in a fire"),
    Circumstance.DISASTER: Words("bị mất do thiên tai", "lost in a disaster"),
}
_REPORTED: Final = Words(
    "Ngày {day}, thẻ {serial} được khai báo {how} (ngày xảy ra: {occurred}).",
    "On {day} the card {serial} was reported {how} (it happened on {occurred}).",
)
_REPORT_ENDED: Final[Mapping[LossStatus, Words]] = {
    LossStatus.OPEN: Words(
        "Từ đó thẻ không dùng được; nếu tìm lại được, ông/bà hãy rút khai báo.",
        "Since then the card cannot be used; if it is found, the report can be withdrawn.",
    ),
    LossStatus.WITHDRAWN: Words(
        "Ngày {ended}, khai báo được rút vì đã tìm thấy thẻ; thẻ lại có hiệu lực.",
        "On {ended} the report was withdrawn because the card was found; the card is live again.",
    ),
    LossStatus.CLOSED: Words(
        "Ngày {ended}, thẻ mới được cấp thay; nếu tìm lại được thẻ này thì phải nộp lại, không được sử dụng.",
        "On {ended} a new card was issued in its place; if this one is found, it must be handed in and not used.",
    ),
}
_ISSUED: Final = Words(
    "Ngày {day}, thẻ {serial} được cấp thay thẻ {previous} vì {why}. Thẻ {previous} hết giá trị sử dụng.",
    "On {day} the card {serial} was issued in place of {previous}, because {why}. The card {previous} is void.",
)
_BECAME: Final[Mapping[CardStatus, Words]] = {
    CardStatus.LIVE: Words(
        "Ngày {day}, thẻ {serial} có hiệu lực{why}.", "On {day} the card {serial} became live{why}."
    ),
    CardStatus.REPORTED_LOST: Words(
        "Ngày {day}, thẻ {serial} ở trạng thái đã khai báo mất{why}.",
        "On {day} the card {serial} was marked as reported lost{why}.",
    ),
    CardStatus.SUPERSEDED: Words(
        "Ngày {day}, thẻ {serial} bị thay thế{why}; thẻ không còn giá trị.",
        "On {day} the card {serial} was superseded{why}; it is void.",
    ),
    CardStatus.REVOKED: Words(
        "Ngày {day}, thẻ {serial} bị thu hồi{why}.", "On {day} the card {serial} was revoked{why}."
    ),
    CardStatus.DESTROYED: Words(
        "Ngày {day}, thẻ {serial} bị hủy{why}.", "On {day} the card {serial} was destroyed{why}."
    ),
}
_CAUSES: Final[Mapping[str, Words]] = {
    "imported": Words(" theo dữ liệu sổ gốc", " by the records of the old register"),
    "issued": Words(" khi cấp thẻ mới", " with the issue of a new card"),
    "loss-reported": Words(" theo khai báo của người được cấp", " on the holder's report"),
    "loss-withdrawn": Words(" vì đã tìm thấy và rút khai báo mất", " since it was found and the report withdrawn"),
}


def loss_words(report: LossReport) -> Words:
    """A report of loss and how it ended."""
    reported, occurred = _day(business_date(report.reported_at)), _day(report.occurred_on)
    how, ending = _CIRCUMSTANCES[report.circumstance], _REPORT_ENDED[report.status]
    ended = _instant(report.ended_at) if report.ended_at else Words("", "")
    return Words(
        f"{_REPORTED.vi} {ending.vi}".format(
            day=reported.vi, serial=report.serial, how=how.vi, occurred=occurred.vi, ended=ended.vi
        ),
        f"{_REPORTED.en} {ending.en}".format(
            day=reported.en, serial=report.serial, how=how.en, occurred=occurred.en, ended=ended.en
        ),
    )


def issuance_words(issuance: Issuance) -> Words:
    """A card issued in place of another, and why."""
    day, why = _instant(issuance.issued_at), _REASONS[issuance.reason]
    cards = {"serial": issuance.serial, "previous": issuance.previous_serial}
    return Words(_ISSUED.vi.format(day=day.vi, why=why.vi, **cards), _ISSUED.en.format(day=day.en, why=why.en, **cards))


def change_words(change: StatusChange) -> Words:
    """A card entered a state, and what made it."""
    day, became = _instant(change.at), _BECAME[change.status]
    why = _CAUSES.get(change.cause, Words("", ""))
    return Words(
        became.vi.format(day=day.vi, serial=change.serial, why=why.vi),
        became.en.format(day=day.en, serial=change.serial, why=why.en),
    )


def _instant(instant: datetime) -> Words:
    return _day(business_date(instant))


def _day(day: date) -> Words:
    return Words(day.strftime("%d/%m/%Y"), f"{day.day} {_MONTHS[day.month - 1]} {day.year}")
