"""compose.yaml and its overlay as the rules see them: without an engine, variables replaced by their defaults."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from tests.architecture.sources import ROOT

COMPOSE = ROOT / "compose.yaml"
PRODUCTION = ROOT / "docker/compose.production.yaml"
VARIABLE = re.compile(r"\$\{(\w+)(?::?([-?])((?:[^{}]|\$\{[^{}]*\})*))?\}")


class _Loader(yaml.SafeLoader):
    """YAML with the tags of compose: what is reset is gone, what is overridden is said anew."""


_Loader.add_constructor("!reset", lambda _loader, _node: None)
_Loader.add_constructor("!override", lambda loader, node: loader.construct_mapping(node, deep=True))


@functools.cache
def compose(path: Path = COMPOSE) -> Mapping[str, Any]:
    """The whole file."""
    found: Mapping[str, Any] = yaml.load(path.read_text(encoding="utf-8"), _Loader)
    return found


def containers(document: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Its containers by name; those an overlay takes out are left out."""
    return {name: entry for name, entry in document["services"].items() if entry is not None}


def role(container: Mapping[str, Any]) -> tuple[str, ...]:
    """What one of our image does: ``("serve", "licences")``; nothing for the images of others."""
    return tuple(container.get("command", ())) if str(container.get("image", "")).startswith("gplx:") else ()


def environment(container: Mapping[str, Any]) -> dict[str, str]:
    """What the container is told, as compose would fill it in where the operator says nothing."""
    return {name: filled(str(value)) for name, value in (container.get("environment") or {}).items()}


def filled(text: str) -> str:
    """The text with each variable's default; ``required`` for one that has to be said."""
    while True:
        match = VARIABLE.search(text)
        if match is None:
            return text
        value = "required" if match[2] == "?" else match[3] or ""
        text = text[: match.start()] + value + text[match.end() :]


def private_folders(container: Mapping[str, Any]) -> set[str]:
    """Whose secrets it is shown."""
    volumes = (str(volume).split(":")[0] for volume in container.get("volumes", ()))
    return {name.removesuffix("-private") for name in volumes if name.endswith("-private")}
