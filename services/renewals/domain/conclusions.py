"""A finding together with what it decides, and for which parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from services.renewals.domain.findings import Finding, FindingOutcome, Json, Outcome
from services.renewals.domain.legal_refs import legal_refs
from services.renewals.domain.rules import NEW_LAW_FROM, Rule
from services.renewals.domain.situation import Situation
from shared.kernel.words import Words

if TYPE_CHECKING:
    from services.renewals.domain.tables import Law

PENDING_PRIORITY = 25
"""Silence of a source counts after what is known to bar, and before anything that would let pass."""
REVIEW_PRIORITY = 30
WAITING_PRIORITY = 40


@dataclass(frozen=True, slots=True)
class Conclusion:
    """``decides`` None: the finding only informs. ``part`` None: it holds for the whole licence.

    Of several that decide a part the lowest ``priority`` wins, the first given among equals.
    """

    finding: Finding
    decides: Outcome | None = None
    priority: int = 99
    part: str | None = None
    exam_parts: tuple[str, ...] = ()
    wait_months: int | None = None


def finding_of_rule(
    rule: Rule,
    situation: Situation,
    outcome: FindingOutcome,
    explanation: Words,
    *,
    part: str | None = None,
    evidence: Mapping[str, Json] | None = None,
) -> Finding:
    """A finding made by a row; the evidence says where the row's own basis awaits review."""
    shown: dict[str, Json] = dict(evidence or {})
    if rule.review_from is not None and situation.on >= rule.review_from:
        shown["basis_under_review_since"] = rule.review_from.isoformat()
    refs = legal_refs(rule.legal_basis, situation.on)
    return Finding(rule.code, outcome, part, refs, explanation, shown)


def finding_named(
    law: Law,
    name: str,
    situation: Situation,
    outcome: FindingOutcome,
    explanation: Words,
    *,
    part: str | None = None,
    evidence: Mapping[str, Json] | None = None,
) -> Finding:
    """A finding that states a fact; its basis comes from named_findings.json by the regime of the day."""
    regime = "2024" if situation.on >= NEW_LAW_FROM else "2008"
    basis = law.named[name].legal_basis
    refs = legal_refs(basis.get(regime) or basis["2024"], situation.on)
    return Finding(name, outcome, part, refs, explanation, dict(evidence or {}))


def renamed(finding: Finding, name: str) -> Finding:
    """The finding of a row under the name callers match on."""
    return replace(finding, rule=name)
