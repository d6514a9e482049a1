"""What the journey asks: what happened and when, how the result goes out, and the declaration."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from services.portal.application.journey import Draft
from services.portal.application.registers import Licence
from shared.kernel.clock import Clock
from shared.web.pages.forms import ChoiceField, DayField, Fault, Form, Option, Submission, TextField, TickField
from shared.web.pages.language import LazyText, lazy

REASONS: Mapping[str, LazyText] = MappingProxyType(
    {
        "lost": lazy("Bị mất"),
        "stolen": lazy("Bị trộm cắp"),
        "fire": lazy("Bị cháy"),
        "disaster": lazy("Mất do thiên tai"),
        "damaged": lazy("Thẻ bị hỏng"),
        "expiring": lazy("Giấy phép sắp hết hạn hoặc vừa hết hạn"),
        "data_change": lazy("Thông tin trên thẻ sai hoặc đã thay đổi"),
        "voluntary": lazy("Đổi thẻ cấp theo luật cũ sang thẻ mới"),
    }
)
DELIVERIES: Mapping[str, LazyText] = MappingProxyType(
    {
        "electronic": lazy("Bản điện tử"),
        "post": lazy("Gửi thẻ qua bưu điện"),
        "counter": lazy("Nhận thẻ tại bộ phận một cửa"),
    }
)
OLD_REGIME = "2008"
PHONE = re.compile(r"\+?[0-9]{8,15}")
EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,60}\.[^@\s]{1,60}")
SPACING = re.compile(r"[\s.\-()]+")
MOST_YEARS_AGO = 100


def loss_form(clock: Clock, licence: Licence | None = None) -> Form:
    """What happened to the card, and when."""

    def check(day: date) -> None:
        today = clock.today()
        first = (
            min((part.first_issued_on for part in licence.parts if part.first_issued_on), default=None)
            if licence
            else None
        )
        if day > today:
            raise Fault(lazy("Ngày xảy ra không thể sau hôm nay"), at="occurred_on-day")
        if day.year < today.year - MOST_YEARS_AGO or (first is not None and day < first):
            raise Fault(lazy("Ngày xảy ra không thể trước ngày cấp giấy phép"), at="occurred_on-day")

    reasons = tuple(Option(reason, REASONS[reason]) for reason in ("lost", "stolen", "fire", "disaster"))
    return Form(
        ChoiceField("reason", lazy("Điều gì đã xảy ra?"), reasons, missing=lazy("Chọn điều đã xảy ra")),
        DayField(
            "occurred_on",
            lazy("Xảy ra ngày nào?"),
            missing=lazy("Nhập đủ ngày, tháng, năm"),
            hint=lazy("Nếu không nhớ chính xác, ông/bà ghi ngày phát hiện. Ví dụ: 20 11 2026."),
            check=check,
        ),
    )


def exchange_form(licence: Licence) -> Form:
    """Why a card that is still there is to be exchanged."""
    options = tuple(Option(reason, REASONS[reason]) for reason in exchange_reasons(licence))
    return Form(ChoiceField("wish", lazy("Vì sao ông/bà đổi?"), options, missing=lazy("Chọn lý do đổi")))


def exchange_reasons(licence: Licence) -> tuple[str, ...]:
    """The reasons that may hold for this licence."""
    if licence.card is None or licence.card.status != "live":
        return ()
    found = ["damaged"]
    if any(part.expires_on is not None for part in licence.parts):
        found.append("expiring")
    found.append("data_change")
    if any(part.regime == OLD_REGIME for part in licence.parts):
        found.append("voluntary")
    return tuple(found)


def may_report_loss(licence: Licence) -> bool:
    """Whether there is a card that can be gone."""
    return licence.card is not None and licence.card.status in {"live", "reported_lost"}


@dataclass(frozen=True, slots=True)
class Offered:
    """What may be begun with a licence; a form is None where it is asked on a page of its own."""

    loss: bool
    exchange: bool
    loss_form: Submission | None
    exchange_form: Submission | None


def offered(licence: Licence, clock: Clock, *, alone: bool) -> Offered:
    """What the page of licences offers for one; with several (not ``alone``) the questions are asked elsewhere."""
    loss, exchange = may_report_loss(licence), bool(exchange_reasons(licence))
    return Offered(
        loss,
        exchange,
        loss_form(clock).blank() if alone and loss else None,
        exchange_form(licence).blank() if alone and exchange else None,
    )


def phone_number(text: str) -> str:
    """The digits of a telephone number. Raises Fault."""
    digits = SPACING.sub("", text)
    if not PHONE.fullmatch(digits):
        raise Fault(lazy("Số điện thoại gồm 8 đến 15 chữ số, ví dụ 0912 345 678"))
    return digits


def email_address(text: str) -> str:
    """An address that could be one. Raises Fault."""
    if not EMAIL.fullmatch(text):
        raise Fault(lazy("Địa chỉ thư điện tử có dạng ten@vidu.vn"))
    return text


DELIVERY = Form(
    ChoiceField(
        "method",
        lazy("Nhận kết quả bằng cách nào?"),
        (
            Option("electronic", DELIVERIES["electronic"], lazy("Có ngay khi được cấp, không phải đi lại.")),
            Option("post", DELIVERIES["post"], lazy("Thẻ được giao đến địa chỉ ghi bên dưới.")),
            Option("counter", DELIVERIES["counter"], lazy("Mang theo căn cước.")),
        ),
        missing=lazy("Chọn cách nhận kết quả"),
    ),
    TextField(
        "address",
        lazy("Địa chỉ nhận thẻ"),
        hint=lazy("Chỉ cần khi gửi qua bưu điện."),
        longest=300,
        autocomplete="street-address",
    ),
    TextField(
        "phone",
        lazy("Số điện thoại"),
        hint=lazy("Để báo tin khi hồ sơ có thay đổi."),
        missing=lazy("Nhập số điện thoại"),
        longest=25,
        check=phone_number,
        type="tel",
        inputmode="tel",
        autocomplete="tel",
        width="govuk-input--width-20",
    ),
    TextField(
        "email",
        lazy("Thư điện tử (nếu có)"),
        longest=254,
        check=email_address,
        type="email",
        inputmode="email",
        autocomplete="email",
    ),
)
DECLARATION = Form(
    TickField(
        "truthful",
        lazy("Tôi cam đoan lời khai trên đúng sự thật"),
        missing=lazy("Đánh dấu vào ô cam đoan để nộp hồ sơ"),
    )
)

_DECLARED: Mapping[str, str] = MappingProxyType(
    {
        "lost": "bị mất",
        "stolen": "bị trộm cắp",
        "fire": "bị cháy",
        "disaster": "bị mất do thiên tai",
        "damaged": "bị hỏng",
        "expiring": "sắp hết hạn hoặc vừa hết hạn",
        "data_change": "có thông tin sai hoặc đã thay đổi",
        "voluntary": "được cấp theo luật cũ và tôi muốn đổi sang thẻ mới",
    }
)


def declaration_of(draft: Draft) -> str:
    """The declaration in the official language, the same whenever and in whatever language it is shown."""
    when = f" ngày {draft.occurred_on:%d/%m/%Y}" if draft.occurred_on else ""
    verb = "cấp lại" if draft.is_loss else "đổi"
    return (
        f"Tôi khai: giấy phép lái xe của tôi {_DECLARED[draft.reason]}{when}. Tôi đề nghị {verb} giấy phép lái xe. "
        "Tôi cam đoan lời khai này đúng sự thật."
    )
