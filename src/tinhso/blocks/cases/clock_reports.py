"""What follows from running clocks: reports of what moved, what was told to whom, how long steps take, what may be late."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.ids import uuid7
from tinhso.kernel.trail.api import Trailed

from .models import Case


class Recount(Trailed):
    """One change of the calendar and what it did to the running clocks; also how far the work on it is.

    `day` is the day that changed (None: hours did), `agencies` those concerned (none: all). `last` is the last case that was
    looked at, in the order of their ids, so that work goes on where it was interrupted.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    event = models.BigIntegerField(_("sự kiện"), unique=True)
    cause = models.TextField(_("nguyên nhân"))
    law = models.CharField(_("căn cứ"), max_length=200, blank=True)
    day = models.DateField(_("ngày"), null=True)
    agencies: models.JSONField[Any] = models.JSONField(_("cơ quan"), default=list)
    asked_at = models.DateTimeField(_("công bố lúc"))
    finished_at = models.DateTimeField(_("xong lúc"), null=True)
    last = models.UUIDField(null=True)
    total = models.IntegerField(_("số hồ sơ phải xem"), default=0)
    seen = models.IntegerField(_("số hồ sơ đã xem"), default=0)
    later = models.IntegerField(_("số hồ sơ dời muộn hơn"), default=0)
    earlier = models.IntegerField(_("số hồ sơ dời sớm hơn"), default=0)
    kept = models.IntegerField(_("số hồ sơ giữ nguyên hạn"), default=0)
    told = models.IntegerField(_("số người nộp được báo"), default=0)

    class Meta:
        ordering = ("-asked_at", "-event")
        indexes = [
            models.Index(name="recount_running", fields=["asked_at"], condition=models.Q(finished_at=None)),
        ]

    def __str__(self) -> str:
        return self.cause

    @property
    def moved(self) -> int:
        return self.later + self.earlier

    @property
    def share(self) -> float:
        """How far it is, in per cent."""
        if self.finished_at is not None or not self.total:
            return 100.0
        return min(99.0, 100 * self.seen / self.total)


class Move(models.Model):
    """One line of the report: a case and its due date before and after. The evidence is the case's own trail."""

    recount = models.ForeignKey(Recount, models.CASCADE, related_name="moves")
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    agency = models.CharField(max_length=40)
    due_before = models.DateTimeField(_("hạn trước"))
    due_after = models.DateTimeField(_("hạn mới"))
    kept = models.BooleanField(_("giữ hạn"), default=False)
    told = models.BooleanField(_("đã báo người nộp"), default=False)

    class Meta:
        ordering = ("agency", "id")
        constraints = [models.UniqueConstraint(name="move_once", fields=["recount", "case"])]
        indexes = [models.Index(name="move_agency", fields=["recount", "agency", "id"])]

    def __str__(self) -> str:
        return f"{self.due_before:%d/%m/%Y} → {self.due_after:%d/%m/%Y}"


class Escalation(Trailed):
    """One step of the ladder that a case went up: who was told that it will be, or is, late. Each step once for a due date."""

    class Level(models.TextChoices):
        SOON = "soon", _("Nhắc người xử lý: sắp đến hạn")
        HEAD = "head", _("Báo lãnh đạo cơ quan: quá hạn")
        PROVINCE = "province", _("Báo Văn phòng UBND tỉnh: quá hạn kéo dài")

    case = models.ForeignKey(Case, models.CASCADE, related_name="escalations")
    level = models.CharField(max_length=10, choices=Level.choices)
    due_at = models.DateTimeField(_("hạn"))
    at = models.DateTimeField()
    told: models.JSONField[Any] = models.JSONField(_("đã báo"), default=list)

    class Meta:
        ordering = ("id",)
        constraints = [models.UniqueConstraint(name="escalation_once", fields=["case", "level", "due_at"])]

    def __str__(self) -> str:
        return str(self.get_level_display())


class Pace(models.Model):
    """How long it took from entering a step until the decision: working minutes of past stays, in order. Made anew nightly.

    `kind` says what `key` names: a procedure ("matter"), a field ("field") or nothing ("agency").
    """

    agency = models.CharField(max_length=40)
    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=300, blank=True)
    step = models.CharField(max_length=40)
    minutes = ArrayField(models.IntegerField())
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="pace_once", fields=["agency", "kind", "key", "step"])]

    def __str__(self) -> str:
        return f"{self.agency} {self.kind} {self.key} {self.step}: {len(self.minutes)}"


class Outlook(models.Model):
    """The risk of one running case to miss its due date. `chance` is None where there are too few earlier cases to say."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="outlook")
    agency = models.CharField(max_length=40)
    due_at = models.DateTimeField()
    chance = models.FloatField(null=True)
    among = models.IntegerField(default=0)
    basis = models.CharField(max_length=10, blank=True)
    usual = models.IntegerField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(name="outlook_agency", fields=["agency", "due_at"], include=["chance"])]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.chance}"
