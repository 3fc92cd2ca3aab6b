"""Says a procedure's facts to people: what the source states, in plain words, with its gaps named."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tinhso.web.formats import money

from . import words
from .models import ProcedureVersion

CONDITIONAL = re.compile(r"\b(?:trường hợp|nếu)\b", re.IGNORECASE)
ASKED_FIRST = re.compile(r"^(?:tờ khai|đơn|giấy đề nghị|văn bản đề nghị|phiếu|mẫu|bản khai)", re.IGNORECASE)


@dataclass(frozen=True)
class Line:
    """A procedure in a list."""

    code: str
    title: str
    time: str
    fee: str
    levels: str
    handler: str
    online: str


@dataclass(frozen=True)
class Paper:
    """One required paper. `when_needed`: its own words, or its case's, say that it is asked only sometimes."""

    name: str
    form: str
    originals: int | None
    copies: int | None
    when_needed: bool


@dataclass(frozen=True)
class Papers:
    """The papers of one case ("" when the source has no cases), and its remarks."""

    case: str
    papers: list[Paper]
    notes: list[str]


def title_of(version: ProcedureVersion) -> str:
    """The task in people's words: the official title without "Thủ tục" and stray full stops."""
    if get_language() == "en" and version.title_en:
        return version.title_en
    title = re.sub(r"^[\s.]*(?:Thủ tục\s+)?", "", version.title, flags=re.IGNORECASE).rstrip(" .")
    return title[:1].upper() + title[1:]


def time_of(version: ProcedureVersion) -> str:
    """The time limit: "3 ngày làm việc", "1–2 ngày làm việc", or that the source does not say."""
    if version.time_value is None:
        return _("Chưa có thông tin")
    number, many = version.time_value, version.time_text or str(version.time_value)
    unit = version.time_unit or "working_day"
    texts = {
        "hour": ngettext("%(n)s giờ", "%(n)s giờ", number),
        "day": ngettext("%(n)s ngày", "%(n)s ngày", number),
        "working_day": ngettext("%(n)s ngày làm việc", "%(n)s ngày làm việc", number),
        "month": ngettext("%(n)s tháng", "%(n)s tháng", number),
        "year": ngettext("%(n)s năm", "%(n)s năm", number),
    }
    return texts[unit] % {"n": many}


def fee_of(version: ProcedureVersion) -> str:
    """The fee in a few words; the amount only where the source leaves no doubt."""
    if version.fee_kind == ProcedureVersion.FeeKind.PAID and version.fee_amount is not None:
        return money(version.fee_amount)
    return str(words.FEE[version.fee_kind])


def levels_of(version: ProcedureVersion) -> str:
    """ "Cấp tỉnh, cấp xã"."""
    return ", ".join(str(words.LEVEL[level]) for level in words.LEVEL if level in version.level)


def handler_of(version: ProcedureVersion) -> str:
    """Who decides: as the source states; else the province's lead agency; "" when neither is known."""
    if version.executing_agency:
        return version.executing_agency
    return version.lead_agency_name if "tinh" in version.level else ""


def line_of(version: ProcedureVersion) -> Line:
    """What a list shows of a procedure."""
    online = str(words.ONLINE[version.online_level])
    return Line(
        version.code,
        title_of(version),
        time_of(version),
        fee_of(version),
        levels_of(version),
        handler_of(version),
        online,
    )


def papers_of(version: ProcedureVersion) -> list[Papers]:
    """Papers by the source's own cases; forms first, then what everybody needs, then what only some need."""
    groups = []
    for case, lines in groupby(sorted(version.documents, key=_case_order(version.documents)), key=_case):
        members = list(lines)
        papers = [_paper(line) for line in members if line["kind"] != "note"]
        papers.sort(key=lambda paper: (paper.when_needed, not ASKED_FIRST.match(paper.name)))
        groups.append(Papers(case, papers, [line["name"] for line in members if line["kind"] == "note"]))
    return groups


def papers_in_short(groups: list[Papers]) -> str:
    """How many papers everybody has to bring, and how many only some."""
    papers = [paper for group in groups for paper in group.papers]
    sometimes = sum(paper.when_needed for paper in papers)
    always = len(papers) - sometimes
    if not papers:
        return _("Chưa có thông tin")
    if not always:
        return ngettext("%(n)s loại, tùy trường hợp", "%(n)s loại, tùy trường hợp", sometimes) % {"n": sometimes}
    text = ngettext("%(n)s loại ai cũng cần", "%(n)s loại ai cũng cần", always) % {"n": always}
    more = _("%(n)s loại tùy trường hợp") % {"n": sometimes}
    return f"{text}, {more}" if sometimes else text


def _case(line: dict[str, Any]) -> str:
    return str(line.get("case") or "").strip(" :*")


def _case_order(lines: list[dict[str, Any]]) -> Any:
    """Papers without a case first, then the cases as the source has them."""
    order = {case: place for place, case in enumerate(dict.fromkeys(["", *map(_case, lines)]))}
    return lambda line: order[_case(line)]


def _paper(line: dict[str, Any]) -> Paper:
    return Paper(
        line["name"],
        line.get("form") or "",
        line.get("originals"),
        line.get("copies"),
        CONDITIONAL.search(f"{_case(line)} {line['name']}") is not None,
    )


def subjects_of(version: ProcedureVersion) -> list[str]:
    """Who may apply, in the reader's language."""
    return [str(words.SUBJECT.get(label, label)) for label in version.subjects]


def channels_of(version: ProcedureVersion) -> list[str]:
    """Ways of filing, in the reader's language."""
    return [str(words.CHANNEL[channel]) for channel in words.CHANNEL if channel in version.channels]
