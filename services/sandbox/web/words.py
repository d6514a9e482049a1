"""What the pages say, in both languages."""

from __future__ import annotations

from types import MappingProxyType

from services.sandbox.domain.behaviour import Part
from shared.kernel.words import Words

NAMES = MappingProxyType(
    {
        Part.SSO: Words("Định danh quốc gia", "National identity"),
        Part.OFFICER_IDP: Words("Đăng nhập cán bộ", "Officer login"),
        Part.GATEWAY: Words("Cổng thanh toán", "Payment gateway"),
        Part.POLICE: Words("Đơn vị công an", "Police station"),
        Part.HEALTH: Words("Dữ liệu khám sức khỏe", "Health certificates"),
        Part.POPULATION: Words("Dữ liệu dân cư", "Population register"),
        Part.NATIONAL_PORTAL: Words("Cổng Dịch vụ công quốc gia", "National Public Service Portal"),
        Part.SMS: Words("Cổng tin nhắn", "Text message gateway"),
    }
)

DUTIES = MappingProxyType(
    {
        Part.SSO: Words("Công dân đăng nhập (OpenID Connect).", "Citizens log in (OpenID Connect)."),
        Part.OFFICER_IDP: Words("Cán bộ đăng nhập (OpenID Connect).", "Officers log in (OpenID Connect)."),
        Part.GATEWAY: Words(
            "Thu lệ phí, tiền phạt, hoàn tiền và gửi thông báo đã ký.",
            "Takes fees and fines, refunds, and sends signed notifications.",
        ),
        Part.POLICE: Words(
            "Gửi vụ việc vi phạm; mỗi phút báo một lần là vẫn hoạt động.",
            "Pushes violation cases; says every minute that it is there.",
        ),
        Part.HEALTH: Words("Giấy khám sức khỏe theo số định danh.", "Health certificates by personal number."),
        Part.POPULATION: Words(
            "Nhân thân, ảnh, mức định danh, giấy tờ đã tích hợp.",
            "Identity, photo, assurance level, papers integrated.",
        ),
        Part.NATIONAL_PORTAL: Words(
            "Nhận hồ sơ và tiến độ xử lý được đồng bộ.", "Takes in synced dossiers and their progress."
        ),
        Part.SMS: Words(
            "Nhận tin nhắn gửi công dân, không gửi đi đâu.", "Takes messages to citizens; none is sent on."
        ),
    }
)

TEXTS = MappingProxyType(
    {
        "stand_in": Words(
            "Hệ thống mô phỏng để thử nghiệm. Mọi người và số liệu ở đây đều là giả định.",
            "A simulated system for trials. All people and data here are fictitious.",
        ),
        "product": Words("Giấy phép lái xe", "Driving licence"),
        "other_language": Words("English", "Tiếng Việt"),
        "skip": Words("Đến nội dung chính", "Skip to main content"),
        "login": Words("Đăng nhập", "Log in"),
        "continue_to": Words("để tiếp tục tới", "to continue to"),
        "username": Words("Tên đăng nhập", "User name"),
        "password": Words("Mật khẩu", "Password"),
        "password_hint": Words(
            "Mật khẩu nằm trong tệp var/demo/people.json của máy chạy hệ thống.",
            "Passwords are in var/demo/people.json on the machine that runs the suite.",
        ),
        "accounts": Words("Tài khoản thử nghiệm", "Demo accounts"),
        "accounts_hint": Words("Chọn một tên để điền sẵn tên đăng nhập.", "Choose one to fill in the user name."),
        "no_accounts": Words(
            "Chưa có tài khoản nào. Hãy nạp dữ liệu thử nghiệm trước.",
            "There are no accounts yet. Load the demo data first.",
        ),
        "there_is_a_problem": Words("Chưa thực hiện được", "There is a problem"),
        "wrong_password": Words(
            "Tên đăng nhập hoặc mật khẩu chưa đúng. Ông/bà kiểm tra lại và nhập lần nữa.",
            "The user name or the password is not right. Check both and try again.",
        ),
        "too_many": Words("Đã nhập sai 10 lần. Ông/bà thử lại sau 1 phút.", "Ten wrong tries. Try again in a minute."),
        "foreign_form": Words(
            "Biểu mẫu này không được gửi từ trang của chúng tôi, hoặc đã quá cũ. Ông/bà mở lại trang và làm lại.",
            "This form was not sent from our page, or is too old. Open the page again and repeat.",
        ),
        "bad_request": Words(
            "Ứng dụng gửi ông/bà đến đây với yêu cầu chưa đúng. Chi tiết kỹ thuật:",
            "The application sent you here with a faulty request. Technical detail:",
        ),
        "logged_out": Words("Đã đăng xuất", "Logged out"),
        "logged_out_text": Words(
            "Hệ thống này không giữ phiên đăng nhập nào của ông/bà.", "No login of yours is kept here."
        ),
        "pay_title": Words("Thanh toán", "Payment"),
        "amount": Words("Số tiền", "Amount"),
        "order": Words("Mã đơn hàng", "Order"),
        "content": Words("Nội dung", "For"),
        "valid_until": Words("Thanh toán trước", "Pay before"),
        "paid_at": Words("Thanh toán lúc", "Paid at"),
        "refunded_at": Words("Hoàn tiền lúc", "Refunded at"),
        "pay": Words("Thanh toán", "Pay"),
        "cancel": Words("Không thanh toán, quay lại", "Do not pay, go back"),
        "go_back": Words("Quay lại", "Go back"),
        "no_money": Words("Không có tiền thật nào được chuyển.", "No real money changes hands."),
        "paid": Words("Đã thanh toán", "Paid"),
        "paid_text": Words(
            "Cổng thanh toán đã nhận tiền và đang báo cho nơi thu. Ông/bà không phải làm gì thêm ở đây.",
            "The gateway has the money and is telling the recipient. There is nothing more to do here.",
        ),
        "expired": Words("Đơn hàng đã hết hạn", "This order has expired"),
        "expired_text": Words(
            "Chưa có khoản tiền nào được thu. Ông/bà quay lại hồ sơ để tạo đơn hàng mới.",
            "Nothing was taken. Go back to your case to open a new order.",
        ),
        "refunded": Words("Đã hoàn tiền", "Refunded"),
        "refunded_text": Words(
            "Số tiền đã được trả về nguồn thanh toán.", "The money went back to where it came from."
        ),
        "cancelled": Words("Chưa thanh toán", "Not paid"),
        "cancelled_text": Words(
            "Chưa có khoản tiền nào được thu. Đơn hàng còn hiệu lực đến thời hạn ghi trên đơn.",
            "Nothing was taken. The order stays valid until its time is over.",
        ),
        "not_found": Words("Không tìm thấy", "Not found"),
        "not_found_text": Words("Không có trang hoặc đơn hàng này.", "There is no such page or order."),
        "unavailable": Words("Tạm thời gián đoạn", "Interrupted for a moment"),
        "unavailable_text": Words(
            "Hệ thống này hiện chưa trả lời được. Chưa có gì thay đổi. Ông/bà thử lại sau ít phút.",
            "This system cannot answer now. Nothing was changed. Try again in a few minutes.",
        ),
        "index_title": Words("Thế giới bên ngoài, mô phỏng", "The outside world, simulated"),
        "parts": Words("Các hệ thống", "Systems"),
        "citizens": Words("Công dân thử nghiệm", "Demo citizens"),
        "officers": Words("Cán bộ thử nghiệm", "Demo officers"),
        "behaviour": Words("Cách ứng xử hiện tại", "Present behaviour"),
        "api_docs": Words("Tài liệu giao diện lập trình", "API documentation"),
        "discovery": Words("Mô tả OpenID Connect", "OpenID Connect discovery"),
        "portal_title": Words("Cổng Dịch vụ công quốc gia: hồ sơ đã nhận", "National portal: dossiers received"),
        "portal_text": Words(
            "50 hồ sơ nhận gần nhất, tiến độ theo thứ tự nhận.", "The newest 50, progress as received."
        ),
        "portal_nothing": Words(
            "Chưa nhận hồ sơ nào. Hồ sơ xuất hiện ở đây vài giây sau khi được nộp.",
            "Nothing received yet. A dossier shows here seconds after it is filed.",
        ),
        "portal_state": Words("Trạng thái", "State"),
        "sms_title": Words("Cổng tin nhắn: tin đã nhận", "Text message gateway: messages received"),
        "sms_text": Words("50 tin gần nhất; không điện thoại nào đổ chuông.", "The newest 50; no telephone rings."),
        "sms_nothing": Words("Chưa nhận tin nhắn nào.", "Nothing received yet."),
        "login_line": Words(
            "Đăng nhập bằng dòng lệnh: gplx login TÊN.", "Log in from a command line: gplx login NAME."
        ),
    }
)
