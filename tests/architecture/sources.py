"""The tree as the rules see it: every Python file parsed once, and what services there are."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = ("services", "shared")
NOT_OURS = {".git", ".venv", ".hypothesis", "var", "build", "node_modules"}


@dataclass(frozen=True)
class Source:
    """One Python file. ``path`` is relative to the tree, with forward slashes."""

    path: str
    text: str

    @functools.cached_property
    def tree(self) -> ast.Module:
        """Its syntax."""
        return ast.parse(self.text, self.path)

    def is_under(self, *folders: str) -> bool:
        """Whether it lies in one of these folders, at any depth; ``*`` stands for one folder."""
        parts = self.path.split("/")
        return any(
            len(parts) > len(wanted) and all(want in ("*", part) for want, part in zip(wanted, parts, strict=False))
            for wanted in (folder.split("/") for folder in folders)
        )

    def at(self, node: ast.AST, fault: str) -> str:
        """A fault and where it is."""
        return f"{self.path}:{getattr(node, 'lineno', 1)}: {fault}"


@functools.cache
def tree(root: Path = ROOT) -> tuple[Source, ...]:
    """Every Python file of the project, in a stable order."""
    return tuple(
        Source(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8"))
        for top in (*CODE, "tests")
        for path in sorted((root / top).rglob("*.py"))
        if "__pycache__" not in path.parts
    )


def code(root: Path = ROOT) -> tuple[Source, ...]:
    """The product without its tests."""
    return tuple(source for source in tree(root) if source.is_under(*CODE))


def services(root: Path = ROOT) -> list[str]:
    """The services there are: packages below ``services`` that have a composition root or a layer."""
    skeleton = ("app.py", "domain", "application", "api", "web")
    return sorted(
        folder.name
        for folder in (root / "services").iterdir()
        if folder.is_dir() and any((folder / part).exists() for part in skeleton)
    )


def files(root: Path = ROOT) -> Iterator[tuple[str, str]]:
    """Every text file that could be committed, with its text."""
    for path in sorted(root.rglob("*")):
        relative = path.relative_to(root)
        hidden = any(part in NOT_OURS or part.endswith(("_cache", ".egg-info", "__")) for part in relative.parts[:-1])
        if hidden or not path.is_file() or path.suffix in {".pyc", ".png", ".pdf", ".woff2", ".ico"}:
            continue
        try:
            yield relative.as_posix(), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def dotted(node: ast.expr) -> str:
    """``a.b.c`` for a name or a chain of attributes, "" for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (before := dotted(node.value)):
        return f"{before}.{node.attr}"
    return ""


def calls(source: Source) -> Iterator[tuple[ast.Call, str]]:
    """Every call with the dotted name of what is called."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call):
            yield node, dotted(node.func)


def imports(source: Source) -> Iterator[tuple[ast.stmt, str]]:
    """Every imported name, fully dotted: ``from a import b`` gives ``a.b``."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)
