"""The folder the files go to: nothing has its real name before all of it is whole."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

from services.commands.generate.order import FILES
from services.commands.generate.sheets import ENDINGS, Sheet, headings_of

PART = ".part"
DIRTY, SUMMARY, README = "dirty.ndjson", "summary.json", "README.md"
OURS = frozenset({DIRTY, SUMMARY, README, *(f"{name}.{ending}" for name in FILES for ending in ENDINGS.values())})
"""Every name a run may leave behind."""
BUFFER = 1 << 20


class OccupiedError(Exception):
    """The folder has things in it that a run would hide among, or overwrite."""


def prepare(folder: Path, *, force: bool) -> None:
    """Make the folder, and with ``force`` clear it of what an earlier run left; other files are never touched.

    Raises OccupiedError if something is in it, OSError if it cannot be made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if not force and any(folder.iterdir()):
        raise OccupiedError
    # The summary goes first: without it, what is left is no longer a whole.
    for name in sorted(OURS, key=lambda name: (name != SUMMARY, name)):
        (folder / name).unlink(missing_ok=True)
        (folder / f"{name}{PART}").unlink(missing_ok=True)


class Files:
    """The files while they are written. Each begins as ``<name>.part``; ``finish`` gives them their names."""

    def __init__(self, folder: Path, formats: Iterable[str]) -> None:
        self._folder = folder
        self._open = ExitStack()
        self._formats = tuple(formats)
        self._handles: dict[tuple[str, str], IO[bytes]] = {}
        self._lines: dict[tuple[str, str], int] = {}
        try:
            self._dirty = self._begin(DIRTY)
            for name in FILES:
                for form in self._formats:
                    handle = self._handles[name, form] = self._begin(f"{name}.{ENDINGS[form]}")
                    self._lines[name, form] = 1
                    if form == "csv":
                        handle.write((",".join(headings_of(name)) + "\n").encode())
                        self._lines[name, form] += 1
        except OSError:
            self.abandon()
            raise

    def _begin(self, name: str) -> IO[bytes]:
        return self._open.enter_context((self._folder / f"{name}{PART}").open("wb", buffering=BUFFER))

    def add(self, sheet: Sheet) -> None:
        """Write a sheet below what is there, and its spoiled rows into the list of them, by line from 1."""
        for form in self._formats:
            self._handles[sheet.name, form].write(sheet.text(form))
            first = self._lines[sheet.name, form]
            self._lines[sheet.name, form] += sheet.rows
            for note in sheet.notes:
                told = {
                    "file": f"{sheet.name}.{ENDINGS[form]}",
                    "line": first + note.row,
                    "key": note.key,
                    "kind": note.spoiled.kind,
                    "refused": note.spoiled.refused,
                    "errors": [{"pointer": pointer, "code": code} for pointer, code in note.faults(form)],
                }
                self._dirty.write(json.dumps(told, ensure_ascii=False).encode() + b"\n")

    def finish(self, *, summary: Mapping[str, Any], readme: str) -> None:
        """Give everything its name, the summary last: where that is, all is."""
        self._open.close()
        self._note(README, readme)
        self._note(SUMMARY, json.dumps(summary, ensure_ascii=False, indent=2) + "\n")
        made = sorted(path.name.removesuffix(PART) for path in self._folder.glob(f"*{PART}"))
        for name in sorted((name for name in made if name in OURS), key=lambda name: (name == SUMMARY, name)):
            (self._folder / f"{name}{PART}").replace(self._folder / name)

    def _note(self, name: str, text: str) -> None:
        (self._folder / f"{name}{PART}").write_text(text, encoding="utf-8")

    def abandon(self) -> None:
        """Delete what was begun."""
        self._open.pop_all()
        for handle in (*self._handles.values(), *([self._dirty] if hasattr(self, "_dirty") else [])):
            handle.raw.close() if hasattr(handle, "raw") else handle.close()  # what is unwritten has nowhere to go
        for name in OURS:
            (self._folder / f"{name}{PART}").unlink(missing_ok=True)
