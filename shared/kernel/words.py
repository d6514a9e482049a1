"""A sentence in both languages of the product."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """The same thing said in Vietnamese and in English."""

    vi: str
    en: str

    def fill(self, **values: object) -> Words:
        """The sentence with its placeholders filled, in both languages."""
        return Words(self.vi.format(**values), self.en.format(**values))


def folded(text: str) -> str:
    """A search key: marks stripped, đ as d, lower case, single spaces (Unicode NFD)."""
    bare = unicodedata.normalize("NFD", text.casefold())
    kept = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return " ".join(kept.replace("đ", "d").split())
