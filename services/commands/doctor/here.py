"""Machine, folder, settings and keys."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import sqlite3
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

from services.commands.doctor.installation import Installation, Result
from shared.kernel.settings import SettingsError

LEAST_FREE_BYTES = 500 * 1024 * 1024
OTHERS_READ = stat.S_IRGRP | stat.S_IROTH
OTHERS_ENTER = stat.S_IXGRP | stat.S_IXOTH
LEAST_SQLITE = (3, 35, 0)
"""``RETURNING`` and ``UPSERT`` as the adapters use them."""


def machine() -> Iterator[Result]:
    """Python and SQLite."""
    version = ".".join(map(str, sys.version_info[:3]))
    yield Result("Python", sys.version_info[:2] >= (3, 11), version, "Install Python 3.11.")
    yield Result(
        "SQLite",
        sqlite3.sqlite_version_info >= LEAST_SQLITE,
        sqlite3.sqlite_version,
        "Use a Python built with SQLite 3.35 or newer, or PostgreSQL.",
    )


def folder(var: Path) -> Iterator[Result]:
    """The folder everything is kept in: there, ours to write, hidden from others, with room."""
    if not var.exists():
        yield Result("Folder", False, f"{var} is not there", "Run `make run` once, or set GPLX_VAR.")
        return
    writable = os.access(var, os.W_OK | os.X_OK)
    yield Result(
        "Folder",
        writable,
        str(var) if writable else f"{var} cannot be written to",
        "Give yourself the right, or set GPLX_VAR to a folder of your own.",
    )
    loose = sorted(path.name for path in var.glob("*.db") if path.stat().st_mode & OTHERS_READ)
    hidden = not (loose and var.stat().st_mode & OTHERS_ENTER)
    yield Result(
        "Hidden from others",
        hidden,
        "yes" if hidden else ", ".join(loose),
        f"Run `chmod 700 {var}`: this is personal.",
    )
    yield from room(var)


def room(place: Path) -> Iterator[Result]:
    """Free space where something is written."""
    free = shutil.disk_usage(place).free
    yield Result(
        f"Free disk at {place.name}",
        free >= LEAST_FREE_BYTES,
        f"{free // 1_000_000} MB",
        "Make room: below 500 MB is too near.",
    )


def settings(installation: Installation) -> Iterator[Result]:
    """Every service is told what it needs, and its folders have room."""
    for part in installation.parts:
        try:
            found = installation.settings(part)
        except SettingsError as error:
            lines = "; ".join(line.strip() for line in str(error).splitlines()[1:])
            yield Result(f"Settings of {part.name}", False, lines, "docs/settings.md explains each variable.")
            continue
        yield Result(f"Settings of {part.name}", True, "complete")
        for name, place in _paths(found):
            if name.endswith("_dir") and place.is_dir() and installation.var is None:
                yield from room(place)


def keys(installation: Installation) -> Iterator[Result]:
    """Key files that can be read by us and by nobody else."""
    found = set() if installation.var is None else {*installation.var.glob("demo/clients/*.json")}
    for part in installation.parts:
        try:
            paths = _paths(installation.settings(part))
        except SettingsError:
            continue  # said above
        for name, place in paths:
            if name.endswith("_file") and place.exists():
                found.add(place)
            elif name == "client_key_file":
                advice = "Run `gplx bootstrap clients`, or `make run` once: it makes them."
                yield Result(f"Client key of {part.name}", False, f"{place} is not there", advice)
    if not found and installation.var is None:
        yield Result("Key files", True, "it has none, or makes them when it starts")
        return
    loose = sorted(path.name for path in found if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))
    broken = sorted(path.name for path in found if not _is_json(path))
    seen = f"{len(found)} found"
    seen += f", readable by others: {', '.join(loose)}" if loose else ""
    seen += f", not to be read: {', '.join(broken)}" if broken else ""
    advice = "Run `chmod 600` on them." if loose else "Put them back from a backup." if broken else ""
    yield Result(
        "Key files", bool(found) and not loose and not broken, seen, advice or "Start the suite: it makes them."
    )


def _paths(found: object) -> list[tuple[str, Path]]:
    fields = dataclasses.fields(found)  # type: ignore[arg-type]  # settings are dataclasses
    return [(field.name, value) for field in fields if isinstance(value := getattr(found, field.name), Path)]


def _is_json(path: Path) -> bool:
    try:
        json.loads(path.read_bytes())
    except (OSError, ValueError):
        return False
    return True
