from django.urls import path

from . import screens

urlpatterns = [
    path("payments/bank/notify", screens.notify, name="bank-notify"),
    path("payments/<uuid:charge>/", screens.pay, name="payment"),
]
