"""The Vietnamese alphabet as a sort key that plain byte order understands."""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
"""The 29 Vietnamese letters in order, with f, j, w, z where foreign words and names expect them."""

_RANK = {letter: chr(ord("A") + place) for place, letter in enumerate(ALPHABET)}
_SHAPES = {("a", "\u0306"): "ă", ("a", "\u0302"): "â", ("e", "\u0302"): "ê", ("o", "\u0302"): "ô"}
_SHAPES |= {("o", "\u031b"): "ơ", ("u", "\u031b"): "ư"}
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
"""huyền, hỏi, ngã, sắc, nặng; no mark (ngang) is 0."""
_LOOKALIKES = str.maketrans("ĐđÐðƉɖ", "ĐđĐđĐđ")
_CLUSTER = re.compile("(.)([\u0300-\u036f]*)", re.DOTALL)
_BREAK = "!"
_LONGEST = 13


def sort_key(text: str) -> str:
    """Return a key whose byte order (COLLATE "C") is the Vietnamese alphabetical order of `text`.

    Letters come first (a ă â b c d đ e ê …), word by word and without punctuation; equal letters are told apart by tone
    (ngang, huyền, hỏi, ngã, sắc, nặng), and then by case, small first. Whole numbers sort by value, before letters: Tổ 2
    comes before Tổ 10. Letters of other scripts come last. The three levels stand in the key with a blank between them.
    """
    letters, tones, cases = [], [], []
    for letter, tone, case in _squeezed(text.translate(_LOOKALIKES)):
        letters.append(letter)
        tones.append(tone)
        cases.append(case)
    second, third = "".join(tones).rstrip("0"), "".join(cases).rstrip("0")
    return f"{_with_numbers(''.join(letters))} {second} {third}".rstrip(" ")


def _squeezed(text: str) -> list[tuple[str, str, str]]:
    """The letters with their tones and cases; anything that is no letter or digit is one break between words."""
    found = [_letter(base, marks) for base, marks in _CLUSTER.findall(unicodedata.normalize("NFKD", text))]
    single: list[tuple[str, str, str]] = []
    for is_break, group in groupby(found, key=lambda item: item[0] == _BREAK):
        single += [(_BREAK, "0", "0")] if is_break else group
    start = 1 if single and single[0][0] == _BREAK else 0
    end = len(single) - 1 if len(single) > start and single[-1][0] == _BREAK else len(single)
    return single[start:end]


def _letter(base: str, marks: str) -> tuple[str, str, str]:
    small = base.lower()
    if not small.isalnum():
        return _BREAK, "0", "0"
    shape = next((_SHAPES[small, mark] for mark in marks if (small, mark) in _SHAPES), small)
    tone = next((_TONES[mark] for mark in marks if mark in _TONES), "0")
    return _RANK.get(shape, shape), tone, "0" if small == base else "1"


def _with_numbers(letters: str) -> str:
    """Put the length before each number, so that a longer number is a later one."""
    return re.sub("[0-9]+", _number, letters)


def _number(match: re.Match[str]) -> str:
    digits = match[0].lstrip("0") or "0"
    return chr(ord('"') + min(len(digits), _LONGEST)) + digits
