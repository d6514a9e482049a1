"""What dirty.ndjson says of a spoiled row is what licences and the importer find there, without a database."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services.commands.bulk.columns import LAYOUTS, Kind
from services.commands.bulk.detection import stranger
from services.commands.bulk.encodings import Encoding
from services.commands.bulk.mapping import ColumnMap, fill
from services.commands.bulk.rows import record_of
from services.commands.generate import dirt_cases, dirt_registry
from services.licences.api.records import EXAM_RECORDS, HOLDER_RECORDS, LICENCE_RECORDS, NDJSON, read_records
from tests.unit.commands.generate.made import make, notes, records, summary

FILES = ("holders", "exams", "licences", "cases-G01.79", "cases-G01.01")
KINDS = {"holders": HOLDER_RECORDS, "exams": EXAM_RECORDS, "licences": LICENCE_RECORDS}
TODAY = date(2026, 11, 22)
NEEDS_THE_REGISTER = {"holder-not-found", "licence-of-another-holder", "serial-taken", "serial-reserved"}
SPOILED = 0.3


@pytest.fixture(scope="module")
def dirty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dirty")
    return make(out, "--licences", "1200", "--cases", "700", "--dirty", str(SPOILED), "--format", "both")


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("clean"), "--licences", "300", "--cases", "300", "--format", "both")


@pytest.mark.parametrize("name", KINDS)
def test_each_fault_of_form_is_found_where_it_is_said_to_be(dirty: Path, name: str) -> None:
    told = notes(dirty, f"{name}.ndjson")
    found = read_records((dirty / f"{name}.ndjson").read_bytes(), NDJSON, KINDS[name], TODAY)
    assert len(found) == summary(dirty)["files"][name]["rows"]
    for line, record in enumerate(found, 1):
        said = [(error["pointer"], error["code"]) for error in told.get(line, {"errors": []})["errors"]]
        assert sorted((fault.pointer, fault.code) for fault in record.faults) == sorted(
            (pointer, code) for pointer, code in said if code not in NEEDS_THE_REGISTER
        ), told.get(line)


def test_more_than_fifteen_kinds_of_dirt_are_there(dirty: Path) -> None:
    files = summary(dirty)["files"]
    assert set(files["holders"]["dirty_by_kind"]) == set(dirt_registry.HOLDERS)
    assert set(files["exams"]["dirty_by_kind"]) == {*dirt_registry.EXAMS, "holder-refused"}
    assert set(files["licences"]["dirty_by_kind"]) == {*dirt_registry.LICENCES, "holder-refused"}
    feed = set(files["cases-G01.79"]["dirty_by_kind"]) | set(files["cases-G01.01"]["dirty_by_kind"])
    assert feed == {*dirt_cases.CASES, dirt_cases.CONTRADICTION}
    kinds = {kind for file in files.values() for kind in file["dirty_by_kind"]}
    assert len(kinds) > 60


@pytest.mark.parametrize("name", FILES)
def test_as_many_rows_are_spoiled_as_were_asked_for(dirty: Path, name: str) -> None:
    file = summary(dirty)["files"][name]
    orphans = file["dirty_by_kind"].get("holder-refused", 0)
    spoiled = file["refused"] + file["dirty_but_taken"] - orphans
    assert 0.75 * SPOILED < spoiled / (file["rows"] - orphans) < 1.2 * SPOILED
    assert file["clean"] + file["dirty_but_taken"] + file["refused"] == file["rows"]
    assert sum(file["dirty_by_kind"].values()) == file["dirty_but_taken"] + file["refused"]
    assert len(notes(dirty, f"{name}.ndjson")) == len(notes(dirty, f"{name}.csv"))


def bare(value: Any) -> Any:
    """Without what an empty cell cannot tell: nulls that mean "not given", empty lists."""
    if isinstance(value, dict):
        kept = {name: bare(member) for name, member in value.items()}
        return {name: member for name, member in kept.items() if member not in (None, []) or name == "expires_on"}
    return [bare(entry) for entry in value] if isinstance(value, list) else value


def rows_read(folder: Path, name: str) -> Iterator[tuple[list[str], dict[str, Any], bool]]:
    """Each row as the importer reads it, by the default headings."""
    layout = LAYOUTS[Kind.CASES if name.startswith("cases") else Kind(name)]
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        headings, *rows = csv.reader(handle, strict=True)
    filled = fill(layout, headings, ColumnMap(), name)
    for row in rows:
        record, faults = record_of(row, filled, layout, Encoding.UTF_8)
        yield row, record, bool(faults)


@pytest.mark.parametrize("name", FILES)
def test_csv_holds_the_same_records_for_the_importer(clean: Path, name: str) -> None:
    found = [bare(record) for _, record, unread in rows_read(clean, name) if not unread]
    assert found == [bare(record) for record in records(clean, name)]
    assert not any(stranger(line, Encoding.UTF_8) for line in (clean / f"{name}.csv").read_bytes().splitlines())


@pytest.mark.parametrize("name", FILES)
def test_a_row_that_was_cut_off_has_too_few_cells(dirty: Path, name: str) -> None:
    layout = LAYOUTS[Kind.CASES if name.startswith("cases") else Kind(name)]
    told = notes(dirty, f"{name}.csv")
    rows = list(rows_read(dirty, name))
    assert len(rows) == summary(dirty)["files"][name]["rows"]
    for line, (cells, _, unread) in enumerate(rows, 2):
        kind = told.get(line, {}).get("kind")
        assert (len(cells) == len(layout.headings)) is (kind != "line-cut-off")
        if unread:
            assert told[line]["refused"], "what the importer cannot read itself is dirty"
