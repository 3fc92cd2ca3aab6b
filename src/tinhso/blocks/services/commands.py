"""Commands of the services block, found by the command line."""

from .catalogue.commands import commands

__all__ = ["commands"]
