"""``python -m tests.mutation [group or module …]``: how many faults put into the domain its tests notice.

Prints a line per module, then the survivors that ``equivalents.json`` does not explain. Ends with 1 if a module's tests
kill fewer than 85 of 100.
"""

from __future__ import annotations

import argparse
import math
import os
import pickle
import sys
import tempfile
import time
from pathlib import Path

import pytest

from tests.mutation.cold import OPTIONS, preload, try_cold
from tests.mutation.mutants import Mutant, mutants_of
from tests.mutation.page import PAGE, Score, in_all, page
from tests.mutation.processes import HANGS, attempt
from tests.mutation.session import NOT_LOADED, SURVIVED, Findings, Warm, in_turns
from tests.mutation.targets import ENOUGH, GROUPS, ROOT, Group, read_equivalents

SESSION_SECONDS = 3600.0
QUICK_SECONDS = 1.5


def warm_up(group: Group, mutants: dict[str, list[tuple[int, Mutant]]], most_seconds: float) -> Findings:
    """All that one pytest process can find out, in a fork: this process must not import what is mutated."""
    with tempfile.NamedTemporaryFile() as file:

        def live() -> str:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # progress goes to standard error
            plugin = Warm(mutants, most_seconds=most_seconds)
            pytest.main([*OPTIONS, *group.tests], plugins=[plugin])
            Path(file.name).write_bytes(pickle.dumps(plugin.findings))
            return "done"

        if attempt(live, usual_seconds=SESSION_SECONDS, quiet=False) != "done":
            raise SystemExit(f"{group.name}: the tests cannot be run")
        findings: Findings = pickle.loads(Path(file.name).read_bytes())  # written a moment ago
    if findings.failed or not findings.seconds:
        raise SystemExit(f"{group.name}: tests fail without any mutant: {', '.join(findings.failed)}")
    return findings


def verdict(mutant: Mutant, path: str, findings: Findings) -> str:
    """What a fresh process says where the warm one could not tell."""
    tests = findings.tests_of(path)
    return try_cold(mutant, path, tests or in_turns(findings.seconds, findings.seconds), findings)


def score_group(
    group: Group, chosen: list[Path], equivalents: dict[str, dict[str, str]], *, quick: bool
) -> list[Score]:
    """Try every mutant of the chosen modules; prints a line for each module."""
    began = time.perf_counter()
    mutants = {str(path): list(enumerate(mutants_of(path.read_text("utf-8")))) for path in chosen}
    findings = warm_up(group, mutants, QUICK_SECONDS if quick else math.inf)
    preload(findings.loaded)
    print(f"{group.name}: {len(findings.seconds)} tests, warm after {time.perf_counter() - began:.0f} s", flush=True)
    scores = []
    for path, each in mutants.items():
        score = Score(str(Path(path).relative_to(ROOT)), mutants=len(each))
        began_here = time.perf_counter()
        for number, mutant in each:
            found = findings.verdicts[path, number]
            if found == NOT_LOADED:
                found = SURVIVED if quick else verdict(mutant, path, findings)
            score.hanging += found == HANGS
            if found == SURVIVED:
                score.survivors.append(mutant)
                score.explained += mutant.name in equivalents.get(score.module, {})
        score.seconds = findings.module_seconds[path] + time.perf_counter() - began_here
        tell(score)
        scores.append(score)
    print(f"{group.name}: {time.perf_counter() - began:.0f} s", flush=True)
    return scores


def tell(score: Score) -> None:
    """One line of the table."""
    print(
        f"{score.module:48} {score.mutants:7d} {score.killed:6d} {score.hanging:5d} {len(score.survivors):8d} "
        f"{score.explained:9d} {score.percent:5.1f} {score.seconds:7.0f}",
        flush=True,
    )


def main(wanted: list[str], *, quick: bool = False, write_page: bool = False) -> int:
    """Run the groups and modules asked for, all if none is named."""
    equivalents = read_equivalents()
    scores: list[Score] = []
    print(f"{'module':48} mutants killed hangs survived explained score seconds", flush=True)
    for group in GROUPS:
        names = [group.name] if group.name in wanted or not wanted else wanted
        chosen = [
            path for name in names for path in group.modules if name == group.name or str(path).endswith(f"/{name}")
        ]
        if chosen:
            scores += score_group(group, chosen, equivalents, quick=quick)
    tell(in_all(scores))
    for score in scores:
        for mutant in score.survivors:
            if mutant.name not in equivalents.get(score.module, {}):
                print(f"survived: {score.module}:{mutant.lines.start} {mutant.name}")
    if write_page:
        PAGE.write_text(page(scores, equivalents), "utf-8")
    low = [score.module for score in scores if score.percent < ENOUGH]
    print(f"below {ENOUGH} of 100: {', '.join(low) or 'none'}")
    return bool(low)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="tests.mutation", description=__doc__)
    parser.add_argument("wanted", nargs="*", help="groups or modules; all if none is named")
    parser.add_argument("--page", action="store_true", help="write docs/mutation.md")
    parser.add_argument("--quick", action="store_true", help="few tests a mutant, no fresh processes: a lower bound")
    asked = parser.parse_args()
    sys.exit(main(asked.wanted, quick=asked.quick, write_page=asked.page))
