"""Payments: charges, VietQR, what the bank tells us."""

from .actions import cancel, charge, pay_at_counter, record_payment
from .models import Charge, Payment
from .queries import charge_of, charges_of
from .vietqr import payload

__all__ = [
    "Charge",
    "Payment",
    "cancel",
    "charge",
    "charge_of",
    "charges_of",
    "pay_at_counter",
    "payload",
    "record_payment",
]
