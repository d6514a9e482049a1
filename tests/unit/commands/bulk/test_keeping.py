"""What is kept beside a file: progress all or nothing, rejects to the byte."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest

from services.commands.bulk import progress, rejects
from services.commands.bulk.progress import Counts, UnusableProgressError
from services.commands.bulk.rejects import Reject, RejectsFile
from services.commands.bulk.rows import Row
from services.commands.bulk.texts import TEXTS
from tests.architecture.sources import ROOT

BEGUN = {"kind": "holders", "sha256": "ab" * 32, "size": 3}
ERROR = {"pointer": "/x", "code": "required", "detail": "Thiếu."}


def reject(line: int, body: bytes | None = b'{"a": 1.50}', raw: str | None = None) -> Reject:
    return Reject(Row(line, 0, 0, body, None, raw=raw), "k", [ERROR])


def test_progress_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    path = progress.path_beside(tmp_path / "h.csv")
    assert progress.load(path) is None
    kept = progress.begin(BEGUN, 500)
    kept.counts = Counts(read=3, sent=2, refused=1, created=1, rejected=1, codes={"required": 2})
    progress.save(path, kept)
    assert progress.load(path) == kept
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["h.csv.progress.json"]


def test_two_runs_of_one_file_have_different_keys() -> None:
    assert progress.begin(BEGUN, 1).run != progress.begin(BEGUN, 1).run


def test_a_full_disk_leaves_what_was_kept_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "p.json"
    before = progress.begin(BEGUN, 1)
    progress.save(path, before)

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        progress.save(path, progress.begin(BEGUN, 2))
    assert progress.load(path) == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["p.json"]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 1}', '{"format": 99}', '{"format": 1, "counts": 3}'])
def test_progress_that_is_none_of_ours_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "p.json"
    path.write_text(text)
    with pytest.raises(UnusableProgressError, match="--restart"):
        progress.load(path)


def test_differences_are_named() -> None:
    kept = progress.begin(BEGUN, 1)
    assert progress.differences(kept, BEGUN) == {}
    assert progress.differences(kept, BEGUN | {"size": 4}) == {"size": "size was 3 and is 4"}


@pytest.mark.parametrize(
    ("counts", "mistakes"),
    [
        (Counts(read=5, sent=4, refused=1, created=1, updated=1, unchanged=1, rejected=1), 0),
        (Counts(read=5, sent=4, created=4), 1),
        (Counts(read=4, sent=4, created=3), 1),
        (Counts(read=5, sent=4, created=3), 2),
    ],
)
def test_sums_that_do_not_add_up_are_seen(counts: Counts, mistakes: int) -> None:
    assert len(counts.mistakes()) == mistakes


def test_a_record_stands_in_the_rejects_as_it_was_sent(tmp_path: Path) -> None:
    path = tmp_path / "r.ndjson"
    file = RejectsFile(path, keep=0, fresh=True)
    file.append([reject(1), reject(2, None, 'half "a line')])
    file.close()
    first, second = path.read_bytes().splitlines()
    assert b'"record":{"a": 1.50}' in first
    assert json.loads(first) == {"line": 1, "key": "k", "record": {"a": 1.5}, "errors": [ERROR]}
    assert json.loads(second) == {"line": 2, "key": "k", "record": None, "raw": 'half "a line', "errors": [ERROR]}


def test_what_a_crash_left_is_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "r.ndjson"
    file = RejectsFile(path, keep=0, fresh=True)
    kept = file.append([reject(1)])
    file.append([reject(2)])
    file.close()
    again = RejectsFile(path, keep=kept, fresh=False)
    again.append([reject(3)])
    again.close()
    assert [json.loads(line)["line"] for line in path.read_bytes().splitlines()] == [1, 3]


def test_rejects_that_somebody_shortened_are_told(tmp_path: Path) -> None:
    path = tmp_path / "r.ndjson"
    path.write_text("x")
    with pytest.raises(ValueError, match="shorter"):
        RejectsFile(path, keep=10, fresh=False)


def test_a_new_run_keeps_the_rejects_of_the_one_before(tmp_path: Path) -> None:
    path = rejects.path_beside(tmp_path / "h.csv")
    path.write_text("corrected by hand\n")
    RejectsFile(path, keep=0, fresh=True).close()
    assert [(entry.name, entry.read_text()) for entry in tmp_path.iterdir()] == [
        ("h.csv.rejects.ndjson.previous", "corrected by hand\n")
    ]


def test_every_code_found_here_is_explained() -> None:
    page = (ROOT / "docs/problems.md").read_text("utf-8")
    assert all(f"\n## {code}\n" in page for code in TEXTS)
