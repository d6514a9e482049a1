"""Exact counts of what was written, for a machine and for a person."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from services.commands.generate import days
from services.commands.generate.order import FEEDS, FILES, Order
from services.commands.generate.sheets import ENDINGS
from services.commands.generate.stretches import Stretch

FORMAT = 1


@dataclass(slots=True)
class Tally:
    """Counts as they grow, per file and for all."""

    rows: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    taken: Counter[str] = field(default_factory=Counter)
    kinds: dict[str, Counter[str]] = field(default_factory=dict)
    registry: Counter[str] = field(default_factory=Counter)
    feed: Counter[str] = field(default_factory=Counter)

    def add(self, stretch: Stretch) -> None:
        """Count what was made."""
        (self.registry if stretch.licences else self.feed).update(stretch.counts)
        for sheet in stretch.sheets:
            self.rows[sheet.name] += sheet.rows
            for note in sheet.notes:
                (self.refused if note.spoiled.refused else self.taken)[sheet.name] += 1
                self.kinds.setdefault(sheet.name, Counter())[note.spoiled.kind] += 1

    def summary(self, order: Order) -> dict[str, Any]:
        """All of it as JSON; ``refused`` rows are those the product must not take, all others it must."""
        return {
            "format": FORMAT,
            "seed": order.seed,
            "as_of": days.text(order.as_of),
            "licences": order.licences,
            "cases": order.cases,
            "dirty": order.per_million / 1_000_000,
            "formats": list(order.formats),
            "files": {name: self._file(name) for name in FILES},
            "registry": dict(sorted(self.registry.items())),
            "police_feed": dict(sorted(self.feed.items())),
        }

    def _file(self, name: str) -> dict[str, Any]:
        return {
            "rows": self.rows[name],
            "clean": self.rows[name] - self.refused[name] - self.taken[name],
            "dirty_but_taken": self.taken[name],
            "refused": self.refused[name],
            "dirty_by_kind": dict(sorted(self.kinds.get(name, {}).items())),
        }


def readme(summary: dict[str, Any], order: Order) -> str:
    """What lies in the folder, in Markdown."""
    ending = ENDINGS[order.formats[0]]
    rows = "\n".join(
        f"| `{name}` | {file['rows']:,} | {file['clean']:,} | {file['dirty_but_taken']:,} | {file['refused']:,} |"
        for name, file in summary["files"].items()
    )
    feeds = "\n".join(
        f"    gplx police push {name}.{ending} --client {client}"
        for name, client in zip(FEEDS.values(), ("police-hcm", "police-hanoi"), strict=True)
    )
    return f"""# A made-up registry of driving licences

Nobody in these files lives: every personal number begins with 999, which is no province. Made by

    gplx generate --licences {order.licences} --cases {order.cases} --seed {order.seed} \\
      --as-of {summary["as_of"]} --dirty {summary["dirty"]}

which makes the same files again, byte by byte, on any machine. Formats: {", ".join(order.formats)}.

| file | rows | clean | dirty, to be taken | to be refused |
|---|---|---|---|---|
{rows}

Bring them in, in this order:

    gplx import holders holders.{ending}
    gplx import exams exams.{ending}
    gplx import licences licences.{ending}
{feeds}

`dirty.ndjson` names every row that was spoiled: file, line from 1 (in CSV the headings are line 1), the number to look
it up by, what was done to it, and the pointer and code of every fault the product must find there; none where it must
take the row all the same. `holder-refused` is what a refused holder leaves behind: exams and a licence of nobody.
Kinds that need the row before them (`number-of-another-licence`, `card-of-another-licence`,
`same-version-other-content`) hold if the rows are taken in the order of the file.

Registries of two seeds share the fictitious range of numbers: load one of them into a suite, not both.

`summary.json` counts what is in the files, kind by kind. It is written last: where it is, everything is whole.
"""
