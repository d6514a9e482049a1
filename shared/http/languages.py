"""Vietnamese or English: which of the two the caller wants to read (RFC 9110 §12.5.4)."""

from __future__ import annotations

from typing import Literal

from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from shared.kernel.words import Words

Language = Literal["vi", "en"]
DEFAULT: Language = "vi"


def choose_language(header: str | None) -> Language:
    """The better liked of the two; Vietnamese where the header says nothing usable or likes both the same."""
    if not header or len(header) > 1000:  # nobody speaks that many languages
        return DEFAULT
    liked = parse_accept_header(header, LanguageAccept)
    qualities: dict[str, float] = {}
    for tag, quality in liked:
        language = tag.replace("_", "-").split("-")[0].lower()
        qualities[language] = max(quality, qualities.get(language, 0.0))
    other = qualities.get("*", 0.0)
    return "en" if qualities.get("en", other) > qualities.get("vi", other) else "vi"


def said(words: Words, language: Language) -> str:
    """One of the two sentences."""
    return words.en if language == "en" else words.vi
