"""What `python hatch_build.py` built for the browser: hashed file names and the drawings of icons."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static

FOLDER = Path(__file__).parent / "static" / "tinhso"


class FrontEndNotBuilt(ImproperlyConfigured):
    """The browser's files are missing, or older than what a template asks for."""


@lru_cache(maxsize=8)
def _read(file: Path, changed: int) -> dict[str, str]:
    loaded: dict[str, str] = json.loads(file.read_text())
    return loaded


def _load(name: str) -> dict[str, str]:
    file = FOLDER / name
    try:
        return _read(file, file.stat().st_mtime_ns)
    except OSError as error:
        raise FrontEndNotBuilt("The front end is not built. Run: python hatch_build.py") from error


def asset_url(name: str) -> str:
    """The address of a built file ("app.js", "style.css"). Raises FrontEndNotBuilt."""
    try:
        return static("tinhso/" + _load("manifest.json")[name])
    except KeyError as error:
        raise FrontEndNotBuilt(f"The front end has no {name!r}. Run: python hatch_build.py") from error


LATER = ("map.css", "office.css")


def asset_urls() -> list[str]:
    """Every file of the first view, for the service worker."""
    return [static("tinhso/" + file) for name, file in _load("manifest.json").items() if name not in LATER]


def drawing(name: str) -> str:
    """The inside of an icon's <svg>. Raises FrontEndNotBuilt naming the list to add it to."""
    try:
        return _load("icons.json")[name]
    except KeyError as error:
        text = f"There is no icon {name!r}. Add it to frontend/src/icons.json, then run: python hatch_build.py"
        raise FrontEndNotBuilt(text) from error
