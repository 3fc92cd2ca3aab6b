"""Exchange of data between agencies. In this first part: verification services."""

from .verifying import VERIFICATIONS, Verdict, Verification, verify

__all__ = ["VERIFICATIONS", "Verdict", "Verification", "verify"]
