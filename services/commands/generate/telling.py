"""How far it is: a bar on a terminal, now and then a plain line anywhere else."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

SECONDS_BETWEEN = 10.0


@contextmanager
def told(total: int, what: str) -> Iterator[Callable[[int], None]]:
    """A function to call with how many more are done; speaks on standard error."""
    console = Console(stderr=True)
    if console.is_terminal:
        with _bar(console) as progress:
            task = progress.add_task(what, total=total, rate="")
            begun = time.monotonic()

            def move(more: int) -> None:
                progress.advance(task, more)
                done = progress.tasks[0].completed
                progress.update(task, rate=f"{done / max(time.monotonic() - begun, 0.001):,.0f}/s")

            yield move
    else:
        yield _lines(total, what)


def _bar(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        console=console,
    )


def _lines(total: int, what: str) -> Callable[[int], None]:
    begun = last = time.monotonic()
    done = 0

    def move(more: int) -> None:
        nonlocal done, last
        done += more
        now = time.monotonic()
        if now - last >= SECONDS_BETWEEN:
            last = now
            rate = done / (now - begun)
            left = int((total - done) / rate) if rate else 0
            click.echo(f"{what}: {done:,} of {total:,}, {rate:,.0f}/s, {left // 60}:{left % 60:02d} left", err=True)

    return move
