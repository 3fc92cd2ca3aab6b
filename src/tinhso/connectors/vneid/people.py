"""The people of the stand-in: invented, and every page says so. A file of the same shape brings others."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Citizen:
    """One invented person. `birth_date` is ISO 8601, `sex` Nam or Nữ, `level` the highest identity level (1 or 2).

    `sub` names the person for good and gives nothing away; `kind` is LoaiTaiKhoan: 1 a person, 2 an organisation.
    """

    personal_id: str
    name: str
    birth_date: str
    sex: str
    phone: str = ""
    email: str = ""
    address: str = ""
    level: int = 2
    kind: str = "1"
    sub: str = ""

    @property
    def subject(self) -> str:
        return self.sub or hashlib.sha256(f"sub:{self.personal_id}".encode()).hexdigest()[:32]

    @property
    def tech_id(self) -> str:
        return hashlib.sha256(f"tech:{self.subject}".encode()).hexdigest()[:20].upper()


INVENTED = (
    Citizen("056195900001", "Lê Thị Mẫu An", "1995-05-01", "Nữ", "0900000901", "an@vidu.vn", "Phường Nha Trang"),
    Citizen("056088900002", "Trần Văn Mẫu Bình", "1988-09-12", "Nam", "0900000902", "", "Phường Nam Nha Trang"),
    Citizen("056304900003", "Phạm Mẫu Cúc", "2004-02-29", "Nữ", "0900000903", "", "Xã Diên Lạc"),
    Citizen("056061900004", "Đỗ Mẫu Dũng", "1961-11-20", "Nam", "0900000904", "", "Xã Diên Lạc", level=1),
)


class Register:
    """Who can sign in here, by subject."""

    def __init__(self, people: tuple[Citizen, ...] = INVENTED) -> None:
        self._people = {one.subject: one for one in people}

    def __iter__(self) -> Any:
        return iter(list(self._people.values()))

    def find(self, subject: str) -> Citizen | None:
        return self._people.get(subject)

    def put(self, values: dict[str, Any]) -> Citizen:
        """Add somebody, or change who has the same subject. Raises TypeError for a value nobody has."""
        known = self._people.get(str(values.get("sub", "")))
        one = replace(known, **values) if known else Citizen(**values)
        self._people[one.subject] = one
        return one


def from_file(file: Path) -> tuple[Citizen, ...]:
    """People of a JSON file: a list of objects with the fields of Citizen. Nobody if there is no such file."""
    if not file.exists():
        return ()
    return tuple(Citizen(**row) for row in json.loads(file.read_text(encoding="utf-8")))


def claims_of(one: Citizen, *, level: int) -> dict[str, Any]:
    """What the userinfo endpoint says. Names as in VNConnect's documentation; NgaySinh is our assumption (see README)."""
    day = "/".join(reversed(one.birth_date.split("-")))
    said = {
        "sub": one.subject, "TechID": one.tech_id, "LoaiTaiKhoan": one.kind, "HoVaTen": one.name.upper(),
        "SoDinhDanh": one.personal_id, "NgaySinh": day, "GioiTinh": one.sex, "SoDienThoai": one.phone,
        "ThuDienTu": one.email, "DiaChi": one.address, "loAs": f"LoA{level}",
    }  # fmt: skip
    return {name: value for name, value in said.items() if value}
