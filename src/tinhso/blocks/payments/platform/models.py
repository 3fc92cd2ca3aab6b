"""Orders: payments asked for at the national payment platform."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.ids import uuid7
from tinhso.kernel.trail.api import Trailed


class Order(Trailed):
    """One attempt to pay a charge through the platform (yêu cầu thanh toán). A charge has at most one that is open.

    `code` is the look-up code (MaTraCuuTT): the dossier's code and the moment, yyyyMMddHHmmss.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Đang chờ thanh toán")
        PAID = "paid", _("Đã thanh toán")
        CANCELLED = "cancelled", _("Người nộp đã hủy")
        EXPIRED = "expired", _("Quá hạn thanh toán")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    charge = models.ForeignKey("payments.Charge", models.PROTECT, related_name="orders")
    code = models.CharField(_("mã tra cứu thanh toán"), max_length=60, unique=True)
    amount = models.BigIntegerField(_("số tiền (đồng)"))
    state = models.CharField(_("tình trạng"), max_length=10, choices=State.choices, default=State.OPEN)
    url = models.URLField(_("trang thanh toán"), max_length=500, blank=True)
    payment = models.ForeignKey("payments.Payment", models.PROTECT, null=True, related_name="orders")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    heard_at = models.DateTimeField(_("lúc cổng báo"), null=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="order_one_open", fields=["charge"], condition=models.Q(state="open")),
            models.CheckConstraint(name="order_positive", condition=models.Q(amount__gt=0)),
        ]
        indexes = [models.Index(name="order_waiting", fields=["created_at"], condition=models.Q(state="open"))]

    def __str__(self) -> str:
        return self.code
