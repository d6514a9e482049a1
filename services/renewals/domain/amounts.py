"""Amounts in Vietnamese words, as papers about money carry them (số tiền bằng chữ)."""

from __future__ import annotations

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_SCALES = ("", "nghìn", "triệu", "tỷ")
MOST = 10**12 - 1


def in_words(number: int) -> str:
    """``115000`` as *một trăm mười lăm nghìn*. Raises ValueError below 0 or above 999,999,999,999."""
    if not 0 <= number <= MOST:
        raise ValueError(number)
    if number == 0:
        return _DIGITS[0]
    words: list[str] = []
    for place in range(len(_SCALES) - 1, -1, -1):
        group = number // 1000**place % 1000
        if group:
            words += _group(group, leading=not words)
            words.append(_SCALES[place])
    return " ".join(word for word in words if word)


def _group(group: int, *, leading: bool) -> list[str]:
    hundreds, tens, ones = group // 100, group // 10 % 10, group % 10
    words = [] if leading and not hundreds else [_DIGITS[hundreds], "trăm"]
    if tens == 0:
        return words + ((["linh"] if words else []) + [_DIGITS[ones]] if ones else [])
    words += ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    return [*words, _ones(ones, tens)] if ones else words


def _ones(ones: int, tens: int) -> str:
    """After a ten, *năm* is *lăm*; after two tens and more, *một* is *mốt*."""
    if ones == 5:
        return "lăm"
    return "mốt" if ones == 1 and tens > 1 else _DIGITS[ones]
