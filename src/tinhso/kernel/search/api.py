"""Search, sort and compare text the Vietnamese way.

The embedded database has no ICU, so the folded text and the sort key are computed here and stored.
"""

from .find import matches
from .fold import fold
from .order import sort_key

__all__ = ["fold", "matches", "sort_key"]
