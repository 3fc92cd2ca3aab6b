"""Invented names, numbers and addresses. Each name has "Mẫu" in it, so that nobody takes it for a real person's."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

FAMILY = (
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý",
    "Cao", "Pi Năng", "Katơ", "Chamaléa",
)  # fmt: skip
FEMALE = (
    "Hoa", "Lan", "Mai", "Hạnh", "Thủy", "Hương", "Nga", "Ngọc", "Trang", "Thảo", "Vy", "Yến", "Dung", "Linh", "Thu", "Xuân",
)  # fmt: skip
MALE = (
    "Nam", "Hùng", "Dũng", "Minh", "Tuấn", "Long", "Phúc", "Khoa", "Quân", "Sơn", "Tâm", "Bình", "Hải", "Đức", "Thành", "Vinh",
)  # fmt: skip
CHILD = (
    "An",
    "Bảo",
    "Chi",
    "Duy",
    "Gia",
    "Hân",
    "Khang",
    "Khánh",
    "My",
    "Nhi",
    "Phát",
    "Quỳnh",
    "Thiên",
    "Tú",
    "Vân",
    "Yên",
)
STREETS = ("Đường Mẫu", "Đường Thử Nghiệm", "Tổ dân phố Mẫu", "Thôn Mẫu", "Hẻm Mẫu", "Đường Ví Dụ")
ETHNICITIES = {"Chamaléa": "Raglai", "Pi Năng": "Raglai", "Katơ": "Raglai"}


def full_name(random: Random, sex: str, *, family: str = "") -> str:
    """Such as "Nguyễn Mẫu Hoa"."""
    given = random.choice(FEMALE if sex == "female" else MALE)
    return f"{family or random.choice(FAMILY)} Mẫu {given}"


def child_name(random: Random, family: str) -> str:
    """Such as "Nguyễn Mẫu Bảo An"."""
    first, second = random.sample(CHILD, 2)
    return f"{family} Mẫu {first} {second}"


def family_of(name: str) -> str:
    return name.split(" Mẫu ")[0]


def ethnicity_of(name: str) -> str:
    return ETHNICITIES.get(family_of(name), "Kinh")


def address(random: Random) -> str:
    return f"{random.randint(1, 199)} {random.choice(STREETS)}"


def personal_id(number: int, *, born: date, sex: str, province: str = "056") -> str:
    """A personal id that keeps the rules: province, century and sex, birth year, running number."""
    century = 2 * (born.year // 100 - 19) + (sex == "female")
    return f"{province}{century}{born.year % 100:02}{number:06}"


def birthday(random: Random, until: date, *, youngest: int, oldest: int) -> date:
    """A day of birth of somebody between two ages, in years."""
    return until - timedelta(days=random.randint(youngest * 366, oldest * 365))


def phone(number: int) -> str:
    """0900000000 and following."""
    return f"09{number:08}"
