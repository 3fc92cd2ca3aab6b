"""Data that a new installation of the services block starts with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.conf import settings

# Assumed, for the demo only: the packaged catalogue is of 20/7/2026, the demo's dossiers begin with the two-level
# government (docs/decisions/0010-demo-catalogue-dates.md).
DEMO_FROM = date(2025, 7, 1)


def load(progress: Callable[[int, int], None] | None = None) -> None:
    """Load the packaged catalogue of procedures when the catalogue is empty (about two seconds, once)."""
    from .catalogue.loading import load_reference

    load_reference(progress, on=DEMO_FROM if settings.DEMO else None)
