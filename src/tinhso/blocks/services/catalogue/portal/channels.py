"""How to file, how long, how much (cách thức thực hiện): `channel · time · fee · note …`, run together."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .letters import LOWER

HEADING = "Hình thức nộpThời gianPhí, lệ phíMô tả"
CHANNELS = {"Trực tiếp": "counter", "Trực tuyến": "online", "Dịch vụ bưu chính": "post"}
NAMES = {code: name for name, code in CHANNELS.items()}
UNITS = {"ngày làm việc": "working_day", "ngày": "day", "giờ": "hour", "tháng": "month", "năm": "year"}
NOTHING = "Không có thông tin"
ROW = re.compile(
    r"(Trực tiếp|Trực tuyến|Dịch vụ bưu chính)"
    r"(?=\d|Không có thông tin|Không (?:quy định|phải)|Không(?=Miễn|Không|\s)|Miễn phí|Phí|Lệ phí|\(|Trực tiếp|Trực tuyến|Dịch vụ bưu chính|$)"
)
TIME = re.compile(rf"(\d{{1,4}})\s?(Ngày làm việc|Ngày|Giờ|Tháng|Năm)(?!\s?[{LOWER}])")
BARE_TIME = re.compile(r"(\d{1,3})(?=Miễn phí|Không có thông tin|Phí|Lệ phí|\(|$)")
UNSTATED = re.compile(
    r"Không có thông tin|Không quy định|Không phải trả kết quả cho người nộp thuế|Không(?=Miễn|Không)"
)
FEE = re.compile(r"(?:(?:Phí|Lệ phí)\s*:\s*)?(Miễn phí|Không có thông tin|([\d.,]+)\s?(VNĐ|Việt Nam Đồng|Đồng|USD))")
MONEY = re.compile(r"(\d{1,3}(?:[.,]\d{3})+|\d{4,})\s?(?:đồng|đ|VNĐ|VND)\b", re.IGNORECASE)
COUNCIL = re.compile(r"hội đồng nhân dân|HĐND", re.IGNORECASE)
ABOUT_FEES = re.compile(r"phí|đồng\b|\d\s?đ\b|thu\b|USD|VNĐ|Việt Nam Đồng|HĐND|Hội đồng nhân dân|%", re.IGNORECASE)
ENDED = re.compile(r"đến hết(?: ngày)?", re.IGNORECASE)


@dataclass(frozen=True)
class Channel:
    """One way to file. `time_unit` is "" when the source gives a bare number; `fee` is dong, None if in doubt."""

    channel: str
    time_value: int | None
    time_unit: str
    fee: int | None
    fee_text: str


@dataclass(frozen=True)
class Reading:
    """What all ways of filing say together."""

    time_value: int | None
    time_unit: str
    time_text: str
    fee: int | None
    fee_text: str
    fee_kind: str


def channels(text: str) -> list[Channel]:
    """The rows of the table, in the order of the source."""
    text = text.replace(HEADING, "", 1).strip()
    starts = list(ROW.finditer(text))
    ends = [*(match.start() for match in starts[1:]), len(text)][: len(starts)]
    return [_row(CHANNELS[match[1]], text[match.end() : end].strip()) for match, end in zip(starts, ends, strict=True)]


def _row(channel: str, text: str) -> Channel:
    value, unit, sure = None, "", True
    if match := TIME.match(text):
        value, unit = int(match[1]), UNITS[match[2].lower()]
    elif match := BARE_TIME.match(text):
        value = int(match[1])
    if match:
        text = text[match.end() :].strip()
    elif unstated := UNSTATED.match(text):
        text = text[unstated.end() :].strip()
    else:  # digits that may be a time, a fee or both run together ("120 VNĐ" is "1" and "20 VNĐ")
        sure = not text[:1].isdigit()
    fee, words = read_fee(text) if sure else (None, _note_only(text))
    return Channel(channel, value, unit, fee, words)


def read_fee(text: str) -> tuple[int | None, str]:
    """(amount in dong or None, the source's words). An amount counts only when nothing contradicts it."""
    text = re.sub(r"\s+", " ", text).strip()
    match = FEE.match(text)
    if not match:
        return None, "" if text == NOTHING else _bare(text)
    note = _bare(text[match.end() :])
    if match[1] == NOTHING:
        return None, note
    stated = {int(re.sub(r"\D", "", found)) for found in MONEY.findall(note)}
    if COUNCIL.search(note):  # the council sets the amount; a figure beside it is some other province's
        return None, note
    doubtful = ENDED.search(note)
    if match[1] == "Miễn phí":
        return (None, note) if doubtful or stated else (0, note)
    words = f"{match[2]} {match[3]}" + (f" ({note})" if note else "")
    if doubtful or match[3] == "USD":
        return None, words
    amount = int(re.sub(r"\D", "", match[2]))
    if not stated:
        return (amount, words) if amount >= 1000 else (None, note)
    if len(stated) == 1 and stated <= {amount, amount * 1000}:
        return stated.pop(), note
    return None, note


def channel_row(name: str, time: str, fee: str) -> Channel | None:
    """One row whose cells are already apart; None when the way of filing is unknown."""
    if name not in CHANNELS:
        return None
    match = TIME.match(time) or re.fullmatch(r"(\d{1,3})()", time.strip())
    amount, words = read_fee(fee)
    return Channel(
        CHANNELS[name],
        int(match[1]) if match else None,
        UNITS.get(match[2].lower(), "") if match else "",
        amount,
        words,
    )


def _note_only(text: str) -> str:
    """The words after a figure that cannot be read: the figure itself would mislead."""
    match = re.match(r"[\d.,]+\s?(?:VNĐ|Việt Nam Đồng|Đồng|USD)?", text)
    return _bare(text[match.end() :]) if match else text


def summary(rows: list[Channel]) -> Reading:
    """One time limit and one fee for the whole procedure.

    Where ways of filing differ, the longest time counts (nobody is promised too early a day) and the text
    says the range; a fee that differs is None, kind "varies".
    """
    times = {(row.time_value, row.time_unit) for row in rows if row.time_value is not None}
    value, unit, text = _time(times)
    fees = {row.fee for row in rows}
    words = _words(rows)
    fee = next(iter(fees)) if len(fees) == 1 else None
    return Reading(value, unit, text, fee, "\n".join(words), fee_kind(fee, words, fees))


def _words(rows: list[Channel]) -> list[str]:
    """What the source says about the fee, once; led by the ways of filing where they differ."""
    said: dict[str, list[str]] = {}
    for row in rows:
        if ABOUT_FEES.search(row.fee_text):
            said.setdefault(row.fee_text, []).append(NAMES[row.channel])
    if len(said) < 2:
        return list(said)
    return [f"{', '.join(dict.fromkeys(by))}: {text}" for text, by in said.items()]


def fee_kind(fee: int | None, words: list[str], fees: set[int | None] = frozenset()) -> str:  # type: ignore[assignment]
    """ "free", "paid", "varies" (the source names a fee that is not one sure amount) or "unknown"."""
    if fee is not None:
        return "free" if fee == 0 else "paid"
    if any(fees) or words:
        return "varies"
    return "unknown"


def _time(times: set[tuple[int, str]]) -> tuple[int | None, str, str]:
    units = {unit for _, unit in times}
    if not times or len(units) > 1:
        return None, "", "; ".join(sorted(f"{value} {unit}".strip() for value, unit in times))
    values = sorted(value for value, _ in times)
    unit = units.pop()
    return values[-1], unit, f"{values[0]}–{values[-1]}" if len(values) > 1 else ""


def _bare(text: str) -> str:
    """The words without the brackets around all of them."""
    text = text.strip()
    while text.startswith("(") and _closing(text) == len(text) - 1:
        text = text[1:-1].strip()
    return "" if text == NOTHING else text


def _closing(text: str) -> int:
    """Where the bracket that opens `text` closes, or -1."""
    depth = 0
    for place, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return place
    return -1
