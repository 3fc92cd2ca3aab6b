"""Codes in clear, for the demo province only."""

from __future__ import annotations

from django.db import models

from tinhso.kernel.ids import uuid7


class CodeMessage(models.Model):
    """A one-time code as its owner would read it. Written and shown only when `settings.DEMO` is on."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    channel = models.CharField(max_length=10)
    address = models.CharField(max_length=254)
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["-at"], name="people_code_message_at"),)

    def __str__(self) -> str:
        return f"{self.channel} {self.address}"
