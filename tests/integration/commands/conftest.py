"""One suite for all: every test brings persons and cases of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT
from tests.support.served import ServedSuite, served_suite


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedSuite]:
    """A suite in hand."""
    with served_suite(tmp_path_factory.mktemp("suite") / "var") as running:
        yield running


Start = Callable[..., "subprocess.Popen[str]"]
Call = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def start(served: ServedSuite, tmp_path: Path) -> Iterator[Start]:
    """Starts a command as a person would; what is still running at the end is killed."""
    processes: list[subprocess.Popen[str]] = []

    def begin(*words: object, **environ: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "services.commands", *map(str, words)],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(ROOT)} | served.environment() | environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        processes.append(process)
        return process

    yield begin
    for process in processes:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.fixture
def gplx(start: Start) -> Call:
    """Runs a command to its end: its code and what it said."""

    def call(*words: object, **environ: str) -> subprocess.CompletedProcess[str]:
        process = start(*words, **environ)
        said, _ = process.communicate(timeout=120)
        return subprocess.CompletedProcess(process.args, process.returncode, said)

    return call
