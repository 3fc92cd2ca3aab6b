"""What people are shown of a photo: turned upright, without place and camera data, and a small one for lists.

The original stays in the store as evidence. Renditions are a cache: delete them and they are made again.
"""

from __future__ import annotations

import io
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageOps

from .keeping import open_file
from .models import StoredFile
from .store import write_durably

VIEW = 2400  # pixels on the long side: a page of handwriting stays readable
THUMBNAIL = 320


def rendition(file: StoredFile, *, side: int = VIEW) -> tuple[bytes, str]:
    """The upright picture without metadata, at most `side` pixels long, and its media type."""
    path = Path(settings.FILES_FOLDER) / "renditions" / file.sha256[:2] / f"{file.sha256}-{side}.webp"
    try:
        return path.read_bytes(), "image/webp"
    except FileNotFoundError:
        pass
    content = _draw(open_file(file), side)
    write_durably(path, content)
    return content, "image/webp"


def _draw(content: bytes, side: int) -> bytes:
    with Image.open(io.BytesIO(content)) as opened:
        opened.draft("RGB", (side, side))
        picture = ImageOps.exif_transpose(opened)
        picture = picture.convert("RGBA" if "A" in picture.getbands() or "transparency" in picture.info else "RGB")
        picture.thumbnail((side, side), Image.Resampling.LANCZOS)
        clean = Image.new(picture.mode, picture.size)
        clean.paste(picture)  # pixels only: EXIF, GPS, comments and profiles stay behind
        out = io.BytesIO()
        clean.save(out, "WEBP", quality=82, method=4)
    return out.getvalue()
