"""docs/settings.md: every variable the product reads, from the settings themselves."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from services.settings import BootstrapSettings, ClientSettings, MachineSettings, SuiteSettings

INTRODUCTION = """# Settings

Written by `make pages` from the settings themselves; a test keeps it true.

All settings are environment variables. A variable `GPLX_<SERVICE>_<NAME>` may be shortened to `GPLX_<NAME>`, which then
holds for every service that has a setting of that name. With `_FILE` after it a variable names a file that holds the
value: for secrets. Lists are separated by commas. *Required* means that a service does not start without it; `make run`
and `compose.yaml` set all of these themselves.
"""


def settings_page() -> str:
    """The page, in Markdown."""
    from services.suite import parts  # heavy

    sections = [
        ("`make run`: all in one process", "", SuiteSettings),
        ("A service or worker on a machine of its own (`gplx serve`, `gplx work`)", "", MachineSettings),
        ("One-shot steps (`gplx bootstrap`)", "BOOTSTRAP_", BootstrapSettings),
        ("Commands that talk to a running suite", "", ClientSettings),
        *((f"`{part.name}`", f"{part.name}_".upper(), part.settings) for part in parts(with_sandbox=True)),
    ]
    return "\n".join([INTRODUCTION, *(line for section in sections for line in _table(*section))])


def _table(title: str, prefix: str, kind: type[Any]) -> Iterator[str]:
    yield f"## {title}\n"
    yield "| variable | meaning | default |"
    yield "|---|---|---|"
    for field in dataclasses.fields(kind):
        meaning = str(field.metadata.get("doc", "")).rstrip(".").replace("|", "\\|")
        name = f"GPLX_{prefix}{field.name.upper()}"
        yield f"| `{name}` | {meaning[:1].upper()}{meaning[1:]} | {_default(field.default)} |"
    yield ""


def _default(value: object) -> str:
    if value is dataclasses.MISSING:
        return "*required*"
    if value is None or value in {"", ()}:
        return ""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, tuple):
        return f"`{','.join(map(str, value))}`"
    return f"`{value.as_posix() if isinstance(value, Path) else value}`"
