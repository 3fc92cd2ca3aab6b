"""Text as people type it when they look for something: no accents, small letters, single blanks."""

from __future__ import annotations

import re
import unicodedata

# The same sets are spelt out in migration 0001 (`vn_fold`); a test keeps the two equal.
_DROPPED = re.compile("[\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff]+")
_BLANKS = re.compile("[\u0009-\u000d\u001c-\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
# đ does not decompose in Unicode. Old fonts and foreign keyboards leave ð (Icelandic) and ɖ (African) in its place.
_D = str.maketrans("đðɖ", "ddd")


def fold(text: str) -> str:
    """Return `text` for searching: "Đặc khu  Trường Sa" → "dac khu truong sa".

    Accepts composed and decomposed Unicode alike, drops accents and invisible characters, writes đ as d, small letters,
    one blank between words and none at the ends. Folding twice changes nothing. The SQL function `vn_fold(text)` gives
    the same.
    """
    if text.isascii():
        small = text.lower()
    else:
        bare = _DROPPED.sub("", unicodedata.normalize("NFKD", text))
        # Letter by letter: str.lower() of a whole string knows final sigma, the database does not.
        small = unicodedata.normalize("NFKC", "".join(map(_small, bare)).translate(_D))
    return _BLANKS.sub(" ", small).strip(" ")


def _small(letter: str) -> str:
    return letter.lower()
