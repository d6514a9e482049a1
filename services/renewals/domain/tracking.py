"""Following a dossier (theo dõi hồ sơ): in whose hands it is, how much of the time limit is used, what is to come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from services.renewals.domain.deadlines import elapsed
from services.renewals.domain.dossier import DeliveryMethod, Dossier
from services.renewals.domain.states import ENDED, State
from shared.kernel.clock import business_date
from shared.kernel.words import Words
from shared.kernel.working_days import WorkingCalendar

SYSTEM = Words("Hệ thống kiểm tra tự động", "The automatic check")
APPLICANT = Words("Ông/bà (người nộp hồ sơ)", "You (the applicant)")
POLICE = Words("Cơ quan công an giữ dữ liệu vi phạm", "The police agency that holds the violation data")
CASE_HANDLER = Words("Cán bộ thụ lý hồ sơ", "The case officer")
SIGNATORY = Words("Bộ phận ký và cấp giấy phép", "The signing and issuing desk")
DELIVERY_DESK = Words("Bộ phận trả kết quả", "The delivery desk")

HOLDERS: Mapping[State, Words] = {
    State.SUBMITTED: SYSTEM,
    State.CHECKING: SYSTEM,
    State.AWAITING_CLEARANCE: POLICE,
    State.AWAITING_PAYMENT: APPLICANT,
    State.UNDER_REVIEW: CASE_HANDLER,
    State.SUPPLEMENT_REQUESTED: APPLICANT,
    State.APPROVED: SIGNATORY,
    State.ISSUING: SIGNATORY,
    State.ISSUED: DELIVERY_DESK,
}
"""Who has to act next, by title and never by name; a dossier that has ended is in nobody's hands."""

MILESTONES: Mapping[State, Words] = {
    State.AWAITING_PAYMENT: Words("Nộp lệ phí", "Payment of the fee"),
    State.UNDER_REVIEW: Words("Tiếp nhận, cán bộ xem xét và quyết định", "Acceptance, review and decision"),
    State.ISSUED: Words("Cấp giấy phép lái xe", "Issue of the licence"),
    State.DELIVERED: Words("Trả kết quả", "Delivery of the result"),
}
DELIVERIES: Mapping[DeliveryMethod, Words] = {
    DeliveryMethod.ELECTRONIC: Words("Trả kết quả điện tử", "Electronic delivery of the result"),
    DeliveryMethod.POST: Words("Gửi thẻ qua bưu chính", "Dispatch of the card by post"),
    DeliveryMethod.COUNTER: Words("Trả thẻ tại bộ phận một cửa", "Handover of the card at the one-stop office"),
}
_AHEAD: Mapping[State, tuple[State, ...]] = {
    State.AWAITING_PAYMENT: (State.UNDER_REVIEW, State.ISSUED, State.DELIVERED),
    State.UNDER_REVIEW: (State.ISSUED, State.DELIVERED),
    State.SUPPLEMENT_REQUESTED: (State.UNDER_REVIEW, State.ISSUED, State.DELIVERED),
    State.APPROVED: (State.ISSUED, State.DELIVERED),
    State.ISSUING: (State.ISSUED, State.DELIVERED),
    State.ISSUED: (State.DELIVERED,),
}
_FROM_THE_START = (State.UNDER_REVIEW, State.ISSUED, State.DELIVERED)


@dataclass(frozen=True, slots=True)
class Milestone:
    """A step to come: the state it leads to, and its words."""

    state: State
    text: Words


@dataclass(frozen=True, slots=True)
class DaysUsed:
    """Whole working days of the limit that are over, and those left, today among them."""

    used: int
    left: int


def holder(state: State) -> Words | None:
    """Who has to act next; None once a dossier has ended."""
    return HOLDERS.get(state)


def ahead(dossier: Dossier) -> tuple[Milestone, ...]:
    """The steps to come if nothing comes in between, the next one first."""
    if dossier.state in ENDED:
        return ()
    coming = _AHEAD.get(dossier.state, _FROM_THE_START)
    if dossier.accepted_at is None and dossier.state is State.UNDER_REVIEW:
        coming = _FROM_THE_START
    unpaid = dossier.accepted_at is None and dossier.fee is not None and not dossier.fee_settled
    if unpaid and dossier.state is not State.AWAITING_PAYMENT:
        coming = (State.AWAITING_PAYMENT, *coming)
    return tuple(Milestone(state, _milestone(state, dossier)) for state in coming)


def _milestone(state: State, dossier: Dossier) -> Words:
    return DELIVERIES[dossier.filing.delivery_method] if state is State.DELIVERED else MILESTONES[state]


def days_used(dossier: Dossier, today: date, calendar: WorkingCalendar) -> DaysUsed | None:
    """How much of the limit is used; None before acceptance. A dossier that has ended stands still at its end."""
    if dossier.accepted_at is None or dossier.working_days is None:
        return None
    over = dossier.state in ENDED or dossier.result is not None
    until = business_date(dossier.since) if over else today - timedelta(days=1)
    used = elapsed(business_date(dossier.accepted_at), until, dossier.pauses_in_days(), calendar)
    return DaysUsed(used, max(0, dossier.working_days - used))
