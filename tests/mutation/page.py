"""``docs/mutation.md``: what a whole run found, written by the run itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.mutation.mutants import Mutant
from tests.mutation.targets import ENOUGH, ROOT

PAGE = ROOT / "docs" / "mutation.md"
_HEAD = f"""# How many faults the tests of the domain notice

Written by `make mutants T=--page`; do not edit. Small faults (a boundary moved by one, `and` for `or`, a statement left
out) are put into each module one at a time, and the tests that run the changed line are run. At least {ENOUGH} of 100
must be noticed. *Explained* are survivors that are no faults, for the reasons below; the score is killed of all others.

| module | mutants | killed | survived | explained | score |
|---|---:|---:|---:|---:|---:|
"""


@dataclass
class Score:
    """What became of one module's mutants."""

    module: str
    survivors: list[Mutant] = field(default_factory=list)
    mutants: int = 0
    hanging: int = 0
    explained: int = 0
    seconds: float = 0.0

    @property
    def killed(self) -> int:
        """Noticed, those that hang included."""
        return self.mutants - len(self.survivors)

    @property
    def percent(self) -> float:
        """Killed of a hundred that could be: those explained are no faults."""
        faults = self.mutants - self.explained
        return 100 * self.killed / faults if faults else 100.0


def in_all(scores: Iterable[Score]) -> Score:
    """The sum of all modules."""
    total = Score("all")
    for score in scores:
        total.survivors += score.survivors
        total.mutants += score.mutants
        total.hanging += score.hanging
        total.explained += score.explained
        total.seconds += score.seconds
    return total


def page(scores: list[Score], equivalents: dict[str, dict[str, str]]) -> str:
    """The page in Markdown."""
    rows = [
        f"| `{score.module}` | {score.mutants} | {score.killed} | {len(score.survivors)} | {score.explained} "
        f"| {score.percent:.1f} |"
        for score in [*scores, in_all(scores)]
        if score.mutants
    ]
    reasons = [
        f"- `{score.module}`, `{mutant.name}`: {equivalents[score.module][mutant.name]}"
        for score in scores
        for mutant in score.survivors
        if mutant.name in equivalents.get(score.module, {})
    ]
    return _HEAD + "\n".join(rows) + "\n\n## Survivors that are no faults\n\n" + "\n".join(reasons) + "\n"
