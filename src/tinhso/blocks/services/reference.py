"""Data that a new installation of the services block starts with."""

from __future__ import annotations

from collections.abc import Callable


def load(progress: Callable[[int, int], None] | None = None) -> None:
    """Load the packaged catalogue of procedures when the catalogue is empty (about two seconds, once)."""
    from .catalogue.loading import load_reference

    load_reference(progress)
