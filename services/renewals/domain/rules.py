"""The rows of the rule table: what they may say, and which are in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.renewals.domain.conditions import WORDS, holds, specificity
from services.renewals.domain.findings import Outcome
from services.renewals.domain.rows import Period, Row
from services.renewals.domain.situation import Look
from shared.kernel.words import Words

NEW_LAW_FROM = date(2025, 1, 1)
"""The day Luật 36/2024/QH15 came into force."""

OUTCOME_OF_WORD: Mapping[str, Outcome] = {
    "reissue_now": Outcome.REISSUE_NOW,
    "exchange_now": Outcome.EXCHANGE_NOW,
    "reissue_after_wait": Outcome.REISSUE_AFTER_WAIT,
    "theory_exam": Outcome.THEORY_EXAM,
    "theory_practice_exam": Outcome.THEORY_AND_PRACTICAL_EXAM,
    "theory_exam_after_wait": Outcome.THEORY_EXAM,
    "theory_practice_exam_after_wait": Outcome.THEORY_AND_PRACTICAL_EXAM,
    "blocked_unsettled_case": Outcome.BLOCKED,
    "blocked_suspended": Outcome.BLOCKED,
    "partially_allowed": Outcome.PARTIALLY_ALLOWED,
    "manual_register_search": Outcome.OFFICER_REVIEW,
    "needs_officer_check": Outcome.OFFICER_REVIEW,
    "refused_not_found": Outcome.NOT_FOUND,
    "refused": Outcome.REFUSED,
    "revoked": Outcome.REVOKED,
    "refused_and_fined": Outcome.REFUSED,
    "revoked_and_banned": Outcome.REVOKED,
}
"""What the table's words for the citizen mean in a check."""

DECIDING = frozenset({"blocker", "eligibility", "exception", "manual_check", "sanction"})
OTHER_OUTCOMES: Mapping[str, frozenset[str]] = {
    "waiting_period": frozenset({"wait"}),
    "document": frozenset({"document_required"}),
    "risk_flag": frozenset({"flag_only"}),
    "warning": frozenset({"warn_no_block"}),
    "effect": frozenset({
        "points_kept",
        "number_kept_new_serial",
        "expiry_unchanged",
        "expiry_from_new_issue_date",
        "expiry_capped_by_maximum_age",
        "class_converted",
        "hand_in_old_card",
    }),
}  # fmt: skip
KINDS = DECIDING | frozenset(OTHER_OUTCOMES)


@dataclass(frozen=True, slots=True)
class Rule:
    """One row. ``enabled`` False: kept and shown, not applied."""

    id: str
    regime: str
    procedure: str
    kind: str
    priority: int
    title: Words
    condition: Mapping[str, object]
    outcome: str
    params: Mapping[str, object]
    legal_basis: str
    period: Period
    review_from: date | None
    confidence: str
    note: str | None
    enabled: bool

    @property
    def code(self) -> str:
        """The name its findings carry: the id in lower case."""
        return self.id.lower()

    @property
    def wait_months(self) -> int | None:
        """Months to wait, where the row says so."""
        months = self.params.get("wait_months")
        return months if isinstance(months, int) else None

    def applies(self, kind: str, on: date) -> bool:
        """Whether the row is in force on a day for a kind of procedure."""
        return self.enabled and on in self.period and self.procedure in {"any", kind}

    def fits(self, look: Look) -> bool:
        """Whether its condition holds."""
        return holds(self.condition, look)


def read_rule(row: Row, *, rows_on: frozenset[str], rows_off: frozenset[str]) -> Rule:
    """A rule out of its row. Raises LawTableError naming the row."""
    kind = row.one_of("kind", KINDS)
    condition = row.mapping("condition")
    if not condition:
        raise row.fault("condition is empty")
    for key, value in condition.items():
        if key not in WORDS:
            raise row.fault(f"unknown condition {key!r}")
        if not WORDS[key].sound(value):
            raise row.fault(f"condition {key} cannot be {value!r}")
    period, regime = row.period(), row.one_of("regime", frozenset({"2008", "2024"}))
    _check_regime(row, regime, period)
    params = row.mapping("params")
    return Rule(
        id=row.name,
        regime=regime,
        procedure=row.one_of("procedure", frozenset({"any", "reissue", "exchange"})),
        kind=kind,
        priority=row.number("priority"),
        title=Words(row.text("title_vi"), row.text("title_en")),
        condition=condition,
        outcome=row.one_of("outcome", OTHER_OUTCOMES.get(kind, frozenset(OUTCOME_OF_WORD))),
        params=params,
        legal_basis=row.text("legal_basis"),
        period=period,
        review_from=row.optional_day("review_from"),
        confidence=row.one_of("confidence", frozenset({"H", "M", "L"})),
        note=row.optional_text("note"),
        enabled=row.name in rows_on or (row.name not in rows_off and params.get("enabled_by_default") is not False),
    )


def _check_regime(row: Row, regime: str, period: Period) -> None:
    old = regime == "2008"
    if old and (period.last is None or period.last >= NEW_LAW_FROM):
        raise row.fault("a rule of the old regime must end before 2025-01-01")
    if not old and period.first < NEW_LAW_FROM:
        raise row.fault("a rule of the new regime cannot begin before 2025-01-01")


def closest(rules: Sequence[Rule], look: Look) -> Rule | None:
    """Of the rows that fit, the one of lowest priority number; within a priority the closest fit, then by id."""
    fitting = [rule for rule in rules if rule.fits(look)]
    return min(fitting, key=lambda rule: (rule.priority, -specificity(rule.condition, look), rule.id), default=None)
