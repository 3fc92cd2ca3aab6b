"""How forms look everywhere, and the inputs that people here need: three-part dates, money, identity numbers, photos."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import DjangoTemplates
from django.template import TemplateDoesNotExist, loader
from django.utils.translation import gettext_lazy as _


class Renderer(DjangoTemplates):
    """Our templates where we have one (in templates/django/forms), Django's own otherwise."""

    form_template_name = "web/forms/form.html"
    field_template_name = "web/forms/field.html"

    def get_template(self, template_name: str) -> Any:
        try:
            return loader.get_template(template_name)
        except TemplateDoesNotExist:
            return super().get_template(template_name)


def form_failed(form: Any) -> bool:
    """A form that was sent and came back with mistakes."""
    return bool(getattr(form, "is_bound", False) and form.errors)


class DayMonthYear(forms.MultiWidget):
    """A date as three fields: faster and surer than a calendar for a date one knows by heart, such as a birth date."""

    template_name = "web/forms/day_month_year.html"

    def __init__(self, attrs: dict[str, Any] | None = None, *, birth: bool = False) -> None:
        parts = []
        for kind, name in (("w-2", "day"), ("w-2", "month"), ("w-4", "year")):
            extra = {"inputmode": "numeric", "class": kind, "maxlength": "4" if name == "year" else "2"}
            extra["autocomplete"] = f"bday-{name}" if birth else "off"
            parts.append(forms.TextInput(attrs=extra))
        super().__init__(dict(zip(("day", "month", "year"), parts, strict=True)), attrs)

    def decompress(self, value: Any) -> list[Any]:
        if isinstance(value, date):
            return [value.day, value.month, value.year]
        if isinstance(value, str) and value.count("-") == 2:
            return list(reversed(value.split("-")))
        if isinstance(value, str) and value.count("/") == 2:
            return list(value.split("/"))
        return [None, None, None]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """An ISO date when the parts are numbers, otherwise what was typed, so that it comes back unchanged."""
        day, month, year = (str(part or "").strip() for part in super().value_from_datadict(data, files, name))
        if not (day or month or year):
            return str(data.get(name) or "")
        if all(part.isdecimal() for part in (day, month, year)) and len(year) == 4:
            return f"{year}-{int(month):02}-{int(day):02}"
        return f"{day}/{month}/{year}"


class DateField(forms.DateField):
    """A date in the browser's own picker; give `widget=DayMonthYear(birth=True)` for a birth date."""

    input_formats = ["%Y-%m-%d", "%d/%m/%Y"]
    default_error_messages = {"invalid": _("Ngày này không có trong lịch. Ví dụ đúng: 24/11/2026.")}

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, str) and "/" in value and not re.search(r"/\d{4}$", value.strip()):
            raise ValidationError(_("Nhập đủ ngày, tháng và năm (năm có 4 chữ số)."), code="invalid")
        found: date | None = super().to_python(value)
        return found


class MoneyInput(forms.TextInput):
    template_name = "web/forms/money.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            {"inputmode": "numeric", "class": "w-14", "data-money": True, "autocomplete": "off", **(attrs or {})}
        )

    def format_value(self, value: Any) -> str | None:
        if value in (None, ""):
            return None
        text = str(value)
        return f"{int(text):,}".replace(",", ".") if text.isdecimal() else text


class Money(forms.IntegerField):
    """Whole đồng; typed with dots, commas or blanks as people do."""

    widget = MoneyInput
    default_error_messages = {"invalid": _("Nhập số tiền bằng chữ số, ví dụ 100.000.")}

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, str):
            value = re.sub(r"[.,\s\u00a0]|đồng|đ|vnd", "", value, flags=re.IGNORECASE)
        found: int | None = super().to_python(value)
        return found


def _digits(value: Any) -> str:
    return re.sub(r"[\s.\-\u00a0]", "", str(value or ""))


class IdNumber(forms.CharField):
    """A personal identity number (số định danh cá nhân): twelve digits, typed with or without blanks."""

    default_error_messages = {"invalid": _("Số định danh có đúng 12 chữ số. Xem mặt trước thẻ căn cước.")}

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.widget.attrs.update(
            {"inputmode": "numeric", "class": "w-14", "autocomplete": "off", "spellcheck": "false"}
        )

    def to_python(self, value: Any) -> str:
        text = _digits(value)
        if text and not re.fullmatch(r"\d{12}", text):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return text


class Phone(forms.CharField):
    """A Vietnamese telephone number, kept as 0xxxxxxxxx."""

    default_error_messages = {"invalid": _("Nhập số điện thoại Việt Nam, ví dụ 0905 123 456.")}

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"type": "tel"}))
        super().__init__(**options)
        self.widget.attrs.update({"inputmode": "tel", "class": "w-14", "autocomplete": "tel"})

    def to_python(self, value: Any) -> str:
        text = re.sub(r"^(\+84|0084)", "0", _digits(value))
        if text and not re.fullmatch(r"0\d{9,10}", text):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return text


class PhotoInput(forms.ClearableFileInput):
    """One file; a phone offers its camera, the browser makes a photo smaller before sending and shows it."""

    def __init__(self, attrs: dict[str, Any] | None = None, *, camera: bool = False) -> None:
        extra: dict[str, Any] = {"accept": "image/*,application/pdf", "data-photo": True}
        if camera:
            extra["capture"] = "environment"
        super().__init__({**extra, **(attrs or {})})


class Photo(forms.FileField):
    """A photo or scan of a paper, or a PDF. What the file really is, is checked where it is stored (kernel/files)."""

    widget = PhotoInput
    default_error_messages = {
        "required": _("Chọn hoặc chụp giấy tờ này."),
        "empty": _("Tệp này trống. Hãy chụp hoặc chọn lại."),
    }
