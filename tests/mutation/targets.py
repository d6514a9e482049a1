"""What is mutated, and by which tests each group of modules is held."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
ENOUGH = 85
"""Percent of a module's mutants that its tests must kill."""


@dataclass(frozen=True)
class Group:
    """Modules, as paths or folders, and the tests that hold them, as pytest takes them: quick, without a database."""

    name: str
    sources: tuple[str, ...]
    tests: tuple[str, ...]

    @property
    def modules(self) -> list[Path]:
        """The files, in order of name."""
        found = [
            path
            for source in self.sources
            for path in (sorted((ROOT / source).glob("*.py")) if (ROOT / source).is_dir() else [ROOT / source])
        ]
        return [path for path in found if path.name != "__init__.py"]


GROUPS = (
    Group("calendar", ("shared/kernel/working_days.py",), ("tests/unit/shared/kernel",)),
    Group("violations", ("services/violations/domain",), ("tests/unit/violations",)),
    Group(
        "renewals",
        ("services/renewals/domain",),
        ("tests/unit/renewals", "--ignore=tests/unit/renewals/test_interleavings.py"),
    ),
    Group("licences", ("services/licences/domain",), ("tests/unit/licences",)),
)


def read_equivalents() -> dict[str, dict[str, str]]:
    """Mutants that no test can tell from the original: module → mutant → why."""
    found: dict[str, dict[str, str]] = json.loads((Path(__file__).parent / "equivalents.json").read_text("utf-8"))
    return found
