"""A disk that fills while rejects or progress are written: told, nothing lost, gone on with."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

import pytest
import requests

from services.commands.bulk import progress
from services.commands.bulk.columns import Kind
from services.commands.bulk.opening import Order
from services.commands.bulk.rejects import RejectsFile
from services.commands.bulk.run import Connection, Outcome, bring_in
from services.commands.bulk.sending import StoppedError
from services.commands.outside_client import OutsideClient
from shared.kernel.clock import SystemClock
from tests.integration.commands.test_bulk import entries, holders
from tests.support.served import ServedSuite

pytestmark = [pytest.mark.sqlite, pytest.mark.filterwarnings("ignore::ResourceWarning")]


def run(served: ServedSuite, path: Path) -> Outcome:
    with requests.Session() as http:
        suite = Connection(
            outside=OutsideClient(served.url, served.clients, http=http), http=http, clock=SystemClock(), patience=20
        )
        order = Order(path=path, kind=Kind.HOLDERS, client="registry-loader", url=served.url, batch=20, parallel=2)
        return bring_in(order, suite)


def full_after(calls: int, work: Callable[..., object]) -> Callable[..., object]:
    """The same, until the disk is full: then half of it is done."""
    left = [calls]

    def write(*given: object) -> object:
        left[0] -= 1
        if left[0] >= 0:
            return work(*given)
        if isinstance(given[0], RejectsFile):
            given[0]._handle.write(b'{"line": 1, "ke')
        raise OSError(errno.ENOSPC, "No space left on device")

    return write


@pytest.mark.parametrize("what", ["rejects", "progress"])
def test_a_full_disk_is_told_and_the_next_run_goes_on(
    served: ServedSuite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    numbers = range(7000, 7200) if what == "rejects" else range(7200, 7400)
    path = holders(tmp_path / "h.csv", numbers, wrong=[numbers[3], numbers[150]], bad=[numbers[99]])
    with monkeypatch.context() as patch:
        if what == "rejects":
            patch.setattr(RejectsFile, "append", full_after(3, RejectsFile.append))
        else:
            patch.setattr(progress, "save", full_after(4, progress.save))
        with pytest.raises(StoppedError, match="No space left") as stopped:
            run(served, path)
    assert "up to line 61" in str(stopped.value)
    outcome = run(served, path)
    assert (outcome.counts.created, outcome.counts.rejected, outcome.counts.refused) == (197, 2, 1)
    assert [entry["line"] for entry in entries(path)] == [5, 101, 152]


def test_a_folder_that_cannot_be_written_is_told_before_anything_is_sent(
    served: ServedSuite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = holders(tmp_path / "h.csv", range(7500, 7510))
    monkeypatch.setattr(progress, "save", full_after(0, progress.save))
    before = served.line.loads
    with pytest.raises(StoppedError, match="copy the file to a folder of your own"):
        run(served, path)
    assert served.line.loads == before
