"""The words of the codes this service answers with, and of the fields that look-up entries name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from shared.kernel.errors import ProblemText
from shared.kernel.words import Words

TEXTS: Final[Mapping[str, ProblemText]] = {
    "application-already-open": ProblemText(
        "Giấy phép này đã có một hồ sơ đang được giải quyết.", "There is an open application for this licence already."
    ),
    "procedure-not-in-force": ProblemText(
        "Thủ tục {procedure} không còn hiệu lực; không nộp được hồ sơ mới.",
        "Procedure {procedure} is not in force; nothing can be filed under it.",
    ),
    "own-dossier": ProblemText(
        "Cán bộ đã tiếp nhận hồ sơ không được tự quyết định hồ sơ đó.",
        "An officer may not decide on a dossier that they filed.",
    ),
    "supplement-already-requested": ProblemText(
        "Chỉ được yêu cầu bổ sung hồ sơ hai lần.", "A supplement may be asked for twice at most."
    ),
    "paper-not-ready": ProblemText(
        "Giấy này chưa có: hồ sơ chưa được tiếp nhận hoặc lệ phí chưa được nộp.",
        "There is no such paper yet: the dossier is not accepted, or its fee is not paid.",
    ),
    "fee-not-paid": ProblemText("Lệ phí chưa được nộp.", "The fee has not been paid."),
    "licence-not-in-register": ProblemText(
        "Giấy phép chưa có trong hệ thống nên chưa cấp được thẻ.",
        "The licence is not in the register, so no card can be issued.",
    ),
    "licence-already-in-register": ProblemText(
        "Giấy phép đã có trong hệ thống nên không phải tra sổ; hồ sơ tự động được kiểm tra lại.",
        "The licence is in the register, so there is nothing to search for; the dossier is checked again by itself.",
    ),
    "nothing-was-found": ProblemText(
        "Không tìm thấy thì không có thông tin giấy phép để ghi.", "Nothing was found, so there is no record to state."
    ),
    "fine-not-due": ProblemText(
        "Vụ việc này hiện không có tiền phạt phải nộp.", "No fine is due on this case at present."
    ),
    "not-payable-online": ProblemText(
        "Tiền phạt của vụ việc này không nộp trực tuyến được; xem nơi nộp trong kết quả kiểm tra.",
        "The fine of this case cannot be paid online; the check says where it can.",
    ),
    "amount-differs": ProblemText(
        "Số tiền không khớp với giao dịch ({owed} đồng).", "The amount does not match the order ({owed} VND)."
    ),
    "on-not-allowed": ProblemText(
        "Chỉ cán bộ và cơ quan kiểm tra được chọn ngày kiểm tra.", "Only officers and auditors may choose the day."
    ),
    "reason-not-of-procedure": ProblemText(
        "Lý do này không thuộc thủ tục đã chọn.", "This reason does not belong to the procedure chosen."
    ),
    "unknown-reason": ProblemText("Mã lý do phải là một trong: {allowed}.", "The reason code is one of: {allowed}."),
    "too-far-ahead": ProblemText("Không quá {days} ngày về sau.", "At most {days} days ahead."),
    "too-many-files": ProblemText("Tối đa {max} tệp.", "At most {max} files."),
    "unsupported-file": ProblemText("Chỉ nhận tệp PDF, JPEG hoặc PNG.", "Only PDF, JPEG and PNG files are taken."),
    "date-too-early": ProblemText("Không được trước ngày {earliest}.", "Not before {earliest}."),
    "unknown-procedure": ProblemText("Không có thủ tục {procedure}.", "There is no procedure {procedure}."),
    "procedure-not-offered": ProblemText(
        "Thủ tục {procedure} không thực hiện ở đây.", "Procedure {procedure} is not offered here."
    ),
    "date-before-rules": ProblemText("Không có quy định trước ngày {first}.", "There are no rules before {first}."),
    "unknown-class": ProblemText("Không có hạng {class}.", "There is no class {class}."),
    "class-choice-not-allowed": ProblemText(
        "Không được chọn {class}; có thể chọn: {allowed}.", "{class} may not be chosen; possible: {allowed}."
    ),
    "applicant-for-officers-only": ProblemText(
        "Chỉ cán bộ nộp thay mới nêu người đề nghị.", "Only an officer at the counter names an applicant."
    ),
}

FIELD_LABELS: Final[Mapping[str, Words]] = {
    "check": Words("kết quả kiểm tra điều kiện", "the check of conditions"),
    "application": Words("hồ sơ", "the application"),
    "timeline": Words("quá trình giải quyết hồ sơ", "the steps of the application"),
    "tracking": Words("tình trạng hồ sơ bằng mã", "the state of the application by its code"),
    "worklist": Words("danh sách hồ sơ", "the worklist"),
    "decision": Words("quyết định", "the decision"),
    "payment": Words("thông tin thanh toán", "the payment"),
    "supplement": Words("giấy tờ bổ sung", "the supplement"),
}
