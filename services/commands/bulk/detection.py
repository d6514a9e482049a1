"""What a file really is, whatever its name says: told by its first bytes and by how Vietnamese its words are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from services.commands.bulk.encodings import Encoding, UndecodableError, decode

MAGIC = {
    b"PK\x03\x04": "a zip archive, perhaps an Excel workbook (.xlsx)",
    b"\xd0\xcf\x11\xe0": "an old Office file, perhaps an Excel workbook (.xls)",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "compressed with gzip",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a rar archive",
    b"SQLite format 3": "a SQLite database",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
}
BOMS = {b"\xef\xbb\xbf": Encoding.UTF_8, b"\xff\xfe": Encoding.UTF_16_LE, b"\xfe\xff": Encoding.UTF_16_BE}
LEGACY = (Encoding.TCVN3, Encoding.VNI)
SAMPLE_LINES = 400

_NUCLEI = (
    "iêu|yêu|uyê|uyu|uya|ươi|ươu|uôi|oai|oay|oeo|uây|oao|uêu|ia|iê|ya|yê|ua|uô|ưa|ươ|ai|ao|au|ay|âu|ây|eo|êu|iu|oa|oă|"
    "oe|oi|ôi|ơi|oo|uâ|uê|ui|uơ|uy|ưi|ưu|a|ă|â|e|ê|i|o|ô|ơ|u|ư|y"
)
_SYLLABLE = re.compile(
    f"(?:ngh|ng|nh|gh|gi|g|qu|kh|k|ph|p|th|tr|t|ch|c|b|d|đ|h|l|m|n|r|s|v|x)?(?:{_NUCLEI})(?:ch|ng|nh|c|k|m|n|p|t)?"
)
_TONES = {ord(mark): None for mark in "\u0300\u0301\u0303\u0309\u0323"}
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Detected:
    """``start`` is where the text begins, after a byte order mark. ``sure`` is False if nothing but ASCII was seen."""

    encoding: Encoding
    start: int
    sure: bool


class NotTextError(ValueError):
    """The file is no text; the message says what it is.

    ``certain``: naming an encoding would not make it one.
    """

    def __init__(self, words: str, *, certain: bool = True) -> None:
        super().__init__(words)
        self.certain = certain


def vietnamese_score(text: str) -> int:
    """How many words with marks are possible Vietnamese syllables, less those that are not."""
    score = 0
    for word in _WORD.findall(text):
        if not word.isascii():
            bare = unicodedata.normalize("NFC", unicodedata.normalize("NFD", word.lower()).translate(_TONES))
            marks = sum(ord(letter) in _TONES for letter in unicodedata.normalize("NFD", word))
            score += 1 if marks <= 1 and _SYLLABLE.fullmatch(bare) else -1
    return score - sum(unicodedata.category(letter) in {"Sm", "So", "Sc", "Po", "No", "Lm", "Sk"}
                       for letter in text if not letter.isascii())  # fmt: skip


def detect(head: bytes, marked: Iterable[bytes]) -> Detected:
    """The encoding of a file, by its first bytes and by lines that have something beyond ASCII in them.

    Raises NotTextError for what is no text at all.
    """
    for magic, words in MAGIC.items():
        if head.startswith(magic):
            raise NotTextError(words)
    for mark, encoding in BOMS.items():
        if head.startswith(mark):
            return Detected(encoding, len(mark), sure=True)
    if b"\0" in head:
        return Detected(_wide(head), 0, sure=True)
    lines = list(marked)
    return Detected(_narrow(lines), 0, sure=bool(lines))


def _narrow(lines: list[bytes]) -> Encoding:
    utf8 = sum(_is_utf8(line) for line in lines)
    # UTF-8 cannot be hit by chance: a file half of which is UTF-8 is one with foreign lines in it.
    if utf8 * 2 >= len(lines):
        return Encoding.UTF_8
    scores = {encoding: sum(_score(line, encoding) for line in lines) for encoding in LEGACY}
    best = max(LEGACY, key=lambda encoding: scores[encoding])
    if scores[best] <= 0:
        raise NotTextError("not text in UTF-8, UTF-16, TCVN3 (ABC) or VNI", certain=False)
    return best


def stranger(line: bytes, encoding: Encoding) -> tuple[Encoding | None, int] | None:
    """None if a line is in this encoding; else the encoding it looks like and the column where that shows."""
    if line.isascii() and not encoding.wide:
        return None
    try:
        text = decode(line, encoding)
    except UndecodableError as error:
        others = [] if encoding.wide else [Encoding.UTF_8, *LEGACY]
        likely = max(others, key=lambda other: _score(line, other), default=None)
        return (likely if likely is not None and _score(line, likely) > 0 else None, error.column)
    if encoding not in LEGACY:
        return None
    column = next(place for place, letter in enumerate(text, 1) if not letter.isascii())
    if _is_utf8(line):
        return Encoding.UTF_8, column
    other = LEGACY[1 - LEGACY.index(encoding)]
    if vietnamese_score(text) < 0 < _score(line, other):
        return other, column
    return None


def _score(line: bytes, encoding: Encoding) -> int:
    try:
        return vietnamese_score(decode(line, encoding))
    except UndecodableError:
        return -5


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _wide(head: bytes) -> Encoding:
    """The order of the two bytes of a letter, by which half of them are zero in ASCII."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    encoding = Encoding.UTF_16_LE if odd > even else Encoding.UTF_16_BE
    text = head[: len(head) // 2 * 2].decode(encoding, "replace")
    if any(unicodedata.category(letter) in {"Cc", "Cn", "Co"} and letter not in "\t\r\n" for letter in text):
        raise NotTextError("binary: there are NUL bytes in it")
    return encoding
