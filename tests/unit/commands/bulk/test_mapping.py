"""Headings of others: the mapping file, and what is said when they do not fit."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

from services.commands.bulk.columns import LAYOUTS, Kind
from services.commands.bulk.lines import UnusableError
from services.commands.bulk.mapping import ColumnMap, fill, read_map
from tests.architecture.sources import ROOT
from tests.unit.commands.bulk.writing import HOLDER_HEADINGS, holder, rows_of, table

HOLDERS = LAYOUTS[Kind.HOLDERS]


def refusal(headings: list[str], told: ColumnMap | None = None) -> str:
    with pytest.raises(UnusableError) as refused:
        fill(HOLDERS, headings, told or ColumnMap(), "f.csv")
    return str(refused.value)


def test_the_example_of_the_page_is_true(tmp_path: Path) -> None:
    [example] = re.findall(r"```toml\n(.*?)```", (ROOT / "docs/data-files.md").read_text("utf-8"), re.DOTALL)
    path = tmp_path / "map.toml"
    path.write_text(example, "utf-8")
    headings = ["STT", "SoGPLX", "SoDinhDanh", "HangGPLX", "NgayCapLanDau", "NgayCap", "NgayHetHan", "SoSeri"]
    row = ["1", "999129000001", "999190000001", "B2", "01/02/2012", "01/02/2022", "01/02/2032", "AT000001"]
    data = tmp_path / "l.csv"
    data.write_text(table([[*row, "Đang sử dụng", "x"]], [*headings, "Trạng thái", "Ghi chú"]), "utf-8")
    with pytest.raises(UnusableError, match=r"no column for card\.status"):
        rows_of(data, Kind.LICENCES, columns=path)
    data.write_text(table([[*row, "ĐANG SỬ DỤNG", "x"]], [*headings, "TrangThai", "Ghi chú"]), "utf-8")
    [read] = rows_of(data, Kind.LICENCES, columns=path)
    record = json.loads(read.body or b"")
    assert record["card"] == {
        "serial": "AT000001", "status": "live", "issued_on": "2022-02-01",
        "issued_by": "Sở Giao thông vận tải Thử Nghiệm",
    }  # fmt: skip
    assert record["parts"][0]["kind"] == "termed"
    assert record["parts"][0]["issued_on"] == "2022-02-01"
    assert tomllib.loads(example)["ignore"] == ["STT", "Ghi chú"]


def test_a_missing_heading_is_told_with_what_was_found_and_what_is_needed() -> None:
    told = refusal(["citizen_id", "full_name", "sex", "nationality", "address.text"])
    assert "no column for date_of_birth (or Ngày sinh" in told
    assert "Found:  citizen_id, full_name, sex" in told
    assert re.search(r"Needed: .*date_of_birth.*address\.text", told)


def test_a_column_twice_and_an_unknown_one_are_told_with_their_places() -> None:
    told = refusal([*HOLDER_HEADINGS, "Số CCCD", "Màu mắt"])
    assert "more than one column for citizen_id: 'citizen_id' (column 1), 'Số CCCD' (column 8)" in told
    assert "columns nobody asked for: 'Màu mắt' (column 9)" in told


def test_half_an_optional_object_is_not_enough() -> None:
    assert "photo.sha256" in refusal([*HOLDER_HEADINGS, "photo.id"])


def test_constants_and_columns_passed_over() -> None:
    told = ColumnMap(constants={"nationality": "VNM"}, ignore=frozenset({"ghi chu"}))
    filled = fill(
        HOLDERS, [heading for heading in HOLDER_HEADINGS if heading != "nationality"] + ["Ghi chú"], told, "f"
    )
    assert {one.column.heading: one.constant for one in filled}["nationality"] == "VNM"
    assert len(filled) == len(HOLDER_HEADINGS)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[columns\n", "no TOML"),
        ("[columns]\nnumber = 'x'\n", "speaks of number"),
        ("[colums]\n", "speaks of colums"),
        ("[columns]\nsex = 1\n", "texts in quotes"),
        ("[values]\nsex = 'Nam'\n", "texts in quotes"),
    ],
)
def test_a_mapping_file_that_means_nothing_is_told(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "map.toml"
    path.write_text(text)
    with pytest.raises(UnusableError, match=told):
        read_map(path, HOLDERS)


@pytest.mark.parametrize("kind", Kind)
def test_every_default_heading_is_taken_and_none_means_two_things(kind: Kind) -> None:
    layout = LAYOUTS[kind]
    assert len(fill(layout, layout.headings, ColumnMap(), "f")) == len(layout.columns)
    known = [name for column in layout.columns for name in (column.heading, *column.known_as)]
    assert len(set(known)) == len(known)


def test_the_words_of_values_are_those_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "map.toml"
    path.write_text('[values.sex]\n"F" = "female"\n')
    row = holder(1)
    row[3] = "f"
    data = tmp_path / "h.csv"
    data.write_text(table([row]), "utf-8")
    [read] = rows_of(data, columns=path)
    assert json.loads(read.body or b"")["sex"] == "female"
