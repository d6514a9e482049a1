"""Where the story is told: a line per step, with the time it took, and a summary."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console

from services.commands.outside_client import CallFailedError

POLL_SECONDS = 0.02


@dataclass
class Stage:
    """Counts and shows the steps."""

    console: Console = field(default_factory=lambda: Console(highlight=False))
    steps: int = 0
    started: float = field(default_factory=time.monotonic)

    def scene(self, title: str) -> None:
        """A new part of the story begins."""
        self.console.print(f"\n[bold]{title}[/bold]")

    @contextmanager
    def step(self, words: str) -> Iterator[list[str]]:
        """One step; append what came of it to the list it yields."""
        outcome: list[str] = []
        begun = time.perf_counter()
        yield outcome
        self.steps += 1
        took = (time.perf_counter() - begun) * 1000
        self.console.print(f"  [green]✓[/green] {self.steps:>2}  {words:<58} {took:>6.0f} ms   {' '.join(outcome)}")

    def expect(self, what: str, found: object, *wanted: object) -> None:
        """Stop the story if something is not as it must be."""
        if found not in wanted:
            raise CallFailedError(f"{what}: expected {' or '.join(map(str, wanted))}, found {found}")

    def say(self, words: str) -> None:
        """A line between the steps."""
        self.console.print(f"      {words}")
