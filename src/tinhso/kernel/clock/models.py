"""Holidays and the working weeks of agencies, as data that people keep."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.trail.api import Trailed


class Holiday(Trailed):
    """One day that is off by law or by yearly announcement, or a weekend day that is worked instead."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", _("Ngày lễ")
        SWAP_OFF = "swap_off", _("Nghỉ hoán đổi")
        SWAP_WORK = "swap_work", _("Làm bù")

    day = models.DateField(_("ngày"), unique=True)
    name = models.CharField(_("tên"), max_length=120)
    kind = models.CharField(_("loại"), max_length=10, choices=Kind.choices, default=Kind.HOLIDAY)
    law = models.CharField(_("căn cứ"), max_length=200, blank=True)
    source = models.CharField(_("nguồn"), max_length=200, blank=True)

    class Meta:
        ordering = ("day",)

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.name}"


class Schedule(Trailed):
    """A working week: periods by weekday (0 Monday), as {"0": [["07:30", "11:30"], ["13:30", "17:30"]], …}."""

    name = models.CharField(_("tên"), max_length=40, unique=True)
    title = models.CharField(_("mô tả"), max_length=200)
    periods: models.JSONField[Any] = models.JSONField(_("giờ làm việc"))

    def __str__(self) -> str:
        return self.title
