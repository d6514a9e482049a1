"""The words of the codes that violations answers with, and of what it shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from services.violations.domain.standing import Notice
from shared.kernel.errors import ProblemText
from shared.kernel.words import Words

TEXTS: Final[Mapping[str, ProblemText]] = {
    "source-not-allowed": ProblemText(
        "Không được gửi vụ việc của nguồn {source}.", "You may not push cases of the source {source}."
    ),
    "version-conflict": ProblemText(
        "Phiên bản {version} của vụ việc đã có với nội dung khác; hãy gửi số phiên bản cao hơn.",
        "Version {version} of this case is held with another content; push a higher version.",
    ),
    "state-conflict": ProblemText(
        "Không thực hiện được ở trạng thái hiện tại ({state}).", "Not possible in the present state ({state})."
    ),
    "amount-differs": ProblemText(
        "Số tiền khác với mức phạt {owed} đồng.", "The amount is not the fine of {owed} dong."
    ),
    "in-the-future": ProblemText("Thời điểm ở tương lai.", "This lies in the future."),
    "before-the-act": ProblemText("Trước thời điểm vi phạm.", "This lies before the act."),
    "before-the-decision": ProblemText("Trước ngày ra quyết định.", "This lies before the decision."),
    "too-far-ahead": ProblemText("Quá xa trong tương lai.", "This lies too far ahead."),
    "end-before-start": ProblemText("Ngày kết thúc phải sau ngày bắt đầu.", "The end must lie after the start."),
    "start-missing": ProblemText("Có ngày kết thúc nhưng thiếu ngày bắt đầu.", "There is an end without a start."),
    "driver-without-number": ProblemText(
        "Người điều khiển phải có số định danh hoặc số giấy phép lái xe.",
        "A driver needs a personal number or a licence number.",
    ),
    "citizen-id-impossible": ProblemText(
        "Số định danh không thể có: phải là 12 chữ số với năm sinh hợp lý, hoặc 9 chữ số của chứng minh nhân dân.",
        "No such number can be: 12 digits with a possible birth year, or the 9 digits of an old identity card.",
    ),
    "not-a-licence-number": ProblemText(
        "Số giấy phép gồm 6 đến 20 chữ số, chữ in hoa hoặc dấu . / -.",
        "A licence number has 6 to 20 digits, capital letters or the marks . / -.",
    ),
    "unknown-act": ProblemText("Không có hành vi mang mã {act}.", "No act has the code {act}."),
    "act-listed-twice": ProblemText("Hành vi {act} được nêu hai lần.", "The act {act} is listed twice."),
    "decree-not-in-force": ProblemText(
        "Quy định của hành vi {act} không có hiệu lực vào ngày {day}.",
        "The decree of the act {act} was not in force on {day}.",
    ),
    "act-of-other-vehicle-group": ProblemText(
        "Hành vi {act} thuộc nhóm phương tiện khác ({group}).",
        "The act {act} belongs to another group of vehicles ({group}).",
    ),
    "decision-missing": ProblemText(
        "Trạng thái hoặc hình thức xử phạt này cần có quyết định.", "This status or sanction needs a decision."
    ),
    "fine-out-of-bounds": ProblemText(
        "Mức phạt vượt quá {highest} đồng, mức cao nhất của các hành vi đã nêu.",
        "The fine is over {highest} dong, the most these acts can carry.",
    ),
    "suspension-not-carried": ProblemText(
        "Không hành vi nào trong vụ việc bị tước quyền sử dụng giấy phép lái xe.",
        "None of these acts carries a suspension.",
    ),
    "one-criterion": ProblemText("Hãy nêu đúng một điều kiện tìm kiếm.", "Name exactly one thing to search by."),
}

_WHOSE_CASE = Words("số vụ việc và cơ quan xử lý", "the case number and its agency")
_WHEN_AND_WHERE = Words("thời gian và nơi vi phạm", "time and place")
_MONEY = Words("tiền phạt và việc nộp phạt", "the fine and its payment")
_STATE = Words("tình trạng vụ việc", "the state of the case")
FIELD_LABELS: Final[Mapping[str, Words]] = {
    "verdict": Words("kết luận về vi phạm", "the verdict on violations"),
    "parts": Words("điểm giấy phép lái xe", "licence points"),
    "blocking": Words("vụ việc chưa giải quyết xong", "unsettled cases"),
    "warnings": Words("các lưu ý", "warnings"),
    "cases": Words("các vụ việc vi phạm", "violation cases"),
    "versions": Words("lịch sử vụ việc", "the history of a case"),
    "citizen_id": Words("số định danh cá nhân", "the personal number"),
    "source": _WHOSE_CASE,
    "case_number": _WHOSE_CASE,
    "version": Words("lịch sử vụ việc", "the history of a case"),
    "occurred_at": _WHEN_AND_WHERE,
    "place": _WHEN_AND_WHERE,
    "subject": Words("người liên quan đến vụ việc", "the person concerned by a case"),
    "vehicle": Words("phương tiện", "the vehicle"),
    "acts": Words("hành vi vi phạm", "the acts"),
    "decision": Words("quyết định xử phạt", "the penalty decision"),
    "fine": _MONEY,
    "settlement": _MONEY,
    "suspension": Words("việc tước quyền sử dụng giấy phép", "the suspension"),
    "points": Words("điểm bị trừ", "the points deducted"),
    "held_items": Words("giấy tờ, phương tiện bị tạm giữ", "what was held"),
    "status": _STATE,
    "recorded_at": _STATE,
    "updated_at": _STATE,
}

NOTICES: Final[Mapping[Notice, Words]] = {
    Notice.OWNER_NOTICE: Words(
        "Có thông báo vi phạm gửi chủ xe, chưa có quyết định; cán bộ cần xem xét.",
        "There is a notice to the owner of a vehicle without a decision; an officer has to look.",
    ),
    Notice.POINTS_DIFFER: Words(
        "Số điểm trừ do cơ quan công an gửi khác với số điểm tính theo luật.",
        "The points deducted by the police differ from what the law takes.",
    ),
    Notice.POINTS_ZERO: Words(
        "Đã hết điểm: không được lái xe cho đến khi đạt kiểm tra kiến thức (sau ít nhất 6 tháng).",
        "No points are left: no driving until a knowledge test is passed (after six months at least).",
    ),
    Notice.SETTLED_AMOUNT_DIFFERS: Words(
        "Số tiền đã nộp khác với mức phạt hiện tại của vụ việc.",
        "The amount paid is not the fine the case names now.",
    ),
    Notice.RESTORATION_NOT_DUE: Words(
        "Có kết quả kiểm tra kiến thức khi chưa đến hạn được kiểm tra; chưa phục hồi điểm.",
        "A knowledge test was passed before it could be sat; no points were restored by it.",
    ),
    Notice.SOURCE_STALE: Words(
        "Nguồn dữ liệu công an {source} đã lâu không gửi tin; chưa thể kết luận.",
        "The police source {source} has been silent too long; nothing can be concluded.",
    ),
    Notice.NUMBER_NOT_CONFIRMED: Words(
        "Có số giấy phép hoặc số giấy tờ cũ chưa được xác nhận là của ông/bà; vụ việc theo số đó không hiển thị.",
        "A licence number or old identity number is not confirmed as yours; cases under it are not shown.",
    ),
}
