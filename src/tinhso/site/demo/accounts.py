"""One account for each kind of user of the demo province, with a password made at the first start."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.conf import settings

FOCUS = "22366"  # Phường Nha Trang
SECOND = "22402"  # Phường Nam Nha Trang
COUNTRY = "22678"  # Xã Diên Lạc, where the farmer lives


@dataclass(frozen=True)
class Demo:
    """A demo account: what the person is; for officials also agency, title of the post and roles."""

    username: str
    who: str
    who_en: str
    sex: str
    commune: str = FOCUS
    agency: str = ""
    title: str = ""
    title_en: str = ""
    roles: tuple[str, ...] = ()


ACCOUNTS: tuple[Demo, ...] = (
    Demo("hoa", "Công dân, phường Nha Trang", "Citizen, Nha Trang ward", "female"),
    Demo("nam", "Công dân, phường Nam Nha Trang", "Citizen, Nam Nha Trang ward", "male", SECOND),
    Demo("nong", "Nông dân, xã Diên Lạc", "Farmer, Dien Lac commune", "male", COUNTRY),
    Demo(
        "motcua", "Cán bộ một cửa, phường Nha Trang", "Counter officer, Nha Trang ward", "female",
        agency=f"ttpvhcc-{FOCUS}", title="Cán bộ một cửa", title_en="Counter officer", roles=("counter_officer",),
    ),
    Demo(
        "tuphap", "Công chức tư pháp – hộ tịch", "Civil status officer", "male",
        agency=f"ubnd-{FOCUS}", title="Công chức tư pháp – hộ tịch", title_en="Civil status officer",
        roles=("handling_officer", "record_keeper"),
    ),
    Demo(
        "kinhte", "Chuyên viên kinh tế, phường Nha Trang", "Economic officer, Nha Trang ward", "female",
        agency=f"ubnd-{FOCUS}", title="Chuyên viên phòng kinh tế", title_en="Economic officer",
        roles=("handling_officer", "record_keeper"),
    ),
    Demo(
        "chutich", "Chủ tịch phường Nha Trang", "Chair of Nha Trang ward", "male",
        agency=f"ubnd-{FOCUS}", title="Chủ tịch", title_en="Chair", roles=("leader",),
    ),
    Demo(
        "hotich", "Cán bộ giữ sổ hộ tịch", "Keeper of the civil status register", "female",
        agency=f"ubnd-{FOCUS}", title="Cán bộ quản lý sổ hộ tịch", title_en="Record keeper", roles=("record_keeper",),
    ),
    Demo(
        "nongnghiep", "Chuyên viên Sở Nông nghiệp và Môi trường", "Officer, agriculture and environment", "female",
        agency="so-nong-nghiep-va-moi-truong", title="Chuyên viên", title_en="Officer",
        roles=("handling_officer", "record_keeper"),
    ),
    Demo(
        "giamdoc", "Giám đốc Sở Nông nghiệp và Môi trường", "Director, agriculture and environment", "male",
        agency="so-nong-nghiep-va-moi-truong", title="Giám đốc", title_en="Director", roles=("leader",),
    ),
    Demo(
        "trungtam", "Cán bộ Trung tâm hành chính công tỉnh", "Officer of the provincial service centre", "female",
        agency="ttpvhcc-tinh", title="Cán bộ tiếp nhận", title_en="Counter officer", roles=("counter_officer",),
    ),
    Demo(
        "thungan", "Kế toán, thu ngân của tỉnh", "Cashier of the province", "female",
        agency="ttpvhcc-tinh", title="Kế toán", title_en="Accountant", roles=("cashier",),
    ),
    Demo(
        "chuyendoiso", "Cán bộ theo dõi chuyển đổi số", "Programme officer", "male",
        agency="so-khoa-hoc-va-cong-nghe", title="Chuyên viên chuyển đổi số", title_en="Programme officer",
        roles=("programme_officer",),
    ),
    Demo(
        "quantri", "Quản trị hệ thống", "System administrator", "male",
        agency="so-khoa-hoc-va-cong-nghe", title="Quản trị hệ thống", title_en="System administrator", roles=("it_admin",),
    ),
    Demo(
        "kiemtra", "Cán bộ kiểm tra nhật ký", "Auditor", "female",
        agency="thanh-tra-tinh", title="Thanh tra viên", title_en="Auditor", roles=("auditor",),
    ),
)  # fmt: skip
BY_NAME = {demo.username: demo for demo in ACCOUNTS}


def password() -> str:
    """The password of all demo accounts of this installation: made once, kept where only its owner reads it."""
    file = settings.HOME / "keys" / "demo-password"
    if file.exists() and (kept := file.read_text().strip()):
        return str(kept)
    made = secrets.token_urlsafe(9)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file.touch(mode=0o600)
    file.write_text(made + "\n")
    return made


def for_terminal() -> list[tuple[str, ...]]:
    """Who may sign in: rows of (who, name to sign in with, password). The sign-in page has a button for each as well."""
    secret = password()
    return [(demo.who_en, demo.username, secret) for demo in ACCOUNTS]
