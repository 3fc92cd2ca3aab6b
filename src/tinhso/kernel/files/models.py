"""A stored file, and what it belongs to."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tinhso.kernel.ids import uuid7


class StoredFile(models.Model):
    """One upload or one produced document (tệp); the bytes are in the store. Rows are never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveIntegerField(help_text="bytes")
    media_type = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    purpose = models.CharField(max_length=60, blank=True)
    uploaded_by = models.UUIDField(null=True, blank=True, db_index=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_image(self) -> bool:
        return self.media_type.startswith("image/")


class FileLink(models.Model):
    """Says that a file belongs to something, in some role: a paper of a dossier, a photo of an inspection."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="links")
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=60)
    role = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["file", "subject_type", "subject_id", "role"], name="file_link_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["subject_type", "subject_id"], name="file_link_subject")]

    def __str__(self) -> str:
        return f"{self.file_id} {self.subject_type} {self.subject_id}"
