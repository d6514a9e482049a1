"""docs/settings.md says what the settings say."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from services.commands.settings_page import settings_page
from services.suite import Part, parts

PAGE = Path(__file__).parents[3] / "docs/settings.md"


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == settings_page(), "run `make pages`"


@pytest.mark.parametrize("part", parts(with_sandbox=True), ids=lambda part: part.name)
def test_every_setting_of_every_service_is_on_it(part: Part) -> None:
    page = settings_page()
    for field in dataclasses.fields(part.settings):
        row = next(line for line in page.splitlines() if f"`GPLX_{part.name}_{field.name}`".upper() in line.upper())
        required = field.default is dataclasses.MISSING
        assert ("*required*" in row) == required
        assert len(row.split("|")[2].strip()) > 5, f"{row} says nothing"
