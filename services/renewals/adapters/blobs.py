"""Files by the SHA-256 of their content, on disk."""

from __future__ import annotations

import os
import secrets
from hashlib import sha256
from pathlib import Path


class DiskBlobs:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, content: bytes) -> str:
        """Store, durably, and give the digest (hex). The same content is stored once."""
        digest = sha256(content).hexdigest()
        place = self._folder / digest[:2] / digest
        if place.exists():
            return digest
        place.parent.mkdir(parents=True, exist_ok=True)
        aside = place.with_name(f".{digest}.{secrets.token_hex(8)}")
        with aside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(place)
        return digest

    def read(self, digest: str) -> bytes | None:
        """What was kept under a digest; None if it is gone or is no longer what it was."""
        try:
            content = (self._folder / digest[:2] / digest).read_bytes()
        except FileNotFoundError:
            return None
        return content if sha256(content).hexdigest() == digest else None
