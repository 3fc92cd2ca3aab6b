"""What is owed for a service (charges) and what arrived (payments). Orders, refunds and statements have folders of their own."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.ids import uuid7
from tinhso.kernel.trail.api import Trailed

from .platform.models import Order
from .reconciliation.models import Difference, ReconciledDay, Statement, StatementLine
from .refunds.models import Refund

__all__ = ["Charge", "Difference", "Order", "Payment", "ReconciledDay", "Refund", "Statement", "StatementLine"]


class Charge(Trailed):
    """An amount owed for something (phí, lệ phí). `reference` is the transfer text by which the bank's notice finds it.

    `payer` owes it; `filed_by` filed for them and may pay it as well. `settled_by` is the one payment that paid it; `refunded` is what of that payment went back (đồng).
    """

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
    filed_by = models.UUIDField(_("người nộp hồ sơ thay"), null=True)
    agency = models.CharField(_("cơ quan thu"), max_length=40)
    items: models.JSONField[Any] = models.JSONField(_("khoản thu"), default=list)
    amount = models.BigIntegerField(_("số tiền (đồng)"))
    status = models.CharField(_("tình trạng"), max_length=10, choices=Status.choices, default=Status.OPEN)
    created_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    online = models.BooleanField(_("nộp trực tuyến"), default=True)
    settled_by = models.ForeignKey("payments.Payment", models.PROTECT, null=True, related_name="settles")
    refunded = models.BigIntegerField(_("đã hoàn (đồng)"), default=0)
    receipt = models.UUIDField(_("biên lai"), null=True)
    version = models.IntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(name="charge_subject", fields=["subject_type", "subject_id"]),
            models.Index(name="charge_agency", fields=["agency", "-created_at", "-id"]),
            models.Index(name="charge_agency_status", fields=["agency", "status", "-created_at", "-id"]),
            models.Index(name="charge_newest", fields=["-created_at", "-id"]),
            models.Index(name="charge_code", fields=["code"]),
        ]
        constraints = [
            models.CheckConstraint(name="charge_positive", condition=models.Q(amount__gt=0)),
            models.CheckConstraint(
                name="charge_refunded", condition=models.Q(refunded__gte=0, refunded__lte=models.F("amount"))
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Payment(Trailed):
    """Money that arrived, as its bearer told it: a bank transfer, a payment through the platform, cash at a counter.

    Kept once for each reference. `fault` says why it settled no charge; such a payment waits for a person.
    `account` is the collecting account: the bank account's number, the platform's partner code, or "cash:<agency>".
    """

    class Channel(models.TextChoices):
        BANK = "bank", _("Chuyển khoản VietQR")
        PLATFORM = "platform", _("Nền tảng thanh toán")
        COUNTER = "counter", _("Tiền mặt tại quầy")

    class Fault(models.TextChoices):
        NONE = "", _("Không có")
        UNKNOWN = "unknown", _("Nội dung chuyển khoản không rõ")
        WRONG_AMOUNT = "wrong_amount", _("Khác số phải nộp")
        OVERPAID = "overpaid", _("Nộp thừa (khoản thu đã được nộp)")
        CANCELLED = "cancelled", _("Khoản thu đã hủy")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    charge = models.ForeignKey(Charge, models.PROTECT, null=True, related_name="payments")
    channel = models.CharField(_("cách nộp tiền"), max_length=10, choices=Channel.choices, default=Channel.BANK)
    account = models.CharField(_("tài khoản thu"), max_length=60, blank=True)
    agency = models.CharField(_("cơ quan thu"), max_length=40, blank=True)
    bank_reference = models.CharField(_("mã giao dịch"), max_length=60, unique=True)
    amount = models.BigIntegerField(_("số tiền (đồng)"))
    text = models.CharField(_("nội dung"), max_length=300, blank=True)
    payer_name = models.CharField(_("người chuyển"), max_length=200, blank=True)
    taken_by = models.CharField(_("người thu"), max_length=200, blank=True)
    paid_at = models.DateTimeField(_("lúc chuyển"))
    received_at = models.DateTimeField(_("lúc nhận tin"))
    problem = models.CharField(_("vấn đề"), max_length=200, blank=True)
    fault = models.CharField(_("vướng mắc"), max_length=12, choices=Fault.choices, blank=True, default=Fault.NONE)
    version = models.IntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(name="payment_account_day", fields=["account", "paid_at"]),
            models.Index(name="payment_agency", fields=["agency", "-paid_at", "-id"]),
            models.Index(name="payment_fault", fields=["-paid_at", "-id"], condition=~models.Q(fault="")),
        ]
        constraints = [models.CheckConstraint(name="payment_positive", condition=models.Q(amount__gt=0))]

    def __str__(self) -> str:
        return self.bank_reference
