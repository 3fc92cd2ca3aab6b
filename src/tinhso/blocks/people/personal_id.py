"""The 12-digit personal id (số định danh cá nhân): three digits of the place of birth registration, one of century and sex,
two of the birth year, six random (Decree 137/2015/NĐ-CP, article 13, carried over by the Law on Identity 26/2023/QH15)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

# Provinces and centrally run cities have the codes 001 to 096, other countries 101 and above.
PROVINCES = range(1, 97)
COUNTRIES = range(101, 1000)


@dataclass(frozen=True)
class PersonalId:
    """The parts of a personal id. `place` is the three-digit code, `sex` male or female, `birth_year` of four digits."""

    place: int
    sex: str
    birth_year: int
    number: str


class NotAPersonalId(ValueError):
    """Not a personal id; says which part is wrong."""


def parse(digits: str) -> PersonalId:
    """The parts of a personal id. Raises NotAPersonalId with a sentence that names the wrong part."""
    if not re.fullmatch(r"[0-9]{12}", digits):
        raise NotAPersonalId(_("Số định danh cá nhân có đúng 12 chữ số."))
    place, century = int(digits[:3]), int(digits[3])
    if place not in PROVINCES and place not in COUNTRIES:
        raise NotAPersonalId(_("Ba chữ số đầu không phải mã tỉnh, thành phố hay nước nào."))
    year = 1900 + 100 * (century // 2) + int(digits[4:6])
    return PersonalId(place, "female" if century % 2 else "male", year, digits[6:])


def check_personal_id(digits: str, *, birth_date: date | None = None, sex: str = "") -> str:
    """What is wrong with a personal id, in one sentence; "" if nothing is. Compares birth year and sex if they are given."""
    try:
        parts = parse(digits)
    except NotAPersonalId as problem:
        return str(problem)
    if birth_date is not None and parts.birth_year != birth_date.year:
        return _("Năm sinh trong số định danh (%(year)s) khác ngày sinh đã khai.") % {"year": parts.birth_year}
    if sex and parts.sex != sex:
        return _("Giới tính trong số định danh khác giới tính đã khai.")
    return ""


def masked(digits: str) -> str:
    """The id as it is shown to those who have no need: first four and last two digits."""
    return f"{digits[:4]}••••••{digits[-2:]}" if len(digits) == 12 else ""
