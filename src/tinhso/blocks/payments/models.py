"""What is owed for a service (charges) and what arrived at the bank (payments)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.ids import uuid7
from tinhso.kernel.trail.api import Trailed


class Charge(Trailed):
    """An amount owed for something (phí, lệ phí). `reference` is the transfer text by which the bank's notice finds it."""

    class Status(models.TextChoices):
        OPEN = "open", _("Chưa nộp")
        PAID = "paid", _("Đã nộp")
        CANCELLED = "cancelled", _("Đã hủy")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=60)
    code = models.CharField(_("mã hồ sơ"), max_length=40)
    reference = models.CharField(_("nội dung chuyển khoản"), max_length=24, unique=True)
    payer = models.UUIDField(_("người nộp"), null=True)
    agency = models.CharField(_("cơ quan thu"), max_length=40)
    items: models.JSONField[Any] = models.JSONField(_("khoản thu"), default=list)
    amount = models.BigIntegerField(_("số tiền (đồng)"))
    status = models.CharField(_("tình trạng"), max_length=10, choices=Status.choices, default=Status.OPEN)
    created_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    online = models.BooleanField(_("nộp trực tuyến"), default=True)
    receipt = models.UUIDField(_("biên lai"), null=True)
    version = models.IntegerField(default=1)

    class Meta:
        indexes = [models.Index(name="charge_subject", fields=["subject_type", "subject_id"])]
        constraints = [models.CheckConstraint(name="charge_positive", condition=models.Q(amount__gt=0))]

    def __str__(self) -> str:
        return self.reference


class Payment(Trailed):
    """One transfer that the bank told us of. Without a charge it waits for a person to match it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    charge = models.ForeignKey(Charge, models.PROTECT, null=True, related_name="payments")
    bank_reference = models.CharField(_("mã giao dịch ngân hàng"), max_length=60, unique=True)
    amount = models.BigIntegerField(_("số tiền (đồng)"))
    text = models.CharField(_("nội dung"), max_length=300, blank=True)
    payer_name = models.CharField(_("người chuyển"), max_length=200, blank=True)
    paid_at = models.DateTimeField(_("lúc chuyển"))
    received_at = models.DateTimeField(_("lúc nhận tin"))
    problem = models.CharField(_("vấn đề"), max_length=200, blank=True)

    def __str__(self) -> str:
        return self.bank_reference
