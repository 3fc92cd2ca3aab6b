"""What people complain about after a decision: told to the head of the agency, and answered in writing."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.blocks.cases.api import Case
from tinhso.kernel.ids import uuid7
from tinhso.kernel.trail.api import Trailed


class Complaint(Trailed):
    """A complaint about a decision, or feedback on how a request was handled (khiếu nại; phản ánh, kiến nghị).

    For the head of `agency` alone: whoever worked on the case does not see it. Its files hang on it by link.
    """

    class Kind(models.TextChoices):
        FEEDBACK = "feedback", _("Phản ánh, kiến nghị về cách phục vụ")
        COMPLAINT = "complaint", _("Khiếu nại quyết định hoặc việc làm của cơ quan")

    class About(models.TextChoices):
        LATE = "late", _("Chậm, sai hẹn")
        ATTITUDE = "attitude", _("Thái độ phục vụ")
        ASKED_TOO_MUCH = "papers", _("Đòi thêm giấy tờ ngoài quy định")
        MONEY = "money", _("Thu tiền không đúng")
        RESULT = "result", _("Kết quả không đúng")
        OTHER = "other", _("Việc khác")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="complaints")
    kind = models.CharField(_("loại"), max_length=10, choices=Kind.choices)
    about = models.CharField(_("về việc"), max_length=10, choices=About.choices)
    text = models.TextField(_("nội dung"))
    agency = models.CharField(_("cơ quan trả lời"), max_length=40)
    person = models.UUIDField(_("người gửi"))
    person_name = models.CharField(max_length=200)
    filed_at = models.DateTimeField(_("gửi lúc"))
    due_on = models.DateField(_("trả lời trước ngày"))
    answer = models.TextField(_("trả lời"), blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)
    answered_by_name = models.CharField(max_length=200, blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["-filed_at", "-id"]
        indexes: ClassVar = [models.Index(name="complaint_agency", fields=["agency", "-filed_at", "-id"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} – {self.case.code}"
