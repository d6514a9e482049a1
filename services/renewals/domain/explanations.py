"""The sentences of the findings, as a good clerk speaks: what is so, what it means, what to do next."""

from __future__ import annotations

from collections.abc import Mapping

from services.renewals.domain import formats
from services.renewals.domain.facts import BlockingFact
from services.renewals.domain.rules import Rule
from services.renewals.domain.situation import PartSituation, Validity
from shared.kernel.words import Words

VERBS: Mapping[str, Words] = {
    "reissue": Words("cấp lại", "reissued"),
    "exchange": Words("đổi", "exchanged"),
}
CONSEQUENCES: Mapping[str, Words] = {
    "reissue_now": Words(
        "Ông/bà được cấp lại ngay, không phải chờ, không phải sát hạch.",
        "The card can be reissued now, without a waiting period and without an exam.",
    ),
    "exchange_now": Words(
        "Ông/bà được đổi ngay, không phải sát hạch.",
        "The card can be exchanged now, without an exam.",
    ),
    "reissue_after_wait": Words(
        "Ông/bà được cấp lại sau {months} tháng kể từ ngày nộp đủ hồ sơ, chụp ảnh và nộp lệ phí.",
        "The card can be reissued {months} months after the full dossier, the photo and the fee.",
    ),
    "exam": Words(
        "Ông/bà cần sát hạch lại {exams} trước khi được cấp. Ông/bà đăng ký sát hạch tại Phòng Cảnh sát giao thông.",
        "An exam is needed first: {exams}. Register for it at the traffic police office.",
    ),
    "exam_after_wait": Words(
        "Ông/bà cần sát hạch lại {exams}, sau {months} tháng kể từ ngày nộp đủ hồ sơ, chụp ảnh và nộp lệ phí.",
        "An exam is needed: {exams}, {months} months after the full dossier, the photo and the fee.",
    ),
}
NO_EXAM = Words("Về thời hạn, ông/bà không phải sát hạch lại.", "As to the term, no exam is needed.")
CASE_WORDS: Mapping[str, Words] = {
    "fine-unpaid": Words(
        "Vụ việc số {number}{since} do {agency} xử lý chưa nộp phạt{amount}.",
        "The fine{amount} in case {number}{since}, handled by {agency}, is not paid.",
    ),
    "licence-held": Words(
        "Giấy phép đang bị {agency} tạm giữ{since} trong vụ việc số {number}.",
        "The licence has been held by {agency}{since} in case {number}.",
    ),
    "case-unsettled": Words(
        "Vụ việc số {number}{since} do {agency} xử lý chưa được giải quyết xong.",
        "Case {number}{since}, handled by {agency}, is not settled.",
    ),
    "suspension-not-started": Words(
        "Vụ việc số {number}{since} có hình thức tước quyền sử dụng giấy phép nhưng chưa bắt đầu tính thời hạn, "
        "vì ông/bà chưa xuất trình giấy phép cho {agency}.",
        "Case {number}{since} carries a suspension whose term has not begun, because the licence was not presented to "
        "{agency}.",
    ),
    "suspended": Words(
        "Giấy phép đang bị tước quyền sử dụng{since}{until} theo vụ việc số {number} do {agency} xử lý.",
        "The licence is suspended{since}{until} in case {number}, handled by {agency}.",
    ),
}
DECIDED, OCCURRED, BEGAN = (
    Words(" (quyết định ngày {day})", " (decided on {day})"),
    Words(" ngày {day}", " of {day}"),
    Words(" từ ngày {day}", " since {day}"),
)
SINCE: Mapping[str, Words] = {
    "fine-unpaid": DECIDED,
    "suspension-not-started": DECIDED,
    "case-unsettled": OCCURRED,
    "licence-held": BEGAN,
    "suspended": BEGAN,
}
"""What the day of a bar is the day of."""
WAY_OUT: Mapping[str, Words] = {
    "online": Words(
        "Ông/bà nộp phạt trực tuyến, hoặc đến {place}. Sau khi nộp, hồ sơ tự động được xử lý tiếp.",
        "Pay the fine online, or go to {place}. After payment the dossier goes on by itself.",
    ),
    "in_person": Words(
        "Ông/bà đến {place} để giải quyết. Sau khi giải quyết xong, hồ sơ tự động được xử lý tiếp.",
        "Go to {place} to settle it. Once it is settled the dossier goes on by itself.",
    ),
    "suspended": Words(
        "Ông/bà làm thủ tục sau khi hết thời hạn này. Cần hỏi thêm, ông/bà liên hệ {place}.",
        "Apply again when this term has ended. For questions contact {place}.",
    ),
    "present": Words(
        "Ông/bà đến {place} để giải quyết vụ việc trước.",
        "Settle the case first at {place}.",
    ),
}


def validity_words(kind: str, validity: Validity) -> Words:
    """Whether a part is valid, in a sentence."""
    part = formats.capital(formats.PART_WORDS[kind])
    if not validity.known:
        return formats.fill(
            Words("Hệ thống không ghi thời hạn của {part}.", "The register holds no term for {part}."),
            part=formats.PART_WORDS[kind],
        )
    if validity.expires_on is None:
        return formats.fill(Words("{part} luôn còn giá trị.", "{part} never expires."), part=part)
    end = formats.day(validity.expires_on)
    if not validity.expired:
        return formats.fill(
            Words("{part} còn hạn đến hết ngày {end}.", "{part} is valid until {end} inclusive."), part=part, end=end
        )
    return formats.fill(
        Words("{part} đã hết hạn sau ngày {end}, quá hạn {days} ngày.", "{part} expired after {end}, {days} days ago."),
        part=part,
        end=end,
        days=validity.days_expired,
    )


def entitlement_words(part: PartSituation, rule: Rule, exams: tuple[str, ...], *, held_up: bool) -> Words:
    """What the validity of a part means for the holder; nothing is promised while something else holds it up."""
    outcome, months = rule.outcome, rule.wait_months
    if held_up and outcome in {"reissue_now", "exchange_now"}:
        return formats.joined(validity_words(part.kind, part.validity), NO_EXAM)
    if outcome in CONSEQUENCES:
        template = CONSEQUENCES[outcome]
    else:
        template = CONSEQUENCES["exam_after_wait" if outcome.endswith("_after_wait") else "exam"]
    said = formats.listed([formats.EXAM_WORDS[exam] for exam in exams])
    consequence = formats.fill(template, exams=said, months=months or 0)
    return formats.joined(validity_words(part.kind, part.validity), consequence)


def case_words(fact: BlockingFact) -> Words:
    """What the case is and where it stands."""
    since = Words("", "")
    if fact.since is not None:
        since = formats.fill(SINCE.get(fact.reason, OCCURRED), day=formats.day(fact.since))
    until = Words(" cho đến khi có thông báo của cơ quan xử lý", " until the authority says otherwise")
    if fact.until is not None:
        until = formats.fill(Words(" đến hết ngày {day}", " until {day} inclusive"), day=formats.day(fact.until))
    amount = Words("", "")
    if fact.amount_vnd:
        amount = formats.fill(Words(" {sum}", " of {sum}"), sum=formats.money(fact.amount_vnd))
    template = CASE_WORDS.get(fact.reason, CASE_WORDS["case-unsettled"])
    return formats.fill(template, number=fact.case_number, since=since, until=until, amount=amount, agency=fact.agency)


def blocked_words(kind: str, fact: BlockingFact, part: str | None) -> Words:
    """Why it cannot be done now: the case by number, date and agency, and what to do."""
    of_part = Words("", "")
    if part is not None:
        of_part = Words(f" {formats.PART_WORDS[part].vi}", f" for {formats.PART_WORDS[part].en}")
    opening = formats.fill(
        Words("Chưa thể {verb}{part}.", "The card cannot be {verb} yet{part}."), verb=VERBS[kind], part=of_part
    )
    address = f", {fact.settle_at_address}" if fact.settle_at_address else ""
    place = Words(fact.agency.vi + address, fact.agency.en + address)
    way = "online" if fact.payable_online and fact.reason == "fine-unpaid" else "in_person"
    way = {"suspended": "suspended", "suspension-not-started": "present"}.get(fact.reason, way)
    return formats.joined(opening, case_words(fact), formats.fill(WAY_OUT[way], place=place))
