"""The embedded PostgreSQL of an installation. See docs/decisions/0004-embedded-postgresql.md."""

from .programs import find as find_programs
from .server import Server, start
from .use import only_one, revive, running

__all__ = ["Server", "find_programs", "only_one", "revive", "running", "start"]
