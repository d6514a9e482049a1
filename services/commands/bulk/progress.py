"""How far a run is, kept beside its file: what a run after Ctrl-C, a crash or ``kill -9`` goes on from."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

FORMAT = 1


class UnusableProgressError(Exception):
    """A progress file that cannot be gone on from; the message says why and what to do."""


@dataclass(slots=True)
class Counts:
    """What became of the records so far. ``refused`` were not sent, ``codes`` counts faults by their code."""

    read: int = 0
    refused: int = 0
    sent: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    stale: int = 0
    rejected: int = 0
    codes: dict[str, int] = field(default_factory=dict)

    def mistakes(self) -> list[str]:
        """Sums that do not add up; none, or something is wrong with this program or with the suite."""
        answered = self.created + self.updated + self.unchanged + self.stale + self.rejected
        sums = {
            f"read {self.read} = sent {self.sent} + refused here {self.refused}": self.sent + self.refused == self.read,
            f"sent {self.sent} = answered {answered}": answered == self.sent,
        }
        return [words for words, holds in sums.items() if not holds]


@dataclass(slots=True)
class Progress:
    """A run. ``begun_with`` is the file and the options, which must not change under way.

    Everything before byte ``offset`` (line ``line``) is with the suite or in the rejects file, which was
    ``rejects_bytes`` long then.
    """

    begun_with: dict[str, Any]
    run: str
    batch: int
    offset: int = 0
    line: int = 1
    rejects_bytes: int = 0
    counts: Counts = field(default_factory=Counts)
    finished: bool = False


def path_beside(path: Path) -> Path:
    """Where the progress of a file is kept."""
    return path.with_name(f"{path.name}.progress.json")


def begin(begun_with: Mapping[str, Any], batch: int) -> Progress:
    """A new run. Its name makes the Idempotency-Keys of its batches: a later run of the same file has others."""
    return Progress(dict(begun_with), f"{begun_with['sha256'][:16]}-{secrets.token_hex(6)}", batch)


def load(path: Path) -> Progress | None:
    """The progress kept, None if there is none. Raises UnusableProgressError for what is none of ours."""
    try:
        kept = json.loads(path.read_bytes())
        if kept.pop("format") != FORMAT:
            raise UnusableProgressError(f"{path} was written by another version of gplx. Start over with --restart.")
        return Progress(**{**kept, "counts": Counts(**kept["counts"])})
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise UnusableProgressError(f"{path} cannot be read ({error}). Start over with --restart.") from error


def save(path: Path, progress: Progress) -> None:
    """Keep it, all or nothing. Raises OSError; what was kept before is then still there."""
    fresh = path.with_name(f"{path.name}.new")
    try:
        with fresh.open("wb") as handle:
            handle.write(json.dumps({"format": FORMAT, **asdict(progress)}, ensure_ascii=False, indent=1).encode())
            handle.flush()
            os.fsync(handle.fileno())
        fresh.replace(path)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise


def differences(kept: Progress, now: Mapping[str, Any]) -> dict[str, str]:
    """What is not as it was when the run began, by its name, in words."""
    return {
        name: f"{name} was {kept.begun_with.get(name)!r} and is {value!r}"
        for name, value in now.items()
        if kept.begun_with.get(name) != value
    }
