"""Procedure codes: the national root code and the ways it is written.

A root is `X.NNNNNN` (one digit, six digits). The national list uses first digits 1, 2, 3 and, since 2025,
5 and 6. A province's own instance adds its agency (`1.001193.000.00.00.H32`, or shorter `1.001193.H32`):
it is the same procedure, so every spelling is brought back to the root.
"""

from __future__ import annotations

import re

ROOT = re.compile(r"[1-9]\.\d{6}")
WRITTEN = re.compile(r"([1-9]\.\d{6})(?:\.(?:\d{3}\.\d{2}\.\d{2}\.)?[A-Z]\d{2})?")


class BadCode(ValueError):
    """The text is not a procedure code in any accepted spelling."""


def root_code(text: str) -> str:
    """The root code (`1.001193`) of a code in any accepted spelling.

    Raises BadCode when the text is not a procedure code.
    """
    found = WRITTEN.fullmatch(text.strip().upper())
    if not found:
        raise BadCode(text)
    return found[1]


def looks_like_code(text: str) -> bool:
    """True when a person typed a code rather than words."""
    return WRITTEN.fullmatch(text.strip().upper()) is not None
