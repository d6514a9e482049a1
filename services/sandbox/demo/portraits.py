"""Pictures in the place of photos: a plain silhouette with initials, drawn by arithmetic, nobody's face.

The same name always gives the same bytes, on any machine: the PNG is written here with its pixels stored, not
compressed (RFC 1950, RFC 1951 §3.2.4, RFC 2083).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import cache
from types import MappingProxyType
from zlib import adler32, crc32

from shared.kernel.words import folded

WIDTH, HEIGHT = 120, 160
_BACKGROUND, _FIGURE, _LETTER = range(3)
_PALETTE = bytes.fromhex("dbe7f3 7f93a8 ffffff 000000")
_HEAD = (60, 56, 30)
"""Centre and radius in pixels."""
_SHOULDERS = (60, 160, 54, 62)
"""Centre and half axes in pixels."""
_SCALE = 5
_TOP = 113
_LETTERS_WIDE, _LETTERS_HIGH = 5, 7
_FONT = MappingProxyType(
    {
        letter: tuple(int(row, 16) for row in rows.split())
        for letter, rows in {
            "A": "0e 11 11 1f 11 11 11", "B": "1e 11 11 1e 11 11 1e", "C": "0e 11 10 10 10 11 0e",
            "D": "1e 11 11 11 11 11 1e", "E": "1f 10 10 1e 10 10 1f", "F": "1f 10 10 1e 10 10 10",
            "G": "0e 11 10 17 11 11 0f", "H": "11 11 11 1f 11 11 11", "I": "0e 04 04 04 04 04 0e",
            "J": "07 02 02 02 02 12 0c", "K": "11 12 14 18 14 12 11", "L": "10 10 10 10 10 10 1f",
            "M": "11 1b 15 15 11 11 11", "N": "11 19 15 13 11 11 11", "O": "0e 11 11 11 11 11 0e",
            "P": "1e 11 11 1e 10 10 10", "Q": "0e 11 11 11 15 12 0d", "R": "1e 11 11 1e 14 12 11",
            "S": "0f 10 10 0e 01 01 1e", "T": "1f 04 04 04 04 04 04", "U": "11 11 11 11 11 11 0e",
            "V": "11 11 11 11 11 0a 04", "W": "11 11 11 15 15 1b 11", "X": "11 11 0a 04 0a 11 11",
            "Y": "11 11 0a 04 04 04 04", "Z": "1f 01 02 04 08 10 1f",
        }.items()
    }
)  # fmt: skip
"""Seven rows of five pixels to a letter, the leftmost pixel in the highest bit."""


def portrait(full_name: str) -> bytes:
    """A PNG of 120 by 160 pixels with the initials of the first and the last word of a name; about 5 kB."""
    words = folded(full_name).upper().split()
    return _drawn("".join(word[0] for word in (words[0], words[-1]) if word[0] in _FONT))


@cache
def _drawn(initials: str) -> bytes:
    rows = b"".join(b"\x00" + _packed(_row(y, initials)) for y in range(HEIGHT))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (
            _chunk(b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, 2, 3, 0, 0, 0)),
            _chunk(b"PLTE", _PALETTE),
            _chunk(b"IDAT", _stored(rows)),
            _chunk(b"IEND", b""),
        )
    )


def _row(y: int, initials: str) -> Iterator[int]:
    for x in range(WIDTH):
        if _in_letter(x, y, initials):
            yield _LETTER
        else:
            yield _FIGURE if _in_figure(x, y) else _BACKGROUND


def _in_figure(x: int, y: int) -> bool:
    across, down, radius = _HEAD
    if (x - across) ** 2 + (y - down) ** 2 <= radius**2:
        return True
    across, down, wide, high = _SHOULDERS
    return ((x - across) * high) ** 2 + ((y - down) * wide) ** 2 <= (wide * high) ** 2


def _in_letter(x: int, y: int, initials: str) -> bool:
    pitch = (_LETTERS_WIDE + 1) * _SCALE
    left = (WIDTH - len(initials) * pitch + _SCALE) // 2
    index, across = divmod(x - left, pitch)
    down = (y - _TOP) // _SCALE
    if not (0 <= index < len(initials) and 0 <= down < _LETTERS_HIGH):
        return False
    column = across // _SCALE
    return column < _LETTERS_WIDE and bool(_FONT[initials[index]][down] >> (_LETTERS_WIDE - 1 - column) & 1)


def _packed(pixels: Iterator[int]) -> bytes:
    """Four pixels of two bits to a byte."""
    four = zip(*[pixels] * 4, strict=True)
    return bytes(a << 6 | b << 4 | c << 2 | d for a, b, c, d in four)


def _stored(data: bytes) -> bytes:
    """A zlib stream of one stored block, which holds up to 65,535 bytes."""
    return b"\x78\x01\x01" + struct.pack("<HH", len(data), len(data) ^ 0xFFFF) + data + struct.pack(">I", adler32(data))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc32(kind + data))
