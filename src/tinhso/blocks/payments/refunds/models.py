"""Refunds: money that goes back to the one who paid."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.ids import uuid7
from tinhso.kernel.trail.api import Trailed


class Refund(Trailed):
    """All or part of a payment going back (hoàn tiền): asked by one person, approved by another, followed to its end."""

    class Kind(models.TextChoices):
        WITHDRAWN = "withdrawn", _("Rút hồ sơ trước khi tiếp nhận")
        NOT_RECEIVED = "not_received", _("Hồ sơ bị từ chối tiếp nhận")
        OVERPAID = "overpaid", _("Nộp thừa")
        WRONG_AMOUNT = "wrong_amount", _("Nộp sai số tiền")

    class State(models.TextChoices):
        ASKED = "asked", _("Chờ duyệt")
        REJECTED = "rejected", _("Không duyệt")
        APPROVED = "approved", _("Đã duyệt, chờ gửi")
        SENT = "sent", _("Đã gửi, chờ xác nhận")
        DONE = "done", _("Đã hoàn")
        FAILED = "failed", _("Không hoàn được")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    payment = models.ForeignKey("payments.Payment", models.PROTECT, related_name="refunds")
    charge = models.ForeignKey("payments.Charge", models.PROTECT, null=True, related_name="refunds")
    agency = models.CharField(_("cơ quan hoàn"), max_length=40)
    code = models.CharField(_("mã hoàn tiền"), max_length=24, unique=True)
    amount = models.BigIntegerField(_("số tiền (đồng)"))
    kind = models.CharField(_("lý do"), max_length=12, choices=Kind.choices)
    reason = models.CharField(_("giải thích"), max_length=300)
    state = models.CharField(_("tình trạng"), max_length=10, choices=State.choices, default=State.ASKED)
    asked_by = models.CharField(_("người đề nghị"), max_length=200)
    asked_by_account = models.UUIDField(null=True)
    asked_by_person = models.UUIDField(null=True)
    asked_at = models.DateTimeField()
    decided_by = models.CharField(_("người duyệt"), max_length=200, blank=True)
    decided_by_account = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    remark = models.CharField(_("ghi chú"), max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    reference = models.CharField(_("mã giao dịch hoàn"), max_length=60, blank=True)
    failure = models.CharField(_("vì sao chưa hoàn được"), max_length=300, blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(name="refund_positive", condition=models.Q(amount__gt=0)),
            models.CheckConstraint(
                name="refund_four_eyes",
                condition=models.Q(decided_by_account=None)
                | ~models.Q(decided_by_account=models.F("asked_by_account")),
            ),
            models.UniqueConstraint(
                name="refund_reference_once", fields=["reference"], condition=~models.Q(reference="")
            ),
        ]
        indexes = [
            models.Index(name="refund_agency", fields=["agency", "state", "-asked_at", "-id"]),
            models.Index(name="refund_newest", fields=["-asked_at", "-id"]),
        ]

    def __str__(self) -> str:
        return self.code
