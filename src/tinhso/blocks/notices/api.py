"""Messages to people."""

from .models import Notice
from .queries import unread

__all__ = ["Notice", "unread"]
