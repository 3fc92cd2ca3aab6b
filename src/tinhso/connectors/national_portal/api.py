"""The national portal's connector: what others may ask of it."""

from .queries import synced, synced_by_agency, synced_by_month

__all__ = ["synced", "synced_by_agency", "synced_by_month"]
