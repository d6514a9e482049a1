"""Failures told on a page: what does not work, what still does, what was saved, and what to do next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from flask import Response, current_app, request

from shared.observability.logging import get_logger
from shared.web.pages.formats import clock_time
from shared.web.pages.language import LazyText, lazy

log = get_logger(part="pages")
SOON = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Failure:
    """``title`` says what happened, ``means`` what that means for the reader, ``next`` what to do."""

    title: LazyText
    means: LazyText
    next: LazyText


NOT_FOUND = Failure(
    lazy("Không có trang này"),
    lazy("Địa chỉ có thể đã gõ sai, hoặc trang đã được chuyển đi. Hồ sơ và dữ liệu của ông/bà không thay đổi."),
    lazy("Ông/bà kiểm tra lại địa chỉ, hoặc bắt đầu lại từ trang đầu."),
)
FORM_EXPIRED = Failure(
    lazy("Biểu mẫu đã quá cũ"),
    lazy("Vì an toàn, biểu mẫu mở quá lâu hoặc mở từ nơi khác không được nhận. Chưa có gì được gửi đi."),
    lazy("Ông/bà quay lại trang trước, tải lại trang rồi gửi lần nữa."),
)
FORBIDDEN = Failure(
    lazy("Ông/bà không xem được trang này"),
    lazy("Trang này thuộc về người khác, hoặc tài khoản của ông/bà không có quyền mở."),
    lazy("Nếu đây là hồ sơ của ông/bà, ông/bà đăng nhập lại bằng đúng tài khoản đã nộp."),
)
TOO_LARGE = Failure(
    lazy("Nội dung gửi lên quá lớn"),
    lazy("Máy chủ không nhận nội dung vượt quá giới hạn ghi trên trang. Chưa có gì được gửi đi."),
    lazy("Ông/bà quay lại, chọn tệp nhỏ hơn hoặc viết ngắn hơn rồi gửi lại."),
)
TOO_MANY = Failure(
    lazy("Ông/bà đã thử quá nhiều lần"),
    lazy("Để bảo vệ dữ liệu cá nhân, chúng tôi tạm dừng nhận thêm yêu cầu từ đây. Hồ sơ đã nộp vẫn được xử lý."),
    lazy("Ông/bà chờ một lúc rồi thử lại."),
)
AWAY = Failure(
    lazy("Phần này đang tạm gián đoạn"),
    lazy("Hiện chưa lấy được dữ liệu cho trang này. Những gì ông/bà đã gửi và đã lưu vẫn còn nguyên."),
    lazy("Ông/bà thử lại sau ít phút. Các trang khác vẫn dùng được."),
)
OURS = Failure(
    lazy("Chúng tôi gặp trục trặc"),
    lazy("Trục trặc đến từ phía chúng tôi và đã được ghi lại. Những gì ông/bà đã lưu vẫn còn nguyên."),
    lazy("Ông/bà thử lại sau ít phút. Nếu vẫn vậy, xin báo cho chúng tôi mã bên dưới."),
)
BAD_REQUEST = Failure(
    lazy("Yêu cầu này không đọc được"),
    lazy("Trình duyệt gửi lên nội dung mà trang không hiểu. Chưa có gì thay đổi."),
    lazy("Ông/bà quay lại trang trước và làm lại."),
)

_BY_CODE = {"form-expired": FORM_EXPIRED}
_BY_STATUS = {403: FORBIDDEN, 404: NOT_FOUND, 413: TOO_LARGE, 429: TOO_MANY, 500: OURS, 503: AWAY}


class FailurePages:
    """Answers in place of problem+json wherever a page was asked for."""

    def __init__(self, render: Callable[..., Response]) -> None:
        self._render = render

    def answer(self, status: int, code: str, headers: Mapping[str, str], trace_id: str | None) -> Response | None:
        """The page for a failure; None where a machine asked."""
        if request.path.startswith(("/api/", "/health/")):
            return None
        failure = _BY_CODE.get(code) or _BY_STATUS.get(status) or (OURS if status >= 500 else BAD_REQUEST)
        try:
            response = self._render(
                "pages/failure.html",
                status=status,
                failure=failure,
                reference=trace_id if status >= 500 else None,
                again_at=_again_at(headers.get("Retry-After")),
            )
        except Exception:  # whatever broke the page may break this one, too
            log.exception("failure-page-failed")
            return None
        response.headers.update(headers)
        return response


def _again_at(retry_after: str | None) -> str | None:
    """When to try again, if that is more than a moment away: ``17:05``."""
    if retry_after is None or not retry_after.isdigit():
        return None
    pause = timedelta(seconds=int(retry_after))
    return None if pause < SOON else clock_time(current_app.extensions["gplx"].clock.now() + pause)
