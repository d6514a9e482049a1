"""What the person at the keyboard sees: a bar on a terminal, a line now and then anywhere else, a summary."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from services.commands.bulk.columns import Kind
from services.commands.bulk.progress import Counts

LINE_EVERY_SECONDS = 5.0
TITLES = {Kind.HOLDERS: "holders", Kind.EXAMS: "exams", Kind.LICENCES: "licences", Kind.CASES: "cases"}


class Display:
    """Progress on standard error. ``offset`` counts bytes of the file: how many records it has is not known before."""

    def __init__(self, kind: Kind, size: int, *, offset: int, read: int) -> None:
        self._kind, self._size, self._first, self._read_before = kind, size, offset, read
        self._began = self._told = time.monotonic()
        self._bar: Any = None
        self._task: Any = None
        if sys.stderr.isatty():
            self._make_bar(offset)

    def _make_bar(self, offset: int) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

        columns = [
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.fields[now]}"),
        ]
        self._bar = Progress(*columns, console=Console(stderr=True))
        self._task = self._bar.add_task(TITLES[self._kind], total=self._size, completed=offset, now="")

    def __enter__(self) -> Self:
        if self._bar is not None:
            self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.stop()

    def advance(self, offset: int, counts: Counts) -> None:
        """So far the file is done up to this byte."""
        now = time.monotonic()
        words = self._words(offset, counts, max(now - self._began, 1e-3))
        if self._bar is not None:
            self._bar.update(self._task, completed=offset, now=words)
        elif now - self._told >= LINE_EVERY_SECONDS:
            self._told = now
            print(f"{offset * 100 // max(self._size, 1)}%  {words}", file=sys.stderr, flush=True)

    def say(self, words: str) -> None:
        """A line beside the bar."""
        if self._bar is not None:
            self._bar.console.print(words, markup=False, highlight=False)
        else:
            print(words, file=sys.stderr, flush=True)

    def _words(self, offset: int, counts: Counts, elapsed: float) -> str:
        rate = (counts.read - self._read_before) / elapsed
        left = (self._size - offset) * elapsed / max(offset - self._first, 1)
        return (
            f"{counts.read:,} read, {rate:,.0f}/s, {int(left) // 60}:{int(left) % 60:02} left, "
            f"{counts.rejected + counts.refused:,} rejected"
        )


def summary(
    counts: Counts,
    *,
    kind: Kind,
    form: str,
    rejects: Path | None,
    command: str,
    seconds: float,
    read_now: int,
    dry: bool,
) -> str:
    """The end of the story, with sums that can be checked."""
    lines = [f"{counts.read:,} {TITLES[kind]} read ({form})"]
    if dry:
        lines.append(
            f"  nothing was sent: {counts.sent:,} would be, {counts.rejected:,} of them to be rejected for their form; "
            f"{counts.refused:,} cannot be read"
        )
    else:
        lines += [
            f"  read {counts.read:,} = sent {counts.sent:,} + refused here {counts.refused:,}",
            (
                f"  sent {counts.sent:,} = created {counts.created:,} + updated {counts.updated:,} "
                f"+ unchanged {counts.unchanged:,} + stale {counts.stale:,} + rejected {counts.rejected:,}"
            ),
            f"  took {seconds:,.1f} s for {read_now:,} of them, {read_now / max(seconds, 1e-3):,.0f} records/s",
        ]
    lines += codes_told(counts)
    if rejects is not None:
        lines.append(f"  Correct the records in {rejects} and send them: {command} {rejects}")
    return "\n".join(lines)


def codes_told(counts: Counts) -> Sequence[str]:
    """What was wrong, most frequent first."""
    ordered = sorted(counts.codes.items(), key=lambda entry: (-entry[1], entry[0]))
    return [f"    {count:>9,}  {code}" for code, count in ordered]
