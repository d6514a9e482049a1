"""The words of every code that shared code answers with. Services add tables of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from shared.kernel.errors import ProblemText
from shared.kernel.words import Words

TITLES: Final[Mapping[int, Words]] = {
    400: Words("Không đọc được yêu cầu", "The request cannot be read"),
    401: Words("Chưa xác thực", "Not authenticated"),
    403: Words("Không được phép", "Not allowed"),
    404: Words("Không tìm thấy", "Not found"),
    405: Words("Phương thức không được hỗ trợ", "Method not supported"),
    406: Words("Không có định dạng được yêu cầu", "No acceptable format"),
    409: Words("Chưa thực hiện được ở trạng thái hiện tại", "Not possible in the present state"),
    412: Words("Dữ liệu đã thay đổi", "The data has changed"),
    413: Words("Vượt quá giới hạn", "Over the limit"),
    415: Words("Định dạng nội dung không được hỗ trợ", "Content type not supported"),
    422: Words("Nội dung chưa hợp lệ", "The content is not valid"),
    428: Words("Thiếu điều kiện If-Match", "If-Match is required"),
    429: Words("Quá nhiều yêu cầu", "Too many requests"),
    500: Words("Có lỗi phía chúng tôi", "A fault on our side"),
    503: Words("Tạm thời chưa phục vụ được", "Temporarily not available"),
}

PROBLEMS: Final[Mapping[str, ProblemText]] = {
    "bad-request": ProblemText("Yêu cầu không đúng quy cách HTTP.", "The request is not proper HTTP."),
    "malformed-json": ProblemText(
        "Nội dung không phải JSON hợp lệ mã hóa UTF-8: {reason}.", "The body is not proper JSON in UTF-8: {reason}."
    ),
    "malformed-header": ProblemText(
        "Giá trị của tiêu đề {header} không đúng quy cách.", "The value of the header {header} is not well-formed."
    ),
    "validation-failed": ProblemText(
        "Có mục chưa hợp lệ; danh sách errors nêu từng mục.", "Some members are not valid; errors names each of them."
    ),
    "unsupported-media-type": ProblemText(
        "Hãy gửi nội dung với Content-Type: {expected}.", "Send the body with Content-Type: {expected}."
    ),
    "body-too-large": ProblemText(
        "Nội dung vượt quá giới hạn {limit} byte.", "The body is over the limit of {limit} bytes."
    ),
    "too-many-records": ProblemText("Vượt quá {limit} bản ghi.", "There are more than {limit} records."),
    "not-found": ProblemText(
        "Không có, hoặc không thuộc phạm vi được xem.", "There is no such thing, or none you may know of."
    ),
    "method-not-allowed": ProblemText(
        "Địa chỉ này không hỗ trợ phương thức đó; xem tiêu đề Allow.",
        "This address does not take that method; see the header Allow.",
    ),
    "not-acceptable": ProblemText(
        "Chỉ có thể trả lời bằng {available}.", "The answer can only be given as {available}."
    ),
    "rate-limited": ProblemText(
        "Đã dùng hết số lượt cho phép; hãy thử lại sau {retry_after} giây.",
        "The agreed number is used up; try again in {retry_after} seconds.",
    ),
    "token-missing": ProblemText(
        "Yêu cầu này cần mã truy cập (Authorization: Bearer …).",
        "This needs an access token (Authorization: Bearer …).",
    ),
    "token-invalid": ProblemText("Mã truy cập không hợp lệ.", "The access token is not valid."),
    "token-expired": ProblemText(
        "Mã truy cập đã hết hạn; hãy lấy mã mới.", "The access token has expired; get a new one."
    ),
    "scope-missing": ProblemText(
        "Mã truy cập không có quyền cần thiết: {scopes}.", "The access token lacks the scope needed: {scopes}."
    ),
    "form-expired": ProblemText(
        "Biểu mẫu đã quá cũ hoặc không được gửi từ trang của chúng tôi.",
        "The form is too old or not sent from our page.",
    ),
    "subject-mismatch": ProblemText(
        "Số định danh trong yêu cầu không phải của người đang đăng nhập.",
        "The personal number in the request is not that of the person logged in.",
    ),
    "purpose-required": ProblemText(
        "Hãy nêu mục đích tra cứu trong tiêu đề Gplx-Purpose.", "Name the purpose in the header Gplx-Purpose."
    ),
    "purpose-not-agreed": ProblemText(
        "Thỏa thuận chia sẻ dữ liệu không bao gồm mục đích này.",
        "The data-sharing agreement does not cover this purpose.",
    ),
    "precondition-required": ProblemText(
        "Hãy gửi If-Match với ETag của bản đã xem.", "Send If-Match with the ETag of the version you saw."
    ),
    "precondition-failed": ProblemText(
        "Có người đã thay đổi trước; hãy xem bản mới rồi thử lại.",
        "Somebody has changed it in the meantime; look at the new version and try again.",
    ),
    "state-conflict": ProblemText(
        "Trạng thái hiện tại không cho phép việc này.", "The present state does not allow this."
    ),
    "idempotency-key-required": ProblemText(
        "Hãy gửi tiêu đề Idempotency-Key (1 đến 128 ký tự ASCII hiển thị).",
        "Send the header Idempotency-Key (1 to 128 visible ASCII characters).",
    ),
    "idempotency-key-reused": ProblemText(
        "Idempotency-Key này đã dùng cho một yêu cầu khác.", "This Idempotency-Key was used for another request."
    ),
    "request-in-progress": ProblemText(
        "Yêu cầu này đang được xử lý; hãy hỏi lại sau {retry_after} giây.",
        "This very request is being worked on; ask again in {retry_after} seconds.",
    ),
    "service-unavailable": ProblemText(
        "Dịch vụ tạm thời gián đoạn, chưa có gì thay đổi; hãy thử lại sau {retry_after} giây.",
        "The service is interrupted for a moment, nothing was changed; try again in {retry_after} seconds.",
    ),
    "dependency-unavailable": ProblemText(
        "Hệ thống liên quan chưa trả lời, chưa có gì thay đổi; hãy thử lại sau {retry_after} giây.",
        "A system this depends on does not answer, nothing was changed; try again in {retry_after} seconds.",
    ),
    "internal-error": ProblemText(
        "Chúng tôi đã ghi nhận lỗi; hãy nêu mã instance khi liên hệ.",
        "The fault has been noted; quote instance when you contact us.",
    ),
}

REASONS: Final[Mapping[str, Words]] = {
    "empty": Words("nội dung trống", "it is empty"),
    "not-utf-8": Words("không phải mã UTF-8", "it is not UTF-8"),
    "byte-order-mark": Words("bắt đầu bằng dấu thứ tự byte (BOM)", "it begins with a byte order mark"),
    "bad-syntax": Words("sai cú pháp ở dòng {line}, cột {column}", "bad syntax at line {line}, column {column}"),
    "too-deep": Words("lồng nhau quá 32 lớp", "nesting is deeper than 32"),
    "duplicate-key": Words("một mục xuất hiện hai lần", "a member is given twice"),
    "not-a-number": Words("có giá trị NaN hoặc Infinity", "there is a NaN or Infinity"),
    "number-too-long": Words("có số quá dài hoặc quá lớn", "a number is too long or too great"),
    "lone-surrogate": Words("có nửa ký tự Unicode (surrogate lẻ)", "there is half a surrogate pair"),
}
"""What is wrong with a document that cannot be read; it fills the placeholder ``reason``."""

FAULTS: Final[Mapping[str, ProblemText]] = {
    "required": ProblemText("Thiếu mục này.", "This member is missing."),
    "null-not-allowed": ProblemText("Mục này không được là null.", "This member must not be null."),
    "unknown-field": ProblemText("Không có mục nào tên như vậy.", "There is no member of this name."),
    "wrong-type": ProblemText("Sai kiểu dữ liệu.", "The value is of the wrong type."),
    "wrong-character": ProblemText(
        "Có ký tự không được phép (ký tự điều khiển hoặc NUL).",
        "There is a character that is not allowed (control or NUL).",
    ),
    "wrong-form": ProblemText("Không đúng quy cách.", "The value does not have the form asked for."),
    "invalid-value": ProblemText("Giá trị không hợp lệ.", "The value is not valid."),
    "empty": ProblemText("Không được để trống.", "It must not be empty."),
    "too-short": ProblemText("Ít nhất {min} ký tự hoặc phần tử.", "At least {min} characters or entries."),
    "too-long": ProblemText("Nhiều nhất {max} ký tự hoặc phần tử.", "At most {max} characters or entries."),
    "wrong-length": ProblemText("Phải có đúng {equal} ký tự hoặc phần tử.", "Exactly {equal} characters or entries."),
    "too-small": ProblemText("Không nhỏ hơn {min}.", "Not less than {min}."),
    "too-great": ProblemText("Không lớn hơn {max}.", "Not more than {max}."),
    "not-one-of": ProblemText("Phải là một trong: {choices}.", "It must be one of: {choices}."),
    "not-a-date": ProblemText("Không phải ngày dạng YYYY-MM-DD.", "It is not a date of the form YYYY-MM-DD."),
    "date-out-of-range": ProblemText(
        "Ngày nằm ngoài khoảng 1900 đến 2199.", "The date lies outside the years 1900 to 2199."
    ),
    "not-an-instant": ProblemText(
        "Không phải thời điểm RFC 3339 có múi giờ.", "It is not an RFC 3339 instant with its offset."
    ),
    "not-an-id": ProblemText("Không phải mã định danh UUID.", "It is not an identifier (UUID)."),
    "not-a-citizen-id": ProblemText(
        "Số định danh cá nhân gồm 12 chữ số và phải có nghĩa.", "A personal number has 12 digits that make sense."
    ),
    "not-a-cursor": ProblemText("Con trỏ trang không phải do chúng tôi cấp.", "The cursor is not one of ours."),
    "unknown-cursor": ProblemText(
        "Con trỏ này không thuộc luồng sự kiện ở đây.", "The cursor was not given out by this feed."
    ),
    "in-the-future": ProblemText("Không được ở tương lai.", "It must not lie in the future."),
    "in-the-past": ProblemText("Không được ở quá khứ.", "It must not lie in the past."),
    "end-before-start": ProblemText("Kết thúc trước khi bắt đầu.", "The end lies before the start."),
    "contradicts-person": ProblemText(
        "Các chữ số trái với {facts} của người này.", "The digits contradict the person's {facts}."
    ),
    "repeated": ProblemText("Chỉ được nêu một lần.", "It may be given only once."),
    "exactly-one-of": ProblemText("Hãy nêu đúng một trong: {names}.", "Give exactly one of: {names}."),
}
"""Codes of single faults, beneath ``validation-failed``."""
