"""The words of this service's own codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from shared.kernel.errors import ProblemText

TEXTS: Final[Mapping[str, ProblemText]] = {
    "agreement-overlaps": ProblemText(
        "Cùng hệ thống, dịch vụ và đối tượng đã có thoả thuận {agreement_id} trong thời gian đó.",
        "Agreement {agreement_id} already covers this client, service and those acted for in that time.",
    ),
    "key-exists": ProblemText("Khoá này ({kid}) đã được đăng ký.", "This key ({kid}) is registered already."),
    "too-many-keys": ProblemText(
        "Mỗi hệ thống có nhiều nhất {most} khoá còn dùng; hãy thu hồi khoá cũ trước.",
        "A client has at most {most} usable keys; revoke an old one first.",
    ),
    "unknown-client": ProblemText("Không có hệ thống nào tên như vậy.", "There is no client of this name."),
    "unknown-service": ProblemText("Không có dịch vụ nào tên như vậy.", "There is no service of this name."),
    "scope-not-of-service": ProblemText(
        "Dịch vụ {service} không có quyền {scope}.", "The service {service} knows no scope {scope}."
    ),
    "scope-not-for-kind": ProblemText(
        "Quyền {scope} không cấp được cho đối tượng {kind}.", "The scope {scope} is not for a {kind}."
    ),
    "purpose-self-is-for-citizens": ProblemText(
        "Mục đích self chỉ dành cho công dân.", "The purpose self is for citizens only."
    ),
    "period-too-long": ProblemText("Thời hạn không quá {years} năm.", "The period is at most {years} years."),
    "fields-contradict": ProblemText("Đã có * thì không nêu thêm trường nào.", "With * no other field can be named."),
    "key-not-p256": ProblemText("Không phải khoá công khai P-256 dùng được.", "It is not a usable public P-256 key."),
}
