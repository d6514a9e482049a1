"""Dates, money and names of parts as a person reads them (21/11/2026, 135.000 đồng)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from shared.kernel.words import Words

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
PART_WORDS: Mapping[str, Words] = {
    "untermed": Words("phần không thời hạn (mô tô)", "the part without term (motorcycle)"),
    "termed": Words("phần có thời hạn (ô tô)", "the part with a term (car)"),
}
EXAM_WORDS: Mapping[str, Words] = {
    "theory": Words("lý thuyết", "theory"),
    "practice": Words("thực hành", "practice"),
    "practice_figure": Words("thực hành trong hình", "figure course"),
    "practice_road": Words("thực hành trên đường", "road driving"),
}


def day(value: date) -> Words:
    """A date: 21/11/2026, 21 November 2026."""
    return Words(value.strftime("%d/%m/%Y"), f"{value.day} {MONTHS[value.month - 1]} {value.year}")


def instant(value: datetime) -> str:
    """RFC 3339 in UTC with Z, as evidence carries instants."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def money(amount_vnd: int) -> Words:
    """Whole đồng: 135.000 đồng, 135,000 dong."""
    english = f"{amount_vnd:,}"
    return Words(english.replace(",", ".") + " đồng", english + " dong")


def listed(words: Sequence[Words]) -> Words:
    """Several things in a row, the last joined with "and"."""
    if len(words) < 2:
        return words[0] if words else Words("", "")
    *head, last = words
    vi, en = ", ".join(word.vi for word in head), ", ".join(word.en for word in head)
    return Words(f"{vi} và {last.vi}", f"{en} and {last.en}")


def alternatives(values: Sequence[str]) -> Words:
    """Codes of which one is to be chosen."""
    *head, last = values
    start = ", ".join(head)
    return Words(f"{start} hoặc {last}", f"{start} or {last}") if head else Words(last, last)


def codes(values: Sequence[str]) -> Words:
    """Codes in a row, the same in both languages."""
    return Words(", ".join(values), ", ".join(values))


def capital(words: Words) -> Words:
    """With a capital first letter."""
    return Words(words.vi[:1].upper() + words.vi[1:], words.en[:1].upper() + words.en[1:])


def fill(template: Words, **values: Words | str | int) -> Words:
    """A template with each placeholder in its own language."""
    vi = {name: value.vi if isinstance(value, Words) else value for name, value in values.items()}
    en = {name: value.en if isinstance(value, Words) else value for name, value in values.items()}
    return Words(template.vi.format(**vi), template.en.format(**en))


def joined(*sentences: Words) -> Words:
    """Sentences one after the other; empty ones fall out."""
    return Words(" ".join(part.vi for part in sentences if part.vi), " ".join(part.en for part in sentences if part.en))
