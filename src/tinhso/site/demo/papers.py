"""Sample papers that simulated citizens attach: a page that says what it is."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from uuid import UUID

from PIL import Image, ImageDraw, ImageFont

from tinhso.kernel.access.api import Actor
from tinhso.kernel.files.api import StoredFile, store

PURPOSE = "demo-sample"
FONT = Path(__file__).parents[2] / "blocks" / "documents" / "fonts" / "Tinos_700Bold.ttf"


class Samples:
    """One set of sample files for each person, kept once and attached many times."""

    def __init__(self) -> None:
        self.kept: dict[tuple[UUID | None, int], UUID] = {
            (account, int(name.rsplit(" ", 1)[-1].split(".")[0]) - 1): file
            for account, name, file in StoredFile.objects.filter(purpose=PURPOSE).values_list(
                "uploaded_by", "name", "pk"
            )
        }

    def file(self, actor: Actor, number: int, now: datetime) -> UUID:
        """The id of a person's n-th sample."""
        place = (actor.account, number)
        if place not in self.kept:
            made = store(picture(number), name=f"Giấy tờ mẫu {number + 1}.jpg", actor=actor, purpose=PURPOSE, now=now)
            self.kept[place] = made.pk
        return self.kept[place]


@lru_cache(maxsize=32)
def picture(number: int) -> bytes:
    """A photographed page with nothing real on it."""
    page = Image.new("RGB", (840, 1188), "#f7f5ee")
    pen = ImageDraw.Draw(page)
    large, small = ImageFont.truetype(str(FONT), 46), ImageFont.truetype(str(FONT), 26)
    pen.text((420, 130), f"GIẤY TỜ MẪU {number + 1}", fill="#222222", font=large, anchor="mm")
    pen.text((420, 190), "Số liệu giả lập, không có giá trị", fill="#7a1f1f", font=small, anchor="mm")
    for line in range(18):
        pen.line((110, 280 + 42 * line, 730 - 37 * (line % 4), 280 + 42 * line), fill="#c9c4b5", width=9)
    out = BytesIO()
    page.save(out, "JPEG", quality=80)
    return out.getvalue()
