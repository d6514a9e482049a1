"""What a check says can be read by a person, and shown with its article, whatever the case."""

from __future__ import annotations

import json
import re
from datetime import date
from itertools import product

import pytest

from services.renewals.domain import formats
from services.renewals.domain.conclusions import finding_named
from services.renewals.domain.findings import FindingOutcome
from services.renewals.domain.legal_refs import legal_refs
from services.renewals.domain.tables import load_law
from shared.kernel.words import Words
from tests.unit.renewals.law.people import car, case, decide, facts, licence, moto, request, standing
from tests.unit.renewals.law.test_law_rows import CODES, ROWS

DAYS = [date(2024, 6, 3), date(2025, 2, 3), date(2026, 6, 30), date(2026, 11, 21)]
TWO_SPANS = "TT 35/2024 Điều 35 (đến 28/02/2025); TT 12/2025 Điều 20 (từ 01/3/2025)"
SWITCHED_ON = {"rows_on": frozenset({"NEW-FALSE-DECLARATION-BAN"})}


def all_findings():
    for (make, _, _), on in product(ROWS.values(), DAYS):
        yield from decide(make(on), on, **SWITCHED_ON).findings
    more = [
        facts(standing=standing(case(reason), verdict=verdict))
        for reason in ("fine-unpaid", "licence-held", "case-unsettled", "suspended", "suspension-not-started", "odd")
        for verdict in ("blocked", "unknown")
    ]
    more += [
        facts(claims=None, health=None, standing=None),
        facts(licence=licence(moto("A1", "A2", regime="2008"), car("A4", "FB2", regime="2008"))),
        facts("expiring", licence=licence(car("D"), holder_date_of_birth=date(1960, 1, 1))),
        facts(request=request("damaged", procedure="3.000348")),
        facts("lost", car(expires_on=date(2026, 11, 22)), as_of=date(2027, 3, 3)),
    ]
    for given in more:
        yield from decide(given).findings


def test_every_finding_has_words_in_both_languages_and_an_article():
    count = 0
    for finding in all_findings():
        count += 1
        for words in (finding.explanation.vi, finding.explanation.en):
            assert words.strip()
            assert words[0].upper() == words[0]
            assert words.endswith(".")
            assert "{" not in words
            assert "None" not in words
            assert "  " not in words
            assert ".." not in words
        assert finding.legal_basis, finding.rule
        assert all(ref.norm and "(từ" not in ref.norm + ref.ref for ref in finding.legal_basis)
        assert re.fullmatch(r"[a-z0-9-]+", finding.rule)
        assert json.dumps(dict(finding.evidence))
    assert count > 1000


def test_every_finding_is_a_row_or_a_named_one():
    law = load_law()
    known = {CODES.get(rule.id, rule.code) for rule in law.rules} | set(law.named)
    assert {finding.rule for finding in all_findings()} <= known


def test_every_named_finding_is_reached_by_some_test():
    law = load_law()
    folder = __import__("pathlib").Path(__file__).parent
    text = "".join(path.read_text(encoding="utf-8") for path in folder.glob("test_*.py"))
    assert {name for name in law.named if f'"{name}"' not in text} == set()


def test_dates_and_money():
    assert formats.day(date(2026, 11, 2)) == Words("02/11/2026", "2 November 2026")
    assert formats.money(135_000) == Words("135.000 đồng", "135,000 dong")
    assert formats.money(0) == Words("0 đồng", "0 dong")
    assert formats.money(5_000_000).vi == "5.000.000 đồng"


def test_lists():
    one, two, three = (Words(text, text) for text in "abc")
    assert formats.listed([]) == Words("", "")
    assert formats.listed([one]) == one
    assert formats.listed([one, two, three]) == Words("a, b và c", "a, b and c")
    assert formats.alternatives(["B"]) == Words("B", "B")
    assert formats.alternatives(["B", "C1"]) == Words("B hoặc C1", "B or C1")


@pytest.mark.parametrize(
    ("basis", "on", "refs"),
    [
        ("NĐ 100/2019/NĐ-CP Điều 81 khoản 5", date(2024, 1, 1), [("NĐ 100/2019/NĐ-CP", "Điều 81 khoản 5")]),
        ("TT 154/2025/TT-BTC", date(2026, 1, 1), [("TT 154/2025/TT-BTC", "cả văn bản")]),
        (TWO_SPANS, date(2025, 2, 28), [("TT 35/2024", "Điều 35")]),
        (TWO_SPANS, date(2025, 3, 1), [("TT 12/2025", "Điều 20")]),
        ("TT 108/2026 (chưa rõ; số điều)", date(2026, 8, 1), [("TT 108/2026", "(chưa rõ; số điều)")]),
        ("thực hành", date(2026, 9, 1), [("thực hành", "chưa có điều khoản")]),
        ("NQ 66.22/2026/NQ-CP Phụ lục II", date(2026, 9, 1), [("NQ 66.22/2026/NQ-CP", "Phụ lục II")]),
    ],
)  # fmt: skip
def test_a_basis_is_taken_apart(basis: str, on: date, refs: list[tuple[str, str]]):
    assert [(ref.norm, ref.ref) for ref in legal_refs(basis, on)] == refs


def test_no_rule_left_still_has_a_voice():
    from services.renewals.domain.appraisal import appraise
    from services.renewals.domain.law_settings import LawSettings

    law = load_law()
    situation = appraise(facts(), law, DAYS[-1], LawSettings())
    words = Words("Không.", "No.")
    for name in ("no-rule", "licence-revoked"):
        assert finding_named(law, name, situation, FindingOutcome.REVIEW, words).legal_basis
