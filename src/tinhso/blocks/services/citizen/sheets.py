"""The pages of one paper: several photos or PDFs in order, turned upright, and put together as the one file that is sent."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _t
from PIL import Image, ImageOps
from pypdf import PdfReader, PdfWriter

from tinhso.kernel.access.api import Actor
from tinhso.kernel.files.api import LIMIT, PDF_ONLY, FileRefused, StoredFile, open_file, store

from ..declared.asks import FileAsk
from ..dossiers.models import DossierPaper

Kept = Mapping[str, Any]  # what a draft keeps of one paper: {"pages": [{"file", "name"}], "kind", "file", "name"}
KINDS = {
    "original": DossierPaper.Kind.ORIGINAL,
    "copy": DossierPaper.Kind.COPY,
    "electronic": DossierPaper.Kind.ELECTRONIC,
}
DOTS = 150  # to the inch, so that a phone's photo fits an A4 page
LONGEST = 2000  # pixels of a page in the file that is put together: handwriting stays readable, the file stays small


def pages_in(kept: Kept | None) -> list[dict[str, str]]:
    """The pages of a paper in order."""
    if not kept or "paper" in kept or kept.get("earlier"):
        return []
    return [dict(one) for one in kept.get("pages", [])]


def with_pages(question: FileAsk, pages: Sequence[Mapping[str, str]], kind: int | None = None) -> dict[str, Any]:
    """What the draft keeps of these pages. A paper of one page is that file; of several, it is put together before it is sent."""
    single = pages[0]["file"] if len(pages) == 1 else ""
    name = pages[0]["name"] if len(pages) == 1 else _t("%(n)s trang") % {"n": len(pages)}
    return {
        "pages": [dict(page) for page in pages],
        "kind": int(KINDS[question.copy] if kind is None else kind),
        "file": single,
        "name": name,
    }


def moved(pages: list[dict[str, str]], number: int, by: int) -> list[dict[str, str]]:
    """The pages with one moved up (-1) or down (1); what cannot move stays."""
    to = number + by
    if 0 <= number < len(pages) and 0 <= to < len(pages):
        pages[number], pages[to] = pages[to], pages[number]
    return pages


def turned(file: StoredFile, *, actor: Actor) -> StoredFile:
    """The page turned a quarter to the right, as a new file; the one that was sent stays as it was."""
    content = open_file(file)
    out = io.BytesIO()
    if file.is_image:
        with Image.open(io.BytesIO(content)) as opened:
            upright = ImageOps.exif_transpose(opened)
            picture = upright.transpose(Image.Transpose.ROTATE_270)
            if file.media_type == "image/jpeg":
                picture.convert("RGB").save(out, "JPEG", quality=92, subsampling=0)
            else:
                picture.save(out, "PNG" if file.media_type == "image/png" else "WEBP", lossless=True)
    else:
        writer = PdfWriter(clone_from=io.BytesIO(content))
        for page in writer.pages:
            page.rotate(90)
        writer.write(out)
    return store(out.getvalue(), name=file.name, actor=actor, purpose="request")


def together(files: Sequence[StoredFile], *, name: str, actor: Actor) -> StoredFile:
    """One PDF of all pages in their order. Raises FileRefused if it would be too large."""
    writer = PdfWriter()
    for file in files:
        content = open_file(file)
        for page in PdfReader(io.BytesIO(_as_pdf(content) if file.is_image else content)).pages:
            writer.add_page(page)
    out = io.BytesIO()
    writer.write(out)
    return store(out.getvalue(), name=f"{name}.pdf", actor=actor, allowed=PDF_ONLY, limit=2 * LIMIT, purpose="request")


def _as_pdf(content: bytes) -> bytes:
    out = io.BytesIO()
    with Image.open(io.BytesIO(content)) as opened:
        picture = ImageOps.exif_transpose(opened).convert("RGB")
        picture.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
        picture.save(out, "PDF", resolution=DOTS, quality=85)
    return out.getvalue()


def put_together(files: dict[str, Any], questions: Mapping[str, Any], *, actor: Actor) -> dict[str, Any]:
    """The papers of a draft, each as one file that can be sent and signed.

    Raises FileRefused, which names the paper, when one cannot be put together.
    """
    ready = dict(files)
    for name, kept in files.items():
        pages = pages_in(kept)
        if name not in questions or len(pages) < 2 or kept.get("file"):
            continue
        found = StoredFile.objects.in_bulk([UUID(page["file"]) for page in pages])
        title = str(questions[name].label)[:100]
        try:
            whole = together([found[UUID(page["file"])] for page in pages], name=title, actor=actor)
        except FileRefused as no:
            raise FileRefused(f"{title}: {no}", no.code or "") from no
        ready[name] = {**kept, "file": str(whole.pk)}
    return ready
