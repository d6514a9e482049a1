"""The same options give the same bytes: on any machine, in any number of processes, as part of more."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from services.commands.generate import days
from services.commands.generate.draws import Draws, scattered
from services.commands.generate.lives import MOST_LICENCES, YOUNG_IDS
from services.commands.generate.making import stretches
from services.commands.generate.order import CSV, NDJSON, Order
from services.commands.generate.stretches import Stretch
from tests.unit.commands.generate.made import make

SIZES = ("--licences", "120", "--cases", "90", "--dirty", "0.1", "--format", "both", "--seed", "7")
DIGESTS = {
    "cases-G01.01.ndjson": "089fab4571c0e6f0",
    "cases-G01.79.ndjson": "da4c6ef17745d344",
    "dirty.ndjson": "405f9591aab777d4",
    "exams.ndjson": "1ec8738579b0c269",
    "holders.ndjson": "1d63e9018d86e05c",
    "licences.ndjson": "f4171154ef7a6741",
}
"""Beginnings of SHA-256. A change of what is made for a seed is a change for whoever cites it: say so in the log."""


def digests(folder: Path) -> dict[str, str]:
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_a_seed_gives_the_bytes_it_gave_on_the_machine_this_was_written_on(tmp_path: Path) -> None:
    found = digests(make(tmp_path, *SIZES))
    assert {name: text[:16] for name, text in found.items() if name in DIGESTS} == DIGESTS


def test_another_seed_gives_other_people(tmp_path: Path) -> None:
    one, other = (
        digests(make(tmp_path / seed, "--licences", "20", "--cases", "20", "--seed", seed)) for seed in ("1", "2")
    )
    assert not set(one.values()) & (set(other.values()) - {sha256(b"").hexdigest()})


def test_the_first_thousand_of_more_are_those_of_a_thousand(tmp_path: Path) -> None:
    few = make(tmp_path / "few", "--licences", "1000", "--dirty", "0.05")
    more = make(tmp_path / "more", "--licences", "1500", "--dirty", "0.05")
    for name in ("holders", "exams", "licences"):
        beginning = (few / f"{name}.ndjson").read_bytes()
        assert (more / f"{name}.ndjson").read_bytes().startswith(beginning)
        assert beginning.count(b"\n") >= 1000


def test_more_processes_change_nothing() -> None:
    order = Order(3, 3500, 1500, days.day_of(2026, 11, 1), 30_000, (NDJSON, CSV))

    def texts(found: Stretch) -> list[bytes]:
        return [sheet.text(form) for sheet in found.sheets for form in order.formats]

    alone = [texts(stretch) for stretch in stretches(order, jobs=1)]
    assert [texts(stretch) for stretch in stretches(order, jobs=2)] == alone
    assert len(alone) == 6


def test_a_stream_has_no_end_and_falls_evenly() -> None:
    draws = Draws(1, "a stream", 0)
    found = [draws.below(10) for _ in range(20_000)]
    assert all(1800 < found.count(number) < 2200 for number in range(10))
    assert found[:40] != found[40:80]


@pytest.mark.parametrize("size", [YOUNG_IDS, MOST_LICENCES, 9_990_000])
def test_scattered_numbers_never_meet(size: int) -> None:
    few = min(size, MOST_LICENCES)
    assert len({scattered(index, size) for index in range(few)}) == few
