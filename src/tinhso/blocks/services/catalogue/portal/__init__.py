"""Reads the national portal's procedure pages, whose tables arrive as one run-together line of text.

Each reader returns structured facts only where the text leaves no doubt; what it cannot read stays as
the raw sentence. Nothing is guessed: a doubtful amount, unit or count is None.
"""

from .bases import legal_bases
from .channels import Channel, Reading, channels, summary
from .papers import papers
from .results import results

__all__ = ["Channel", "Reading", "channels", "legal_bases", "papers", "results", "summary"]
