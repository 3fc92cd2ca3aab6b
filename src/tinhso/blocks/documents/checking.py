"""Verification codes: printed on papers, typed by anybody, guessed by nobody."""

from __future__ import annotations

import secrets

# No 0/O, 1/I/L, U/V: nothing that looks alike in print or is mistyped from it. 29^12 codes are 58 bits.
_LETTERS = "23456789ABCDEFGHJKMNPQRSTWXYZ"
_LENGTH = 12


def new_code() -> str:
    """A new random code, without dashes."""
    return "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))


def read_code(typed: str) -> str:
    """What a person typed or scanned, as stored: upper case, without blanks and dashes."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())[:40]


def masked_name(name: str) -> str:
    """A name that its holder recognises and a stranger does not learn: "Nguyễn Thị Thảo" → "N••••• T•• T•••"."""
    return " ".join(word[0] + "•" * (len(word) - 1) for word in name.split())
