"""A made-up registry goes in as the generator says it does: every clean row, and no dirty one but those it names."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from click.testing import CliRunner

from services.commands.generate import command
from tests.support.suites import RunningSuite

BATCH = 1000
INTAKE = "/api/violations/v1/batches"
FILES = {
    **{
        name: (f"/api/licences/v1/imports/{name}", "registry-loader", "registry-load")
        for name in ("holders", "exams", "licences")
    },
    "cases-G01.79": (INTAKE, "police-hcm", "intake"),
    "cases-G01.01": (INTAKE, "police-hanoi", "intake"),
}
"""Name of a file: where it goes, who sends it, what for."""

Faults = dict[int, list[tuple[str, str]]]
"""Line to what is wrong there."""


REAL, FILTHY = ("2000", "0.02"), ("600", "0.5")
"""How many, and which part of the rows is spoiled: as in life, and so that nearly every kind of dirt is there."""


def made(out: Path, many: str, dirty: str) -> Path:
    """A registry in a folder."""
    sizes = ["--licences", many, "--cases", many, "--dirty", dirty]
    found = CliRunner().invoke(command, [*sizes, "--out", str(out), "--jobs", "1"])
    assert found.exit_code == 0, found.output
    return out


def expected(folder: Path, name: str) -> Faults:
    notes = (json.loads(line) for line in (folder / "dirty.ndjson").read_text().splitlines())
    return {
        note["line"]: sorted((error["pointer"], error["code"]) for error in note["errors"])
        for note in notes
        if note["file"] == f"{name}.ndjson" and note["refused"]
    }


def sent(suite: RunningSuite, folder: Path, name: str) -> tuple[Counter[str], Faults]:
    """The whole file, batch by batch; the sums of the answers, and what was said of which line."""
    path, client, purpose = FILES[name]
    counts: Counter[str] = Counter()
    refused: Faults = {}
    for first, body in batches(folder / f"{name}.ndjson"):
        answer = suite.outside.send(
            "POST",
            path,
            data=body,
            headers={
                "Authorization": f"Bearer {suite.outside.system_token(client)}",
                "Gplx-Purpose": purpose,
                "Content-Type": "application/x-ndjson",
                "Idempotency-Key": str(uuid4()),
            },
        )
        assert answer.status_code == 200, answer.text
        run: dict[str, Any] = answer.json()
        counts.update({member: number for member, number in run.items() if type(number) is int})
        for rejection in run["rejections"]:
            said = sorted((error["pointer"], error["code"]) for error in rejection["errors"])
            refused[first + rejection["index"]] = said
    return counts, refused


def batches(file: Path) -> Iterator[tuple[int, bytes]]:
    """The number of the first line, from 1, and the lines."""
    lines = file.read_bytes().splitlines(keepends=True)
    for start in range(0, len(lines), BATCH):
        yield start + 1, b"".join(lines[start : start + BATCH])


@pytest.mark.journey
@pytest.mark.slow
@pytest.mark.parametrize("sizes", [REAL, FILTHY], ids=["real", "filthy"])
def test_what_is_clean_is_taken_and_what_is_dirty_is_told_line_by_line(
    suite: RunningSuite, tmp_path: Path, sizes: tuple[str, str]
) -> None:
    folder = made(tmp_path / "registry", *sizes)
    summary = json.loads((folder / "summary.json").read_text())["files"]
    for name in FILES:
        found, refused = sent(suite, folder, name)
        assert refused == expected(folder, name)
        assert found["received"] == summary[name]["rows"]
        assert found["rejected"] == summary[name]["refused"] == len(refused)
        taken = found["created"] + found["updated"] + found["unchanged"] + found["stale"]
        assert taken + found["rejected"] == found["received"]


@pytest.mark.journey
@pytest.mark.slow
def test_a_second_time_changes_nothing(one_suite: RunningSuite, tmp_path: Path) -> None:
    folder = made(tmp_path / "registry", *FILTHY)
    for name in FILES:
        once, refused_once = sent(one_suite, folder, name)
        again, refused_again = sent(one_suite, folder, name)
        assert once["created"] > 0
        assert again["created"] == again["updated"] == 0
        assert refused_again == refused_once
