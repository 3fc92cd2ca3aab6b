"""Payments: charges, how they are paid and refunded, what the bank and the payment platform tell us, reconciliation."""

from .actions import attach_payment, cancel, charge, pay_at_counter, record_payment
from .models import Charge, Difference, Order, Payment, ReconciledDay, Refund, Statement
from .queries import charge_of, charges_of, refundable
from .reconciliation.actions import import_statement, reconcile
from .refunds.actions import approve_refund, ask_refund, reject_refund
from .vietqr import payload

__all__ = [
    "Charge",
    "Difference",
    "Order",
    "Payment",
    "ReconciledDay",
    "Refund",
    "Statement",
    "approve_refund",
    "ask_refund",
    "attach_payment",
    "cancel",
    "charge",
    "charge_of",
    "charges_of",
    "import_statement",
    "pay_at_counter",
    "payload",
    "reconcile",
    "record_payment",
    "refundable",
    "reject_refund",
]
