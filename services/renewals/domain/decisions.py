"""The officer's decision (quyết định) and the codes a refusal must name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from services.renewals.domain.findings import Finding
from services.renewals.domain.states import Event
from shared.kernel.errors import Fault, Invalid
from shared.kernel.words import Words


class DecisionOutcome(StrEnum):
    """What an officer may decide."""

    APPROVE = "approve"
    REFUSE = "refuse"
    REQUEST_SUPPLEMENT = "request_supplement"


MOVES: Mapping[DecisionOutcome, Event] = {
    DecisionOutcome.APPROVE: Event.APPROVED,
    DecisionOutcome.REFUSE: Event.REFUSED,
    DecisionOutcome.REQUEST_SUPPLEMENT: Event.SUPPLEMENT_REQUESTED,
}

REFUSAL_REASONS: Mapping[str, Words] = {
    "not-in-system": Words(
        "Không có thông tin giấy phép lái xe trong hệ thống hoặc sổ quản lý cấp giấy phép.",
        "The licence is neither in the information system nor in the issue register.",
    ),
    "case-unsettled": Words(
        "Chưa chấp hành xong yêu cầu giải quyết vụ việc vi phạm hành chính về trật tự, an toàn giao thông đường bộ.",
        "An administrative road-traffic case has not been settled.",
    ),
    "licence-held": Words(
        "Giấy phép lái xe đang bị tạm giữ.",
        "The licence is being held by an authority.",
    ),
    "licence-suspended": Words(
        "Giấy phép lái xe đang trong thời hạn bị tước quyền sử dụng.",
        "The licence is suspended.",
    ),
    "licence-revoked": Words(
        "Giấy phép lái xe đã bị thu hồi.",
        "The licence has been revoked.",
    ),
    "identity-differs": Words(
        "Thông tin nhân thân không khớp với hồ sơ cấp giấy phép lái xe.",
        "The identity does not match the record of issue.",
    ),
    "health-unfit": Words(
        "Không đủ điều kiện sức khỏe theo giấy khám sức khỏe.",
        "The health certificate concludes that the holder is unfit to drive.",
    ),
    "exam-needed": Words(
        "Giấy phép lái xe đã quá thời hạn sử dụng, phải sát hạch lại.",
        "The licence has expired and an exam is needed.",
    ),
    "false-declaration": Words(
        "Khai báo không trung thực hoặc giấy tờ giả mạo.",
        "The declaration is untrue or papers are forged.",
    ),
    "supplement-insufficient": Words(
        "Hồ sơ bổ sung không đáp ứng yêu cầu.",
        "The supplement does not meet what was asked for.",
    ),
    "refused-by-rule": Words(
        "Hồ sơ không đủ điều kiện theo quy định.",
        "The dossier does not meet the legal conditions.",
    ),
}

SUPPLEMENT_REASONS: Mapping[str, Words] = {
    "health-certificate": Words("Bổ sung giấy khám sức khỏe.", "A health certificate is needed."),
    "photo": Words("Bổ sung ảnh chân dung.", "A portrait photo is needed."),
    "identity-proof": Words("Bổ sung giấy tờ chứng minh nhân thân.", "Proof of identity is needed."),
    "force-majeure-proof": Words(
        "Bổ sung giấy tờ chứng minh trường hợp bất khả kháng.", "Proof of the force majeure is needed."
    ),
    "original-record": Words("Bổ sung hồ sơ gốc.", "The original record is needed."),
    "other": Words("Bổ sung giấy tờ theo ghi chú.", "Papers as described in the note are needed."),
}


REASONS_OF: Mapping[DecisionOutcome, Mapping[str, Words]] = {
    DecisionOutcome.APPROVE: {},
    DecisionOutcome.REFUSE: REFUSAL_REASONS,
    DecisionOutcome.REQUEST_SUPPLEMENT: SUPPLEMENT_REASONS,
}


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision with what it was based on. ``jws`` its signed form; ``void_reason`` set when it lost its ground."""

    id: str
    application_id: str
    outcome: DecisionOutcome
    reason_code: str | None
    note: str | None
    decided_by: str
    agency: str | None
    decided_at: datetime
    application_version: int
    findings: tuple[Finding, ...]
    standing_id: str | None
    jws: str | None = None
    signed_at: datetime | None = None
    voided_at: datetime | None = None
    void_reason: str | None = None

    @property
    def in_force(self) -> bool:
        """Whether it still stands."""
        return self.voided_at is None


def reason_words(code: str) -> Words:
    """The sentence behind a reason code of a refusal or a supplement."""
    return REFUSAL_REASONS.get(code) or SUPPLEMENT_REASONS[code]


def check_reason(outcome: DecisionOutcome, reason_code: str | None, note: str | None) -> None:
    """See that the decision names a reason of its table.

    Raises Invalid ``validation-failed`` with the pointers: a refusal and a supplement need a known code, an approval
    takes none, and code ``other`` needs a note.
    """
    faults = [*decision_faults({"outcome": outcome, "reason_code": reason_code, "note": note})]
    if faults:
        raise Invalid("validation-failed", faults=faults)


def decision_faults(known: Mapping[str, Any]) -> Iterator[Fault]:
    """Faults of what is ``known`` of a decision; a member that is missing could not be read and is not judged.

    Members are those of the wire: ``outcome``, ``reason_code``, ``note``.
    """
    if "reason_code" not in known:
        return
    code = known["reason_code"]
    if code == "other" and not known.get("note", "unread"):
        yield Fault("/note", "required")
    if "outcome" not in known:
        return
    allowed = REASONS_OF[known["outcome"]]
    if code is None and allowed:
        yield Fault("/reason_code", "required")
    if code is not None and code not in allowed:
        yield Fault("/reason_code", "unknown-reason", {"allowed": ", ".join(allowed)})
