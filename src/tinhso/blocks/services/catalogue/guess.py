"""What was probably meant when nothing fits: one slip of the finger per word, or a missing blank."""

from __future__ import annotations

from collections import Counter
from itertools import product

MOST_TRIES = 80
MOST_PER_WORD = 5


def better_words(words: str, titles: list[str]) -> str:
    """The words of the catalogue nearest to what was typed, or "" when nothing is near.

    `titles` are folded, with a blank at both ends. Among the candidates the combination that stands in most
    titles wins; standing side by side counts more.
    """
    vocabulary = Counter(word for title in titles for word in title.split())
    typed = [part for word in words.split() for part in _split(word, titles, vocabulary)]
    choices = [_near(word, vocabulary) for word in typed]
    if not choices or any(not near for near in choices):
        choices = [near for near in choices if near]
    best, most = "", 0
    for tried, combination in enumerate(product(*choices)):
        if tried >= MOST_TRIES or not combination:
            break
        phrase = " ".join(combination)
        side_by_side = sum(f" {phrase} " in title for title in titles)
        score = 10 * side_by_side or sum(all(f" {word} " in title for word in combination) for title in titles)
        score -= sum(word != wanted for word, wanted in zip(combination, typed, strict=False))
        if score > most:
            best, most = phrase, score
    return best if best != words else ""


def _split(word: str, titles: list[str], vocabulary: Counter[str]) -> list[str]:
    """A word in which a blank is missing ("khaisinh"), as its two parts when they stand side by side somewhere."""
    if word in vocabulary or len(word) < 4:
        return [word]
    pairs = [(word[:cut], word[cut:]) for cut in range(2, len(word) - 1)]
    known = [pair for pair in pairs if pair[0] in vocabulary and pair[1] in vocabulary]
    together = [pair for pair in known if any(f" {pair[0]} {pair[1]} " in title for title in titles)]
    return list(together[0]) if together else [word]


def _near(word: str, vocabulary: Counter[str]) -> list[str]:
    """Words of the catalogue at most one slip away, the typed word first, then the most used."""
    near = [known for known in vocabulary if known != word and one_slip(word, known)]
    near.sort(key=lambda known: -vocabulary[known])
    return ([word] if word in vocabulary else []) + near[:MOST_PER_WORD]


def one_slip(typed: str, known: str) -> bool:
    """One letter too many, too few, wrong, or two neighbours swapped."""
    short, long = sorted((typed, known), key=len)
    if len(long) - len(short) > 1 or len(long) < 3:
        return False
    start = 0
    while start < len(short) and short[start] == long[start]:
        start += 1
    if len(short) < len(long):
        return short[start:] == long[start + 1 :]
    rest = short[start + 1 :] == long[start + 1 :]
    return rest or (
        short[start : start + 2] == long[start : start + 2][::-1] and short[start + 2 :] == long[start + 2 :]
    )
