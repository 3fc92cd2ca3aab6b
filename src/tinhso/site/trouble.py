"""The one exception of the command line: a sentence that says what is wrong and what to do about it."""

from __future__ import annotations


class Trouble(Exception):
    """Something the operator can put right. Its text is printed as it is, without a traceback."""
