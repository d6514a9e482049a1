"""The faults that are put in are those that are meant, and the list of equivalents names faults that exist."""

from __future__ import annotations

import ast

from tests.mutation.mutants import mutants_of
from tests.mutation.targets import GROUPS, ROOT, read_equivalents

SOURCE = '''
"""Prose."""

LIMIT: int = 3
WORDS = Words("chữ", "word")


class Box:
    size: int = 2

    def fits(self, thing: int, *, strict: bool = True) -> bool:
        """Prose."""
        if thing and not strict:
            return thing <= self.size + 1
        return any(thing < size for size in self.sizes)
'''


def changes() -> set[tuple[str, str]]:
    return {(mutant.was, mutant.becomes) for mutant in mutants_of(SOURCE)}


def test_boundaries_conditions_numbers_and_results_change() -> None:
    assert changes() >= {
        ("3", "4"),
        ("3", "2"),
        ("True", "False"),
        ("thing <= self.size + 1", "thing < self.size + 1"),
        ("thing <= self.size + 1", "thing > self.size + 1"),
        ("self.size + 1", "self.size - 1"),
        ("thing and (not strict)", "thing or not strict"),
        ("not strict", "strict"),
        ("return thing <= self.size + 1", "return None"),
        ("any((thing < size for size in self.sizes))", "all((thing < size for size in self.sizes))"),
    }


def test_prose_and_types_stay() -> None:
    assert not any("chữ" in was or "Prose" in was or was == "int" for was, _ in changes())


def test_every_fault_compiles_differs_and_lies_on_its_lines() -> None:
    original = ast.dump(ast.parse(SOURCE))
    lines = SOURCE.splitlines()
    for mutant in mutants_of(SOURCE):
        assert ast.dump(mutant.tree()) != original
        compile(mutant.tree(), "source", "exec")
        assert any(lines[line - 1].strip() for line in mutant.lines)


def test_what_is_computed_at_import_is_told_from_what_runs_later() -> None:
    functions = {mutant.was: mutant.function for mutant in mutants_of(SOURCE)}
    assert functions["3"] is None
    assert functions["2"] is None
    assert functions["True"] is None
    assert functions["not strict"] == ("Box.fits", 11)


def test_every_equivalent_is_a_fault_that_can_be_put_in() -> None:
    modules = {str(path.relative_to(ROOT)): path for group in GROUPS for path in group.modules}
    for module, explained in read_equivalents().items():
        names = {mutant.name for mutant in mutants_of(modules[module].read_text("utf-8"))}
        assert set(explained) <= names, module
