"""Reads the national portal's procedure pages, whose tables arrive as one run-together line of text.

Each reader returns structured facts only where the text leaves no doubt; what it cannot read stays as
the raw sentence. Nothing is guessed: a doubtful amount, unit or count is None.
"""

from .bases import legal_bases, number_in
from .channels import CHANNELS, UNITS, Channel, Reading, channel_row, channels, summary
from .papers import clean, papers
from .results import results

__all__ = [
    "CHANNELS",
    "UNITS",
    "Channel",
    "Reading",
    "channel_row",
    "channels",
    "clean",
    "legal_bases",
    "number_in",
    "papers",
    "results",
    "summary",
]
