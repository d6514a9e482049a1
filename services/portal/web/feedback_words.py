"""Questions and words of the pages about feedback and ratings."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from services.portal.application.feedback import Act, Kind, State
from services.portal.application.ratings import Satisfaction
from shared.web.pages.forms import ChoiceField, Form, Option, TextField
from shared.web.pages.language import LazyText, lazy

LONGEST = 2000
TOO_LONG = lazy("Nội dung tối đa 2.000 ký tự. Ông/bà viết ngắn lại.")
WRITE_HERE = lazy("Không cần ghi số định danh: hệ thống đã biết ông/bà là ai.")

KINDS: Mapping[Kind, tuple[LazyText, LazyText]] = MappingProxyType(
    {
        Kind.CORRECTION: (
            lazy("Yêu cầu sửa dữ liệu sai"),
            lazy("Họ tên, ngày sinh, hạng, thời hạn hoặc vụ việc ghi không đúng."),
        ),
        Kind.COMPLAINT: (
            lazy("Khiếu nại việc từ chối hồ sơ"),
            lazy("Ông/bà không đồng ý với lý do từ chối."),
        ),
        Kind.FEEDBACK: (
            lazy("Phản ánh, kiến nghị"),
            lazy("Về cách phục vụ, trang web này hoặc quy định."),
        ),
        Kind.LOOK_UP: (
            lazy("Hỏi về một lần xem dữ liệu"),
            lazy("Có người xem dữ liệu của ông/bà mà ông/bà không rõ lý do."),
        ),
    }
)
"""Name of each kind, and when it is the right one."""

CHOOSE = Form(
    ChoiceField(
        "kind",
        lazy("Ông/bà muốn gửi gì?"),
        tuple(Option(kind, name, hint) for kind, (name, hint) in KINDS.items()),
        missing=lazy("Chọn một loại"),
        legend_class="govuk-visually-hidden",
    )
)

_COMPLAINT_WORDS = TextField(
    "text",
    lazy("Vì sao ông/bà không đồng ý?"),
    hint=lazy("Nêu điều ông/bà cho là sai và điều ông/bà đề nghị. Không cần ghi số định danh."),
    missing=lazy("Nêu lý do ông/bà không đồng ý"),
    longest=LONGEST,
    too_long=TOO_LONG,
    rows=8,
)

FORMS: Mapping[Kind, Form] = MappingProxyType(
    {
        Kind.CORRECTION: Form(
            ChoiceField(
                "about",
                lazy("Dữ liệu nào ghi sai?"),
                (
                    Option("identity", lazy("Họ tên, ngày sinh hoặc địa chỉ")),
                    Option("licence", lazy("Hạng, ngày cấp hoặc thời hạn giấy phép")),
                    Option("violation", lazy("Vụ việc vi phạm hoặc số điểm")),
                    Option("other", lazy("Dữ liệu khác")),
                ),
                missing=lazy("Chọn dữ liệu ghi sai"),
            ),
            TextField(
                "text",
                lazy("Hiện đang ghi thế nào?"),
                hint=WRITE_HERE,
                missing=lazy("Cho biết hiện đang ghi thế nào"),
                longest=LONGEST,
                too_long=TOO_LONG,
                rows=3,
            ),
            TextField(
                "wanted",
                lazy("Đúng phải là gì?"),
                missing=lazy("Cho biết đúng phải là gì"),
                longest=LONGEST,
                too_long=TOO_LONG,
                rows=3,
            ),
        ),
        Kind.COMPLAINT: Form(_COMPLAINT_WORDS),
        Kind.FEEDBACK: Form(
            TextField(
                "text",
                lazy("Ông/bà muốn phản ánh, kiến nghị điều gì?"),
                hint=WRITE_HERE,
                missing=lazy("Viết điều ông/bà muốn phản ánh, kiến nghị"),
                longest=LONGEST,
                too_long=TOO_LONG,
                rows=8,
            )
        ),
        Kind.LOOK_UP: Form(
            TextField(
                "text",
                lazy("Lần xem nào, và điều gì ông/bà thấy không rõ?"),
                hint=lazy("Ghi cơ quan, ngày giờ như trong trang “Ai đã xem”."),
                missing=lazy("Cho biết đó là lần xem nào"),
                longest=LONGEST,
                too_long=TOO_LONG,
                rows=6,
            )
        ),
    }
)

AGAIN = Form(_COMPLAINT_WORDS)

REPLY = Form(
    TextField(
        "text",
        lazy("Ông/bà trả lời"),
        missing=lazy("Viết câu trả lời"),
        longest=LONGEST,
        too_long=TOO_LONG,
        rows=6,
    )
)

HELPED = Form(
    ChoiceField(
        "helped",
        lazy("Câu trả lời có giải quyết được việc của ông/bà không?"),
        (Option("yes", lazy("Có, đã giải quyết được")), Option("no", lazy("Không, chưa giải quyết được"))),
        missing=lazy("Chọn có hoặc không"),
    )
)

RATING = Form(
    ChoiceField(
        "satisfaction",
        lazy("Ông/bà hài lòng đến mức nào?"),
        (
            Option(Satisfaction.VERY, lazy("Rất hài lòng")),
            Option(Satisfaction.SATISFIED, lazy("Hài lòng")),
            Option(Satisfaction.NOT, lazy("Không hài lòng")),
        ),
        missing=lazy("Chọn một mức"),
        legend_class="govuk-visually-hidden",
    ),
    TextField(
        "words",
        lazy("Điều gì cần làm tốt hơn? (không bắt buộc)"),
        hint=lazy("Đánh giá không ghi tên ông/bà và không ảnh hưởng đến hồ sơ."),
        longest=1000,
        rows=4,
    ),
)

SATISFACTION: Mapping[Satisfaction, LazyText] = MappingProxyType(
    {
        Satisfaction.VERY: lazy("Rất hài lòng"),
        Satisfaction.SATISFIED: lazy("Hài lòng"),
        Satisfaction.NOT: lazy("Không hài lòng"),
    }
)

ABOUT: Mapping[str, LazyText] = MappingProxyType(
    {
        "identity": lazy("Họ tên, ngày sinh hoặc địa chỉ"),
        "licence": lazy("Hạng, ngày cấp hoặc thời hạn giấy phép"),
        "violation": lazy("Vụ việc vi phạm hoặc số điểm"),
        "other": lazy("Dữ liệu khác"),
    }
)

STATES: Mapping[State, tuple[str, LazyText]] = MappingProxyType(
    {
        State.RECEIVED: ("info", lazy("Đã nhận nội dung")),
        State.FORWARDED: ("info", lazy("Đang được xử lý")),
        State.REFUSED: ("stopped", lazy("Không tiếp nhận")),
        State.ASKED: ("waiting", lazy("Chờ ông/bà trả lời")),
        State.ANSWERED: ("good", lazy("Đã trả lời")),
        State.CLOSED: ("muted", lazy("Đã khép lại")),
    }
)
"""Tone and words of each state."""

ACTS: Mapping[Act, tuple[str, LazyText]] = MappingProxyType(
    {
        Act.SEND: ("done", lazy("Ông/bà gửi")),
        Act.READ: ("done", lazy("Cán bộ đã đọc")),
        Act.FORWARD: ("done", lazy("Chuyển người xử lý")),
        Act.REFUSE: ("stopped", lazy("Không tiếp nhận")),
        Act.ASK: ("waiting", lazy("Đề nghị ông/bà bổ sung thông tin")),
        Act.REPLY: ("done", lazy("Ông/bà trả lời câu hỏi")),
        Act.ANSWER: ("done", lazy("Trả lời")),
        Act.RATE: ("done", lazy("Ông/bà cho ý kiến về câu trả lời")),
    }
)
"""How a step is drawn, and its words."""
