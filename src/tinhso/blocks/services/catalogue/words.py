"""Our own words about the catalogue: synonyms, life events, and how facts are said to people."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tinhso.kernel.search.api import fold

DATA = Path(__file__).parent / "data"

EVENT_TITLES = {
    "birth": _("Sinh con"),
    "school": _("Đi học"),
    "marriage": _("Kết hôn"),
    "home": _("Nhà, đất"),
    "business": _("Kinh doanh"),
    "vehicle": _("Phương tiện"),
    "health": _("Sức khỏe"),
    "support": _("Trợ cấp"),
}
WHO = {"citizen": _("Người dân"), "business": _("Doanh nghiệp, tổ chức"), "foreigner": _("Người nước ngoài")}
LEVEL = {"tinh": _("Cấp tỉnh"), "xa": _("Cấp xã"), "bo": _("Bộ, ngành"), "khac": _("Cơ quan khác")}
ONLINE = {
    "whole": _("Toàn trình"),
    "part": _("Một phần"),
    "none": _("Không trực tuyến"),
    "unknown": _("Chưa rõ mức trực tuyến"),
}
FEE = {
    "free": _("Miễn phí"),
    "paid": _("Có phí"),
    "varies": _("Phí tùy trường hợp"),
    "unknown": _("Chưa có thông tin phí"),
}
CHANNEL = {"counter": _("Trực tiếp"), "online": _("Trực tuyến"), "post": _("Bưu chính")}
SUBJECT = {
    "Công dân Việt Nam": _("Công dân Việt Nam"),
    "Người Việt Nam định cư ở nước ngoài": _("Người Việt Nam định cư ở nước ngoài"),
    "Cán bộ, công chức, viên chức": _("Cán bộ, công chức, viên chức"),
    "Doanh nghiệp có vốn đầu tư nước ngoài": _("Doanh nghiệp có vốn đầu tư nước ngoài"),
    "Doanh nghiệp": pgettext_lazy("several", "Doanh nghiệp"),
    "Hợp tác xã": pgettext_lazy("several", "Hợp tác xã"),
    "Tổ chức (không bao gồm doanh nghiệp, HTX)": _("Tổ chức (không bao gồm doanh nghiệp, HTX)"),
    "Tổ chức nước ngoài": _("Tổ chức nước ngoài"),
    "Người nước ngoài": _("Người nước ngoài"),
}
POPULAR = ("1.001193", "1.004873", "1.001612", "2.000815", "1.000894", "1.004222")
"""Shown while nobody has filed anything yet; a test checks that each exists."""


@dataclass(frozen=True)
class LifeEvent:
    """One door of the home page."""

    event: str
    icon: str
    codes: tuple[str, ...]
    fields: tuple[str, ...]

    @property
    def title(self) -> str:
        return str(EVENT_TITLES[self.event])


@dataclass(frozen=True)
class Synonym:
    """Words people say, folded, and what the catalogue calls it."""

    say: tuple[str, ...]
    means: tuple[str, ...]
    first: tuple[str, ...]


@lru_cache
def life_events() -> dict[str, LifeEvent]:
    """The life events in the order of the home page."""
    return {
        row["event"]: LifeEvent(row["event"], row["icon"], tuple(row["codes"]), tuple(row.get("fields", ())))
        for row in _read("life_events.yaml")
    }


@lru_cache
def synonyms() -> tuple[Synonym, ...]:
    """All groups of synonyms, folded."""
    return tuple(
        Synonym(_folded(row["say"]), _folded(row["means"]), tuple(row.get("first", ())))
        for row in _read("synonyms.yaml")["groups"]
    )


@lru_cache
def ignored() -> frozenset[str]:
    """Words that say nothing about what is wanted, folded."""
    return frozenset(_folded(_read("synonyms.yaml")["ignore"]))


def _folded(words: list[str]) -> tuple[str, ...]:
    return tuple(fold(word) for word in words)


def _read(name: str) -> Any:
    return yaml.safe_load((DATA / name).read_text(encoding="utf-8"))
