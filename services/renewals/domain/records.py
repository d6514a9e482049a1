"""Whether the register knows the licence, whose it is, and what follows if it does not."""

from __future__ import annotations

from datetime import date

from services.renewals.domain import formats
from services.renewals.domain.conclusions import (
    REVIEW_PRIORITY,
    Conclusion,
    finding_named,
    finding_of_rule,
)
from services.renewals.domain.explanations import VERBS
from services.renewals.domain.facts import LicenceFacts
from services.renewals.domain.findings import FindingOutcome, Json, Outcome
from services.renewals.domain.identity import are_identity_data, population_says
from services.renewals.domain.register_search import REGISTER_WORDS, RegisterSearch
from services.renewals.domain.rules import OUTCOME_OF_WORD, Rule, closest
from services.renewals.domain.situation import Look, Situation
from services.renewals.domain.tables import Law
from shared.kernel.words import Words

FIELD_WORDS = {
    "full_name": Words("họ tên", "full name"),
    "date_of_birth": Words("ngày sinh", "date of birth"),
    "citizen_id": Words("số định danh", "citizen number"),
}
MATCHES = Words(
    "Họ tên, ngày sinh, số định danh khớp với dữ liệu căn cước.",
    "Name, date of birth and citizen number match the identity data.",
)
MATCHES_TYPED = Words(
    "Họ tên, ngày sinh, số định danh cán bộ nhập khớp với hệ thống giấy phép.",
    "Name, date of birth and citizen number as an officer typed them match the licence register.",
)
ABSENT_PRIORITY = 20
NO_ROW = {True: Outcome.OFFICER_REVIEW, False: Outcome.NOT_FOUND}
"""Where no row speaks (the card is still in hand): a claim can be compared with the card, its lack with nothing."""
SEARCH = Words(
    "Cán bộ sẽ tra bảng kê, sổ quản lý theo thông tin ông/bà khai.",
    "An officer will search the issue registers with what you stated.",
)
NOTHING_TO_SEARCH = Words(
    "Ông/bà nhập số, hạng, ngày cấp và nơi cấp ghi trên giấy phép cũ để cán bộ tra sổ quản lý.",
    "State the number, classes, date and place of issue of the old licence: an officer then searches the registers.",
)
SEARCH_BY_NAME = Words(
    "Cán bộ sẽ tra bảng kê, sổ quản lý. Ông/bà nhập số, hạng, ngày cấp và nơi cấp của giấy phép cũ để tra nhanh hơn.",
    "An officer will search the issue registers. State number, classes, date and place of issue to speed this up.",
)
SEARCHED = Words(
    "Ngày {day}, cán bộ đã tra {registers} và không tìm thấy.",
    "On {day} an officer searched {registers} and found no record.",
)
FOUND = Words(
    "Ngày {day}, cán bộ đã tra {registers} và tìm thấy giấy phép số {number}, cấp ngày {issued}. "
    "Giấy phép đang chờ nhập vào hệ thống; nhập xong, hồ sơ tự động được xử lý tiếp. Ông/bà không phải làm gì.",
    "On {day} an officer searched {registers} and found licence {number} of {issued}. It is to be entered into the "
    "information system; the dossier then goes on by itself. You need do nothing.",
)


def conclude_on_records(situation: Situation, law: Law) -> list[Conclusion]:
    """In records and identity for a known licence; the register search or refusal for an unknown one."""
    licence = situation.facts.licence
    if licence is None:
        return _absent(situation, law)
    return [_present(licence, situation, law), *_identity(licence, situation, law)]


def _present(licence: LicenceFacts, situation: Situation, law: Law) -> Conclusion:
    passed = [part.exam_passed_on for part in licence.parts if part.exam_passed_on]
    words = formats.fill(
        Words("Hệ thống có giấy phép số {number}{exams}.", "The register holds licence {number}{exams}."),
        number=licence.number,
        exams=formats.fill(
            Words(", trúng tuyển ngày {days}", ", exam passed on {days}"),
            days=formats.listed([formats.day(day) for day in sorted(set(passed))]),
        )
        if passed
        else Words("", ""),
    )
    parts: list[Json] = [
        {
            "kind": part.kind,
            "classes": list(part.classes),
            "first_issued_on": part.first_issued_on.isoformat(),
            "issued_on": part.issued_on.isoformat(),
            "exam_passed_on": part.exam_passed_on.isoformat() if part.exam_passed_on else None,
        }
        for part in licence.parts
    ]
    evidence: dict[str, Json] = {"number": licence.number, "serial": licence.card_serial, "parts": parts}
    return Conclusion(finding_named(law, "in-records", situation, FindingOutcome.PASS, words, evidence=evidence))


def _identity(licence: LicenceFacts, situation: Situation, law: Law) -> list[Conclusion]:
    claims = situation.facts.claims
    if claims is None:
        return []
    if not situation.differences:
        words = MATCHES_TYPED if claims.typed else MATCHES
        return [Conclusion(finding_named(law, "identity", situation, FindingOutcome.PASS, words))]
    held = {
        "full_name": (licence.holder_full_name, claims.full_name),
        "date_of_birth": (licence.holder_date_of_birth.isoformat(), claims.date_of_birth.isoformat()),
        "citizen_id": (licence.holder_citizen_id, claims.citizen_id),
    }
    person = situation.facts.person
    known = are_identity_data(claims, person, situation.differences)
    shown: list[Json] = [
        {
            "field": field,
            "register": held[field][0],
            "identity" if known else "typed": held[field][1],
            "population": _text(population_says(person, field)),
        }
        for field in situation.differences
    ]
    exchange = known and situation.kind == "exchange" and situation.differences in {("full_name",), ("date_of_birth",)}
    outcome = FindingOutcome.INFO if exchange else FindingOutcome.REVIEW
    words = _differs(situation, exchange) if known else _differs_from_typed(situation)
    finding = finding_named(law, "identity-differs", situation, outcome, words, evidence={"differences": shown})
    return [Conclusion(finding, None if exchange else Outcome.OFFICER_REVIEW, REVIEW_PRIORITY)]


def _text(said: str | date | None) -> str | None:
    return said.isoformat() if isinstance(said, date) else said


def _differs_from_typed(situation: Situation) -> Words:
    """What an officer typed is neither the register's word nor, so far, the identity data's."""
    return formats.fill(
        Words(
            "Thông tin cán bộ nhập khác hệ thống giấy phép ở: {fields}. Đây không phải lý do từ chối. "
            "Cán bộ đối chiếu với dữ liệu căn cước trước khi quyết định.",
            "What an officer typed differs from the licence register in: {fields}. This is no ground of refusal. "
            "An officer compares it with the identity data before deciding.",
        ),
        fields=formats.listed([FIELD_WORDS[field] for field in situation.differences]),
    )


def _differs(situation: Situation, exchange: bool) -> Words:  # noqa: FBT001  # the two ways out, private
    opening = formats.fill(
        Words(
            "Giấy phép khác dữ liệu căn cước ở: {fields}.", "The licence differs from the identity data in: {fields}."
        ),
        fields=formats.listed([FIELD_WORDS[field] for field in situation.differences]),
    )
    if exchange:
        way = Words("Thẻ mới được in theo dữ liệu căn cước.", "The new card will match the identity data.")
    else:
        way = Words(
            "Đây không phải lý do từ chối. Cán bộ đối chiếu trước khi cấp. "
            "Ông/bà có thể đổi thẻ theo dữ liệu căn cước.",
            "This is no ground of refusal. An officer compares first; you may exchange the card for one that "
            "matches the identity data.",
        )
    return formats.joined(opening, way)


def _absent(situation: Situation, law: Law) -> list[Conclusion]:
    rows = [rule for rule in situation.rules if rule.kind == "blocker" and "in_records" in rule.condition]
    rule = closest(rows, Look(situation))
    claimed = situation.facts.request.claimed is not None
    decides = OUTCOME_OF_WORD[rule.outcome] if rule is not None else NO_ROW[claimed]
    search = situation.facts.register_search
    if search is not None:
        decides = Outcome.NOT_FOUND if search.in_vain else Outcome.OFFICER_REVIEW
    told = _absent_words(situation, decides)
    evidence = _claim_evidence(situation)
    outcome = FindingOutcome.REVIEW if decides is Outcome.OFFICER_REVIEW else FindingOutcome.BLOCK
    fact = finding_named(law, "not-in-system", situation, outcome, told, evidence=evidence)
    found = [Conclusion(fact, decides, ABSENT_PRIORITY)]
    if rule is not None:
        found.insert(0, _by_row(rule, situation, outcome, decides))
    if search is not None and search.found is not None:
        found.append(_to_be_entered(search, situation, law))
    return found


def _to_be_entered(search: RegisterSearch, situation: Situation, law: Law) -> Conclusion:
    """The paper holds the licence, the system does not yet: nobody has to act on the dossier, it waits."""
    words = _search_words(FOUND, search)
    finding = finding_named(
        law, "awaiting-registration", situation, FindingOutcome.WAIT, words, evidence=_search_evidence(search)
    )
    return Conclusion(finding)


def _by_row(rule: Rule, situation: Situation, outcome: FindingOutcome, decides: Outcome) -> Conclusion:
    words = Words(f"{rule.title.vi}.", f"{rule.title.en}.")
    return Conclusion(finding_of_rule(rule, situation, outcome, words), decides, rule.priority)


def _absent_words(situation: Situation, decides: Outcome) -> Words:
    opening = formats.fill(
        Words(
            "Chưa thể {verb}. Không tìm thấy giấy phép của ông/bà trong hệ thống.",
            "The card cannot be {verb} yet. Your licence is not in the register.",
        ),
        verb=VERBS[situation.kind],
    )
    claimed, search = situation.facts.request.claimed is not None, situation.facts.register_search
    if search is not None and not search.in_vain:
        return opening
    if decides is Outcome.OFFICER_REVIEW:
        return formats.joined(opening, SEARCH if claimed else SEARCH_BY_NAME)
    return formats.joined(opening, NOTHING_TO_SEARCH if search is None else _search_words(SEARCHED, search))


def _search_words(template: Words, search: RegisterSearch) -> Words:
    record = search.found
    return formats.fill(
        template,
        day=formats.day(search.searched_on),
        registers=formats.listed([REGISTER_WORDS[register] for register in search.registers]),
        number=record.number if record else "",
        issued=formats.day(record.issued_on) if record else "",
    )


def _claim_evidence(situation: Situation) -> dict[str, Json]:
    claimed, search = situation.facts.request.claimed, situation.facts.register_search
    shown: dict[str, Json] = {
        "claimed": None,
        "register_searched": None if search is None else not search.in_vain,
        "search": None if search is None else _search_evidence(search),
    }
    if claimed is not None:
        shown["claimed"] = {
            "number": claimed.number,
            "classes": list(claimed.classes),
            "issued_on": claimed.issued_on.isoformat() if claimed.issued_on else None,
            "issued_by": claimed.issued_by,
        }
    return shown


def _search_evidence(search: RegisterSearch) -> dict[str, Json]:
    record = search.found
    shown: dict[str, Json] = {
        "registers": [register.value for register in search.registers],
        "searched_on": search.searched_on.isoformat(),
        "result": search.result.value,
        "found": None,
    }
    if record is not None:
        shown["found"] = {
            "number": record.number,
            "classes": list(record.classes),
            "issued_on": record.issued_on.isoformat(),
            "issued_by": record.issued_by,
            "expires_on": record.expires_on.isoformat() if record.expires_on else None,
            "entry": record.entry,
        }
    return shown
