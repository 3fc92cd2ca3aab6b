from datetime import date

import pytest
from django import forms
from django.template import engines
from django.utils.datastructures import MultiValueDict

from tinhso.web.api import DateField, DayMonthYear, IdNumber, Money, Phone, Photo, form_failed


class Birth(forms.Form):
    name = forms.CharField(label="Họ tên", help_text="Như trên giấy chứng sinh")
    born = DateField(label="Ngày sinh", widget=DayMonthYear(birth=True))
    seen = DateField(label="Ngày khám", required=False)
    fee = Money(label="Lệ phí", required=False)
    number = IdNumber(label="Số định danh")
    phone = Phone(label="Điện thoại", required=False)
    sex = forms.ChoiceField(label="Giới tính", choices=[("m", "Nam"), ("f", "Nữ")], widget=forms.RadioSelect)
    paper = Photo(label="Giấy chứng sinh", required=False)


def render(source: str, **values: object) -> str:
    return str(engines["django"].from_string(source).render(values))


def bound(**values: object) -> Birth:
    given = {
        "name": "",
        "born_day": "31",
        "born_month": "2",
        "born_year": "2026",
        "number": "056 2012 x",
        "fee": "mười",
    }
    return Birth(MultiValueDict({key: [value] for key, value in {**given, **values}.items()}))


def test_mistakes_keep_what_was_typed() -> None:
    form = bound(sex="f")
    html = render("{{ form }}", form=form)
    assert 'name="born_day" value="31"' in html
    assert 'name="born_year" value="2026"' in html
    assert 'value="056 2012 x"' in html
    assert 'value="mười"' in html
    assert 'value="f" required aria-invalid="true" id="id_sex_1"' not in html
    assert "checked" in html.split('value="f"')[1].split(">")[0]


def test_a_mistake_is_said_at_the_field_and_on_top() -> None:
    form = bound(sex="f")
    field = render("{{ form.born.as_field_group }}", form=form)
    assert "Lỗi:" in field
    assert "Ngày này không có trong lịch" in field
    assert 'aria-describedby="id_born_error"' in field
    summary = render("{% error_summary form %}", form=form)
    assert 'role="alert"' in summary
    assert 'href="#id_born_0"' in summary
    assert '<a href="#id_name">Họ tên: Chưa điền mục này.</a>' in summary
    assert 'id="id_born_0"' in field
    assert render("{% error_title form %}", form=form) == "Lỗi: "


def test_no_mistake_no_summary() -> None:
    assert not form_failed(Birth())
    assert "error" not in render("{% error_summary form %}", form=Birth())


def test_labels_hints_and_what_is_optional() -> None:
    form = Birth()
    name = render("{{ form.name.as_field_group }}", form=form)
    assert 'for="id_name"' in name
    assert 'id="id_name_helptext"' in name
    assert 'aria-describedby="id_name_helptext"' in name
    assert "(không bắt buộc)" not in name
    assert "(không bắt buộc)" in render("{{ form.fee.as_field_group }}", form=form)
    sex = render("{{ form.sex.as_field_group }}", form=form)
    assert "<legend>Giới tính" in sex
    assert sex.count('class="choice"') == 2


def test_a_date_in_three_fields() -> None:
    form = Birth(initial={"born": date(2026, 11, 18)})
    html = render("{{ form.born }}", form=form)
    assert 'name="born_day" value="18"' in html
    assert 'autocomplete="bday-month"' in html
    good = bound(born_day="8", born_month="3")
    assert good["born"].field.clean(good["born"].data) == date(2026, 3, 8)
    short = bound(born_year="26")
    assert "năm có 4 chữ số" in str(short.errors["born"])


def test_a_date_in_the_browsers_picker() -> None:
    assert 'type="date" name="seen" value="2026-11-24"' in render(
        "{{ form.seen }}", form=Birth(initial={"seen": date(2026, 11, 24)})
    )
    for typed in ("2026-11-24", "24/11/2026"):
        assert DateField().clean(typed) == date(2026, 11, 24)


@pytest.mark.parametrize("typed", ["100.000", "100,000", "100 000", "100000 đồng", "100.000đ"])
def test_money_as_people_type_it(typed: str) -> None:
    assert Money().clean(typed) == 100_000


def test_identity_and_phone_numbers() -> None:
    assert IdNumber().clean("056 201 234 517") == "056201234517"
    assert Phone().clean("+84 905 123 456") == "0905123456"
    for field, wrong in ((IdNumber(), "05620123451"), (Phone(), "12")):
        with pytest.raises(forms.ValidationError):
            field.clean(wrong)


def test_a_phone_offers_its_camera() -> None:
    html = render("{{ form.paper }}", form=Birth())
    assert 'type="file"' in html
    assert "image/*" in html
    assert "data-photo" in html
