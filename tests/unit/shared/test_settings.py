"""Settings come from the environment or, where they are secret, from files that it names."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from shared.kernel.settings import SettingsError, read_settings, setting


@dataclass(frozen=True, slots=True)
class Some:
    url: str = setting("where")
    key_file: Path | None = setting("a file", None)
    size: int = setting("how many", 3)


def test_a_value_may_lie_in_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "url"
    secret.write_text("postgresql+psycopg://a:b@c/d\n")
    found = read_settings(Some, {"GPLX_X_URL_FILE": str(secret), "GPLX_SIZE_FILE": str(secret.with_name("n"))} | {
        "GPLX_X_SIZE": "7"
    }, service="x")  # fmt: skip
    assert found == Some("postgresql+psycopg://a:b@c/d", None, 7)


def test_a_field_that_is_itself_a_file_keeps_its_name() -> None:
    assert read_settings(Some, {"GPLX_URL": "u", "GPLX_X_KEY_FILE": "/k"}, service="x").key_file == Path("/k")


@pytest.mark.parametrize(
    ("environ", "fault"),
    [
        ({}, "GPLX_X_URL"),
        ({"GPLX_X_URL_FILE": "/nowhere/at/all"}, "No such file"),
        ({"GPLX_X_URL_FILE": "/nowhere", "GPLX_X_URL": "u"}, "not both"),
    ],
)
def test_what_is_missing_or_said_twice_is_named(environ: dict[str, str], fault: str) -> None:
    with pytest.raises(SettingsError, match=fault):
        read_settings(Some, environ, service="x")
