"""The words a citizen reads: why a dossier ended, and each step of its timeline."""

from __future__ import annotations

from collections.abc import Mapping

from services.renewals.domain.decisions import REFUSAL_REASONS
from services.renewals.domain.states import Event
from shared.kernel.words import Words

END_REASONS: Mapping[str, Words] = {
    **REFUSAL_REASONS,
    "waiting-period": Words(
        "Chưa hết thời gian chờ cấp lại theo quy định.", "The waiting period of the law has not run out."
    ),
    "clearance-expired": Words(
        "Quá thời hạn chờ giải quyết vụ việc vi phạm.", "The case was not settled within the time allowed for waiting."
    ),
    "payment-expired": Words("Quá thời hạn nộp lệ phí.", "The fee was not paid in time."),
    "supplement-expired": Words("Quá thời hạn bổ sung hồ sơ.", "The supplement did not come in time."),
    "withdrawn": Words("Người nộp hồ sơ xin rút.", "Withdrawn by the applicant."),
}

STEP_WORDS: Mapping[Event, Words] = {
    Event.TAKEN_UP: Words("Hồ sơ đã nộp, hệ thống đang kiểm tra.", "Filed; being checked."),
    Event.FOUND_UNCLEAR: Words(
        "Chờ giải quyết vụ việc vi phạm hoặc chờ trả lời của nguồn dữ liệu vi phạm.",
        "Waiting for a case to be settled or for the violation data source to answer.",
    ),
    Event.FEE_FALLEN_DUE: Words("Yêu cầu nộp lệ phí.", "The fee is to be paid."),
    Event.ACCEPTED: Words("Hồ sơ được tiếp nhận.", "Accepted; the time limit runs."),
    Event.CLEARED: Words("Vụ việc đã giải quyết, hồ sơ được xem xét tiếp.", "Cleared; back with the officer."),
    Event.SOURCE_STAYED_SILENT: Words(
        "Nguồn dữ liệu vi phạm không trả lời; cán bộ xem xét hồ sơ.",
        "The violation data source stayed silent; an officer takes over.",
    ),
    Event.BARRED: Words("Dừng xử lý hồ sơ.", "Processing stopped."),
    Event.REFUSED_BY_RULE: Words("Từ chối tiếp nhận hồ sơ.", "Refused by rule."),
    Event.CLEARANCE_EXPIRED: END_REASONS["clearance-expired"],
    Event.PAYMENT_EXPIRED: END_REASONS["payment-expired"],
    Event.RECHECKED: Words("Hồ sơ đã được kiểm tra lại và được xem xét tiếp.", "Checked again; back with the officer."),
    Event.FOUND_IN_REGISTERS: Words(
        "Cán bộ đã tra sổ quản lý và tìm thấy giấy phép; chờ nhập vào hệ thống.",
        "An officer found the licence in the paper registers; it is to be entered into the system.",
    ),
    Event.NOT_IN_REGISTERS: Words(
        "Cán bộ đã tra bảng kê, sổ quản lý và không tìm thấy giấy phép; hồ sơ bị từ chối.",
        "An officer searched the paper registers and found no licence; refused.",
    ),
    Event.LICENCE_ENTERED: Words(
        "Giấy phép đã có trong hệ thống; hồ sơ được kiểm tra lại.",
        "The licence is in the system now; the dossier is checked again.",
    ),
    Event.SUPPLEMENT_REQUESTED: Words("Yêu cầu bổ sung hồ sơ.", "A supplement is requested."),
    Event.SUPPLEMENT_RECEIVED: Words("Đã nhận hồ sơ bổ sung.", "The supplement was received."),
    Event.SUPPLEMENT_EXPIRED: END_REASONS["supplement-expired"],
    Event.APPROVED: Words("Cán bộ đã phê duyệt.", "Approved by an officer."),
    Event.REFUSED: Words("Cán bộ đã từ chối.", "Refused by an officer."),
    Event.SIGNED: Words("Quyết định đã được ký số, đang cấp giấy phép.", "The decision is signed; the card is issued."),
    Event.BLOCKED_AT_ISSUE: Words(
        "Phát sinh vi phạm trước khi cấp; quyết định không còn hiệu lực, chờ giải quyết.",
        "A bar appeared before the card was issued; the decision is void and the dossier waits for clearance.",
    ),
    Event.REVIEW_NEEDED_AT_ISSUE: Words(
        "Có tình tiết mới trước khi cấp; quyết định không còn hiệu lực, cán bộ xem xét lại.",
        "Something new appeared before the card was issued; the decision is void and an officer looks again.",
    ),
    Event.EXAM_NEEDED_AT_ISSUE: Words(
        "Giấy phép hết hạn trước khi cấp, phải sát hạch lại.", "Expired before the issue; an exam is needed."
    ),
    Event.CARD_ISSUED: Words("Đã cấp giấy phép lái xe.", "The licence was issued."),
    Event.DELIVERED: Words("Đã trả kết quả.", "The result was delivered."),
    Event.WITHDRAWN: Words("Người nộp đã rút hồ sơ.", "Withdrawn by the applicant."),
}
