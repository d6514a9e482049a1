"""Records read out of files: shapes, cells, and everything that can be wrong with a line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from services.commands.bulk.batches import MOST_BYTES, PILOT, batches
from services.commands.bulk.columns import LAYOUTS, Kind
from services.commands.bulk.encodings import Encoding
from services.commands.bulk.lines import LONGEST, UnusableError
from services.commands.bulk.rows import Row
from tests.unit.commands.bulk.writing import HOLDER_HEADINGS, encoded, holder, rows_of, table

GOOD = b'{"citizen_id":"999190000001","full_name":"A"}'


def write(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def codes(rows: list[Row]) -> list[tuple[int, list[str]]]:
    return [(row.line, [fault.code for fault in row.faults]) for row in rows]


@pytest.mark.parametrize("encoding", Encoding)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_is_the_same_in_every_encoding_and_with_every_delimiter(
    tmp_path: Path, encoding: Encoding, delimiter: str
) -> None:
    text = table([holder(1), [*holder(2)[:-1], "012999001; 012999002"]], delimiter=delimiter)
    first, second = rows_of(write(tmp_path / "h.csv", encoded(text, encoding)))
    assert json.loads(first.body or b"") == {
        "citizen_id": "999190000001",
        "full_name": "Nguyễn Thị Thử Bảy",
        "date_of_birth": "1990-02-28",
        "sex": "female",
        "nationality": "VNM",
        "address": {"text": "1 Đường Thử, Phường Giả Định"},
    }
    assert json.loads(second.body or b"")["aliases"] == ["012999001", "012999002"]
    assert (first.line, second.line, second.key) == (2, 3, "999190000002")
    assert not first.faults + second.faults


def test_excel_says_its_delimiter_and_lines_break_inside_of_cells(tmp_path: Path) -> None:
    row = holder(1)
    row[5] = 'Số 1, "Đường"\r\nThử'
    text = "sep=;\r\n" + table([row, holder(2)], delimiter=";")
    first, second = rows_of(write(tmp_path / "h.csv", b"\xef\xbb\xbf" + text.encode()))
    assert json.loads(first.body or b"")["address"]["text"] == 'Số 1, "Đường" Thử'
    assert (first.line, second.line) == (3, 5), "lines are those of the file"


def test_headings_are_known_without_capitals_and_marks_and_in_vietnamese(tmp_path: Path) -> None:
    headings = ["SO CCCD", "họ và  tên", "Date of Birth", "Gioi tinh", "quoc tich", "ĐỊA CHỈ", "Số CMND"]
    [row] = rows_of(write(tmp_path / "h.csv", table([holder(1)], headings)))
    assert row.key == "999190000001"
    assert not row.faults


def test_parts_and_their_days_become_lists(tmp_path: Path) -> None:
    headings = [heading for heading in LAYOUTS[Kind.LICENCES].headings if ".exam." not in heading]
    cells = {
        "number": "999129000001",
        "citizen_id": "999190000001",
        "parts.0.kind": "untermed",
        "parts.0.regime": "2008",
        "parts.0.classes": "A1;A2",
        "parts.0.first_issued_on": "2/5/2012",
        "parts.0.issued_on": "02-05-2012",
        "card.serial": '="AT000001"',
        "card.status": "live",
        "card.issued_on": "2012-05-02 00:00:00",
        "card.issued_by": "Sở Thử",
    }
    text = table([[cells.get(heading, "") for heading in headings]], headings)
    [row] = rows_of(write(tmp_path / "l.csv", text), Kind.LICENCES)
    record = json.loads(row.body or b"")
    assert record["parts"] == [
        {"kind": "untermed", "regime": "2008", "classes": ["A1", "A2"], "first_issued_on": "2012-05-02",
         "issued_on": "2012-05-02", "expires_on": None}
    ]  # fmt: skip
    assert record["card"]["serial"] == "AT000001"
    assert record["card"]["issued_on"] == "2012-05-02"


def test_cases_have_acts_sums_and_instants(tmp_path: Path) -> None:
    cells = {
        "source": "G01.79", "case_number": "1/BB", "version": "1", "occurred_at": "01/10/2026 08:30",
        "place.province": "79", "place.text": "Ngã tư Thử", "subject.role": "unknown", "vehicle.group": "car",
        "acts": "168/2024:6.9.b;168/2024:6.3.k", "status": "decided", "fine.amount_vnd": "19.000.000",
    }  # fmt: skip
    [row] = rows_of(write(tmp_path / "c.csv", table([list(cells.values())], list(cells))), Kind.CASES)
    record = json.loads(row.body or b"")
    assert record["occurred_at"] == "2026-10-01T01:30:00Z"
    assert record["fine"] == {"amount_vnd": 19_000_000}
    assert record["acts"] == [{"code": "168/2024:6.9.b"}, {"code": "168/2024:6.3.k"}]
    assert "decision" not in record


def test_exams_without_parts_have_an_empty_list_of_them(tmp_path: Path) -> None:
    cells = {"citizen_id": "999190000001", "regime": "2008", "class": "A1", "session": "K1", "centre": "01",
             "held_on": "1/2/2012", "result": "Đạt", "parts.0.kind": "", "parts.0.score": "", "parts.0.out_of": "",
             "parts.0.passed": ""}  # fmt: skip
    [row] = rows_of(write(tmp_path / "e.csv", table([list(cells.values())], list(cells))), Kind.EXAMS)
    record = json.loads(row.body or b"")
    assert record["parts"] == []
    assert record["result"] == "passed"


@pytest.mark.parametrize("born", ["31/02/1990", "1990", "02/28/1990", "1990-13-01", "hôm qua"])
def test_a_bad_day_is_told_with_its_place_and_stays_in_the_record(tmp_path: Path, born: str) -> None:
    bad, good = rows_of(write(tmp_path / "h.csv", table([holder(1, born=born), holder(2)])))
    [fault] = bad.faults
    assert (fault.pointer, fault.code, fault.params["column"]) == ("/date_of_birth", "not-a-date", 3)
    assert json.loads(bad.body or b"")["date_of_birth"] == born
    assert not good.faults


def test_bad_rows_never_hide_good_ones(tmp_path: Path) -> None:
    good = table([holder(9)]).splitlines()[1]
    lines = [",".join(HOLDER_HEADINGS), good, "1,2,3", f'{good},"x', good, '"a"b,c', good, "", f"{good},surplus", good]
    rows = rows_of(write(tmp_path / "h.csv", "\r\n".join(lines) + "\r\n"))
    assert codes(rows) == [
        (2, []), (3, ["wrong-cell-count"]), (4, ["quote-not-closed"]), (5, []), (6, ["malformed-csv"]), (7, []),
        (9, ["wrong-cell-count"]), (10, []),
    ]  # fmt: skip
    assert rows[2].raw == f'{good},"x'


def test_a_file_cut_off_in_its_last_row_says_so(tmp_path: Path) -> None:
    text = table([holder(1), holder(2)])
    *_, last = rows_of(write(tmp_path / "h.csv", text.rstrip("\r\n")))
    assert not last.faults, "only the end of the line is missing"
    *_, last = rows_of(write(tmp_path / "h.csv", text[: text.rindex(",Nữ")]))
    assert codes([last]) == [(3, ["record-cut-off"])]
    *_, last = rows_of(write(tmp_path / "h.ndjson", GOOD + b"\n" + GOOD[:-9]))
    assert codes([last]) == [(2, ["record-cut-off"])]
    assert last.raw == GOOD[:-9].decode()


@pytest.mark.parametrize("home", [Encoding.UTF_8, Encoding.TCVN3, Encoding.VNI])
def test_lines_of_another_encoding_are_kept_apart_and_can_be_read(tmp_path: Path, home: Encoding) -> None:
    foreign = Encoding.TCVN3 if home is not Encoding.TCVN3 else Encoding.UTF_8
    lines = table([holder(number) for number in range(5)]).splitlines(keepends=True)
    content = b"".join(encoded(line, foreign if place == 3 else home) for place, line in enumerate(lines))
    rows = rows_of(write(tmp_path / "h.csv", content))
    assert codes(rows) == [(line, ["wrong-encoding"] if line == 4 else []) for line in range(2, 7)]
    [fault] = rows[2].faults
    assert (fault.params["encoding"], fault.params["other"]) == (home, foreign)
    assert json.loads(rows[2].body or b"")["address"]["text"] == "2 Đường Thử, Phường Giả Định"


def test_a_line_of_a_megabyte_is_left_out_and_the_next_is_read(tmp_path: Path) -> None:
    for ending in (b"\n", b"\r\n"):
        long = b'{"citizen_id":"' + b"9" * (2 * LONGEST + 17) + b'"}'
        rows = rows_of(write(tmp_path / "h.ndjson", ending.join([GOOD, long, GOOD, b""])))
        assert codes(rows) == [(1, []), (2, ["record-too-long"]), (3, [])]
        assert len(rows[1].raw or "") < 2000, "nobody keeps a megabyte for each"
    wide = ("x,y\n" + "z" * LONGEST + "\n").encode("utf-16")
    with pytest.raises(UnusableError, match=r"column"):
        rows_of(write(tmp_path / "w.csv", wide))


def test_json_goes_out_as_it_came_but_composed(tmp_path: Path) -> None:
    line = '{ "citizen_id":"999190000001",  "full_name":"Nguye\u0302\u0303n", "n":1.50, "n":1 }'
    [row] = rows_of(write(tmp_path / "h.ndjson", line))
    assert row.body == '{ "citizen_id":"999190000001",  "full_name":"Nguyễn", "n":1.50, "n":1 }'.encode()


def test_lines_that_are_no_json_are_told(tmp_path: Path) -> None:
    rows = rows_of(write(tmp_path / "h.ndjson", GOOD + b'\n\n{"a":}\nnull\n' + GOOD + b"\n"))
    assert codes(rows) == [(1, []), (3, ["malformed-json"]), (4, []), (5, [])]
    assert "column 6" in str(rows[1].faults[0].params["reason"])


def test_a_rejects_file_is_taken_for_what_it_is(tmp_path: Path) -> None:
    entries = [
        {"line": 7, "key": "k", "record": {"citizen_id": "999190000001", "n": 10**30}, "errors": []},
        {"line": 8, "key": None, "record": None, "raw": "…", "errors": []},
    ]
    text = "\n".join(json.dumps(entry) for entry in entries) + '\n{"line":9,"record":{"a":1,"a":2},"errors":[]}\n'
    rows = rows_of(write(tmp_path / "h.csv.rejects.ndjson", text))
    assert codes(rows) == [(1, []), (2, ["nothing-to-send"]), (3, ["malformed-json"])]
    assert json.loads(rows[0].body or b"") == entries[0]["record"]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.csv", b"", "0 bytes"),
        ("a.csv", b"\n \r\n", "blank"),
        ("a.csv", b"PK\x03\x04....", "zip"),
        ("a.csv", b"%PDF-1.4", "PDF"),
        ("a.csv", b"<html>", "XML"),
        ("a.ndjson", b"[\n" + GOOD + b"]", "jq"),
        ("a.ndjson", b"citizen_id,full_name\n", "line 1, column 1"),
        ("a.csv", b"\x7fELF\x02\x01\x01\0\0\0\0\0", "binary"),
    ],
)
def test_a_file_that_is_not_what_it_is_called_is_told_at_once(
    tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    with pytest.raises(UnusableError, match=told):
        rows_of(write(tmp_path / name, content))


def test_json_in_a_file_called_csv_is_read_all_the_same(tmp_path: Path) -> None:
    [row] = rows_of(write(tmp_path / "h.csv", GOOD))
    assert row.body == GOOD


def test_headings_only_is_a_file_of_no_records(tmp_path: Path) -> None:
    assert rows_of(write(tmp_path / "h.csv", table([]))) == []


def test_batches_are_cut_alike_from_wherever_they_begin() -> None:
    rows = [Row(line, line * 10, line + 1, b"x" * 100, None) for line in range(1, 1001)]
    whole = list(batches(iter(rows), size=300, first_of_file=True))
    assert [batch.rows for batch in whole] == [PILOT, 300, 300, 300]
    rest = list(batches(iter(rows[PILOT:]), size=300, first_of_file=False))
    assert [batch.key("run") for batch in rest] == [batch.key("run") for batch in whole[1:]]


def test_batches_keep_below_the_bytes_that_are_taken() -> None:
    rows = [Row(line, line, line + 1, b"x" * 1_000_000, None) for line in range(20)]
    cut = list(batches(iter(rows), size=5000, first_of_file=False))
    assert sum(batch.rows for batch in cut) == 20
    assert all(len(batch.body()) <= MOST_BYTES for batch in cut)
