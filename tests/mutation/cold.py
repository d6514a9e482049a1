"""A mutant of what runs at import: loaded in its place by a fresh interpreter that knows foreign packages only."""

from __future__ import annotations

import contextlib
import importlib
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from importlib.machinery import SourceFileLoader
from types import CodeType

import pytest

from tests.mutation.mutants import Mutant
from tests.mutation.processes import attempt
from tests.mutation.session import KILLED, SURVIVED, Findings, generate_without_shrinking, run_until_one_fails

OPTIONS = (
    "--quiet",
    "-p",
    "no:cacheprovider",
    "-W",
    "ignore::pytest.PytestAssertRewriteWarning",
    "--capture=no",
)
IMPORTS_SECONDS = 10.0


class Chosen:
    """The pytest plugin: runs the chosen tests in their order, and those that only the mutant brought about."""

    def __init__(self, tests: Sequence[str], known: Iterable[str]) -> None:
        self._places = {test: place for place, test in enumerate(tests)}
        self._known = frozenset(known)
        self.verdict = KILLED

    def pytest_collection(self) -> None:
        """Before the tests are read."""
        generate_without_shrinking()

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Stop at the first failure."""
        chosen = [item for item in session.items if item.nodeid in self._places or item.nodeid not in self._known]
        self.verdict = run_until_one_fails(sorted(chosen, key=lambda item: self._places.get(item.nodeid, -1)))
        return True


def preload(modules: Iterable[str]) -> None:
    """Import foreign packages once, so that no attempt has to."""
    for name in modules:
        if not name.startswith(("services", "shared", "tests", "__")) and name not in sys.modules:
            with contextlib.suppress(Exception):
                importlib.import_module(name)


def try_cold(mutant: Mutant, path: str, tests: Sequence[str], findings: Findings) -> str:
    """The verdict of the tests on a module loaded with the mutant in it.

    Most of the time goes into reading test files, so the one that holds most of the tests is tried by itself first.
    """
    files = Counter(test.partition("::")[0] for test in tests)
    (nearest, _), *others = files.most_common()
    near = [test for test in tests if test.startswith(f"{nearest}::")]
    found = _try(mutant, path, near, findings)
    return _try(mutant, path, tests, findings) if found == SURVIVED and others else found


def _try(mutant: Mutant, path: str, tests: Sequence[str], findings: Findings) -> str:
    def live() -> str:
        _load_instead(path, compile(mutant.tree(), path, "exec"))
        plugin = Chosen(tests, findings.seconds)
        pytest.main([*OPTIONS, *dict.fromkeys(test.partition("::")[0] for test in tests)], plugins=[plugin])
        return plugin.verdict

    usual = IMPORTS_SECONDS + sum(findings.seconds[test] for test in tests)
    return attempt(live, usual_seconds=usual) or KILLED


def _load_instead(path: str, code: CodeType) -> None:
    usual = SourceFileLoader.get_code

    def get_code(loader: SourceFileLoader, fullname: str) -> CodeType | None:
        return code if loader.path == path else usual(loader, fullname)

    SourceFileLoader.get_code = get_code  # type: ignore[method-assign]
