"""What was found, in five short blocks, and the verdict over them in one sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from services.portal.application.journey import Check, Draft, Finding
from shared.web.pages.language import LazyText, lazy, ngettext, say

TITLES: Mapping[str, LazyText] = MappingProxyType(
    {
        "exam": lazy("Sát hạch"),
        "issuance": lazy("Giấy phép"),
        "violations": lazy("Vi phạm"),
        "points": lazy("Điểm"),
        "identity": lazy("Căn cước và sức khỏe"),
    }
)
"""The blocks in their order."""

IDENTITY = ("identity", "differences", "health", "health-cert", "repeated-loss")
VIOLATIONS = ("standing", "source-silent", "not-a-bar", "owner-notice", "block-unsettled", "block-unpaid", "block-card",
              "block-suspen", "integrated-part")  # fmt: skip
TONES: Mapping[str, str] = MappingProxyType(
    {"block": "stopped", "exam": "stopped", "review": "waiting", "wait": "waiting", "pass": "good", "info": "good"}
)
GRAVEST = ("block", "exam", "review", "wait", "pass", "info")


@dataclass(frozen=True, slots=True)
class Block:
    """One block: a mark, a few sentences, the places in the law behind them."""

    title: LazyText
    tone: str
    sentences: tuple[str, ...]
    basis: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict: ``tone``, a sentence, and what it means."""

    tone: str
    title: str
    means: LazyText | None


def blocks_of(check: Check) -> list[Block]:
    """The five blocks; one of which nothing is known is left out."""
    grouped: dict[str, list[Finding]] = {name: [] for name in TITLES}
    for finding in check.findings:
        grouped[_group(finding)].append(finding)
    return [_block(TITLES[name], findings) for name, findings in grouped.items() if findings]


def news_of(check: Check) -> list[str]:
    """What will be different on the new card."""
    findings = [finding for finding in check.findings if finding.outcome == "info" and finding.rule != "validity"]
    return [say(finding.said) for finding in findings if _group(finding) == "issuance"]


def obstacles_of(check: Check) -> list[Finding]:
    """Findings that stand in the way or that somebody has to weigh, gravest first."""
    found = [finding for finding in check.findings if finding.outcome in {"block", "exam", "review"}]
    return sorted(found, key=lambda finding: GRAVEST.index(finding.outcome))


def _group(finding: Finding) -> str:
    rule = finding.rule
    if finding.obstacle is not None or any(name in rule for name in VIOLATIONS):
        return "violations"
    if finding.outcome == "exam" or rule == "in-records":
        return "exam"
    if "points" in rule:
        return "points"
    return "identity" if any(name in rule for name in IDENTITY) else "issuance"


def _block(title: LazyText, findings: Sequence[Finding]) -> Block:
    telling = [finding for finding in findings if finding.outcome != "info"] or list(findings)
    gravest = min((finding.outcome for finding in telling), key=GRAVEST.index)
    said = list(dict.fromkeys(_short(finding) for finding in telling))
    sentences = [text for text in said if not any(other != text and other.startswith(text) for other in said)]
    basis = tuple(dict.fromkeys(place for finding in findings for place in finding.basis))
    return Block(title, TONES[gravest], tuple(sentences), basis)


def _short(finding: Finding) -> str:
    """A case in the way is told in full on top of the page."""
    if finding.obstacle is not None:
        return lazy("Vụ việc số %(number)s chưa giải quyết xong.") % {"number": finding.obstacle.number}
    return say(finding.said)


_NOTHING_TO_DO = lazy("Không phải sát hạch, không phải nộp thêm giấy tờ nào.")
_GOES_ON = lazy("Ông/bà vẫn nộp được hồ sơ. Hồ sơ tự động được xử lý tiếp khi có kết quả.")
_VERDICTS: Mapping[str, tuple[str, LazyText, LazyText, LazyText | None]] = MappingProxyType(
    {
        "reissue_now": ("good", lazy("Ông/bà được cấp lại ngay"), lazy("Ông/bà được cấp lại ngay"), _NOTHING_TO_DO),
        "exchange_now": ("good", lazy("Ông/bà được đổi ngay"), lazy("Ông/bà được đổi ngay"), _NOTHING_TO_DO),
        "theory_exam": (
            "stopped",
            lazy("Cần sát hạch lại lý thuyết trước khi được cấp lại"),
            lazy("Cần sát hạch lại lý thuyết trước khi được đổi"),
            None,
        ),
        "theory_and_practical_exam": (
            "stopped",
            lazy("Cần sát hạch lại lý thuyết và thực hành trước khi được cấp lại"),
            lazy("Cần sát hạch lại lý thuyết và thực hành trước khi được đổi"),
            None,
        ),
        "partially_allowed": (
            "waiting",
            lazy("Chỉ một phần giấy phép được cấp lại"),
            lazy("Chỉ một phần giấy phép được đổi"),
            lazy("Ông/bà nộp được hồ sơ cho phần không bị cản trở."),
        ),
        "not_found": (
            "stopped",
            lazy("Không tìm thấy giấy phép để cấp lại"),
            lazy("Không tìm thấy giấy phép để đổi"),
            None,
        ),
        "officer_review": (
            "waiting",
            lazy("Cán bộ cần xem xét trước khi cấp lại"),
            lazy("Cán bộ cần xem xét trước khi đổi"),
            lazy("Ông/bà nộp hồ sơ như thường và không phải làm gì thêm; cán bộ xem xét trong thời hạn giải quyết."),
        ),
        "pending_source": (
            "waiting",
            lazy("Đang chờ dữ liệu vi phạm của cơ quan công an"),
            lazy("Đang chờ dữ liệu vi phạm của cơ quan công an"),
            _GOES_ON,
        ),
        "refused": ("stopped", lazy("Không cấp lại được"), lazy("Không đổi được"), None),
        "revoked": ("stopped", lazy("Giấy phép đã bị thu hồi"), lazy("Giấy phép đã bị thu hồi"), None),
    }
)
"""Tone, the sentence for a reissue, the one for an exchange, what it means."""


def verdict_of(check: Check, draft: Draft) -> Verdict:
    """The one sentence on top."""
    if check.outcome == "blocked":
        cases = len({finding.obstacle.case_id for finding in check.findings if finding.obstacle}) or 1
        title = ngettext("Có %(num)s vụ việc phải giải quyết trước", "Có %(num)s vụ việc phải giải quyết trước", cases)
        return Verdict("stopped", title, None)
    if check.outcome == "reissue_after_wait":
        months = check.wait_months or 0
        title = ngettext("Ông/bà được cấp lại sau %(num)s tháng", "Ông/bà được cấp lại sau %(num)s tháng", months)
        return Verdict("waiting", title, _NOTHING_TO_DO)
    tone, reissue, exchange, means = _VERDICTS.get(check.outcome, _VERDICTS["officer_review"])
    return Verdict(tone, str(reissue if draft.is_loss else exchange), means)
