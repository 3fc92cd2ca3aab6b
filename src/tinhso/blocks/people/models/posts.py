"""Posts in agencies, and who holds them from when to when. Roles come from here and from nowhere else."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.ids import uuid7
from tinhso.kernel.trail.api import Trailed

from .persons import Person


class Post(Trailed):
    """A post in an agency (chức danh, vị trí việc làm) with the roles its holder has."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(_("Mã"), max_length=60, unique=True)
    title = models.CharField(_("Chức danh"), max_length=150)
    title_en = models.CharField(_("Chức danh (tiếng Anh)"), max_length=150, blank=True)
    agency_code = models.CharField(_("Cơ quan"), max_length=40, db_index=True)
    roles = models.JSONField(_("Vai trò"), default=list)
    closed_on = models.DateField(_("Bãi bỏ từ ngày"), null=True, blank=True)

    class Meta:
        verbose_name = _("vị trí việc làm")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The title in the reader's language."""
        return self.title_en if self.title_en and (get_language() or "vi").startswith("en") else self.title


class AppointmentKind(models.TextChoices):
    PERMANENT = "permanent", _("Bổ nhiệm")
    ACTING = "acting", _("Quyền, phụ trách")
    DELEGATED = "delegated", _("Ủy quyền, phân công thay")


class Appointment(Trailed):
    """Someone holds a post from `first_day` to `last_day`, both included; no last day: until ended (bổ nhiệm, phân công)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="appointments", verbose_name=_("Người giữ"))
    post = models.ForeignKey(Post, models.PROTECT, related_name="appointments", verbose_name=_("Vị trí"))
    kind = models.CharField(_("Hình thức"), max_length=10, choices=AppointmentKind, default=AppointmentKind.PERMANENT)
    first_day = models.DateField(_("Từ ngày"))
    last_day = models.DateField(_("Đến hết ngày"), null=True, blank=True)
    document = models.CharField(_("Văn bản"), max_length=200, blank=True, help_text=_("Số, ngày của quyết định"))
    appointed_by = models.CharField(_("Người quyết định"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("bổ nhiệm")
        constraints = (
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")), name="people_appointment_days"
            ),
        )
        indexes = (models.Index(fields=["person", "first_day"], name="people_appointment_person"),)

    def __str__(self) -> str:
        return f"{self.person}: {self.post}"

    @property
    def agency_code(self) -> str:
        return self.post.agency_code

    def in_force(self, day: date) -> bool:
        """Whether the holder has the post on that day."""
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)
