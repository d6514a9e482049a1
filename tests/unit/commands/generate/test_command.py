"""What the command says to somebody who errs, is interrupted, or runs out of room."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from services import commands
from services.commands import generate
from services.commands.generate import telling
from tests.unit.commands.generate.made import make, run, summary

FEW = ("--licences", "3", "--cases", "3")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--licences", "0"), "0 is not in the range 1<=x<=1000000"),
        (("--licences", "1000001"), "not in the range"),
        (("--licences", "many"), "is not a valid integer"),
        (("--licences", "3", "--dirty", "1.5"), "1.5 is not in the range 0<=x<=1"),
        (("--licences", "3", "--dirty", "nan"), "not in the range"),
        (("--licences", "3", "--cases", "-1"), "not in the range"),
        (("--licences", "3", "--format", "xlsx"), "'xlsx' is not one of"),
        (("--licences", "3", "--as-of", "31/12/2026"), "does not match the format"),
        (("--licences", "3", "--as-of", "2019-12-31"), "from 2021-01-01 to 2099-12-31"),
        ((), "Missing option '--licences'"),
    ],
)
def test_a_wrong_option_is_told_and_nothing_is_made(tmp_path: Path, options: tuple[str, ...], words: str) -> None:
    found = run(tmp_path / "out", *options)
    assert found.exit_code == 2
    assert words in found.output
    assert not (tmp_path / "out").exists()


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("of years")
    found = run(tmp_path, *FEW)
    assert found.exit_code == 2
    assert "is not empty" in found.output
    assert "--force" in found.output
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_force_replaces_an_earlier_run_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("of years")
    make(tmp_path, *FEW, "--format", "both", "--force")
    make(tmp_path, "--licences", "5", "--cases", "0", "--force")
    assert (tmp_path / "thesis.txt").read_text() == "of years"
    assert not list(tmp_path.glob("*.csv")), "nothing of the earlier run is mistaken for the later one's"
    assert (tmp_path / "holders.ndjson").read_bytes().count(b"\n") == summary(tmp_path)["licences"] == 5
    assert (tmp_path / "cases-G01.79.ndjson").read_bytes() == b""


def test_what_is_interrupted_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, *FEW)
    made = generate.stretches

    def interrupted(*args, **options):
        yield next(made(*args, **options))
        assert list(tmp_path.glob("*.part"))
        raise KeyboardInterrupt

    monkeypatch.setattr(generate, "stretches", interrupted)
    found = run(tmp_path, *FEW, "--force")
    assert found.exit_code == 130
    assert "Nothing half-made" in found.output
    assert not list(tmp_path.iterdir())


def test_a_full_disk_is_a_sentence_and_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args, **_options):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(generate.Files, "add", full)
    found = run(tmp_path, *FEW)
    assert found.exit_code == 1
    assert found.output.strip() == f"Error: No space left on device: {tmp_path}. Nothing half-made was left there."
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    found = run(tmp_path / "file" / "out", *FEW)
    assert found.exit_code == 1
    assert "Not a directory" in found.output
    assert "Traceback" not in found.output


def test_no_name_is_real_before_all_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    finish = generate.Files.finish

    def looked_at(self, **told):
        assert all(path.suffix == ".part" for path in tmp_path.iterdir())
        finish(self, **told)

    monkeypatch.setattr(generate.Files, "finish", looked_at)
    make(tmp_path, *FEW)
    assert {path.name for path in tmp_path.iterdir()} == {
        "holders.ndjson", "exams.ndjson", "licences.ndjson", "cases-G01.79.ndjson", "cases-G01.01.ndjson",
        "dirty.ndjson", "summary.json", "README.md",
    }  # fmt: skip


def test_the_folder_says_what_is_in_it(tmp_path: Path) -> None:
    make(tmp_path, "--licences", "40", "--dirty", "0.2")
    text = (tmp_path / "README.md").read_text(encoding="utf-8")
    counts = summary(tmp_path)
    assert "gplx generate --licences 40 --cases 4 --seed 1" in text
    for name, file in counts["files"].items():
        row = f"| `{name}` | {file['rows']} | {file['clean']} | {file['dirty_but_taken']} | {file['refused']} |"
        assert row in text
        assert len((tmp_path / f"{name}.ndjson").read_bytes().splitlines()) == file["rows"]
    refused = [json.loads(line)["refused"] for line in (tmp_path / "dirty.ndjson").read_text().splitlines()]
    assert refused.count(True) == sum(file["refused"] for file in counts["files"].values())


def test_the_help_tells_what_it_is_for() -> None:
    found = CliRunner().invoke(commands.main, ["generate", "--help"])
    assert found.exit_code == 0
    for words in ("made-up registry", "--licences", "--dirty", "default: ndjson", "byte by byte", "summary.json"):
        assert words in found.output


def test_off_a_terminal_progress_is_plain_lines(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setattr(telling, "SECONDS_BETWEEN", 0.0)
    with telling.told(2000, "licences") as move:
        move(500)
        move(1500)
    first, last = capsys.readouterr().err.splitlines()
    assert first.startswith("licences: 500 of 2,000, ")
    assert first.endswith(" left")
    assert last.startswith("licences: 2,000 of 2,000, ")
    assert last.endswith("0:00 left")
