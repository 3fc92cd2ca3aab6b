"""Legal bases (căn cứ pháp lý): `title · number · title · number …`, without separators."""

from __future__ import annotations

import re

from .letters import LOWER

HEADING = "Tên văn bản pháp lýMã văn bản"
KIND = r"(?:Bộ luật|Luật|Pháp lệnh|Nghị định|Nghị quyết|Thông tư liên tịch|Thông tư|Quyết định|Văn bản hợp nhất)"
ISSUED = (
    r"(?:UBTVQH\d{1,2}|QH\d{1,2}|NQ-QH\d{1,2}|PL-UBTVQH\d{1,2}|VBHN-[A-Z]+?"
    r"|(?:NĐ|NQ|QĐ|CT|ND)[-_]?(?:CP|TTg|HĐTP|HĐND|UBND|BTNMT|BNNMT|BCA|BCT|BTP|BTC|BXD|BQP|NHNN|BYT|BNV|BGTVT|BKHĐT|BHXH|TCT)"
    r"|TTLT[-–/](?:[A-ZĐ]{2,9}[-–])*?(?:BTNMT|BTC|BTP|BCA|BCT|BXD|BQP|NHNN|BYT|BNV|BGTVT|BKHĐT|BNNPTNT|TANDTC|VKSNDTC|BLĐTBXH|BNG)"
    r"|TT[-–_](?:BNNPTNT|BNNMT|BTNMT|BLĐTBXH|BKHCN|BTTTT|BVHTTDL|BGDĐT|BGTVT|BKHĐT|BDTTG|TTCP|TANDTC|NHNN|VPCP|BCA"
    r"|BCT|BTP|BTC|BXD|BQP|BYT|BNV|BNG|BNN))"
)
# A date may be glued before the number: "ngày 29/6/2024" + "43/2024/QH15".
NUMBER = re.compile(rf"(?:(?<=[ /]20\d\d)|(?<=QH\d\d)|(?<![\d/.]))\d{{1,4}}(?:\.\d+)?/(?:\d{{4}}/)?{ISSUED}")
NAMED_BEFORE = re.compile(rf"{KIND}(?:\s+số)?\s*$")


def legal_bases(text: str) -> list[dict[str, str]]:
    """Legal bases as {number, title}; a remainder without a number keeps its sentence with number ""."""
    text = text.replace(HEADING, "", 1).replace("‎", "")
    found: list[dict[str, str]] = []
    start = 0
    for match in NUMBER.finditer(text):
        if match.start() < start or not _closes(text, start, match):
            continue
        _add(found, text[start : match.start()], match[0])
        start = match.end()
    _add(found, text[start:], "")
    return found


def number_in(title: str) -> str:
    """The first document number mentioned in a title, or ""."""
    match = NUMBER.search(title)
    return match[0] if match else ""


def _closes(text: str, start: int, match: re.Match[str]) -> bool:
    """True when this number is the table's second column, not a number mentioned inside a title."""
    after = text[match.end() : match.end() + 60]
    if not after.strip():
        return True
    before = text[start : match.start()].rstrip()
    if NUMBER.match(after):  # the title itself ends with a number; the column repeats it
        return False
    if after[0].isalpha() or after[0] in "“\"'":
        return bool(before)
    new_title = re.match(rf"\s+(?:{KIND})", after) is not None
    mentioned = NAMED_BEFORE.search(before) is not None and len(NAMED_BEFORE.sub("", before)) == 0
    return new_title and not mentioned and bool(before)


def _add(found: list[dict[str, str]], title: str, number: str) -> None:
    title = re.sub(r"\s+", " ", title).strip(" ;,.")
    glued = re.search(rf"(?<=[{LOWER}.]){KIND}(?:\s+số)?$", title)
    if glued and number:
        title = title[: glued.start()].strip(" ;,.")
    if title in {"", "Không có thông tin"} and not number:
        return
    if number and re.fullmatch(rf"{KIND}(?:\s+số)?", title):
        title = f"{title} {number}"
    found.append({"number": number, "title": title or number})
