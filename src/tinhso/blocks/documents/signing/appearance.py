"""What a signature looks like on paper: drawn by typst, put into the PDF as it is."""

from __future__ import annotations

import binascii
import io
import uuid
from datetime import UTC, datetime

import orjson
from django.utils.timezone import localtime
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.stamp import StaticStampStyle

from ..render import compiler, showable
from ..template import FOLDER
from .service import Identity


class _Page(PdfContent):
    """The one page of a PDF in memory, as content of another."""

    def __init__(self, pdf: bytes) -> None:
        self._pdf = pdf
        super().__init__()

    def render(self) -> bytes:
        imported = self._ensure_writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self._pdf)))
        name = b"/Import" + binascii.hexlify(uuid.uuid4().bytes)
        self.resources.xobject[name.decode("ascii")] = imported
        left, bottom, right, top = imported.get_object()["/BBox"]
        self.box = BoxConstraints(width=abs(right - left), height=abs(top - bottom))
        return name + b" Do"


def style(who: Identity, at: datetime) -> StaticStampStyle:
    """The mark of this signer at this time: blue for an official, a red seal for an agency."""
    data = {
        "name": who.name,
        "post": ", ".join(part for part in (who.post, who.agency) if part),
        "signature": " ".join(who.name.split()[-2:]),
        "time": localtime(at).isoformat(timespec="seconds"),
    }
    source = FOLDER / f"appearance-{who.kind}.typ"
    moment = at.astimezone(UTC).replace(microsecond=0)
    drawn = compiler(source).compile({"data": orjson.dumps(showable(data)).decode()}, moment)
    return StaticStampStyle(background=_Page(drawn.pdf), border_width=0)
