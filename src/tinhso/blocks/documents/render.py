"""From data to PDF: typst lays the paper out, with our own fonts only, as PDF/A-2b."""

from __future__ import annotations

import threading
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import typst
from django.conf import settings
from django.utils import timezone
from fontTools.ttLib import TTFont

from .codes import qr_svg
from .template import Template, find

FONTS = Path(__file__).parent / "fonts"
PACKAGE = Path(__file__).parents[2]
_POINT = "pt"


@dataclass(frozen=True, slots=True)
class Place:
    """Where on the paper a signature goes: page from 1, and a box in points from the page's top left corner."""

    kind: str
    page: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Rendered:
    """A laid-out paper, and the places kept for signatures."""

    pdf: bytes
    places: tuple[Place, ...]


class NoFonts(RuntimeError):
    """The fonts are not there: the package was not built."""


@cache
def fonts() -> typst.Fonts:
    """Tinos (same widths as Times New Roman, all of Vietnamese), and nothing from the machine."""
    found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
    if "Tinos" not in found.families():
        raise NoFonts(f"Tinos is not in {FONTS.name}/: build the package (./dev up does it).")
    return found


class _Compiler:
    """One typst compiler a file: what it learned about the layout is kept for the next paper."""

    def __init__(self, source: Path) -> None:
        self.lock = threading.Lock()
        self.typst = typst.Compiler(source, root=PACKAGE, font_paths=fonts(), ignore_system_fonts=True)

    def compile(self, inputs: dict[str, str], at: datetime) -> Rendered:
        with self.lock:
            pdf = self.typst.compile(format="pdf", sys_inputs=inputs, pdf_standards=["a-2b"], timestamp=at)
            found = orjson.loads(self.typst.query("<signature>", field="value"))
        assert isinstance(pdf, bytes)
        return Rendered(pdf, tuple(_place(item) for item in found))


@cache
def compiler(source: Path) -> _Compiler:
    return _Compiler(source)


def _place(item: dict[str, Any]) -> Place:
    sizes = {name: float(str(item[name]).removesuffix(_POINT)) for name in ("x", "y", "width", "height")}
    return Place(kind=item["kind"], page=item["page"], **sizes)


@cache
def _letters() -> frozenset[int]:
    """The characters that every style of our font can show."""
    shown = [set(TTFont(file, lazy=True).getBestCmap()) for file in sorted(FONTS.glob("*.ttf"))]
    return frozenset(set.intersection(*shown))


def showable(value: Any) -> Any:
    """The same data in composed Unicode (NFC), with � for what the font cannot show: PDF/A allows no gap."""
    if isinstance(value, str):
        return "".join(
            letter if ord(letter) in _letters() or letter == "\n" else "\ufffd"
            for letter in unicodedata.normalize("NFC", value)
        )
    if isinstance(value, list):
        return [showable(item) for item in value]
    if isinstance(value, dict):
        return {name: showable(item) for name, item in value.items()}
    return value


def lay_out(template: str | Template, data: object, *, code: str = "", now: datetime | None = None) -> Rendered:
    """The paper and its signature places. `code` is its verification code; without one, no QR is printed.

    Raises Incomplete if the data lacks something, KeyError for an unknown template.
    """
    kind = find(template) if isinstance(template, str) else template
    values = showable(kind.check(data))
    at = timezone.localtime(now).replace(microsecond=0)
    values |= {
        "document": {"title": kind.official_title, "illustrative": kind.illustrative},
        "drawings": kind.drawings(values),
        "verification": printed_on_paper(code) if code else None,
    }
    # typst wants a fixed offset, not a named zone
    fixed = at.replace(tzinfo=timezone.get_fixed_timezone(at.utcoffset() or 0))
    return compiler(kind.source).compile({"data": orjson.dumps(values).decode()}, fixed)


def printed_on_paper(code: str) -> dict[str, str]:
    """What a paper prints so that anybody can check it: its code, where to type it, and the QR that does both."""
    page = f"{settings.PUBLIC_URL.rstrip('/')}/verify/"
    url = f"{page}{code}/"
    return {"code": code, "page": page.split("://", 1)[-1], "url": url, "qr": qr_svg(url)}


def render(template: str | Template, data: object, *, code: str = "", now: datetime | None = None) -> bytes:
    """The paper as an unsigned PDF/A-2b. Raises as `lay_out` does."""
    return lay_out(template, data, code=code, now=now).pdf
