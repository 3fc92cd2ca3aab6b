"""Official results (kết quả giải quyết): `name · Mã: code · name · Mã: code … · Từ khóa …`."""

from __future__ import annotations

import re

CODE = re.compile(r"Mã:\s*((?:\d{3}\.\d{2}\.\d{2}\.)?(?:[A-Z]{1,3}[A-Z0-9]*[.-])*[A-Z0-9]*\d)?")
TAIL = re.compile(r"(?:Từ khóa|Mô tả|Chọn cơ quan thực hiện).*$", re.DOTALL)
NOTHING = "Không có thông tin"


def results(text: str) -> list[dict[str, str]]:
    """Results as {code, name}; code is "" when the source has none or it cannot be read."""
    found: list[dict[str, str]] = []
    position = 0
    for match in CODE.finditer(text):
        _add(found, text[position : match.start()], match[1] or "")
        position = match.end()
    _add(found, TAIL.sub("", text[position:]), "")
    return found


def _add(found: list[dict[str, str]], name: str, code: str) -> None:
    name = re.sub(r"^[a-z]+\d*(?=[A-ZĐ]|$)", "", re.sub(r"\s+", " ", name).strip(" .;-"))  # a code of letters only
    if name and name != NOTHING and not name.startswith("Từ khóa"):
        found.append({"code": code, "name": name})
