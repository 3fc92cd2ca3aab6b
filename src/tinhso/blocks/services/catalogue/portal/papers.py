"""Required papers (thành phần hồ sơ): `group · heading · (name · form file · counts)*`, without separators."""

from __future__ import annotations

import re
from typing import Any

from .letters import LOWER, UPPER

HEADING = "Tên giấy tờMẫu đơn, tờ khaiSố lượng"
# A count closes an item: one digit glued to the text before it, and the next item glued after it.
# "01 bản chính" inside a name has a leading zero and a blank before it.
COUNT = re.compile(
    r"(?<=\S)(?<!\D0)([0-9])\s?bản chính(?:,\s?(\d+)\s?bản sao)?(?:,\s?(\d+)\s?bản điện tử)?"
    rf"(?=$|[^\s,;.:){LOWER}]|[a-zđ]{{1,2}}\)|\s+(?:[-+*•]|[{UPPER}]))"
)
FORM = re.compile(r"\.(?:docx?|pdf|xlsx?|rtf|zip|rar|jpe?g|png)$", re.IGNORECASE)
NAMED = "(?:Phụ lục|Phu luc|Mẫu|Mau|Tờ khai|To khai|Đơn|Don|Biểu|Bieu)"
GLUED = re.compile(rf"(?<=[{LOWER}0-9)”\"'.;,\]])(?=[{UPPER}0-9])|(?<=[A-Z0-9])(?={NAMED}\b)")
EMPTY = {"", "--", "Không có thông tin"}


def papers(text: str) -> list[dict[str, Any]]:
    """Papers in the order of the source: {case, name, form, originals, copies, kind}.

    `case` is the source's own group heading ("" when it has none). `kind` is "paper", or "note" for a line
    that asks for nothing (no originals, no copies) in a list where other lines do. Text without any
    readable count is returned as one line of kind "raw".
    """
    text = text.replace("‎", "").strip()
    if text in EMPTY:
        return []
    lines: list[dict[str, Any]] = []
    case, position = "", 0
    while position < len(text):
        heading = text.find(HEADING, position)
        count = COUNT.search(text, position)
        if heading >= 0 and (count is None or heading < count.start()):
            case = clean(text[position:heading])
            case = "" if case in EMPTY else case
            position = heading + len(HEADING)
            continue
        if count is None:
            break
        name, form = split_form(text[position : count.start()])
        if clean(name):
            lines.append(_line(case, name, form, int(count[1]), int(count[2] or 0)))
        position = count.end()
    rest = clean(text[position:])
    if rest not in EMPTY:
        lines.append({"case": case, "name": rest, "form": "", "originals": None, "copies": None, "kind": "raw"})
    return _with_notes(lines)


def clean(text: str) -> str:
    """One line, without the bullet in front."""
    return re.sub(r"^(?:[-+*•–]\s*)+", "", re.sub(r"\s+", " ", text).strip()).strip()


def split_form(text: str) -> tuple[str, str]:
    """(name, form file name): the file name is glued to the end of the paper's name."""
    forms: list[str] = []
    text = text.strip()
    while FORM.search(text):
        cut = _file_start(text)
        if cut <= 0:
            break
        forms.insert(0, text[cut:].strip())
        text = text[:cut].strip()
    return text, "; ".join(forms)


def _file_start(text: str) -> int:
    """Where the file name begins, or -1: the last place where two pieces are glued without a blank."""
    stem = text.rfind(".")
    places = [m.start() for m in GLUED.finditer(text, max(0, stem - 120), stem)]
    places = [place for place in places if not (text[place - 1].isdigit() and text[place].isdigit())]
    places = [place for place in places if not (text[place - 1] == "." and text[place - 2 : place - 1].isdigit())]
    return places[-1] if places else -1


def _line(case: str, name: str, form: str, originals: int, copies: int) -> dict[str, Any]:
    return {
        "case": case,
        "name": clean(name),
        "form": form,
        "originals": originals,
        "copies": copies,
        "kind": "paper",
    }


def _with_notes(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    asks = any(line["originals"] or line["copies"] for line in lines)
    for line in lines:
        if line["kind"] == "paper" and not (line["originals"] or line["copies"]):
            if asks:
                line["kind"] = "note"
            else:  # a list of zeros says nothing about counts
                line["originals"] = line["copies"] = None
    return lines
