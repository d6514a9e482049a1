"""``python -m tests.bench``: look-ups, intake, imports and dossiers beside what they could cost at the least.

Five rounds on SQLite and on PostgreSQL; every ratio is of two figures of one round, so what else the machine does
weighs on both. Prints a table and writes it, with the machine, to ``var/bench``.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

import orjson
import sqlalchemy
from sqlalchemy import create_engine

from tests.bench import limits
from tests.bench.measures import FULL, QUICK, Bench, Sizes
from tests.bench.servers import House, bare_server, house

ROUNDS = 5
SEED = 20261122
DIALECTS = ("sqlite", "postgresql")
PACKAGES = ("flask", "gunicorn", "sqlalchemy", "psycopg", "marshmallow", "orjson")
MARKS = ("min", "median", "max")
Rounds = list[dict[str, dict[str, float]]]


def main(arguments: list[str]) -> int:
    """Run it all and tell."""
    asked = _arguments(arguments)
    began = time.monotonic()
    found: dict[str, Any] = {"at": datetime.now(UTC).isoformat(), "quick": asked.quick, "seed": SEED}
    found["machine"] = _machine()
    sizes = QUICK if asked.quick else FULL
    rounds = min(asked.rounds, 2) if asked.quick else asked.rounds
    for dialect in DIALECTS:
        measured, server_version = _measure(dialect, sizes, rounds)
        found[dialect] = {"version": server_version, "rounds": measured, "summary": _summary(measured)}
    found["seconds"] = round(time.monotonic() - began)
    found["load"] = {"began": found["machine"].pop("load"), "ended": os.getloadavg()}
    asked.folder.mkdir(parents=True, exist_ok=True)
    path = asked.folder / f"{found['at'][:19].replace(':', '')}.json"
    path.write_bytes(orjson.dumps(found, option=orjson.OPT_INDENT_2))
    _tell(found)
    print(f"\n{found['seconds']} s; written to {path}")
    return 0


def _arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="two short rounds: does it run, not how fast")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--folder", type=Path, default=Path("var/bench"))
    return parser.parse_args(arguments)


def _measure(dialect: str, sizes: Sizes, rounds: int) -> tuple[Rounds, str]:
    with tempfile.TemporaryDirectory(prefix="gplx-bench-") as name:
        folder = Path(name)
        with bare_server(folder) as bare, house(dialect, folder) as measured:
            alone = limits.executemany_into(folder / "rows.db")
            if measured.postgres is not None:
                alone = limits.copy_into(measured.postgres.url("postgres").replace("+psycopg", ""))
            bench = Bench(measured, sizes, bare, alone, SEED)
            bench.warm()
            found = []
            for number in range(rounds):
                found.append(bench.round(number))
                print(f"{dialect}: round {number + 1} of {rounds}", file=sys.stderr)
            return found, _server_version(measured)


def _server_version(measured: House) -> str:
    if measured.postgres is None:
        import sqlite3  # only its version

        return sqlite3.sqlite_version
    engine = create_engine(measured.postgres.url("postgres"))
    with engine.connect() as connection:
        found = str(connection.execute(sqlalchemy.text("SHOW server_version")).scalar_one())
    engine.dispose()
    return found


def _machine() -> dict[str, Any]:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return {
        "cores": os.cpu_count(),
        "processor": next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "?"),
        "kernel": platform.release(),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
        "load": os.getloadavg(),
    }


def _summary(rounds: Rounds) -> dict[str, dict[str, dict[str, float]]]:
    """Of each figure the least, the middle and the greatest of all rounds."""
    return {
        measure: {
            figure: {
                "min": min(values := [each[measure][figure] for each in rounds]),
                "median": median(values),
                "max": max(values),
            }
            for figure in figures
        }
        for measure, figures in rounds[0].items()
    }


def _tell(found: dict[str, Any]) -> None:
    machine = found["machine"]
    print(f"{machine['cores']} cores ({machine['processor']}), Python {machine['python']}, ", end="")
    print(", ".join(f"{name} {number}" for name, number in machine["packages"].items()))
    print(
        f"load {found['load']['began'][0]:.1f} at first, {found['load']['ended'][0]:.1f} at last; seed {found['seed']}"
    )
    titles = [f"{name} {found[name]['version']}" for name in DIALECTS]
    print("\n" + " " * 36 + "".join(f"{title:>36}" for title in titles))
    print(" " * 36 + f"{'min':>12}{'median':>12}{'max':>12}" * len(DIALECTS))
    for measure, figures in found[DIALECTS[0]]["summary"].items():
        print(measure)
        for figure in figures:
            row = [found[name]["summary"][measure][figure][mark] for name in DIALECTS for mark in MARKS]
            print(f"  {figure:34}" + "".join(f"{value:12,.4g}" for value in row))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
