"""Whether a PDF is whole, needs no password, and is only a document: no scripts, no files inside."""

from __future__ import annotations

import io

from pyhanko.pdf_utils import generic, misc
from pyhanko.pdf_utils.reader import PdfFileReader

_ACTIVE_KEYS = {"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/RichMediaContent", "/XFA"}
_ACTIVE_ACTIONS = {"/JavaScript", "/Launch", "/ImportData", "/RichMediaExecute"}
_NO_NEED = {"/StructTreeRoot", "/Parent", "/P"}  # tags and ways back: nothing there can act
_MANY = 100_000
_BROKEN = (  # what a reader may raise on bytes that only look like a PDF
    misc.PdfError,
    *(ArithmeticError, AssertionError, AttributeError, LookupError, OSError),
    *(MemoryError, RecursionError, TypeError, ValueError),
)


def check_pdf(content: bytes) -> str:
    """An empty string if we take it, else one of broken_pdf, encrypted_pdf, active_pdf."""
    if b"%%EOF" not in content[-2048:]:
        return "broken_pdf"
    try:
        reader = PdfFileReader(io.BytesIO(content), strict=False)
        if reader.encrypted:
            return "encrypted_pdf"
        if int(reader.root["/Pages"]["/Count"]) < 1:
            return "broken_pdf"
        return "active_pdf" if _is_active(reader) else ""
    except _BROKEN:
        return "broken_pdf"


def _is_active(reader: PdfFileReader) -> bool:
    """Walk everything that a viewer can reach from the root, also inside compressed object streams.

    Raises ValueError for a document with more parts than any paper has.
    """
    seen: set[generic.Reference] = set()
    waiting: list[object] = [reader.root]
    for _count in range(_MANY):
        if not waiting:
            return False
        item = waiting.pop()
        if isinstance(item, generic.IndirectObject):
            if item.reference in seen:
                continue
            seen.add(item.reference)
            item = item.get_object()  # type: ignore[no-untyped-call]
        if isinstance(item, generic.DictionaryObject):
            if _ACTIVE_KEYS & item.keys() or item.get("/S") in _ACTIVE_ACTIONS:
                return True
            waiting.extend(item.raw_get(key) for key in item if key not in _NO_NEED)
        elif isinstance(item, generic.ArrayObject):
            waiting.extend(part for part in item if isinstance(part, generic.IndirectObject | dict | list))
    raise ValueError("Too many objects.")
