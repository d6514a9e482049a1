"""What citizens are told when something happens to their dossier: what it is, what it means, what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from shared.kernel.words import Words


@dataclass(frozen=True, slots=True)
class Letter:
    """A message in words. ``tone``: good, waiting, stopped or info; ``todo``: it asks the citizen for a deed."""

    tone: str
    subject: Words
    body: Words
    code: str
    todo: bool = False

    def subject_in(self, language: str) -> str:
        """The subject in a language, with the dossier's code."""
        return f"{_in(self.subject, language)} ({self.code})" if self.code else _in(self.subject, language)

    def mail(self, language: str, page: str) -> str:
        """The whole e-mail; ``page`` is where to read on. No name and no personal number is in it."""
        hello, more, end = (_in(words, language) for words in (_HELLO, _MORE, _END))
        return f"{hello}\n\n{_in(self.body, language)}\n\n{more} {page}\n\n{end}\n"


_HELLO = Words("Kính gửi ông/bà,", "Dear Sir or Madam,")
_MORE = Words("Xem hồ sơ và toàn bộ thông báo:", "See your application and all messages:")
_END = Words(
    "Cục Cảnh sát giao thông, Bộ Công an. Thư này được gửi tự động. Chúng tôi không bao giờ hỏi mật khẩu của ông/bà.",
    "Traffic Police Department, Ministry of Public Security. Sent automatically. We never ask for your password.",
)


def letter(kind: str, facts: Mapping[str, Any]) -> Letter:
    """The message of a kind. ``facts``: code, due_on (ISO day or None), amount_vnd of what the event said."""
    tone, todo, subject, body = _LETTERS[kind]
    code = str(facts.get("code") or "")
    said = {"code": code, "due": _day(facts.get("due_on")), "amount": facts.get("amount_vnd") or 0}
    filled = Words(
        body.vi.format(**said | {"amount": f"{said['amount']:,}".replace(",", ".")}),
        body.en.format(**said | {"amount": f"{said['amount']:,}"}),
    )
    if kind in _DUE and said["due"]:
        vi, en = _DUE[kind].vi.format(**said), _DUE[kind].en.format(**said)
        filled = Words(f"{filled.vi} {vi}", f"{filled.en} {en}")
    return Letter(tone, subject, filled, code, todo)


def short_text(message: Letter, language: str, page: str) -> str:
    """The SMS."""
    return f"{message.subject_in(language)}. {page}"


def _in(words: Words, language: str) -> str:
    return words.en if language == "en" else words.vi


def _day(text: str | None) -> str:
    return f"{date.fromisoformat(text):%d/%m/%Y}" if text else ""


_DUE: Mapping[str, Words] = MappingProxyType(
    {
        "accepted": Words("Hạn trả kết quả: {due}.", "The result is due on {due}."),
        "cleared": Words("Hạn trả kết quả: {due}.", "The result is due on {due}."),
        "supplement-received": Words("Hạn trả kết quả: {due}.", "The result is due on {due}."),
        "rescheduled": Words("Hạn trả kết quả mới: {due}.", "The result is now due on {due}."),
    }
)

_LETTERS: Mapping[str, tuple[str, bool, Words, Words]] = MappingProxyType(
    {
        "filed": (
            "info",
            False,
            Words("Đã nhận hồ sơ", "Application received"),
            Words(
                "Hồ sơ của ông/bà đã đến nơi và đang được kiểm tra tự động. Ông/bà chưa phải làm gì.",
                "Your application has arrived and is being checked automatically. You need not do anything now.",
            ),
        ),
        "accepted": (
            "good",
            False,
            Words("Hồ sơ đã được tiếp nhận", "Application accepted"),
            Words(
                "Hồ sơ đủ điều kiện và đã chuyển đến cán bộ giải quyết.",
                "Your application is complete and is now with the officer who decides.",
            ),
        ),
        "payment-needed": (
            "waiting",
            True,
            Words("Cần nộp lệ phí", "Fee to be paid"),
            Words(
                "Đã kiểm tra xong, không còn vướng mắc. Ông/bà nộp lệ phí trực tuyến để hồ sơ được xử lý tiếp.",
                "The checks are done and nothing is in the way. Please pay the fee online so that we can go on.",
            ),
        ),
        "blocked": (
            "stopped",
            True,
            Words("Hồ sơ chưa thể xử lý tiếp", "Your application has to wait"),
            Words(
                "Có điều còn vướng trong dữ liệu vi phạm, hoặc một cơ quan chưa trả lời. Mở hồ sơ để xem đó là vụ việc "
                "nào và cách giải quyết. Giải quyết xong, hồ sơ tự động được xử lý tiếp. Thời gian chờ không tính vào "
                "thời hạn của ông/bà.",
                "Something in the violations register is in the way, or an agency has not answered yet. Open your "
                "application to see what it is and how to settle it. Then it goes on by itself. The waiting time does "
                "not count against you.",
            ),
        ),
        "cleared": (
            "good",
            False,
            Words("Vướng mắc đã được gỡ", "Nothing is in the way any more"),
            Words(
                "Vụ việc cản trở đã được giải quyết hoặc cơ quan công an đã rút. Hồ sơ tự động được xử lý tiếp. Ông/bà "
                "không phải làm gì.",
                "The case that was in the way has been settled or withdrawn by the police. Your application goes on by "
                "itself. You need not do anything.",
            ),
        ),
        "source-silent": (
            "waiting",
            False,
            Words("Một cơ quan chưa trả lời đúng hạn", "An agency has not answered in time"),
            Words(
                "Hồ sơ không phải chờ thêm: cán bộ xem xét trực tiếp. Ông/bà không phải làm gì.",
                "Your application waits no longer: an officer looks at it now. You need not do anything.",
            ),
        ),
        "supplement-asked": (
            "waiting",
            True,
            Words("Cần bổ sung giấy tờ", "A paper is missing"),
            Words(
                "Cán bộ đề nghị ông/bà bổ sung giấy tờ. Mở hồ sơ để xem giấy tờ nào, vì sao và hạn nộp.",
                "The officer asks you for a paper. Open your application to see which one, why and by when.",
            ),
        ),
        "supplement-received": (
            "info",
            False,
            Words("Đã nhận giấy tờ bổ sung", "Your paper has arrived"),
            Words("Cán bộ tiếp tục giải quyết hồ sơ.", "The officer goes on with your application."),
        ),
        "looked-at-again": (
            "waiting",
            False,
            Words("Hồ sơ được xem xét lại", "Your application is looked at again"),
            Words(
                "Dữ liệu có thay đổi trước khi cấp giấy phép, nên cán bộ xem xét lại. Ông/bà chưa phải làm gì.",
                "Something changed before the licence was issued, so the officer looks again. You need not do anything "
                "now.",
            ),
        ),
        "approved": (
            "good",
            False,
            Words("Hồ sơ được duyệt", "Application approved"),
            Words(
                "Giấy phép mới đang được cấp. Chúng tôi báo ngay khi giấy phép điện tử có hiệu lực.",
                "The new licence is being issued. We tell you as soon as the electronic licence is valid.",
            ),
        ),
        "issued": (
            "good",
            False,
            Words("Giấy phép mới đã được cấp", "Your new licence is issued"),
            Words(
                "Giấy phép điện tử có hiệu lực từ bây giờ, kể cả khi thẻ chưa đến tay ông/bà.",
                "The electronic licence is valid from now on, even before the card reaches you.",
            ),
        ),
        "refused": (
            "stopped",
            False,
            Words("Hồ sơ bị từ chối", "Application refused"),
            Words(
                "Mở hồ sơ để đọc lý do, căn cứ pháp luật và cách khiếu nại. Lệ phí đã nộp được hoàn lại.",
                "Open your application to read the reason, the law behind it and how to complain. A fee already paid "
                "comes back to you.",
            ),
        ),
        "stopped": (
            "stopped",
            False,
            Words("Hồ sơ đã dừng", "Application stopped"),
            Words(
                "Hiện chưa đủ điều kiện cấp. Mở hồ sơ để xem lý do và việc có thể làm. Lệ phí đã nộp được hoàn lại.",
                "The conditions are not met at present. Open your application to see why and what you can do. A fee "
                "already paid comes back to you.",
            ),
        ),
        "stopped-unclear": (
            "stopped",
            False,
            Words("Hồ sơ đã dừng vì hết thời hạn chờ", "Application stopped: the waiting time is over"),
            Words(
                "Vướng mắc chưa được giải quyết trong thời hạn. Giải quyết xong, ông/bà nộp lại hồ sơ bất cứ lúc nào.",
                "What was in the way was not settled in time. Once it is settled you can apply again at any time.",
            ),
        ),
        "stopped-unpaid": (
            "stopped",
            False,
            Words("Hồ sơ đã dừng vì chưa nộp lệ phí", "Application stopped: the fee was not paid"),
            Words(
                "Lệ phí chưa được nộp trong thời hạn. Ông/bà nộp lại hồ sơ bất cứ lúc nào.",
                "The fee was not paid in time. You can apply again at any time.",
            ),
        ),
        "stopped-incomplete": (
            "stopped",
            False,
            Words("Hồ sơ đã dừng vì chưa bổ sung giấy tờ", "Application stopped: the paper did not come"),
            Words(
                "Giấy tờ được yêu cầu chưa đến trong thời hạn. Ông/bà nộp lại hồ sơ bất cứ lúc nào. Lệ phí đã nộp được "
                "hoàn lại.",
                "The paper we asked for did not come in time. You can apply again at any time. A fee already paid "
                "comes back to you.",
            ),
        ),
        "withdrawn": (
            "info",
            False,
            Words("Hồ sơ đã được rút", "Application withdrawn"),
            Words(
                "Hồ sơ được rút theo yêu cầu. Lệ phí đã nộp được hoàn lại. Nếu không phải ông/bà rút, hãy báo cho "
                "chúng tôi.",
                "Your application was withdrawn as asked. A fee already paid comes back to you. If it was not you, "
                "please tell us.",
            ),
        ),
        "rescheduled": (
            "waiting",
            False,
            Words("Hạn trả kết quả thay đổi", "The due date has changed"),
            Words(
                "Chúng tôi xin lỗi nếu việc này làm ông/bà phải chờ.",
                "We are sorry if this makes you wait.",
            ),
        ),
        "refunded": (
            "good",
            False,
            Words("Đã hoàn tiền", "Money refunded"),
            Words(
                "Số tiền {amount} đồng đã được hoàn về nơi ông/bà nộp. Ngân hàng có thể cần vài ngày để hiện số tiền.",
                "{amount} dong went back to where you paid from. Your bank may need some days to show it.",
            ),
        ),
    }
)
"""By kind: tone, whether the citizen has to do something, subject, body."""
