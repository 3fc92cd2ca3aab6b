"""What this system keeps: only what others told it. Every other figure is counted live from the dossiers."""

from __future__ import annotations

from django.db import models


class Observed(models.Model):
    """One thing that counts in an indicator, and whether it was as it should be. Built from events; not a record of its own."""

    indicator = models.CharField(max_length=5)
    code = models.CharField(max_length=80)
    agency = models.CharField(max_length=40)
    at = models.DateTimeField()
    good = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(name="observed_once", fields=["indicator", "code"])]
        indexes = [models.Index(name="observed_when", fields=["indicator", "at"])]

    def __str__(self) -> str:
        return f"{self.indicator} {self.code}"
