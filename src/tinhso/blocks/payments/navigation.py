"""Entries of the desk's navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tinhso.web.api import nav

from .rights import CASHIER, TAKES_MONEY, keeps_accounts

MONEY = _("Thu phí, lệ phí")

nav(
    "desk", _("Khoản thu"), "desk-payments", icon="banknote", order=51, allow=TAKES_MONEY, group=MONEY,
    within=("desk-charge", "desk-money"),
)  # fmt: skip
nav(
    "desk", _("Hoàn tiền"), "desk-refunds", icon="undo-2", order=52, allow=TAKES_MONEY, group=MONEY, within=("desk-refund",)
)  # fmt: skip
nav(
    "desk", _("Sai lệch"), "desk-differences", icon="circle-alert", order=53, allow=CASHIER, group=MONEY,
    within=("desk-difference",),
)  # fmt: skip
nav(
    "desk", _("Đối soát"), "desk-reconciliation", icon="scale", order=54, allow=keeps_accounts, group=MONEY,
    within=("desk-reconciliation-day",),
)  # fmt: skip
