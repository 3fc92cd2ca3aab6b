"""Whether papers are laid out at all."""

from __future__ import annotations

from tinhso.kernel.access.api import Actor

# The door through which the demo province simulates its past by the thousand (docs/decisions/0010): everything is decided
# as ever, but no receipt and no result is laid out. Nobody else comes through it.
WITHOUT_PAPER = "demo-past"


def papers_wanted(actor: Actor) -> bool:
    """Whether papers are laid out for what this actor does."""
    return actor.via != WITHOUT_PAPER
