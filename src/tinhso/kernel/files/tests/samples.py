"""Small real files, made on the spot."""

from __future__ import annotations

import io

from PIL import Image
from pyhanko.pdf_utils import generic, writer
from pyhanko.pdf_utils.generic import pdf_name, pdf_string


def photo(kind: str = "JPEG", size: tuple[int, int] = (60, 40), *, exif: bool = False) -> bytes:
    """A picture, red on the left and blue on the right; with `exif`, taken sideways and with a place."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, *size))
    out = io.BytesIO()
    extra = {}
    if exif:
        tags = Image.Exif()
        tags[0x0112] = 6  # turn a quarter to the right to see it upright
        tags.get_ifd(0x8825)[2] = (12.0, 14.0, 20.0)  # latitude
        tags.get_ifd(0x8825)[1] = "N"
        extra["exif"] = tags
    image.save(out, kind, **extra)
    return out.getvalue()


def pdf(*, script: bool = False, inside: bool = False, password: str = "") -> bytes:
    """A PDF of one blank page; optionally with a script, a file inside (in compressed objects), or a password."""
    new = writer.PdfFileWriter(stream_xrefs=True)
    page = writer.PageObject(
        contents=new.add_object(generic.StreamObject(stream_data=b"q Q")),
        media_box=generic.ArrayObject(map(generic.NumberObject, (0, 0, 200, 200))),
    )
    new.insert_page(page)
    compressed = new.prepare_object_stream()
    if script:
        new.root["/OpenAction"] = new.add_object(
            generic.DictionaryObject(
                {pdf_name("/S"): pdf_name("/JavaScript"), pdf_name("/JS"): pdf_string("app.alert(1)")}
            ),
            obj_stream=compressed,
        )
    if inside:
        new.root["/Names"] = new.add_object(
            generic.DictionaryObject({pdf_name("/EmbeddedFiles"): generic.DictionaryObject()}), obj_stream=compressed
        )
    if password:
        new.encrypt(password, password)
    out = io.BytesIO()
    new.write(out)
    return out.getvalue()
