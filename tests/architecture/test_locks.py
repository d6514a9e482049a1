"""The locks hold what is asked for, at the same versions for running and for testing, and name no host."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s\\;]+)", re.MULTILINE)


def pins(path: Path) -> dict[str, str]:
    """Name → version of every pin of a file."""
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in PIN.findall(path.read_text("utf-8"))}


def lock_faults(folder: Path) -> list[str]:
    """What is wrong with a folder of .in and .txt files."""
    runtime, dev = pins(folder / "runtime.txt"), pins(folder / "dev.txt")
    faults = [
        f"{asked.name} asks for {name}=={version}, {lock} has {held.get(name)}"
        for asked, lock, held in (
            (folder / "runtime.in", "runtime.txt", runtime),
            (folder / "dev.in", "dev.txt", dev),
        )
        for name, version in pins(asked).items()
        if held.get(name) != version
    ]
    faults += [
        f"runtime.txt has {name}=={version}, dev.txt {dev.get(name)}"
        for name, version in runtime.items()
        if dev.get(name) != version
    ]
    for path in sorted(folder.iterdir()):
        text = path.read_text(encoding="utf-8")
        if "://" in text or "index-url" in text:
            faults.append(f"{path.name} names a host")
        if path.suffix == ".txt":
            # A requirement goes on over lines that end in a backslash; each must bring its hashes.
            joined = text.replace("\\\n", " ")
            bare = [line.split()[0] for line in joined.splitlines() if PIN.match(line) and "--hash=sha256:" not in line]
            faults += [f"{path.name}: {name} has no hash" for name in bare]
    return faults


def test_the_locks_hold_what_is_asked_for() -> None:
    assert len(pins(ROOT / "requirements/dev.txt")) > len(pins(ROOT / "requirements/runtime.txt")) > 30
    faults = lock_faults(ROOT / "requirements")
    assert not faults, "run `make lock`:\n" + "\n".join(faults)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("runtime.in", "flask==", "flask==99."),
        ("dev.in", "ruff==", "newcomer==1.0\nruff=="),
        ("runtime.txt", "werkzeug==", "werkzeug==9"),
        ("dev.txt", "# This", "--extra-index-url https://example.org/simple\n# This"),
        ("dev.txt", "--hash=sha256:", "--hush=sha256:"),
    ],
)
def test_drift_is_seen(tmp_path: Path, name: str, old: str, new: str) -> None:
    for path in (ROOT / "requirements").iterdir():
        text = path.read_text(encoding="utf-8")
        assert path.name != name or old in text
        (tmp_path / path.name).write_text(text.replace(old, new) if path.name == name else text)
    assert lock_faults(tmp_path)
