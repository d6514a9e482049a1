"""Renders the table of states as a page (docs/dossier.md): the life of a dossier, readable without reading code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from services.renewals.domain.ends import END_REASONS, STEP_WORDS
from services.renewals.domain.policy import Policy
from services.renewals.domain.portal_states import PORTAL_STATES, portal_milestone, portal_state
from services.renewals.domain.states import ENDED, TRANSITIONS, Event, Guard, State, Transition, Who
from shared.kernel.words import Words

HEADER = """# The life of a dossier

Generated from `services/renewals/domain/states.py` by `make pages`; change the table, never this page.

One table says where a dossier (*hồ sơ*) may go: from which state, on which event, under which guard, by whom, to where.
Nothing else in the service names a successor state, and whatever the table has no row for answers 409 `state-conflict`.
Each step is one commit: the dossier's row, its timeline, an entry of its audit chain, an event `application.<state>`
and the promise of the next look. That no state is unreachable or a dead end, that every deadline has a way out and
that this page says what the table says is kept true by `tests/unit/renewals/test_states.py` and
`tests/unit/renewals/test_dossier_page.py`.
"""
STATE_WORDS: Mapping[State, Words] = {
    State.SUBMITTED: Words("Đã nộp", "Filed and numbered."),
    State.CHECKING: Words("Đang kiểm tra", "The rules look; the reference date is the day of filing."),
    State.AWAITING_CLEARANCE: Words(
        "Chờ giải quyết vi phạm", "A case is unsettled or a police source silent; looked at again on every news."
    ),
    State.AWAITING_PAYMENT: Words("Chờ nộp lệ phí", "The fee is due; nothing runs against the agency yet."),
    State.UNDER_REVIEW: Words("Đang xem xét", "On an officer's desk; once accepted, the time limit runs."),
    State.SUPPLEMENT_REQUESTED: Words("Chờ bổ sung", "Papers are asked for; the time limit stands still."),
    State.APPROVED: Words("Đã duyệt", "Decided; the agency's key signs."),
    State.ISSUING: Words("Đang cấp", "A last standing is taken and the register asked for the card."),
    State.ISSUED: Words("Đã cấp", "The new card lives, the old one is superseded."),
    State.DELIVERED: Words("Đã trả kết quả", "The holder has the result."),
    State.WITHDRAWN: Words("Đã rút", "Taken back by the applicant; a lost card is live again, a paid fee goes back."),
    State.STOPPED: Words("Dừng xử lý", "Ended without a decision; a paid fee goes back."),
    State.REFUSED: Words("Từ chối", "Refused with a reason; a paid fee goes back."),
}
GUARD_WORDS: Mapping[Guard, str] = {
    Guard.ALWAYS: "",
    Guard.FEE_PAID_OR_NONE: "the fee is paid, or there is none",
    Guard.ALREADY_ACCEPTED: "it was accepted before",
    Guard.DEADLINE_PASSED: "the deadline has passed",
    Guard.SUPPLEMENTS_LEFT: "asked for at most once before; the second request counts as late",
    Guard.LAST_STANDING_CLEAR: "the last standing lets it pass",
    Guard.LICENCE_UNKNOWN: "the information system does not hold the licence",
    Guard.LICENCE_APPEARED: "the licence register holds the licence by now",
}


PAPER_REGISTERS = """## A licence that the system does not hold

Such a dossier is filed with what the holder remembers and lies `under_review` with the finding `not-in-system`. An
officer searches the paper registers (*bảng kê, sổ quản lý*) and records the search
(`POST /applications/{id}/register-searches`). Found: the finding `awaiting-registration` tells the citizen; the licence
register owns licences, so the record is taken in there like any other old record
(`POST /api/licences/v1/imports/licences`). The clock looks every few minutes whether the licence is there by now, also
where no search is on file; once it is, the dossier is checked anew with it, and the card is reported lost where it is.
All the while the time limit runs, because the wait is the agency's. Not found: the dossier is refused with
`not-in-system`, signed like every refusal, and a paid fee goes back.
"""


def dossier_page(policy: Policy | None = None) -> str:
    """The page in markdown, the same for the same table."""
    sections = [
        HEADER,
        "## Diagram\n\n" + _diagram(TRANSITIONS),
        "## States\n\nThe portal's code (*trạng thái hồ sơ trên Cổng Dịch vụ công quốc gia*) before and after "
        "acceptance, where it differs.\n\n" + _states(),
        "## Steps\n\n" + _steps(TRANSITIONS),
        "## Deadlines\n\n" + _deadlines(policy or Policy()),
        PAPER_REGISTERS,
        "## Why a dossier ends\n\n" + _ends(),
        "## States of the national portal\n\n" + _portal(),
    ]
    return "\n".join(sections).rstrip() + "\n"


def _diagram(rows: Iterable[Transition]) -> str:
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {State.SUBMITTED}"]
    lines += [f"    {row.state} --> {row.next}: {row.event}" for row in rows]
    lines += [f"    {state} --> [*]" for state in State if state in ENDED]
    return "\n".join([*lines, "```", ""])


def _states() -> str:
    rows = (
        [f"`{state}`", f"{STATE_WORDS[state].en} *{STATE_WORDS[state].vi}.*", _codes(state), _way_on(state)]
        for state in State
    )
    return _table(["State", "What it means", "Portal", "Moved on by"], rows)


def _codes(state: State) -> str:
    before, after = (portal_state(state, accepted=accepted) for accepted in (False, True))
    return str(before) if before == after else f"{before}, accepted {after}"


def _way_on(state: State) -> str:
    doers = {who for row in TRANSITIONS if row.state is state for who in row.who}
    return "nobody: it has ended" if state in ENDED else _named(doers)


def _named(doers: Iterable[Who]) -> str:
    known = set(doers)
    return ", ".join(who.value for who in Who if who in known)


def _steps(rows: Iterable[Transition]) -> str:
    shown = (
        [
            f"`{row.state}`",
            f"`{row.event}`",
            GUARD_WORDS[row.guard],
            _named(row.who),
            f"`{row.next}`",
            STEP_WORDS[row.event].en,
        ]
        for row in rows
    )
    milestone = portal_milestone(Event.ACCEPTED, State.UNDER_REVIEW, accepted=True)
    return (
        _table(["From", "Event", "Guard", "Who", "Next", "In words"], shown)
        + "\n`clock` is time passing or news arriving: nobody's hand. The portal is told the code of the next state; "
        f"acceptance itself is told once as {milestone}.\n"
    )


def _deadlines(policy: Policy) -> str:
    rows = [
        ["`awaiting_payment`", f"{policy.payment_days} days", "`payment_expired`"],
        ["`awaiting_clearance`, a case unsettled", f"{policy.clearance_days} days", "`clearance_expired`"],
        [
            "`awaiting_clearance`, a source silent",
            f"the end of {policy.unknown_source_working_days} working days",
            "`source_stayed_silent`",
        ],
        ["`supplement_requested`", f"{policy.supplement_days} days", "`supplement_expired`"],
    ]
    return (
        _table(["Where", "How long (default)", "Then"], rows)
        + "\nThe agency's own limit in working days runs from acceptance, stands still in `supplement_requested` and "
        "`awaiting_clearance`, and is passed without moving the dossier: it is then shown as late.\n"
    )


def _ends() -> str:
    rows = ([f"`{code}`", f"{words.en} *{words.vi}*"] for code, words in END_REASONS.items())
    return _table(["Code", "In words"], rows)


def _portal() -> str:
    rows = ([str(code), f"{words.en} (*{words.vi}*)", _ours(code)] for code, words in PORTAL_STATES.items())
    return _table(["Code", "Meaning", "Ours"], rows)


def _ours(code: int) -> str:
    found = []
    for state in State:
        before, after = (portal_state(state, accepted=accepted) for accepted in (False, True))
        if before == after == code:
            found.append(f"`{state}`")
        elif code == before:
            found.append(f"`{state}` before acceptance")
        elif code == after:
            found.append(f"`{state}` after acceptance")
    if portal_milestone(Event.ACCEPTED, State.UNDER_REVIEW, accepted=True) == code:
        found.append("the moment of acceptance")
    return ", ".join(found)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows]) + "\n"
