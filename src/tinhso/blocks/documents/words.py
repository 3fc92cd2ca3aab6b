"""Numbers, money and dates in Vietnamese words, as papers write them."""

from __future__ import annotations

from datetime import date

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_GROUPS = ("", "nghìn", "triệu", "tỷ")


def number_in_words(number: int) -> str:
    """1_005 → "một nghìn không trăm linh năm"; groups of zeros are left out, as people read them.

    Raises ValueError for a negative number or one of 10^18 and more.
    """
    if not 0 <= number < 10**18:
        raise ValueError("The number must be from 0 to 10^18 - 1.")
    if number == 0:
        return _DIGITS[0]
    if number >= 10**9:
        rest = number % 10**9
        words = f"{number_in_words(number // 10**9)} tỷ"
        return f"{words} {_millions(rest, full=True)}" if rest else words
    return _millions(number, full=False)


def _millions(number: int, *, full: bool) -> str:
    """A number under 10^9; `full` if something stands before it, so that hundreds are always said."""
    words: list[str] = []
    for power in (2, 1, 0):
        group = number // 1000**power % 1000
        if group:
            words += [_group(group, full=full or bool(words)), _GROUPS[power]]
    return " ".join(word for word in words if word)


def _group(number: int, *, full: bool) -> str:
    """A number from 1 to 999; `full` says the hundreds also when there are none."""
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    words = [_DIGITS[hundreds], "trăm"] if hundreds or full else []
    if tens == 0:
        if ones:
            words += ["linh", _DIGITS[ones]] if words else [_DIGITS[ones]]
        return " ".join(words)
    words += ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    if ones == 1 and tens > 1:
        words.append("mốt")
    elif ones == 4 and tens > 1:
        words.append("tư")
    elif ones == 5:
        words.append("lăm")
    elif ones:
        words.append(_DIGITS[ones])
    return " ".join(words)


def money_in_words(amount: int) -> str:
    """100_000 → "Một trăm nghìn đồng"."""
    words = number_in_words(amount)
    return f"{words[0].upper()}{words[1:]} đồng"


def date_in_words(day: date) -> str:
    """2026-11-24 → "Ngày hai mươi tư, tháng mười một, năm hai nghìn không trăm hai mươi sáu"."""
    month = "tư" if day.month == 4 else number_in_words(day.month)
    date_words = _day_in_words(day.day)
    return f"Ngày {date_words}, tháng {month}, năm {number_in_words(day.year)}"


def _day_in_words(day: int) -> str:
    words = number_in_words(day)
    return f"mùng {words}" if day <= 10 else words
