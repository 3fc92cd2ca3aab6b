"""Messages to people: declare a kind once with `notice(…)`, tell somebody with `send(…)`."""

from .kinds import EMAIL, INBOX, KINDS, PUSH, SMS, Kind, notice
from .models import Notice
from .queries import unread
from .sending import Message, send, send_many, send_to_phone

__all__ = [
    "EMAIL",
    "INBOX",
    "KINDS",
    "PUSH",
    "SMS",
    "Kind",
    "Message",
    "Notice",
    "notice",
    "send",
    "send_many",
    "send_to_phone",
    "unread",
]
