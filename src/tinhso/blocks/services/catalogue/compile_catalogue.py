"""Makes `data/catalogue.jsonl.gz`, the catalogue that a new installation starts with.

    python -m tinhso.blocks.services.catalogue.compile_catalogue FOLDER

FOLDER holds the collected public files (see `data/README.md`). Kept: facts. Left out: the long prose of
steps and conditions, which the national portal shows under each procedure's address.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
from pathlib import Path
from typing import Any

import django

from .facts import PROSE

TARGET = Path(__file__).parent / "data" / "catalogue.jsonl.gz"
DAY = "2026-07-20"
# The list's times were cut out of the page's run-together text by others; the page itself is the authority.
DOUBTFUL = {"time_value", "time_unit"}
SHORT = 300
MOST_BYTES = 700_000


def compile_catalogue(folder: Path) -> list[dict[str, Any]]:
    """Every procedure of the province's list that has a code, with all facts we hold about it."""
    from . import readers

    pages = {row.code: row.facts for row in readers.read(folder / "procedures_full_local.jsonl.gz")}
    pages |= {row.code: row.facts for row in readers.read(folder / "procedures_full_defence.jsonl.gz")}
    procedures = []
    for row in readers.read(folder / "procedures_khanhhoa_seed.csv"):
        if row.code:
            page = pages.get(row.code, {})
            listed = {key: value for key, value in row.facts.items() if not (page and key in DOUBTFUL)}
            procedures.append({"code": row.code, **_short({**listed, **_kept(page)})})
    # Like beside like: the packed file is a quarter smaller.
    return sorted(procedures, key=lambda item: (item["ministry"], item["field"], item["title"], item["code"]))


def _kept(page: dict[str, Any]) -> dict[str, Any]:
    """What the page says; an empty cell of the page does not hide what the list says."""
    return {key: value for key, value in page.items() if value not in ("", [], None)}


def _short(facts: dict[str, Any]) -> dict[str, Any]:
    facts["elsewhere"] = [key for key in sorted(PROSE) if len(facts.get(key, "")) > SHORT and facts.get("source_url")]
    for key in PROSE:
        if len(facts.get(key, "")) > SHORT:
            del facts[key]
    for paper in facts.get("documents", []):
        for key in ("case", "form"):
            if not paper.get(key):
                paper.pop(key, None)
    return {key: value for key, value in facts.items() if value not in ("", [], None)}


def main() -> None:
    """Write the catalogue; fails when it would grow past its promised size."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tinhso.site.settings")
    django.setup()
    procedures = compile_catalogue(Path(sys.argv[1]))
    head = {"catalogue": "tinhso", "day": DAY, "source": "Cổng Dịch vụ công quốc gia", "procedures": len(procedures)}
    lines = [json.dumps(item, ensure_ascii=False, separators=(",", ":")) for item in (head, *procedures)]
    packed = gzip.compress(("\n".join(lines) + "\n").encode(), 9, mtime=0)
    if len(packed) > MOST_BYTES:
        raise SystemExit(f"{len(packed)} bytes: more than {MOST_BYTES}")
    TARGET.write_bytes(packed)
    print(f"{len(procedures)} procedures, {len(packed)} bytes")


if __name__ == "__main__":
    main()
