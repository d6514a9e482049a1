"""``gplx import`` and ``gplx police push`` over real HTTP: what is taken, refused, gone on with, and stopped."""

from __future__ import annotations

import json
import re
import shutil
import signal
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import ECKey

from services.commands.bulk.encodings import Encoding
from tests.integration.commands.conftest import Call, Start
from tests.support.served import ServedSuite
from tests.unit.commands.bulk.writing import encoded, holder, table

pytestmark = [pytest.mark.sqlite, pytest.mark.filterwarnings("ignore::ResourceWarning")]

CASE_HEADINGS = (
    "source", "case_number", "version", "occurred_at", "place.province", "place.text", "subject.role",
    "subject.citizen_id", "vehicle.group", "acts", "status",
)  # fmt: skip


def case(number: str, source: str = "G01.79", act: str = "168/2024:6.3.k") -> list[str]:
    return [source, number, "1", "01/10/2026 08:30", "79", "Ngã tư Thử", "driver", "999190000001", "car", act, "open"]


def sums(said: str) -> dict[str, int]:
    """The numbers of a summary by their words."""
    return {name: int(count.replace(",", "")) for name, count in re.findall(r"([a-z][a-z ]*) ([\d,]+)", said)}


def entries(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(f"{path}.rejects.ndjson").read_text("utf-8").splitlines()]


def holders(path: Path, numbers: Sequence[int], *, bad: Sequence[int] = (), wrong: Sequence[int] = ()) -> Path:
    """A file of holders. ``bad`` have a day that is none; the sex of the ``wrong`` contradicts their number."""
    rows = [holder(number, born="31/02/1990" if number in bad else "28/02/1990") for number in numbers]
    for row, number in zip(rows, numbers, strict=True):
        row[3] = "Nam" if number in wrong else "Nữ"
    path.write_text(table(rows), "utf-8")
    return path


def test_everything_is_counted_and_a_second_import_changes_nothing(
    gplx: Call, tmp_path: Path, served: ServedSuite
) -> None:
    path = holders(tmp_path / "h.csv", range(1000, 1400), bad=[1003, 1390], wrong=[1200, 1201, 1399])
    first = gplx("import", "holders", path, "--batch", 60)
    assert first.returncode == 1, first.stdout
    told = sums(first.stdout)
    assert (told["created"], told["rejected"], told["refused here"]) == (395, 3, 2)
    assert "UTF-8, CSV with commas" in first.stdout
    assert [(entry["line"], entry["key"]) for entry in entries(path)] == [
        (line, f"99919{line + 998:07}") for line in (5, 202, 203, 392, 401)
    ]
    assert {error["code"] for entry in entries(path) for error in entry["errors"]} == {
        "not-a-date",
        "sex-contradicts-id",
    }
    second = gplx("import", "holders", path, "--parallel", 1)
    told = sums(second.stdout)
    assert (second.returncode, told["created"], told["unchanged"]) == (1, 0, 395)


def test_rejects_can_be_corrected_and_sent(gplx: Call, tmp_path: Path) -> None:
    path = holders(tmp_path / "h.csv", range(2000, 2010), bad=[2001], wrong=[2002])
    assert gplx("import", "holders", path).returncode == 1
    rejects = Path(f"{path}.rejects.ndjson")
    corrected = rejects.read_text("utf-8").replace("31/02/1990", "1990-02-27").replace('"male"', '"female"')
    rejects.write_text(corrected, "utf-8")
    again = gplx("import", "holders", rejects)
    assert (again.returncode, sums(again.stdout)["created"]) == (0, 2), again.stdout
    assert "records of a rejects file" in again.stdout
    assert not Path(f"{rejects}.rejects.ndjson").exists()


@pytest.mark.parametrize("encoding", [Encoding.TCVN3, Encoding.VNI, Encoding.UTF_16_LE])
def test_the_same_person_in_an_old_encoding_is_unchanged(gplx: Call, tmp_path: Path, encoding: Encoding) -> None:
    text = table([holder(number) for number in range(2100, 2105)])
    (tmp_path / "new.csv").write_text(text, "utf-8")
    (tmp_path / "old.csv").write_bytes(encoded(text, encoding))
    assert gplx("import", "holders", "new.csv").returncode == 0
    old = gplx("import", "holders", "old.csv")
    assert (old.returncode, sums(old.stdout)["unchanged"]) == (0, 5), old.stdout


def test_a_dry_run_sends_nothing_and_leaves_nothing(gplx: Call, tmp_path: Path, served: ServedSuite) -> None:
    path = holders(tmp_path / "h.csv", range(2200, 2210), bad=[2203])
    before = served.line.loads
    done = gplx("import", "holders", path, "--dry-run", GPLX_URL="http://127.0.0.1:9")
    assert done.returncode == 1
    assert "line 5: /date_of_birth not-a-date" in done.stdout
    assert "9 would be, 0 of them to be rejected for their form; 1 cannot be read" in done.stdout
    assert served.line.loads == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["h.csv"]


def test_a_bad_line_changes_nothing_but_the_time_it_takes(gplx: Call, tmp_path: Path, served: ServedSuite) -> None:
    path = holders(tmp_path / "h.csv", range(3000, 3300), wrong=[3100])
    served.line.fate.extend([503, "lost", 429, "refused", None, "lost", 500, 502, "lost"])
    done = gplx("import", "holders", path, "--batch", 40, "--parallel", 3)
    assert not served.line.fate
    told = sums(done.stdout)
    assert (done.returncode, told["created"], told["unchanged"], told["rejected"]) == (1, 299, 0, 1), done.stdout
    assert [entry["line"] for entry in entries(path)] == [102]


def test_a_suite_that_stays_away_is_given_up_and_gone_on_with(gplx: Call, tmp_path: Path, served: ServedSuite) -> None:
    path = holders(tmp_path / "h.csv", range(3400, 3600))
    served.line.fate.extend([None, *[503] * 400])
    stopped = gplx("import", "holders", path, "--batch", 50, "--parallel", 1, "--patience", 2)
    served.line.fate.clear()
    assert stopped.returncode == 3, stopped.stdout
    assert "--patience" in stopped.stdout
    assert "Done so far: 50 records, up to line 51" in stopped.stdout
    done = gplx("import", "holders", path)
    assert (done.returncode, sums(done.stdout)["created"]) == (0, 200), done.stdout


@pytest.mark.crash
@pytest.mark.slow
def test_killed_again_and_again_it_ends_as_if_it_had_not_been(
    start: Start, gplx: Call, tmp_path: Path, served: ServedSuite
) -> None:
    numbers = range(4000, 5200)
    path = holders(tmp_path / "h.csv", numbers, bad=[4100, 5199], wrong=[4001, 4500, 5000])
    progress = Path(f"{path}.progress.json")
    for until in (1, 300, 500, 900):
        process = start("import", "holders", path, "--batch", 30, "--parallel", 3)
        wait_until_read(progress, until)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert not json.loads(progress.read_text())["finished"]
    done = gplx("import", "holders", path, "--parallel", 2)
    told = sums(done.stdout)
    assert "Going on after line" in done.stdout
    assert (done.returncode, told["read"], told["created"], told["unchanged"], told["rejected"]) == (
        1,
        1200,
        1195,
        0,
        3,
    )
    assert [entry["line"] for entry in entries(path)] == [3, 102, 502, 1002, 1201]
    whole = shutil.copy(path, tmp_path / "whole.csv")
    assert sums(gplx("import", "holders", whole).stdout)["unchanged"] == 1195
    assert entries(Path(whole)) == entries(path)


def wait_until_read(progress: Path, count: int) -> None:
    """Wait until the progress file speaks of that many records."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if progress.exists() and json.loads(progress.read_text())["counts"]["read"] >= count:
            return
        time.sleep(0.005)
    raise AssertionError(f"{count} records were never read")


def test_ctrl_c_stops_at_once_and_the_next_run_goes_on(
    start: Start, gplx: Call, tmp_path: Path, served: ServedSuite
) -> None:
    path = holders(tmp_path / "h.csv", range(5300, 5700))
    served.line.fate.extend([None, None, *[lambda _environ: time.sleep(8)] * 4])
    process = start("import", "holders", path, "--batch", 50, "--parallel", 2)
    wait_until_read(Path(f"{path}.progress.json"), 50)
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=20)
    assert time.monotonic() - began < 6, "it does not wait for answers"
    served.line.fate.clear()
    assert process.returncode == 3, said
    assert "Stopped by Ctrl-C" in said
    done = gplx("import", "holders", path)
    assert (done.returncode, sums(done.stdout)["created"]) == (0, 400), done.stdout


def test_a_file_that_changed_meanwhile_is_not_gone_on_with(gplx: Call, tmp_path: Path, served: ServedSuite) -> None:
    path = holders(tmp_path / "h.csv", range(5800, 5900))
    served.line.fate.extend([None, 403])
    assert gplx("import", "holders", path, "--batch", 20, "--parallel", 1).returncode == 3
    served.line.fate.clear()
    with path.open("a", encoding="utf-8") as handle:
        handle.write(table([holder(5999)]).splitlines()[1] + "\n")
    refused = gplx("import", "holders", path)
    assert refused.returncode == 2
    assert "The file has changed since the run that stopped after line 21" in refused.stdout
    assert "--restart" in refused.stdout
    again = gplx("import", "holders", path, "--restart")
    told = sums(again.stdout)
    assert (again.returncode, told["created"] + told["unchanged"]) == (0, 101), again.stdout
    assert told["unchanged"] in {20, 40}, "a batch that was under way beside the refused one may have arrived"


def test_two_at_once_on_one_file_is_one_too_many(start: Start, gplx: Call, tmp_path: Path, served: ServedSuite) -> None:
    path = holders(tmp_path / "h.csv", range(6000, 6010))
    served.line.fate.append(lambda _environ: time.sleep(4))
    first = start("import", "holders", path)
    deadline = time.monotonic() + 20
    while served.line.fate and time.monotonic() < deadline:
        time.sleep(0.02)
    second = gplx("import", "holders", path)
    assert (second.returncode, "Another gplx is at work" in second.stdout) == (2, True)
    first.communicate(timeout=30)
    assert first.returncode == 0


def test_cases_are_pushed_and_pushed_again(gplx: Call, tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    rows = [case(f"{number:07}/A", act="168/2024:6.99.z" if number == 7 else "168/2024:6.3.k") for number in range(150)]
    path.write_text(table(rows, CASE_HEADINGS), "utf-8")
    first = gplx("police", "push", path, "--client", "police-hcm")
    assert (first.returncode, sums(first.stdout)["created"]) == (1, 149), first.stdout
    [entry] = entries(path)
    assert (entry["line"], entry["key"]) == (9, "0000007/A")
    assert entry["errors"][0] | {"detail": ""} == {"pointer": "/acts/0/code", "code": "unknown-act", "detail": ""}
    second = gplx("police", "push", path, "--client", "police-hcm", "--language", "vi")
    assert (second.returncode, sums(second.stdout)["unchanged"]) == (1, 149), second.stdout
    assert "hành vi" in entries(path)[0]["errors"][0]["detail"]


def test_a_source_of_somebody_else_stops_it_at_once(gplx: Call, tmp_path: Path, served: ServedSuite) -> None:
    path = tmp_path / "c.csv"
    path.write_text(table([case(f"{number:07}/B") for number in range(5000)], CASE_HEADINGS), "utf-8")
    before = served.line.loads
    stopped = gplx("police", "push", path, "--client", "police-hanoi")
    assert stopped.returncode == 3
    assert "None of the first 100 cases is from a source that police-hanoi may push" in stopped.stdout
    assert served.line.loads == before + 1
    right = gplx("police", "push", path, "--client", "police-hcm", "--dry-run")
    assert right.returncode == 0


@pytest.mark.parametrize(
    ("client", "told"),
    [("nobody", "There is no key file"), ("stranger", "is not one the suite knows"), ("broken", "is no key file of a")],
)
def test_a_wrong_client_or_key_stops_it_at_once(
    gplx: Call, tmp_path: Path, served: ServedSuite, client: str, told: str
) -> None:
    known = json.loads((served.clients / "registry-loader.json").read_text())
    key = ECKey.generate_key("P-256", {"kid": known["private_jwk"]["kid"]}).as_dict(private=True)
    clients = tmp_path / "clients"
    clients.mkdir()
    (clients / "stranger.json").write_text(json.dumps(known | {"client_id": "stranger", "private_jwk": key}))
    (clients / "broken.json").write_text("{}")
    path = holders(tmp_path / "h.csv", [1])
    stopped = gplx("import", "holders", path, "--client", client, GPLX_CLIENTS=str(clients))
    assert (stopped.returncode, told in stopped.stdout) == (3, True), stopped.stdout


def test_a_client_that_may_not_is_told_so(gplx: Call, tmp_path: Path) -> None:
    path = holders(tmp_path / "h.csv", [1])
    stopped = gplx("import", "holders", path, "--client", "roadside")
    assert stopped.returncode == 3
    assert "agreed with (--client)" in stopped.stdout


def test_what_cannot_be_sent_is_told_before_anything_is(gplx: Call, tmp_path: Path, served: ServedSuite) -> None:
    before = served.line.loads
    (tmp_path / "x.csv").write_bytes(b"PK\x03\x04")
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "short.csv").write_text("citizen_id,full_name\n1,2\n")
    for name in ("x.csv", "empty.csv", "short.csv", "missing.csv"):
        refused = gplx("import", "holders", name)
        assert refused.returncode == 2, refused.stdout
        assert name in refused.stdout
    (tmp_path / "none.csv").write_text(table([]), "utf-8")
    assert gplx("import", "holders", "none.csv").returncode == 0
    assert served.line.loads == before
