"""The drawings that stand for photos of demo people."""

from __future__ import annotations

import struct
import zlib
from base64 import b64decode
from datetime import date
from hashlib import sha256

import pytest

from services.sandbox.demo.portraits import HEIGHT, WIDTH, portrait
from services.sandbox.demo.world import demo_world


def pixels(png: bytes) -> list[list[int]]:
    """Read a picture back, checking every chunk, as any decoder would."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    chunks, place = {}, 8
    while place < len(png):
        (length,) = struct.unpack_from(">I", png, place)
        kind, data = png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        assert struct.unpack_from(">I", png, place + 8 + length) == (zlib.crc32(kind + data),)
        chunks[kind] = data
        place += length + 12
    assert struct.unpack(">IIBBBBB", chunks[b"IHDR"]) == (WIDTH, HEIGHT, 2, 3, 0, 0, 0)
    assert list(chunks)[-1] == b"IEND"
    raw = zlib.decompress(chunks[b"IDAT"])
    row = WIDTH // 4 + 1
    assert len(raw) == row * HEIGHT
    return [
        [byte >> shift & 3 for byte in raw[y * row + 1 : (y + 1) * row] for shift in (6, 4, 2, 0)]
        for y in range(HEIGHT)
    ]


def test_it_is_a_figure_with_letters_on_a_plain_ground() -> None:
    picture = pixels(portrait("Nguyễn Văn Thử Một"))
    assert {value for row in picture for value in row} == {0, 1, 2}
    assert [picture[0][0], picture[56][60], picture[159][60]] == [0, 1, 1]
    drawn = ["".join(".#"[value == 2] for value in row[32:87:5]) for row in picture[115:148:5]]
    assert drawn == [  # N and M
        "#...#.#...#",
        "##..#.##.##",
        "#.#.#.#.#.#",
        "#..##.#.#.#",
        "#...#.#...#",
        "#...#.#...#",
        "#...#.#...#",
    ]


def test_the_same_name_is_the_same_file_on_every_machine() -> None:
    digest = sha256(portrait("Nguyễn Văn Thử Một")).hexdigest()
    assert digest == "dd16499eb975c33cb9ec8c89c9b72249af5539a0e846e5bbb55794db706e1b05"
    assert portrait("NGUYỄN  văn thử một") == portrait("Nguyễn Văn Thử Một")


@pytest.mark.parametrize("name", ["Đặng Thị Thử Ánh", "Ơ", "王"])
def test_any_name_has_a_picture(name: str) -> None:
    assert pixels(portrait(name))


def test_every_demo_person_brings_the_picture_the_record_names() -> None:
    world = demo_world(date(2026, 11, 22))
    assert len(world.holders) >= 20
    for holder in world.holders:
        picture = b64decode(holder["photo"]["content"])
        assert sha256(picture).hexdigest() == holder["photo"]["sha256"]
        assert len(picture) < 6_000
    known = {one["citizen_id"]: one["photo"]["sha256"] for one in world.population if one["photo"]}
    same = [holder for holder in world.holders if known.get(holder["citizen_id"]) == holder["photo"]["sha256"]]
    assert len(same) >= 20, "the population register names the same picture"
