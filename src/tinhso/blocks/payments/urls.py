from django.urls import path

from . import desk, screens
from .platform import screens as platform
from .reconciliation import screens as reconciliation
from .refunds import screens as refunds

urlpatterns = [
    path("payments/bank/notify", screens.notify, name="bank-notify"),
    path("payments/platform/notify", platform.notify, name="platform-notify"),
    path("payments/platform/return", platform.come_back, name="platform-return"),
    path("payments/<uuid:charge>/", screens.pay, name="payment"),
    path("payments/<uuid:charge>/platform/", platform.start, name="payment-platform"),
    path("desk/payments/", desk.listing, name="desk-payments"),
    path("desk/payments/export.<str:kind>", desk.export, name="desk-payments-export"),
    path("desk/payments/<uuid:charge>/", desk.detail, name="desk-charge"),
    path("desk/payments/<uuid:charge>/cash/", desk.take_cash, name="desk-charge-cash"),
    path("desk/money/<uuid:payment>/", desk.money, name="desk-money"),
    path("desk/money/<uuid:payment>/attach/", desk.attach, name="desk-money-attach"),
    path("desk/money/<uuid:payment>/refund/", refunds.ask, name="desk-refund-ask"),
    path("desk/refunds/", refunds.listing, name="desk-refunds"),
    path("desk/refunds/<uuid:refund>/", refunds.detail, name="desk-refund"),
    path("desk/reconciliation/", reconciliation.days, name="desk-reconciliation"),
    path("desk/reconciliation/<str:account>/<str:on>/", reconciliation.one_day, name="desk-reconciliation-day"),
    path(
        "desk/reconciliation/<str:account>/<str:on>/export.<str:kind>",
        reconciliation.export,
        name="desk-reconciliation-export",
    ),
    path("desk/differences/", reconciliation.work, name="desk-differences"),
    path("desk/differences/<uuid:item>/", reconciliation.difference, name="desk-difference"),
]
