"""Encodings that Vietnamese files come in, with tables of our own for the two that Python does not know.

TCVN3 (ABC) is read as TCVN 5712:1993 VN1, whose letters are those of the ABC fonts and which also has the capitals with
tones that these fonts leave to a font of their own. VNI is the one of the VNI fonts for Windows: a tone or a hat is a
byte after its vowel. Both leave ASCII as it is, so that lines and cells can be cut before they are read.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum


class Encoding(StrEnum):
    """How the bytes of a file stand for letters (bảng mã)."""

    UTF_8 = "utf-8"
    UTF_16_LE = "utf-16-le"
    UTF_16_BE = "utf-16-be"
    TCVN3 = "tcvn3"
    VNI = "vni"

    @property
    def wide(self) -> bool:
        """Whether a letter, and so the end of a line, takes two bytes."""
        return self in {Encoding.UTF_16_LE, Encoding.UTF_16_BE}


class UndecodableError(ValueError):
    """Bytes that mean nothing in an encoding. ``column`` counts letters from 1."""

    def __init__(self, column: int) -> None:
        super().__init__(f"column {column}")
        self.column = column


UNKNOWN = "\N{REPLACEMENT CHARACTER}"
TONES = ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323")
"""None, sắc, huyền, hỏi, ngã, nặng, as combining marks."""
VOWELS = "aăâeêioôơuưy"


def _spelled(base: str, tone: str) -> str:
    return unicodedata.normalize("NFC", base + tone)


def _tcvn3() -> dict[str, bytes]:
    rows = (
        (0x80, "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨ"),
        (0x90, "ÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ"),
        (0xA0, "\u00a0ĂÂÊÔƠƯĐăâêôơưđẰ"),
        (0xB0, "\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴ"),
        (0xC0, "ẮẦẨẪẤỀặầẩẫấậèỂẻẽ"),
        (0xD0, "éẹềểễếệìỉỄẾỒĩíịò"),
        (0xE0, "Ổỏõóọồổỗốộờởỡớợù"),
        (0xF0, "ỖủũúụừửữứựỳỷỹýỵỐ"),
    )
    table = {letter: bytes([first + place]) for first, letters in rows for place, letter in enumerate(letters)}
    # What did not fit above 0x80 stands where the control characters are; tab and the ends of lines are spared.
    low = {0x01: "ÚỤ", 0x04: "ỪỬỮ", 0x11: "ỨỰỲỶỸÝỴ"}
    return table | {letter: bytes([first + place]) for first, row in low.items() for place, letter in enumerate(row)}


def _vni() -> dict[str, bytes]:
    marks = {"": "\0ùøûõï", "\u0302": "âáàåãä", "\u0306": "êéèúüë"}
    bases = {"a": "a", "ă": "a\u0306", "â": "a\u0302", "e": "e", "ê": "e\u0302", "o": "o", "ô": "o\u0302", "u": "u"}
    table: dict[str, str] = {"đ": "ñ"}
    for vowel, spelling in bases.items():
        for tone, mark in zip(TONES, marks[spelling[1:]], strict=True):
            table[_spelled(vowel, tone)] = spelling[0] + mark.strip("\0")
    for vowel, written in {"ơ": "ô", "ư": "ö", "y": "y"}.items():
        for tone, mark in zip(TONES, marks[""], strict=True):
            table[_spelled(vowel, tone)] = written + mark.strip("\0")
    table |= {_spelled("i", tone): written for tone, written in zip(TONES, "iíìæóò", strict=True)}
    table["ỵ"] = "î"
    capitals = {letter.upper(): written.upper() for letter, written in table.items()}
    return {letter: written.encode("latin-1") for letter, written in (table | capitals).items()}


TABLES = {Encoding.TCVN3: _tcvn3(), Encoding.VNI: _vni()}
"""The bytes of every Vietnamese letter beyond ASCII (for VNI, also of the plain vowels: one byte each)."""

_TCVN3_TO = {code[0]: letter for letter, code in TABLES[Encoding.TCVN3].items()}
_VNI_TO = {code.decode("latin-1"): letter for letter, code in TABLES[Encoding.VNI].items()}
# Old programs left the mark in lower case after a capital.
_VNI_TO |= {
    written[0] + written[1].lower(): letter for written, letter in list(_VNI_TO.items()) if len(written) == 2
} | {written: letter for written, letter in _VNI_TO.items() if len(written) == 2}
_VNI_WRITTEN = re.compile(
    "|".join(sorted((w for w in _VNI_TO if not w.isascii()), key=len, reverse=True)) + "|[\u0080-\u00ff]"
)


def decode(data: bytes, encoding: Encoding) -> str:
    """The text in NFC. Raises UndecodableError with the column of the first byte that means nothing."""
    if data.isascii() and not encoding.wide and encoding is not Encoding.TCVN3:
        return data.decode("ascii")
    if encoding is Encoding.TCVN3:
        text = data.decode("latin-1").translate(_TCVN3_TO)
    elif encoding is Encoding.VNI:
        text = _VNI_WRITTEN.sub(lambda found: _VNI_TO.get(found[0], UNKNOWN), data.decode("latin-1"))
        if UNKNOWN in text:
            raise UndecodableError(text.index(UNKNOWN) + 1)
    else:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            raise UndecodableError(len(data[: error.start].decode(encoding, "ignore")) + 1) from error
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def capitals_restored(text: str, *, name: bool = False) -> str:
    """Capitals that the ABC fonts do not have, given back where the letters around them leave no doubt.

    ``NGUYễN`` becomes ``NGUYỄN``; in a ``name`` the first letter of a word does, too: ``Nguyễn ánh``.
    """
    if text.isascii():
        return text
    plain = [letter for letter in text if letter.isascii() and letter.isalpha()]
    inside = any(re.findall(r"(?<=\w)[A-Z]", text))
    if plain and inside and all(letter.isupper() for letter in plain):
        return text.upper()
    return re.sub(r"\b[^\W\d_]", lambda found: found[0].upper(), text) if name else text
