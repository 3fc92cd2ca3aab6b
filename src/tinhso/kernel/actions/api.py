"""Actions: the one write path. Check, do, remember, announce; all in one transaction, whoever asks."""

from .act import Act
from .action import ACTIONS, Action, action
from .errors import AlreadyDone, Conflict, NotAllowed, Refused

__all__ = ["ACTIONS", "Act", "Action", "AlreadyDone", "Conflict", "NotAllowed", "Refused", "action"]
