"""Settings are one frozen dataclass per service, read once from the environment, all faults told at once.

A field's environment name is ``GPLX_<SERVICE>_<FIELD>`` with a fallback to ``GPLX_<FIELD>``; its documentation is the
``doc`` of its metadata. With ``_FILE`` after it the variable names a file that holds the value: secrets stay out of the
environment. A default must be safe in production and harmless in public.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import MISSING, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

S = TypeVar("S")

IN_FILE = "_FILE"
"""Ends the name of a variable that says in which file the value is."""


class SettingsError(Exception):
    """The environment does not make a usable configuration; the message lists every fault."""


def setting(doc: str, default: Any = MISSING) -> Any:
    """A documented field of a settings dataclass."""
    if default is MISSING:
        return field(metadata={"doc": doc})
    return field(default=default, metadata={"doc": doc})


def read_settings(kind: type[S], environ: Mapping[str, str], *, service: str) -> S:
    """Build ``kind`` from the environment.

    Raises SettingsError naming each missing or unreadable variable.
    """
    hints = get_type_hints(kind)
    values: dict[str, object] = {}
    faults: list[str] = []
    for entry in dataclasses.fields(kind):  # type: ignore[arg-type]  # S is a dataclass by contract
        names = (f"GPLX_{service}_{entry.name}".upper(), f"GPLX_{entry.name}".upper())
        name = next((name for name in names if name in environ or f"{name}{IN_FILE}" in environ), None)
        if name is None:
            if entry.default is MISSING and entry.default_factory is MISSING:
                faults.append(f"{names[0]} (or {names[1]}) is not set: {entry.metadata.get('doc', '')}")
            continue
        try:
            values[entry.name] = _convert(hints[entry.name], _text(name, environ))
        except (ValueError, OSError) as error:
            faults.append(f"{name}: {error}")
    if faults:
        raise SettingsError("The configuration is not usable:\n  " + "\n  ".join(faults))
    return kind(**values)


def _text(name: str, environ: Mapping[str, str]) -> str:
    place = environ.get(f"{name}{IN_FILE}")
    if place is None:
        return environ[name]
    if name in environ:
        raise ValueError(f"set it or {name}{IN_FILE}, not both")
    return Path(place).read_text(encoding="utf-8").strip()


def _convert(kind: object, text: str) -> object:
    if kind is str:
        return text
    if kind is bool:
        if text.lower() in {"1", "true", "yes", "on"}:
            return True
        if text.lower() in {"0", "false", "no", "off", ""}:
            return False
        raise ValueError(f"{text!r} is neither true nor false")
    if kind is int:
        return int(text)
    if kind is float:
        return float(text)
    if kind is Path:
        return Path(text)
    if kind is date:
        return date.fromisoformat(text)
    if kind == tuple[str, ...]:
        return tuple(part.strip() for part in text.split(",") if part.strip())
    if kind == (str | None):
        return text or None
    if kind == (Path | None):
        return Path(text) if text else None
    raise ValueError(f"settings cannot be of type {kind}")
