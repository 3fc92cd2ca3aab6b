"""Statements of the collecting accounts, and what did not add up on a day."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.ids import uuid7
from tinhso.kernel.trail.api import Trailed


class Statement(Trailed):
    """One file that was imported: a bank's statement (sao kê) or the platform's settlement file of one day."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.CharField(_("tài khoản thu"), max_length=60)
    day = models.DateField(_("ngày"))
    name = models.CharField(_("tên tệp"), max_length=200)
    sha256 = models.CharField(max_length=64)
    imported_at = models.DateTimeField(_("lúc nhập"))
    imported_by = models.CharField(_("người nhập"), max_length=200)
    new = models.IntegerField(_("dòng mới"))
    known = models.IntegerField(_("dòng đã có"))
    refused: models.JSONField[Any] = models.JSONField(_("dòng bị từ chối"), default=list)

    class Meta:
        constraints = [models.UniqueConstraint(name="statement_once", fields=["account", "day", "sha256"])]

    def __str__(self) -> str:
        return f"{self.name} {self.day}"


class StatementLine(Trailed):
    """One line of a statement. `amount` in đồng: more than zero came in, less went out (a refund)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="lines")
    account = models.CharField(max_length=60)
    day = models.DateField()
    number = models.IntegerField(_("dòng số"))
    reference = models.CharField(_("mã giao dịch"), max_length=60)
    amount = models.BigIntegerField(_("số tiền (đồng)"))
    text = models.CharField(_("nội dung"), max_length=300, blank=True)
    payer_name = models.CharField(_("người chuyển"), max_length=200, blank=True)
    paid_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="line_once", fields=["account", "reference"]),
            models.CheckConstraint(name="line_not_zero", condition=~models.Q(amount=0)),
        ]
        indexes = [models.Index(name="line_day", fields=["account", "day"])]

    def __str__(self) -> str:
        return self.reference


class ReconciledDay(Trailed):
    """That one account was reconciled for one day, when, by whom, and what came out (đồng)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.CharField(max_length=60)
    day = models.DateField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    charges = models.BigIntegerField()
    payments = models.BigIntegerField()
    statement = models.BigIntegerField()
    matched = models.IntegerField()
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(name="reconciled_once", fields=["account", "day"])]

    def __str__(self) -> str:
        return f"{self.account} {self.day}"


class Difference(Trailed):
    """One thing that does not add up (sai lệch): a piece of work until somebody solved it and said how."""

    class Kind(models.TextChoices):
        NO_NOTICE = "no_notice", _("Sao kê có tiền, chưa có tin báo")
        NOT_ON_STATEMENT = "not_on_statement", _("Có tin báo, sao kê không có")
        AMOUNT = "amount", _("Số tiền trên sao kê khác tin báo")
        WRONG_AMOUNT = "wrong_amount", _("Số tiền nộp khác số phải nộp")
        DOUBLED = "doubled", _("Nộp hai lần")
        UNKNOWN = "unknown", _("Không rõ nộp cho hồ sơ nào")
        CANCELLED = "cancelled", _("Tiền đến cho khoản thu đã hủy")
        NO_PAYMENT = "no_payment", _("Hồ sơ ghi đã nộp, không thấy tiền")
        REFUND_MISSING = "refund_missing", _("Đã hoàn, sao kê chưa trừ")
        REFUND_UNKNOWN = "refund_unknown", _("Sao kê trừ tiền, không có lệnh hoàn")

    class State(models.TextChoices):
        OPEN = "open", _("Chưa ai nhận")
        ASSIGNED = "assigned", _("Đang xử lý")
        SOLVED = "solved", _("Đã xử lý")
        GONE = "gone", _("Tự khớp")

    class Solution(models.TextChoices):
        NONE = "", _("Chưa có cách xử lý")
        BOOKED = "booked", _("Đã ghi nhận bổ sung")
        REFUNDED = "refunded", _("Đã lập lệnh hoàn")
        COLLECTED = "collected", _("Người nộp đã nộp đủ")
        BEARER = "bearer", _("Ngân hàng hoặc cổng thanh toán đã điều chỉnh")
        NEXT_DAY = "next_day", _("Nằm ở sao kê ngày khác")
        OTHER = "other", _("Cách khác")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.CharField(max_length=200, unique=True)
    account = models.CharField(_("tài khoản thu"), max_length=60)
    day = models.DateField(_("ngày"))
    kind = models.CharField(_("loại"), max_length=16, choices=Kind.choices)
    agency = models.CharField(_("cơ quan thu"), max_length=40)
    reference = models.CharField(_("mã giao dịch"), max_length=60, blank=True)
    charge = models.ForeignKey("payments.Charge", models.PROTECT, null=True, related_name="differences")
    payment = models.ForeignKey("payments.Payment", models.PROTECT, null=True, related_name="differences")
    line = models.ForeignKey(StatementLine, models.PROTECT, null=True, related_name="differences")
    refund = models.ForeignKey("payments.Refund", models.PROTECT, null=True, related_name="differences")
    charge_amount = models.BigIntegerField(_("bên hồ sơ (đồng)"))
    payment_amount = models.BigIntegerField(_("bên tin báo (đồng)"))
    statement_amount = models.BigIntegerField(_("bên sao kê (đồng)"))
    state = models.CharField(_("tình trạng"), max_length=10, choices=State.choices, default=State.OPEN)
    assignee = models.UUIDField(null=True)
    assignee_name = models.CharField(_("người xử lý"), max_length=200, blank=True)
    solution = models.CharField(_("cách xử lý"), max_length=10, choices=Solution.choices, blank=True)
    reason = models.CharField(_("giải thích"), max_length=300, blank=True)
    found_at = models.DateTimeField()
    solved_at = models.DateTimeField(null=True)
    solved_by = models.CharField(max_length=200, blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(name="difference_day", fields=["account", "day"]),
            models.Index(name="difference_agency", fields=["agency", "state", "-found_at", "-id"]),
        ]

    def __str__(self) -> str:
        return self.key
