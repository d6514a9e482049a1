"""A run of pytest that finds out once which test runs which line, then tries mutants on the modules it has loaded."""

from __future__ import annotations

import ast
import contextlib
import gc
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, zip_longest
from types import CodeType, FunctionType

import pytest
from hypothesis import Phase, settings

from tests.mutation.coverage import Lines
from tests.mutation.mutants import Mutant
from tests.mutation.processes import attempt

SURVIVED = "survived"
KILLED = "killed"
QUICK_SECONDS = 0.1
NOT_LOADED = "not loaded"
"""The mutant lies in what runs at import: it needs a process that has not imported the module yet."""


@dataclass
class Findings:
    """What a session learnt: seconds by test, tests by line, verdicts by mutant, third-party modules it loaded."""

    seconds: dict[str, float] = field(default_factory=dict)
    by_line: dict[tuple[str, int], set[str]] = field(default_factory=dict)
    before: set[tuple[str, int]] = field(default_factory=set)
    verdicts: dict[tuple[str, int], str] = field(default_factory=dict)
    module_seconds: dict[str, float] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    loaded: list[str] = field(default_factory=list)

    def tests_of(self, path: str, lines: Iterable[int] | None = None) -> list[str]:
        """The tests that run any of the lines, or any line of the module, in the order in which to try them."""
        if lines is None:
            lines = [line for file, line in self.by_line if file == path]
        chosen: set[str] = set().union(*(self.by_line.get((path, line), ()) for line in lines))
        return in_turns(chosen, self.seconds)


def in_turns(tests: Iterable[str], seconds: dict[str, float]) -> list[str]:
    """One of each parametrised test first, quick ones before slow ones: different tests see different things."""
    families = defaultdict(list)
    for test in sorted(tests):
        families[test.partition("[")[0]].append(test)
    rounds = zip_longest(*sorted(families.values(), key=lambda family: seconds.get(family[0], 0.0)))
    return [test for each in rounds for test in each if test]


def generate_without_shrinking() -> None:
    """Let Hypothesis generate the same every time, and stop at the first failure: nobody reads the example."""
    phases = (Phase.explicit, Phase.generate)
    settings.register_profile("mutants", phases=phases, derandomize=True, database=None, deadline=None)
    settings.load_profile("mutants")


def run_until_one_fails(items: Iterable[pytest.Item]) -> str:
    """The first test that fails, with ``killed``, else ``survived``."""
    return next((f"{KILLED} {item.nodeid}" for item in items if not passes(item)), SURVIVED)


def passes(item: pytest.Item) -> bool:
    """Run a test without pytest's reports: most of the time of a failing test goes into telling why."""
    state = item.session._setupstate
    try:
        if getattr(item, "_request", None) is False:  # taken down after an earlier run
            item._initrequest()  # type: ignore[attr-defined]
        state.setup(item)
        item.runtest()
        return not getattr(item, "_excinfo", None)  # unittest's way of telling
    except BaseException:  # noqa: BLE001  # whatever it is, it was noticed
        return False
    finally:
        with contextlib.suppress(BaseException):
            state.teardown_exact(None)


class Warm:
    """The pytest plugin. ``mutants`` by path of the module; each gets tests that take ``most_seconds`` in all."""

    def __init__(self, mutants: dict[str, list[tuple[int, Mutant]]], *, most_seconds: float) -> None:
        self._mutants = mutants
        self._most_seconds = most_seconds
        self._lines = Lines(mutants)
        self._killers: dict[str, int] = defaultdict(int)
        self.findings = Findings()
        self._lines.start()  # plugins import the modules before anything is collected

    def pytest_collection(self) -> None:
        """Before the tests are read."""
        generate_without_shrinking()

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """All tests once, then the mutants."""
        for item in session.items:
            began = time.process_time()
            with self._lines.of(item.nodeid):
                passed = passes(item)
            self.findings.seconds[item.nodeid] = time.process_time() - began
            if not passed:
                self.findings.failed.append(item.nodeid)
        print(f"  {len(session.items)} tests once", file=sys.stderr, flush=True)
        self._lines.stop()
        self.findings.by_line, self.findings.before = self._lines.by_test, self._lines.before
        self.findings.loaded = sorted(name for name in sys.modules if not name.startswith(("services", "shared")))
        if not self.findings.failed:
            self._try_all({item.nodeid: item for item in session.items})
        return True

    def _try_all(self, items: dict[str, pytest.Item]) -> None:
        functions = live_functions(self._mutants)
        gc.freeze()  # what is there already need not be copied by forks
        for path, mutants in self._mutants.items():
            began = time.perf_counter()
            for number, mutant in mutants:
                found = self.findings.verdicts[path, number] = self._try(path, mutant, items, functions)
                if not found.startswith(KILLED):
                    print(f"  {found}: {path}:{mutant.lines.start} {mutant.name}", file=sys.stderr, flush=True)
            self.findings.module_seconds[path] = time.perf_counter() - began
            print(f"  {path}: {self.findings.module_seconds[path]:.0f} s", file=sys.stderr, flush=True)

    def _try(
        self, path: str, mutant: Mutant, items: dict[str, pytest.Item], functions: dict[tuple[str, str, int], list]
    ) -> str:
        lines = None if mutant.function is None else mutant.lines
        tests = self._affordable(sorted(self.findings.tests_of(path, lines), key=self._promise))
        early = lines is None or any((path, line) in self.findings.before for line in lines)
        if tests:
            usual = sum(self.findings.seconds[test] for test in tests)

            def live() -> str:
                if not (swap_in(mutant, path, functions) if mutant.function else rebind(mutant, path)):
                    return NOT_LOADED
                return run_until_one_fails(items[test] for test in tests)

            answer = attempt(live, usual_seconds=usual) or KILLED
            if answer != SURVIVED:
                if answer.startswith(KILLED):
                    self._killers[answer.partition(" ")[2]] += 1
                return answer
        return NOT_LOADED if early else SURVIVED

    def _affordable(self, tests: list[str]) -> list[str]:
        """The first tests that together take no longer than is allowed."""
        sums = accumulate(self.findings.seconds[test] for test in tests)
        return [test for test, taken in zip(tests, sums, strict=True) if taken <= self._most_seconds]

    def _promise(self, test: str) -> int:
        """What killed often goes first, if it is quick."""
        return -self._killers[test] if self.findings.seconds[test] < QUICK_SECONDS else 0


def live_functions(paths: Iterable[str]) -> dict[tuple[str, str, int], list[FunctionType]]:
    """Every function there is of the modules, by file, qualified name and first line."""
    wanted = frozenset(paths)
    found: dict[tuple[str, str, int], list[FunctionType]] = defaultdict(list)
    for each in gc.get_objects():
        if type(each) is FunctionType and each.__code__.co_filename in wanted:
            code = each.__code__
            found[code.co_filename, code.co_qualname, code.co_firstlineno].append(each)
    return found


def swap_in(mutant: Mutant, path: str, functions: dict[tuple[str, str, int], list[FunctionType]]) -> bool:
    """Give the loaded functions the mutant's code; False if they cannot take it."""
    wanted = mutant.function
    if wanted is None:
        return False
    swapped = False
    for code in _codes(compile(mutant.tree(), path, "exec")):
        inside = (code.co_qualname, code.co_firstlineno) == wanted or code.co_qualname.startswith(
            f"{wanted[0]}.<locals>"
        )
        for function in functions.get((path, code.co_qualname, code.co_firstlineno), ()) if inside else ():
            if len(function.__code__.co_freevars) != len(code.co_freevars):
                return False
            function.__code__ = code
            swapped = True
    return swapped


def rebind(mutant: Mutant, path: str) -> bool:
    """Assign a mutated constant in its module and wherever it was imported; False if it is no plain assignment.

    What was computed from the old value at import keeps it; only a process that imports anew tells of a survivor there.
    """
    module = next((m for m in list(sys.modules.values()) if getattr(m, "__file__", None) == path), None)
    statement = next((s for s in mutant.tree().body if s.lineno == mutant.lines.start), None)
    if module is None or not isinstance(statement, ast.Assign | ast.AnnAssign):
        return False
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    names = [node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)]
    old = {name: vars(module).get(name) for name in names}
    exec(compile(ast.Module([statement], []), path, "exec"), vars(module))
    for other in list(sys.modules.values()):
        for name in names:
            if getattr(other, name, None) is old[name]:
                setattr(other, name, vars(module)[name])
    return True


def _codes(code: CodeType) -> Sequence[CodeType]:
    inner = [constant for constant in code.co_consts if isinstance(constant, CodeType)]
    return [*inner, *(deeper for each in inner for deeper in _codes(each))]
