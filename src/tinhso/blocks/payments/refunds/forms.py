"""What is asked when a refund is asked for."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.web.api import Money

from ..models import Refund


class RefundForm(forms.Form):
    """How much goes back, and why."""

    no_optional_mark = True
    amount = Money(label=_("Số tiền hoàn (đồng)"), min_value=1)
    kind = forms.ChoiceField(label=_("Lý do"), choices=[("", _("Chọn")), *Refund.Kind.choices])
    reason = forms.CharField(
        label=_("Giải thích"), max_length=300, help_text=_("Người duyệt đọc câu này để quyết định.")
    )
