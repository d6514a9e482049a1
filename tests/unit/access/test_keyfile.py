"""The key file: made once, rotated without a gap, read by others as soon as it changes."""

from __future__ import annotations

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from services.access.adapters.jose import JoseMinter
from services.access.adapters.keyfile import KeyFile, ensure_keys, rotate_signing_key
from shared.kernel.clock import MovableClock


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "access.json"


def states(path: Path, use: str) -> list[str]:
    return sorted(key["state"] for key in json.loads(path.read_text())["keys"] if key["use"] == use)


def test_it_is_made_once_and_for_its_owner(path: Path, clock: MovableClock) -> None:
    with ThreadPoolExecutor(4) as pool:
        published = list(pool.map(lambda _: KeyFile(path, clock).published, range(8)))
    assert all(found == published[0] for found in published)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_bytes()
    ensure_keys(path, clock)
    assert path.read_bytes() == before
    assert states(path, "sig") == states(path, "enc") == ["current", "next"]


def test_only_public_halves_are_published(path: Path, clock: MovableClock) -> None:
    published = KeyFile(path, clock).published["keys"]
    assert len(published) == 2
    assert all(set(key) == {"kty", "crv", "x", "y", "kid", "alg", "use"} for key in published)


def test_the_next_key_was_published_before_it_signs(path: Path, clock: MovableClock) -> None:
    keys = KeyFile(path, clock)
    before = keys.signing.kid
    published = {key["kid"] for key in keys.published["keys"]}
    known = keys.key(before)

    signing = rotate_signing_key(path, clock)

    assert signing in published
    assert keys.signing.kid == signing != before
    assert keys.key(before) is known, "verifiers recognise a key by identity"
    assert states(path, "sig") == ["current", "next", "retiring"]


def test_keys_retire_when_all_they_made_is_over(path: Path, clock: MovableClock) -> None:
    minter = JoseMinter(KeyFile(path, clock))
    sealed = minter.seal({"a": "đ"})
    first = KeyFile(path, clock).signing.kid
    rotate_signing_key(path, clock)
    clock.move(timedelta(hours=3))
    rotate_signing_key(path, clock)
    assert KeyFile(path, clock).key(first) is None, "no access token of it is alive"
    assert minter.unseal(sealed) == {"a": "đ"}, "but refresh tokens are"
    clock.move(timedelta(hours=9))
    rotate_signing_key(path, clock)
    assert minter.unseal(sealed) is None
    assert len(KeyFile(path, clock).published["keys"]) == 3


def test_only_what_we_sealed_is_unsealed(path: Path, clock: MovableClock, tmp_path: Path) -> None:
    minter, stranger = JoseMinter(KeyFile(path, clock)), JoseMinter(KeyFile(tmp_path / "other.json", clock))
    assert minter.unseal(stranger.seal({"a": 1})) is None
    sealed = minter.seal({"a": 1})
    head, key, vector, text, tag = sealed.split(".")
    for bad in (f"{head}.{key}.{vector}.{text}.{tag[:-2]}AA", f"{head}.x.{vector}.{text}.{tag}", sealed[:-1], ""):
        assert minter.unseal(bad) is None or bad == sealed
