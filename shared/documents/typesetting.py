"""PDF/A-2a and PDF/UA-1 from a template and data: tagged, all fonts inside, the same bytes for the same input."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import orjson

STANDARDS: list[Literal["a-2a", "ua-1"]] = ["a-2a", "ua-1"]
"""ISO 19005-2 level A (kept for good) and ISO 14289-1 (readable aloud)."""

FONT = "Libertinus Serif"
"""Comes inside the typesetter, so that no machine needs fonts; it has every Vietnamese mark."""


def typeset(template: Path, data: Mapping[str, Any], *, made_at: datetime) -> bytes:
    """The PDF of a Typst ``template``, which finds ``data`` (JSON) as ``sys.inputs.data`` and its own folder as root.

    The typesetter reaches no network and no font of the machine. Raises ``typst.TypstError`` for a template that does
    not fit its data: a fault of ours, never of a caller.
    """
    import typst  # noqa: PLC0415  # tens of megabytes: loaded when the first paper is made

    return typst.compile(
        str(template),
        root=str(template.parent),
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=[*STANDARDS],
        sys_inputs={"data": orjson.dumps(dict(data)).decode()},
        timestamp=int(made_at.timestamp()),
    )
