"""Says at the end of a run how many tests ran on each database."""

from __future__ import annotations

from typing import Any

DATABASES = ("sqlite", "postgresql")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """One line per database; a skipped test is never silent."""
    passed = [report.nodeid for report in terminalreporter.stats.get("passed", []) if report.when == "call"]
    skipped = terminalreporter.stats.get("skipped", [])
    terminalreporter.section("databases")
    for name in DATABASES:
        count = sum(name in nodeid.partition("[")[2] for nodeid in passed)
        terminalreporter.write_line(f"{name}: {count} tests passed")
    without = sum(not any(name in nodeid.partition("[")[2] for name in DATABASES) for nodeid in passed)
    terminalreporter.write_line(f"without a database of their own: {without} tests passed")
    for report in skipped:
        terminalreporter.write_line(f"SKIPPED {report.nodeid}")
