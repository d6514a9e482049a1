"""The page of the dossier says what the table says: every row, in the table and in the diagram, and nothing else."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from services.renewals.application import dossier_page as module
from services.renewals.application.dossier_page import GUARD_WORDS, STATE_WORDS, dossier_page
from services.renewals.domain.ends import END_REASONS, STEP_WORDS
from services.renewals.domain.policy import Policy
from services.renewals.domain.portal_states import PORTAL_STATES
from services.renewals.domain.states import ENDED, TRANSITIONS, Guard, State

COMMITTED = Path(__file__).resolve().parents[3] / "docs/dossier.md"


def section(title: str) -> str:
    return dossier_page().split(f"## {title}\n")[1].split("\n## ")[0]


def test_the_committed_page_is_the_generated_one() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == dossier_page(), "run `make pages`"


def test_the_diagram_has_an_arrow_for_each_row_and_no_other() -> None:
    arrows = set(re.findall(r"^    (\S+) --> (\S+?)(?:: (\S+))?$", section("Diagram"), re.MULTILINE))
    rows = {(row.state.value, row.next.value, row.event.value) for row in TRANSITIONS}
    assert arrows == rows | {("[*]", "submitted", "")} | {(state.value, "[*]", "") for state in ENDED}


def test_the_steps_name_doers_guard_and_words() -> None:
    lines = [line for line in section("Steps").splitlines() if line.startswith("| `")]
    assert len(lines) == len(TRANSITIONS)
    for row, line in zip(TRANSITIONS, lines, strict=True):
        state, event, guard, who, after, words = (cell.strip(" `") for cell in line.strip("|").split("|"))
        assert (state, event, after) == (row.state.value, row.event.value, row.next.value)
        assert guard == GUARD_WORDS[row.guard]
        assert set(who.split(", ")) == {doer.value for doer in row.who}
        assert words == STEP_WORDS[row.event].en


def test_everything_has_words() -> None:
    assert set(STATE_WORDS) == set(State)
    assert set(GUARD_WORDS) == set(Guard)
    assert all(f"`{code}`" in section("Why a dossier ends") for code in END_REASONS)


def test_every_code_of_the_portal_is_ours_somewhere_or_is_left_empty() -> None:
    lines = [line for line in section("States of the national portal").splitlines() if re.match(r"\| \d", line)]
    shown = {int(cells[1]): cells[3].strip() for cells in (line.split("|") for line in lines)}
    assert set(shown) == set(PORTAL_STATES)
    assert all(shown.values())


def test_a_changed_table_makes_another_page(monkeypatch) -> None:
    page = dossier_page()
    monkeypatch.setattr(module, "TRANSITIONS", (replace(TRANSITIONS[0], next=State.STOPPED), *TRANSITIONS[1:]))
    assert dossier_page() != page


def test_the_deadlines_are_the_policys() -> None:
    assert "| 3 days |" in section("Deadlines")
    assert "| 44 days |" in dossier_page(Policy(clearance_days=44))
