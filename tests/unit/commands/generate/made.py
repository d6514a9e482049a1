"""Registries made for tests, and their files read back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from services.commands.generate import command

Record = dict[str, Any]


def run(out: Path, *options: str) -> Result:
    """The command as its user meets it."""
    return CliRunner().invoke(command, ["--out", str(out), "--jobs", "1", *options])


def make(out: Path, *options: str) -> Path:
    """A folder with a registry in it."""
    made = run(out, *options)
    assert made.exit_code == 0, made.output
    return out


def records(folder: Path, name: str) -> list[Record]:
    """The records of an NDJSON file that is clean."""
    return [json.loads(line) for line in (folder / f"{name}.ndjson").read_bytes().splitlines()]


def notes(folder: Path, file: str) -> dict[int, Record]:
    """What was said of the spoiled rows of a file, by line."""
    told = [json.loads(line) for line in (folder / "dirty.ndjson").read_text(encoding="utf-8").splitlines()]
    return {note["line"]: note for note in told if note["file"] == file}


def summary(folder: Path) -> Record:
    """The counts."""
    found: Record = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    return found
