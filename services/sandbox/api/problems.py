"""The words of the sandbox's own codes."""

from __future__ import annotations

from shared.kernel.errors import ProblemText

TEXTS = {
    "order-expires-in-the-past": ProblemText("Thời hạn của đơn hàng đã qua.", "The order's time is already over."),
    "order-id-reused": ProblemText(
        "Mã đơn hàng này đã dùng cho một đơn hàng khác.", "This order id was used for another order."
    ),
    "order-expired": ProblemText(
        "Đơn hàng đã hết hạn; hãy tạo đơn hàng mới.", "The order has expired; open a new one."
    ),
    "order-refunded": ProblemText("Đơn hàng đã được hoàn tiền.", "The order was refunded."),
    "order-not-paid": ProblemText(
        "Đơn hàng chưa thanh toán nên chưa có gì để hoàn.", "The order is not paid, so there is nothing to give back."
    ),
    "refund-id-reused": ProblemText(
        "Mã hoàn tiền này đã dùng cho một lần hoàn khác.", "This refund id was used for another refund."
    ),
    "refund-amount-differs": ProblemText(
        "Chỉ hoàn toàn bộ số tiền của đơn hàng.", "Only the whole amount of the order is given back."
    ),
    "address-not-allowed": ProblemText(
        "Địa chỉ không thuộc hệ thống này.", "The address is not one of this suite or of this machine."
    ),
    "unknown-police-client": ProblemText(
        "Không có hệ thống công an này, hoặc chưa có khóa của nó.",
        "There is no such police client, or its key is not here yet.",
    ),
    "too-many-logins": ProblemText(
        "Đã nhập sai quá nhiều lần; hãy thử lại sau {retry_after} giây.",
        "Too many wrong tries; try again in {retry_after} seconds.",
    ),
}
