"""Which column of a file fills which member: the default headings, and a small TOML file for those of others."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from services.commands.bulk.columns import WORDS_FOR_VALUES, Column, Layout
from services.commands.bulk.lines import UnusableError
from shared.kernel.words import folded


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """What a mapping file says: the file's headings by ours, columns passed over, constants, words for values."""

    columns: Mapping[str, str] = field(default_factory=dict)
    ignore: frozenset[str] = frozenset()
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Filled:
    """A column of ours and where its text comes from: a place in the row (None: only the constant)."""

    column: Column
    pointer: str
    place: int | None
    constant: str
    meant: Mapping[str, str]


def same(heading: str) -> str:
    """A heading for comparison: capitals, marks, spaces and underscores do not count."""
    return re.sub(r"[_\s]+", " ", folded(heading)).strip()


def read_map(path: Path, layout: Layout) -> ColumnMap:
    """Read a mapping file. Raises UnusableError for what is no TOML or names a column that there is not."""
    try:
        told = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UnusableError(f"{path} is no TOML file: {error}") from error
    known = set(layout.headings)
    values = dict(_flat(told.pop("values", {}), known))
    columns, constants = dict(_flat(told.pop("columns", {}), known)), dict(_flat(told.pop("constants", {}), known))
    ignore = told.pop("ignore", [])
    strange = [*told, *(name for name in [*columns, *constants, *values] if name not in known)]
    if strange:
        raise UnusableError(
            f"{path} speaks of {', '.join(strange)}. It may have [columns], [constants], [values.…] and ignore, "
            f"for these columns: {', '.join(layout.headings)}."
        )
    words_only = all(isinstance(word, str) for word in [*columns.values(), *constants.values(), *ignore])
    if not words_only or not all(isinstance(meant, dict) for meant in values.values()):
        raise UnusableError(f"{path}: headings, constants and words are texts in quotes; docs/data-files.md shows it.")
    meant = {name: {str(theirs): str(ours) for theirs, ours in words.items()} for name, words in values.items()}
    return ColumnMap(columns, frozenset(same(heading) for heading in ignore), constants, meant)


def _flat(table: Mapping[str, Any], known: set[str], before: str = "") -> Iterator[tuple[str, Any]]:
    """``address.text = "…"`` is a table in a table to TOML; here it is one heading."""
    for name, value in table.items():
        path = f"{before}{name}"
        if isinstance(value, dict) and path not in known:
            yield from _flat(value, known, f"{path}.")
        else:
            yield path, value


def fill(layout: Layout, row: Sequence[str], told: ColumnMap, name: str) -> list[Filled]:
    """Which cell fills which column. ``row`` is the line of headings.

    Raises UnusableError, with what was found and what is needed, for a heading that is missing, there twice, or
    unknown.
    """
    wanted: dict[str, list[Column]] = {}
    for column in layout.columns:
        theirs = told.columns.get(column.heading)
        for heading in [theirs] if theirs is not None else [column.heading, *column.known_as]:
            wanted.setdefault(same(heading), []).append(column)
    places: dict[str, int] = {}
    found: dict[str, list[str]] = {}
    unknown: list[str] = []
    for place, heading in enumerate(row):
        if same(heading) in told.ignore or (not heading.strip() and place == len(row) - 1):
            continue
        unknown += [] if same(heading) in wanted else [f"{heading!r} (column {place + 1})"]
        for column in wanted.get(same(heading), ()):
            found.setdefault(column.heading, []).append(f"{heading!r} (column {place + 1})")
            places[column.heading] = place
    missing = [
        f"{column.heading} (or {', '.join(column.known_as)})" if column.known_as else column.heading
        for column in layout.columns
        if column.heading not in places and column.heading not in told.constants and _needed(column, places, layout)
    ]
    twice = [f"{heading}: {', '.join(where)}" for heading, where in found.items() if len(where) > 1]
    told_of = {"no column for": missing, "more than one column for": twice, "columns nobody asked for:": unknown}
    _complain(name, layout, row, told_of)
    return [
        Filled(
            column,
            "/" + column.heading.replace(".", "/"),
            places.get(column.heading),
            told.constants.get(column.heading, ""),
            {folded(theirs): ours for theirs, ours in
             (WORDS_FOR_VALUES.get(column.heading, {}) | dict(told.values.get(column.heading, {}))).items()},
        )
        for column in layout.columns
        if column.heading in places or column.heading in told.constants
    ]  # fmt: skip


def _needed(column: Column, places: Mapping[str, int], layout: Layout) -> bool:
    if not column.required:
        return False
    parent = column.parent
    return not parent or parent in layout.objects or any(heading.startswith(f"{parent}.") for heading in places)


def _complain(name: str, layout: Layout, row: Sequence[str], told_of: Mapping[str, list[str]]) -> None:
    faults = [f"{words} {'; '.join(which)}" for words, which in told_of.items() if which]
    if faults:
        needed = [
            column.heading
            for column in layout.columns
            if column.required and (not column.parent or column.parent in layout.objects)
        ]
        raise UnusableError(
            f"{name}, line of headings: {'. Also, '.join(faults)}.\n"
            f"  Found:  {', '.join(row)}\n"
            f"  Needed: {', '.join(needed)}\n"
            "  Say which is which in a mapping file (--columns MAP.toml: [columns], ignore); docs/data-files.md."
        )
