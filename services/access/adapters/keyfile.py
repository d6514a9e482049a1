"""The service's own keys: one file (a JWKS, readable by the service only) with signing and sealing keys in rotation.

A key is ``next`` before it signs, so that verifiers have fetched it by then; ``current`` while it signs; ``retiring``
until everything it made has run out. Each state is a member ``state`` of the JWK, ``since`` says from when.
"""

from __future__ import annotations

import fcntl
import json
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from joserfc.jwk import ECKey, OctKey

from services.access.domain.sessions import ABSOLUTE
from shared.kernel.clock import Clock

SIGNING, SEALING = "sig", "enc"
NEXT, CURRENT, RETIRING = "next", "current", "retiring"
PUBLIC_MEMBERS = ("kty", "crv", "x", "y", "kid", "alg", "use")
RETIREMENT = {SIGNING: timedelta(hours=2), SEALING: ABSOLUTE + timedelta(hours=1)}
"""How long what a key made may still be around: ten-minute access tokens and verifiers' caches; refresh tokens."""


@dataclass(frozen=True, slots=True)
class _Ring:
    """The file as it was read once. ``stamp`` tells whether it has changed since."""

    stamp: tuple[int, int, int]
    published: dict[str, Any]
    signing: ECKey
    verifying: Mapping[str, ECKey]
    sealing: OctKey
    unsealing: Mapping[str, OctKey]


class KeyFile:
    """The keys in use; a rotation by another process is noticed at the next use. Made at first use if missing."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path = path
        self._clock = clock
        self._ring: _Ring | None = None
        self._lock = threading.Lock()

    @property
    def published(self) -> dict[str, Any]:
        """The JWKS for everybody: public halves of all signing keys, whatever their state."""
        return self._now().published

    @property
    def signing(self) -> ECKey:
        """The key that signs access tokens."""
        return self._now().signing

    @property
    def sealing(self) -> OctKey:
        """The key that seals refresh tokens."""
        return self._now().sealing

    def key(self, kid: str) -> ECKey | None:
        """A verification key of ours (:class:`shared.auth.keys.KeySource`)."""
        return self._now().verifying.get(kid)

    def unsealing(self, kid: str) -> OctKey | None:
        """The key that opens what was sealed under that id."""
        return self._now().unsealing.get(kid)

    def _now(self) -> _Ring:
        ring = self._ring
        try:
            stamp = _stamp(self._path)
        except FileNotFoundError:
            ensure_keys(self._path, self._clock)
            stamp = _stamp(self._path)
        if ring is not None and ring.stamp == stamp:
            return ring
        with self._lock:
            if self._ring is None or self._ring.stamp != stamp:
                self._ring = _read(self._path, self._ring)
            return self._ring


def ensure_keys(path: Path, clock: Clock) -> None:
    """Make the key file unless it is there; never touches one that is."""
    with _exclusive(path):
        if not path.exists():
            now = clock.now()
            _write(path, [_made(use, state, now) for use in (SIGNING, SEALING) for state in (CURRENT, NEXT)])


def rotate_signing_key(path: Path, clock: Clock) -> str:
    """Let the next keys become current and the current ones retire; drop those whose tokens are all over.

    Signing and sealing keys rotate together. Returns the ``kid`` that signs from now on.
    """
    ensure_keys(path, clock)
    with _exclusive(path):
        now = clock.now()
        keys = [key for key in _load(path) if not _is_over(key, now)]
        for key in keys:
            moved = {NEXT: CURRENT, CURRENT: RETIRING}.get(key["state"])
            if moved is not None:
                key["state"], key["since"] = moved, _text(now)
        keys += [_made(use, NEXT, now) for use in (SIGNING, SEALING)]
        _write(path, keys)
    return next(str(key["kid"]) for key in keys if key["use"] == SIGNING and key["state"] == CURRENT)


def _made(use: str, state: str, now: datetime) -> dict[str, Any]:
    if use == SIGNING:
        signing = ECKey.generate_key("P-256", private=True)
        return {
            **signing.as_dict(private=True),
            "kid": signing.thumbprint(),
            "alg": "ES256",
            "use": SIGNING,
            "state": state,
            "since": _text(now),
        }
    sealing = OctKey.generate_key(256, private=True)
    return {
        **sealing.as_dict(private=True),
        "kid": sealing.thumbprint(),
        "alg": "dir",
        "use": SEALING,
        "state": state,
        "since": _text(now),
    }


def _read(path: Path, before: _Ring | None) -> _Ring:
    """Keys that stay are the same objects as before: verifiers recognise them by identity."""
    stamp, keys = _stamp(path), _load(path)
    signing = {key["kid"]: key for key in keys if key["use"] == SIGNING}
    sealing = {key["kid"]: key for key in keys if key["use"] == SEALING}
    known = {} if before is None else dict(before.verifying)
    verifying = {kid: known.get(kid) or ECKey.import_key(_members(key, PUBLIC_MEMBERS)) for kid, key in signing.items()}
    current = _current(signing)
    return _Ring(
        stamp=stamp,
        published={"keys": [_members(key, PUBLIC_MEMBERS) for key in signing.values()]},
        signing=ECKey.import_key(_members(current, ("kty", "crv", "x", "y", "d", "kid"))),
        verifying=verifying,
        sealing=_sealing_key(_current(sealing)),
        unsealing={kid: _sealing_key(key) for kid, key in sealing.items()},
    )


def _sealing_key(key: Mapping[str, Any]) -> OctKey:
    return OctKey.import_key(_members(key, ("kty", "k", "kid")))


def _current(keys: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    return next(key for key in keys.values() if key["state"] == CURRENT)


def _members(key: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: key[name] for name in names if name in key}


def _is_over(key: Mapping[str, Any], now: datetime) -> bool:
    since = datetime.fromisoformat(key["since"])
    return key["state"] == RETIRING and now - since >= RETIREMENT[key["use"]]


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _stamp(path: Path) -> tuple[int, int, int]:
    status = path.stat()
    return status.st_mtime_ns, status.st_ino, status.st_size


def _load(path: Path) -> list[dict[str, Any]]:
    keys: list[dict[str, Any]] = json.loads(path.read_text())["keys"]
    return keys


def _write(path: Path, keys: list[dict[str, Any]]) -> None:
    write_private(path, {"keys": keys})


def write_private(path: Path, content: Mapping[str, Any]) -> None:
    """Write JSON for the owner's eyes only; whoever reads meanwhile sees the old file or the new, never half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(content, file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


@contextmanager
def _exclusive(path: Path) -> Iterator[None]:
    """One process at a time; the lock goes with the process."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_name(f".{path.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
