"""The README, word for word: the suite as a process of its own, its tour, Ctrl-C, and a second start."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60
TOUR = re.compile(r"<!-- tour: begin -->(.*)<!-- tour: end -->", re.DOTALL)
SHELL = re.compile(r"^```sh\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def started(var: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """A suite as ``make run`` starts it, in a process group of its own; stopped by Ctrl-C."""
    command = [sys.executable, "-m", "services.commands", "run", "--sandbox", "--port", str(port)]
    environment = os.environ | {"GPLX_VAR": str(var), "GPLX_LOG_LEVEL": "error"}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True, stdout=subprocess.DEVNULL)
    try:
        wait_until_ready(port, process)
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
            assert process.wait(20) == 0, "Ctrl-C is a clean end"


def wait_until_ready(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, "the suite ended instead of starting"
        try:
            if requests.get(f"http://127.0.0.1:{port}/health/ready", timeout=30).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.1)
    raise AssertionError("the suite never became ready")


def group_is_empty(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


def test_the_tour_and_the_ends_of_the_process(tmp_path: Path) -> None:
    [tour] = TOUR.findall((ROOT / "README.md").read_text("utf-8"))
    steps = "\n".join(SHELL.findall(tour)).replace("gplx ", f"{sys.executable} -m services.commands ")
    var, port = tmp_path / "var", free_port()
    environment = os.environ | {
        "GPLX_URL": f"http://127.0.0.1:{port}",
        "GPLX_CLIENTS": str(var / "demo/clients"),
        "PYTHONPATH": str(ROOT),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }
    bash = shutil.which("bash")
    assert bash is not None
    with started(var, port) as process:
        done = subprocess.run(
            [bash, "-euo", "pipefail", "-c", steps], cwd=tmp_path, env=environment, capture_output=True, timeout=120,
            check=False, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr + done.stdout
        assert "blocked" in done.stdout
        assert "reissue_now" in done.stdout
        assert "\ndelivered\n" in done.stdout
        assert re.search(r"^AT\d+ superseded\nVN000001 live$", done.stdout, re.MULTILINE), done.stdout
        assert "Traffic Police Department looked at" in done.stdout
    assert group_is_empty(process.pid), "Ctrl-C leaves no process"
    with started(var, port):
        card = {"serial": "VN000001"}
        token = subprocess.run(
            [sys.executable, "-m", "services.commands", "token", "roadside"], cwd=ROOT, env=environment,
            capture_output=True, check=True, text=True,
        ).stdout.strip()  # fmt: skip
        answer = requests.post(
            f"http://127.0.0.1:{port}/api/licences/v1/cards/status", json=card, timeout=30,
            headers={"Authorization": f"Bearer {token}", "Gplx-Purpose": "roadside"},
        )  # fmt: skip
        assert answer.json()["status"] == "live", "a second start keeps the data"


def test_kill_in_the_middle_of_the_demo_and_a_restart_end_alike(tmp_path: Path) -> None:
    var, port = tmp_path / "var", free_port()
    environment = os.environ | {"GPLX_URL": f"http://127.0.0.1:{port}", "GPLX_CLIENTS": str(var / "demo/clients")}
    with started(var, port) as first:
        demo = subprocess.Popen(
            [sys.executable, "-m", "services.commands", "demo", "--no-start"], cwd=ROOT, env=environment,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        assert demo.stdout is not None
        for line in demo.stdout:
            if "The citizen files" in line:
                break
        os.killpg(first.pid, signal.SIGKILL)
        first.wait(20)
        with started(var, port):
            told, _ = demo.communicate(timeout=120)
            assert demo.returncode == 0, told
            assert "every one as it must be" in told
