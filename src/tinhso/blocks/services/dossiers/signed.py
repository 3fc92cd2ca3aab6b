"""Who has signed a request, which version of its text, and when; and who is still asked to."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.ids import uuid7
from tinhso.kernel.trail.api import Trailed

from .models import Dossier

APPLICANT = "applicant"


class Signature(Trailed):
    """One person's signature under one version of a request (ký bằng mã một lần): asked for, given or refused.

    `text` is what was signed, question by question in Vietnamese, and `text_hash` its SHA-256: a request that was changed
    afterwards has another one. `dossier` is set when the request is filed.
    """

    trail_redact = ("personal_id",)

    class State(models.TextChoices):
        ASKED = "asked", _("Chờ ký")
        SIGNED = "signed", _("Đã ký")
        DECLINED = "declined", _("Từ chối ký")
        TAKEN_BACK = "taken_back", _("Đã thu lại lời mời")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    draft = models.UUIDField()
    dossier = models.ForeignKey(Dossier, models.CASCADE, null=True, related_name="signatures")
    procedure = models.CharField(max_length=8)
    title = models.TextField(_("tên thủ tục"))
    role = models.CharField(_("tư cách"), max_length=40)
    role_title = models.CharField(max_length=200)
    account = models.UUIDField(_("tài khoản lập hồ sơ"))
    asked_by = models.CharField(_("người mời"), max_length=200)
    person = models.UUIDField(_("người ký"), null=True)
    personal_id = models.CharField(_("số định danh của người được mời"), max_length=12, blank=True)
    name = models.CharField(_("họ tên người ký"), max_length=200, blank=True)
    text: models.JSONField[Any] = models.JSONField(_("nội dung ký"), default=list)
    text_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField(_("mời ký đến"))
    answered_at = models.DateTimeField(null=True)
    reason = models.TextField(_("lý do"), blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["asked_at", "id"]
        indexes: ClassVar = [
            models.Index(name="signature_draft", fields=["draft"]),
            models.Index(name="signature_person", fields=["person", "state"]),
        ]

    def __str__(self) -> str:
        return f"{self.role_title}: {self.name}"

    def expired(self, now: datetime) -> bool:
        """Asked, and nobody answered in time."""
        return self.state == self.State.ASKED and now > self.expires_at

    def open(self, now: datetime) -> bool:
        """Still waiting for an answer that may come."""
        return self.state == self.State.ASKED and now <= self.expires_at
