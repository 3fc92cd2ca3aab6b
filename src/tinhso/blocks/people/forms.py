"""What people type: to sign in and up, about themselves, and about posts."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tinhso.blocks.units.api import communes, unit_by_code
from tinhso.kernel.access.api import ROLES, Actor
from tinhso.kernel.clock.api import today
from tinhso.web.api import DateField, DayMonthYear, IdNumber, Phone

from .models import Account, Person, Post
from .models.accounts import FormOfAddress
from .models.posts import AppointmentKind
from .passwords import password_problem
from .personal_id import check_personal_id

LANGUAGES = (("vi", "Tiếng Việt"), ("en", "English"))


class CodeInput(forms.TextInput):
    """A one-time code: phones offer the one that just came by message; pasting and blanks are fine."""

    def __init__(self) -> None:
        super().__init__(
            {
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "class": "w-8",
                "spellcheck": "false",
                "maxlength": "20",
            }
        )


class NewPassword(forms.CharField):
    """A password to be set: typed once, shown if one wishes, pasted if one wishes."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Mật khẩu mới"))
        options.setdefault(
            "help_text", _("Ít nhất 10 ký tự. Một câu ngắn chỉ mình biết là tốt nhất; dán được từ nơi khác.")
        )
        super().__init__(
            strip=False,
            widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "data-password": True}),
            **options,
        )

    def validate(self, value: str) -> None:
        super().validate(value)
        problem = password_problem(value)
        if problem:
            raise ValidationError(problem, code="weak")


class SignInForm(forms.Form):
    who = forms.CharField(
        label=_("Số điện thoại, số định danh hoặc tên đăng nhập"),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "username webauthn", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": _("Nhập số điện thoại, số định danh hoặc tên đăng nhập.")},
    )
    password = forms.CharField(
        label=_("Mật khẩu"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "data-password": True}),
        error_messages={"required": _("Nhập mật khẩu.")},
    )


class ProofForm(SignInForm):
    """The password of an account that is known already."""

    who = None  # type: ignore[assignment]


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Mã xác nhận"),
        max_length=20,
        widget=CodeInput,
        error_messages={"required": _("Nhập mã gồm 6 chữ số.")},
    )


class RecoverForm(forms.Form):
    who = forms.CharField(
        label=_("Số điện thoại, số định danh hoặc tên đăng nhập"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )


class NewPasswordForm(CodeForm):
    password = NewPassword()


class ChangePasswordForm(forms.Form):
    password = NewPassword()


class SignUpForm(forms.Form):
    personal_id = IdNumber(label=_("Số định danh cá nhân"), help_text=_("12 chữ số, ở mặt trước thẻ căn cước."))
    full_name = forms.CharField(
        label=_("Họ, chữ đệm và tên"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
    )
    birth_date = DateField(label=_("Ngày sinh"), widget=DayMonthYear(birth=True))
    phone = Phone(label=_("Số điện thoại"), help_text=_("Mã xác nhận sẽ gửi đến số này."))
    password = NewPassword(label=_("Mật khẩu"))

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        born, digits = values.get("birth_date"), values.get("personal_id")
        known = tuple(str(values[name]) for name in ("personal_id", "phone", "full_name") if values.get(name))
        problem = password_problem(values["password"], about=known) if values.get("password") else ""
        if problem:
            self.add_error("password", problem)
        if born and born > today():
            self.add_error("birth_date", _("Ngày sinh không thể ở tương lai."))
        elif digits:
            problem = check_personal_id(digits, birth_date=born)
            if problem:
                self.add_error("personal_id", problem)
        return values


class ContactForm(forms.Form):
    phone = Phone(label=_("Số điện thoại"), required=False)
    email = forms.EmailField(
        label=_("Thư điện tử"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    address_line = forms.CharField(
        label=_("Số nhà, đường, thôn"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    unit = forms.ChoiceField(label=_("Xã, phường, đặc khu"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [("", _("Ngoài tỉnh hoặc chưa rõ")), *((u.code, u.title) for u in communes())]  # type: ignore[attr-defined]

    def clean_unit(self) -> Any:
        code = self.cleaned_data["unit"]
        return unit_by_code(code) if code else None


class PhoneForm(forms.Form):
    phone = Phone(label=_("Số điện thoại mới"), help_text=_("Mã xác nhận sẽ gửi đến số này."))


class FindAccountForm(forms.Form):
    """Only exact numbers: a counter serves the person in front of it, it does not browse."""

    number = forms.CharField(
        label=_("Số định danh hoặc số điện thoại"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "w-14"}),
    )


class HelpForm(forms.Form):
    """What the counter does for the owner of an account, once the identity card was compared."""

    what = forms.ChoiceField(
        label=_("Việc cần làm"),
        widget=forms.RadioSelect,
        choices=(
            ("verify", _("Ghi nhận danh tính đã xác minh")),
            ("phone", _("Đổi số điện thoại nhận mã")),
            ("totp", _("Tắt ứng dụng tạo mã")),
            ("unlink", _("Gỡ liên kết tài khoản định danh")),
        ),
    )
    phone = Phone(label=_("Số điện thoại mới"), required=False, help_text=_("Chỉ cần khi đổi số."))
    compared = forms.BooleanField(
        label=_("Tôi đã đối chiếu thẻ căn cước với người đang ở quầy"),
        error_messages={"required": _("Hãy đối chiếu thẻ căn cước trước.")},
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("what") == "phone" and not values.get("phone") and "phone" not in self.errors:
            self.add_error("phone", _("Nhập số điện thoại mới."))
        return values


class PreferencesForm(forms.Form):
    language = forms.ChoiceField(label=_("Ngôn ngữ"), choices=LANGUAGES, widget=forms.RadioSelect)
    form_of_address = forms.ChoiceField(
        label=_("Cách xưng hô"), choices=FormOfAddress.choices, required=False, widget=forms.RadioSelect
    )


class AppointForm(forms.Form):
    """An official is named by personal id: names are not unique, and a list of everybody would show too much."""

    personal_id = IdNumber(label=_("Số định danh của người được bổ nhiệm"))
    post = forms.ModelChoiceField(Post.objects.none(), label=_("Vị trí"), empty_label=_("Chọn vị trí"))
    kind = forms.ChoiceField(label=_("Hình thức"), choices=AppointmentKind.choices)
    first_day = DateField(label=_("Từ ngày"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    last_day = DateField(
        label=_("Đến hết ngày"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    document = forms.CharField(label=_("Số, ngày của quyết định"), max_length=200, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].queryset = Post.objects.filter(agency_code=actor.agency, closed_on=None).order_by("title")  # type: ignore[attr-defined]

    def clean_personal_id(self) -> Person:
        found = Person.objects.filter(personal_id=self.cleaned_data["personal_id"]).first()
        if found is None:
            raise ValidationError(_("Chưa có ai mang số định danh này trong hệ thống."), code="unknown")
        return found


class PostForm(forms.Form):
    code = forms.SlugField(label=_("Mã vị trí"), max_length=60, help_text=_("Chữ không dấu, số và gạch nối."))
    title = forms.CharField(label=_("Chức danh"), max_length=150)
    title_en = forms.CharField(label=_("Chức danh (tiếng Anh)"), max_length=150, required=False)
    roles = forms.MultipleChoiceField(label=_("Vai trò"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = [(role.code, role.title) for role in ROLES.values()]  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].lower()
        if Post.objects.filter(code=code).exists():
            raise ValidationError(_("Mã này đã có vị trí khác dùng."), code="known")
        return code


class EndForm(forms.Form):
    last_day = DateField(
        label=_("Ngày cuối giữ vị trí"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


def contact_of(person: Person) -> dict[str, Any]:
    """What the contact form shows at first."""
    return {
        "phone": person.phone,
        "email": person.email,
        "address_line": person.address_line,
        "unit": person.unit.code if person.unit else "",
    }


def preferences_of(account: Account) -> dict[str, Any]:
    return {"language": account.language, "form_of_address": account.form_of_address}


def end_of_term(day: date | None) -> dict[str, Any]:
    return {"last_day": day or today()}
