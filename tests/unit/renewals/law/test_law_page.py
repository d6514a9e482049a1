"""The law page shows every row with its words, article, dates, confidence and test."""

from __future__ import annotations

import re

from services.renewals.application.law_page import PLAIN_WORDS, law_page
from services.renewals.domain.conditions import WORDS
from services.renewals.domain.law_settings import LawSettings
from services.renewals.domain.legal_refs import shown_basis
from services.renewals.domain.tables import load_law


def test_every_row_is_on_the_page_with_its_basis_and_its_test():
    page, law = law_page(), load_law()
    for rule in law.rules:
        section = page.split(f"### {rule.id}\n")[1].split("\n### ")[0]
        for shown in (
            rule.title.en,
            rule.title.vi,
            shown_basis(rule.legal_basis),
            f"from {rule.period.first}",
            f"confidence {rule.confidence}",
        ):
            assert shown in section
        assert f"[{rule.id}-" in section
        assert rule.note is None or rule.note in section
    for fee in law.fees:
        assert fee.id in page
    for name in law.named:
        assert f"`{name}`" in page


def test_every_condition_can_be_said():
    assert set(PLAIN_WORDS) == set(WORDS)


def test_the_page_is_the_same_each_time_and_ends_with_a_newline():
    assert law_page() == law_page()
    assert law_page().endswith("\n")
    assert not law_page().endswith("\n\n")


def test_a_row_that_is_off_says_so():
    off = law_page(load_law(LawSettings(rows_off=frozenset({"NEW-POINTS-ZERO"}))))
    assert off.count("**Off**") == law_page().count("**Off**") + 1


def test_no_norm_stands_on_the_page_without_its_place():
    bases = re.findall(r"^- Basis: (.+)$", law_page(), re.MULTILINE)
    assert len(bases) == len(load_law().rules)
    pieces = [piece for basis in bases for piece in basis.split("; ")]
    assert [piece for piece in pieces if re.fullmatch(r"(Luật|NĐ|NQ|TT) [0-9.]+/\S+( \((từ|đến) \S+\))?", piece)] == []
    assert "TT 12/2025/TT-BCA (cả văn bản)" in pieces
