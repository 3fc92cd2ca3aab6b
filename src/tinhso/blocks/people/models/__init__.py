"""Persons, organisations, accounts, posts and mandates. Others see these through `api.py` only."""

from .accounts import Account, OneTimeCode, Passkey, SessionInfo, SignInAttempt
from .mandates import Consent, Mandate
from .messages import CodeMessage
from .persons import Organisation, Person
from .posts import Appointment, Post

__all__ = [
    "Account",
    "Appointment",
    "CodeMessage",
    "Consent",
    "Mandate",
    "OneTimeCode",
    "Organisation",
    "Passkey",
    "Person",
    "Post",
    "SessionInfo",
    "SignInAttempt",
]
