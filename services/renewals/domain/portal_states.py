"""The ten dossier states of the National Public Service Portal (Cổng Dịch vụ công quốc gia) and how ours map to them.

The codes are the portal's; the mapping is this system's own design, not taken from a norm.
"""

from __future__ import annotations

from collections.abc import Mapping

from services.renewals.domain.states import Event, State
from shared.kernel.words import Words

PORTAL_STATES: Mapping[int, Words] = {
    1: Words("Mới đăng ký", "Newly registered"),
    2: Words("Được tiếp nhận", "Accepted for processing"),
    3: Words("Không được tiếp nhận", "Not accepted"),
    4: Words("Đang xử lý", "In processing"),
    5: Words("Yêu cầu bổ sung giấy tờ", "Supplement of papers requested"),
    6: Words("Yêu cầu thực hiện nghĩa vụ tài chính", "Payment obligation requested"),
    7: Words("Công dân yêu cầu rút hồ sơ", "Withdrawal requested by the citizen"),
    8: Words("Dừng xử lý", "Processing stopped"),
    9: Words("Đã xử lý xong", "Processing completed"),
    10: Words("Đã trả kết quả", "Result delivered"),
}

_PLAIN: Mapping[State, int] = {
    State.SUBMITTED: 1,
    State.CHECKING: 1,
    State.AWAITING_CLEARANCE: 4,
    State.AWAITING_PAYMENT: 6,
    State.UNDER_REVIEW: 4,
    State.SUPPLEMENT_REQUESTED: 5,
    State.APPROVED: 4,
    State.ISSUING: 4,
    State.ISSUED: 9,
    State.DELIVERED: 10,
    State.WITHDRAWN: 7,
    State.STOPPED: 8,
    State.REFUSED: 3,
}

_BEFORE_ACCEPTANCE: Mapping[State, int] = {State.AWAITING_CLEARANCE: 1}
_AFTER_ACCEPTANCE: Mapping[State, int] = {State.REFUSED: 8, State.CHECKING: 4}
_MILESTONES: Mapping[Event, int] = {Event.ACCEPTED: 2}


def portal_state(state: State, *, accepted: bool) -> int:
    """The portal's code for a state; some differ before and after acceptance (tiếp nhận)."""
    exceptions = _AFTER_ACCEPTANCE if accepted else _BEFORE_ACCEPTANCE
    return exceptions.get(state, _PLAIN[state])


def portal_milestone(event: Event, state: State, *, accepted: bool) -> int:
    """The code of one step: acceptance is announced once as 2 before the processing that follows it."""
    return _MILESTONES.get(event, portal_state(state, accepted=accepted))
