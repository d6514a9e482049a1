"""One line on each demo person, for the login page and the list of people."""

from __future__ import annotations

from types import MappingProxyType

from shared.kernel.words import Words

ABOUT = MappingProxyType(
    {
        "clean": Words(
            "Mất giấy phép hạng B2/B, không có vi phạm: được cấp lại ngay, lệ phí 115.000 đồng.",
            "Lost a car licence, no violations: reissued at once for 115,000 dong.",
        ),
        "zero-fee": Words(
            "Định danh mức 2, đã tích hợp đủ giấy tờ và GPLX: cấp lại không mất lệ phí khi nộp trực tuyến.",
            "Level 2 e-ID with all papers and the licence integrated: reissued online free of charge.",
        ),
        "motorcycle": Words(
            "Chỉ có hạng A1 không thời hạn: cấp lại ngay, không cần giấy khám sức khỏe.",
            "Motorcycle class A1 only, no term: reissued at once, no health certificate needed.",
        ),
        "two-parts": Words(
            "Giấy phép tích hợp xe máy và ô tô, không vướng mắc: cấp lại cả hai phần.",
            "One card for motorcycle and car, nothing in the way: both parts reissued.",
        ),
        "no-health-certificate": Words(
            "Cơ sở dữ liệu y tế chưa có giấy khám sức khỏe: vẫn nộp được, sẽ được yêu cầu bổ sung.",
            "The health data has no certificate yet: may file, and will be asked to supply one.",
        ),
        "expired-20-days": Words(
            "Giấy phép hết hạn 20 ngày, dưới 30 ngày: được đổi, không phải sát hạch.",
            "Expired 20 days ago, less than 30: exchanged without an exam.",
        ),
        "expired-6-months": Words(
            "Giấy phép bị mất và đã hết hạn khoảng 6 tháng: phải sát hạch lý thuyết.",
            "Lost and expired about 6 months ago: theory exam.",
        ),
        "expired-2-years": Words(
            "Giấy phép bị mất và đã hết hạn 2 năm: phải sát hạch lý thuyết và thực hành.",
            "Lost and expired 2 years ago: theory and practical exam.",
        ),
        "name-differs": Words(
            "Họ tên trên giấy phép sai một dấu so với căn cước: đổi giấy phép cho khớp.",
            "The name in the registry differs from the identity data by one mark: exchanged to match.",
        ),
        "old-2008-card": Words(
            "Giấy phép hạng B2 cấp theo luật cũ, còn hạn: tự nguyện đổi sang hạng mới.",
            "A valid class B2 card under the 2008 law: exchanged voluntarily for a new class.",
        ),
        **dict.fromkeys(
            ("spare-1", "spare-2", "spare-3"),
            Words(
                "Người dự bị cho các thử nghiệm: giấy phép còn hạn, không có vi phạm.",
                "A spare person for trials: valid licence, no violations.",
            ),
        ),
        "unpaid-fine": Words(
            "Còn một quyết định phạt 5.000.000 đồng tại TP. Hồ Chí Minh chưa nộp, nộp được trực tuyến.",
            "One fine of 5,000,000 dong in Hồ Chí Minh City unpaid; can be paid online.",
        ),
        "scripted": Words(
            "Còn một quyết định phạt chưa nộp; kịch bản trong ngày của công an sẽ báo đã nộp.",
            "One unpaid fine; the police station's scripted day will report it paid.",
        ),
        "licence-held": Words(
            "Đã nộp phạt nhưng công an còn tạm giữ giấy phép: chưa được cấp lại.",
            "Fine paid, but the police still hold the card: no reissue yet.",
        ),
        "suspended": Words(
            "Đang bị tước quyền sử dụng giấy phép, đã biết ngày kết thúc: chưa được cấp lại.",
            "Suspended until a known date: no reissue before it.",
        ),
        "suspension-not-started": Words(
            "Có quyết định tước quyền sử dụng nhưng chưa xuất trình giấy phép: thời hạn chưa bắt đầu tính.",
            "Suspension ordered, card not presented: its time has not begun to run.",
        ),
        "one-part-suspended": Words(
            "Giấy phép tích hợp, phần ô tô đang bị tước: chỉ cấp lại phần xe máy.",
            "One card for two parts, the car part suspended: only the motorcycle part is reissued.",
        ),
        "owner-notice": Words(
            "Có thông báo phạt nguội gửi chủ xe, chưa có quyết định: cán bộ phải xem xét.",
            "A camera notice to the vehicle's owner, no decision yet: an officer has to look.",
        ),
        "zero-points": Words(
            "Đã bị trừ hết 12 điểm: vẫn được cấp lại thẻ, nhưng chưa được lái xe.",
            "All 12 points lost: the card is still reissued, driving is not allowed.",
        ),
        "not-found": Words(
            "Chưa từng có dữ liệu trong hệ thống giấy phép lái xe, nay xin đổi: không tìm thấy.",
            "Never had any data in the licence registry and asks for an exchange: not found.",
        ),
        "no-licence-data": Words(
            "Có kết quả sát hạch nhưng không có dữ liệu giấy phép: cán bộ phải tra sổ gốc.",
            "Exam passed, but no licence on record: an officer has to search the registers.",
        ),
        "revoked": Words(
            "Giấy phép đã bị thu hồi: không được đổi, cấp lại.",
            "The licence was revoked: neither exchange nor reissue.",
        ),
        "tractor-only": Words(
            "Chỉ có hạng A4 (máy kéo) của luật cũ, xin đổi: từ chối, phải xin chứng chỉ thay cho giấy phép.",
            "Only class A4 (tractor) of the old law, asks for an exchange: refused, a certificate takes its place.",
        ),
        "old-law": Words(
            "Mất giấy phép cuối năm 2024, khi luật cũ còn hiệu lực: cấp lại sau 2 tháng (kiểm toán viên hỏi).",
            "Lost a licence at the end of 2024, under the old law: reissued after 2 months (an auditor asks).",
        ),
        "officer1": Words(
            "Cán bộ tiếp nhận và quyết định, Phòng CSGT TP. Hồ Chí Minh.",
            "Officer who receives and decides cases, Hồ Chí Minh City traffic police.",
        ),
        "officer2": Words(
            "Cán bộ quyết định thứ hai, Phòng CSGT TP. Hồ Chí Minh.",
            "Second deciding officer, Hồ Chí Minh City traffic police.",
        ),
        "supervisor": Words("Lãnh đạo giám sát, Cục Cảnh sát giao thông.", "Supervisor, Traffic Police Department."),
        "admin": Words("Quản trị hệ thống, Cục Cảnh sát giao thông.", "Administrator, Traffic Police Department."),
    }
)
