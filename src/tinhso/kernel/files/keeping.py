"""Taking a file in, tying it to its subject, and giving its bytes back."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils import timezone

from tinhso.kernel.access.api import Actor

from .inspect import LIMIT, PAPER, inspect, too_large
from .models import FileLink, StoredFile
from .store import default_store

_EXTENSIONS = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "application/pdf": ".pdf"}


def store(
    content: bytes | UploadedFile[Any],
    *,
    name: str = "",
    actor: Actor,
    allowed: Collection[str] = PAPER,
    limit: int = LIMIT,
    purpose: str = "",
    now: datetime | None = None,
) -> StoredFile:
    """Check and keep a file. When this returns, the bytes are on disk; the row follows the transaction.

    `limit` in bytes. Raises FileRefused (a form's ValidationError) with a sentence for the person.
    """
    if isinstance(content, UploadedFile):
        name = name or content.name or ""
        if content.size and content.size > limit:  # refuse before reading it all into memory
            raise too_large(content.size, limit)
        data: bytes = content.read()
    else:
        data = content
    media_type = inspect(data, allowed=allowed, limit=limit)
    return StoredFile.objects.create(
        sha256=default_store().put(data),
        size=len(data),
        media_type=media_type,
        name=safe_name(name, media_type),
        purpose=purpose,
        uploaded_by=actor.account,
        created_at=now or timezone.now(),
    )


def safe_name(name: str, media_type: str) -> str:
    """A name safe in a header and a folder: keeps its Vietnamese letters and ends as its content says."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(letter for letter in name if letter.isprintable() and letter not in '<>:"|?*;')
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", name).strip(" .") or "tep"
    return stem[:150] + _EXTENSIONS.get(media_type, "")


def open_file(file: StoredFile) -> bytes:
    """The original bytes. Raises DamagedFile if the disk no longer holds what was stored."""
    return default_store().get(file.sha256)


def url(file: StoredFile, *, thumbnail: bool = False) -> str:
    """The address of the file (or of its small picture) for people who may see it."""
    return reverse("file-thumbnail" if thumbnail else "file", args=[file.id])


def link(file: StoredFile, subject: Model, role: str = "") -> FileLink:
    """Say that the file belongs to `subject`; saying it twice is saying it once."""
    found, _created = FileLink.objects.get_or_create(
        file=file, subject_type=subject._meta.label_lower, subject_id=str(subject.pk), role=role
    )
    return found


def unlink(file: StoredFile, subject: Model, role: str = "") -> None:
    """Say that the file no longer belongs to `subject` in this role. The file itself stays."""
    FileLink.objects.filter(
        file=file, subject_type=subject._meta.label_lower, subject_id=str(subject.pk), role=role
    ).delete()


def files_of(subject: Model, role: str | None = None) -> QuerySet[StoredFile]:
    """The files that belong to `subject`, oldest first; only those of one role if given."""
    links = FileLink.objects.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))
    if role is not None:
        links = links.filter(role=role)
    return StoredFile.objects.filter(id__in=links.values("file_id"))


def get(file_id: UUID | str) -> StoredFile:
    """The stored file. Raises StoredFile.DoesNotExist."""
    return StoredFile.objects.get(id=file_id)
