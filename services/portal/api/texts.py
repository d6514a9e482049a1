"""The words of the codes the portal answers machines with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from shared.kernel.errors import ProblemText

TEXTS: Final[Mapping[str, ProblemText]] = {
    "feedback-open": ProblemText(
        "Đã có một nội dung về cùng việc này đang được giải quyết.", "One on the same matter is still open."
    ),
    "feedback-state": ProblemText(
        "Nội dung này đang ở trạng thái {state}, không làm được bước này.",
        "It is in the state {state}, which does not allow this step.",
    ),
    "feedback-asked-before": ProblemText(
        "Chỉ được đề nghị bổ sung thông tin một lần.", "The sender may be asked for more information once only."
    ),
}
