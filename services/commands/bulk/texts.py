"""The words of what is found wrong with a record before it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from shared.kernel.errors import Fault, ProblemText

TEXTS: Final[Mapping[str, ProblemText]] = {
    "wrong-encoding": ProblemText(
        "Ký tự thứ {column}: dòng không theo bảng mã {encoding} (có thể là {other}).",
        "Column {column}: the line is not in {encoding} (perhaps in {other}).",
    ),
    "record-too-long": ProblemText("Bản ghi dài hơn {limit} byte.", "The record is longer than {limit} bytes."),
    "record-cut-off": ProblemText(
        "Tệp kết thúc giữa bản ghi này ({reason}).", "The file ends in the middle of this record ({reason})."
    ),
    "malformed-json": ProblemText("Không phải JSON hợp lệ: {reason}.", "Not well-formed JSON: {reason}."),
    "malformed-csv": ProblemText("Không phải CSV hợp lệ: {reason}.", "Not well-formed CSV: {reason}."),
    "quote-not-closed": ProblemText(
        "Dấu ngoặc kép ({reason}) mở mà không đóng.", "A quotation mark ({reason}) is opened and never closed."
    ),
    "wrong-cell-count": ProblemText(
        "Có {found} ô, trong khi dòng tiêu đề có {headings} ô.", "There are {found} cells below {headings} headings."
    ),
    "nothing-to-send": ProblemText(
        "Dòng này không có bản ghi để gửi; hãy điền record.", "There is no record in this entry; fill in record."
    ),
    "not-a-date": ProblemText(
        "Cột {column}: “{text}” không phải là ngày (dd/mm/yyyy hoặc yyyy-mm-dd).",
        "Column {column}: “{text}” is no date (dd/mm/yyyy or yyyy-mm-dd).",
    ),
    "not-an-instant": ProblemText(
        "Cột {column}: “{text}” không phải là thời điểm (dd/mm/yyyy hh:mm hoặc RFC 3339).",
        "Column {column}: “{text}” is no point in time (dd/mm/yyyy hh:mm or RFC 3339).",
    ),
    "wrong-type": ProblemText(
        "Cột {column}: “{text}” không phải là giá trị đúng kiểu.", "Column {column}: “{text}” is of the wrong type."
    ),
    "required": ProblemText("Thiếu thành phần bắt buộc.", "A member that must be there is missing."),
    "null-not-allowed": ProblemText("Không được để null.", "May not be null."),
    "unknown-field": ProblemText("Không có thành phần nào tên như vậy.", "There is no member of this name."),
    "not-one-of": ProblemText("Phải là một trong: {choices}.", "Must be one of: {choices}."),
    "wrong-form": ProblemText("“{text}” không đúng dạng.", "“{text}” does not have the form asked for."),
    "too-long": ProblemText("Dài quá {limit} ký tự.", "Longer than {limit} characters."),
    "wrong-length": ProblemText("Danh sách có {found} mục.", "The list has {found} entries."),
    "too-small": ProblemText("{text} quá nhỏ.", "{text} is too small."),
    "too-great": ProblemText("{text} quá lớn.", "{text} is too great."),
}


def told(fault: Fault, language: str) -> dict[str, Any]:
    """A fault as it stands in the rejects file: the shape of the suite's own rejections."""
    words = TEXTS[fault.code]
    sentence = (words.vi if language == "vi" else words.en).format(**fault.params)
    return {"pointer": fault.pointer, "code": fault.code, "detail": sentence}
