"""The words of the codes this service answers with, and of the fields that look-up entries name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from shared.kernel.errors import ProblemText
from shared.kernel.words import Words

TEXTS: Final[Mapping[str, ProblemText]] = {
    "card-not-current": ProblemText(
        "Thẻ này không còn là thẻ hiện hành của giấy phép.", "That card is no longer the current card of the licence."
    ),
    "new-card-issued": ProblemText(
        "Thẻ mới {current} đã được cấp, nên thẻ {found} vừa tìm thấy không còn giá trị. Ông/bà chỉ dùng thẻ mới và nộp"
        " lại thẻ {found} cho cơ quan cấp giấy phép lái xe hoặc công an cấp xã nơi gần nhất.",
        "The new card {current} has been issued, so the card {found} that was found is void. Use the new card only and"
        " hand {found} in to the licensing authority or the nearest commune police.",
    ),
    "licence-revoked": ProblemText("Giấy phép đã bị thu hồi.", "The licence has been revoked."),
    "loss-already-reported": ProblemText(
        "Thẻ hiện hành đã được khai báo mất.", "The current card has been reported lost already."
    ),
    "application-issued-elsewhere": ProblemText(
        "Hồ sơ này đã được cấp thẻ trên một giấy phép khác.", "This application has had its card on another licence."
    ),
    "officers-only": ProblemText("Chỉ cán bộ được tra cứu theo họ tên.", "Only officers may search by name."),
    "standing-too-old": ProblemText(
        "Kết quả tra cứu vi phạm đã quá {seconds} giây; hãy tra cứu lại.",
        "The standing is more than {seconds} seconds old; ask for a new one.",
    ),
    "standing-not-clear": ProblemText(
        "Kết quả tra cứu vi phạm là {verdict}: không cấp được các phần đã nêu.",
        "The standing is {verdict}: the parts named cannot be issued on it.",
    ),
    "date-too-early": ProblemText("Không được trước ngày {earliest}.", "Not before {earliest}."),
    "exam-after-issue": ProblemText(
        "Ngày trúng tuyển sau ngày cấp lần đầu.", "The exam was passed after the first issue."
    ),
    "unknown-class": ProblemText(
        "Luật {regime} không có hạng {licence_class}.", "The regime {regime} has no class {licence_class}."
    ),
    "class-of-other-part": ProblemText(
        "Hạng {licence_class} không thuộc phần {part}.", "Class {licence_class} does not belong to the part {part}."
    ),
    "part-not-of-licence": ProblemText("Giấy phép không có phần này.", "The licence has no such part."),
    "untermed-never-expires": ProblemText(
        "Phần không thời hạn không có ngày hết hạn.", "A part without a term has no day of expiry."
    ),
    "birth-year-contradicts-id": ProblemText(
        "Năm sinh trái với số định danh cá nhân.", "The year of birth contradicts the personal number."
    ),
    "sex-contradicts-id": ProblemText(
        "Giới tính trái với số định danh cá nhân.", "The sex contradicts the personal number."
    ),
    "decision-without-pass": ProblemText(
        "Có quyết định công nhận nhưng kết quả không phải là đạt.", "There is a decision on a pass, but no pass."
    ),
    "score-too-high": ProblemText("Điểm vượt quá tối đa {out_of}.", "The score exceeds the maximum of {out_of}."),
    "no-current-card": ProblemText(
        "Bản ghi phải nêu thẻ hiện hành (hoặc thẻ bị thu hồi).", "A record tells of the current (or revoked) card."
    ),
    "holder-not-found": ProblemText(
        "Chưa có người này; hãy nạp holders trước.", "This person is not on file; load holders first."
    ),
    "serial-taken": ProblemText("Số sê-ri đã thuộc giấy phép khác.", "The serial belongs to another licence."),
    "serial-reserved": ProblemText(
        "Số sê-ri thuộc dải cấp riêng của hệ thống này.", "The serial lies in the series given out here only."
    ),
    "licence-of-another-holder": ProblemText("Giấy phép thuộc người khác.", "The licence belongs to another person."),
    "newer-card-here": ProblemText(
        "Giấy phép đã được cấp thẻ mới {serial} tại đây.", "A newer card, {serial}, has been issued here."
    ),
    "checksum-differs": ProblemText(
        "Nội dung ảnh không khớp với sha256.", "The picture does not have the sha256 named."
    ),
    "not-a-picture": ProblemText(
        "Không phải ảnh JPEG hoặc PNG (base64), hoặc ảnh lớn hơn 300 kB.",
        "It is not a JPEG or PNG (base64), or it is larger than 300 kB.",
    ),
    "not-a-serial": ProblemText(
        "Số sê-ri gồm 1 đến 3 chữ cái và 5 đến 9 chữ số.", "A serial has 1 to 3 letters and 5 to 9 digits."
    ),
    "not-a-licence-number": ProblemText("Số giấy phép gồm 12 chữ số.", "A licence number has 12 digits."),
}

FIELD_LABELS: Final[Mapping[str, Words]] = {
    "validity": Words("hiệu lực GPLX", "the validity of the licence"),
    "number": Words("số GPLX", "the licence number"),
    "aliases": Words("số giấy tờ cũ", "old identity numbers"),
    "holder": Words("nhân thân", "personal details"),
    "parts": Words("hạng và thời hạn", "classes and terms"),
    "card": Words("thẻ", "the card"),
    "revoked_on": Words("việc thu hồi", "revocation"),
    "loss_report_id": Words("khai báo mất", "reports of loss"),
    "loss_reports": Words("khai báo mất", "reports of loss"),
    "loss_report": Words("khai báo mất", "reports of loss"),
    "exams": Words("kết quả sát hạch", "exam results"),
    "photo": Words("ảnh", "the photo"),
    "history": Words("lịch sử cấp", "the history of issue"),
    "credential": Words("GPLX điện tử", "the e-licence"),
}
