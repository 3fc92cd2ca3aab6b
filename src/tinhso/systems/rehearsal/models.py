"""A rehearsal that somebody asked for: what is tried, on which period, and what came of it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.declare import Trailed
from tinhso.kernel.ids import uuid7


class Rehearsal(Trailed):
    """One run. `result` is what `compare.compared` gives, empty until it is done; `progress` is in per cent."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Chờ chạy")
        RUNNING = "running", _("Đang chạy")
        DONE = "done", _("Xong")
        FAILED = "failed", _("Không chạy được")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(_("tên"), max_length=120)
    agency = models.CharField(_("cơ quan"), max_length=40, blank=True)
    matter = models.CharField(_("mã thủ tục"), max_length=60, blank=True)
    first = models.DateField(_("từ ngày"))
    last = models.DateField(_("đến ngày"))
    scenario: models.JSONField[Any] = models.JSONField(default=dict)
    result: models.JSONField[Any] = models.JSONField(default=dict)
    state = models.CharField(_("tình trạng"), max_length=10, choices=State.choices, default=State.WAITING)
    progress = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)
    asked_by = models.CharField(_("người lập"), max_length=300)
    asker_agency = models.CharField(max_length=40)
    asked_at = models.DateTimeField()
    took = models.FloatField(help_text="seconds", null=True)
    version = models.PositiveIntegerField(default=1)

    trail_ignore = ("progress",)

    class Meta:
        ordering = ("-asked_at", "-id")
        indexes = [models.Index(name="rehearsal_of", fields=["asker_agency", "-asked_at"])]

    def __str__(self) -> str:
        return self.name
