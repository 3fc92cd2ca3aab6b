"""Handing a result over: who took it, with what relation and which signature; or by post, with its number."""

from __future__ import annotations

import io
import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

from tinhso.blocks.cases.api import Case, at_counter, hand_over
from tinhso.kernel.actions.api import Act, Refused, action
from tinhso.kernel.files.api import StoredFile, link, store
from tinhso.kernel.search.api import fold

from .models import HandOver

MOST_BYTES = 300 * 1024
LEAST_INK = 60  # pixels: a dot is no signature
TRACKING = re.compile(r"[A-Z0-9]{6,30}")


def ink(png: bytes) -> int:
    """How many pixels of a drawing are dark. Raises ValueError if it is no picture of a fitting size."""
    try:
        picture = Image.open(io.BytesIO(png), formats=["PNG"])
        if not (0 < picture.width <= 2400 and 0 < picture.height <= 1200):
            raise ValueError("The picture is too large for a signature.")
        white = Image.new("RGBA", picture.size, "white")
        flat = Image.alpha_composite(white, picture.convert("RGBA")).convert("L")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as problem:
        raise ValueError("This is no picture.") from problem
    return sum(flat.histogram()[:128])


@action("queueing.hand_over", _("Trả kết quả có ký nhận"), allow=at_counter, purpose=_("Trả kết quả hồ sơ"))
def hand_over_signed(
    act: Act,
    case: Case,
    *,
    how: str = HandOver.How.COUNTER,
    recipient: str,
    relation: str = "",
    signature: bytes = b"",
    typed: str = "",
    tracking: str = "",
) -> HandOver:
    """Give the result out and keep who took it.

    By hand: a drawn signature (PNG), or the recipient's own name typed once more. By post: the number of the letter.
    """
    if not recipient.strip():
        raise Refused(_("Hãy ghi họ tên người nhận."), code="no-recipient", field="recipient")
    if how not in HandOver.How.values:
        raise Refused(_("Hãy chọn cách trả kết quả."), code="no-way", field="how")
    by_post = how == HandOver.How.POST
    number = re.sub(r"[\s.\-]", "", tracking).upper()
    if by_post and not TRACKING.fullmatch(number):
        raise Refused(_("Hãy ghi số hiệu bưu gửi: chữ và số, ít nhất 6 ký tự."), code="no-tracking", field="tracking")
    kept = None
    if not by_post:
        if relation not in HandOver.Relation.values:
            raise Refused(_("Hãy chọn quan hệ với người nộp hồ sơ."), code="no-relation", field="relation")
        kept = _signature(act, case, signature)
        if kept is None and fold(typed) != fold(recipient):
            raise Refused(
                _("Người nhận hãy ký, hoặc gõ lại đúng họ tên của mình để xác nhận."), code="unsigned", field="typed"
            )
    hand_over(act.actor, case, to=recipient.strip(), how=how)
    return act.create(
        HandOver,
        case=case,
        how=how,
        recipient=recipient.strip()[:120],
        relation="" if by_post else relation,
        signature=kept.pk if kept else None,
        confirmed=not by_post and kept is None,
        tracking=number if by_post else "",
        at=act.now,
        by=act.actor.name,
    )


def _signature(act: Act, case: Case, png: bytes) -> StoredFile | None:
    """The drawing, kept with the case; None if nothing was drawn."""
    if not png:
        return None
    try:
        drawn = ink(png)
    except ValueError as problem:
        raise Refused(_("Không đọc được chữ ký. Hãy ký lại."), code="bad-signature", field="signature") from problem
    if drawn < LEAST_INK:
        raise Refused(_("Chữ ký còn trống hoặc quá ngắn. Hãy ký lại."), code="empty-signature", field="signature")
    try:
        file = store(
            png,
            name="chu-ky-nhan-ket-qua.png",
            actor=act.actor,
            allowed=("image/png",),
            limit=MOST_BYTES,
            purpose="signature",
            now=act.now,
        )
    except ValidationError as problem:
        raise Refused(problem.messages[0], code="bad-signature", field="signature") from problem
    link(file, case, role="signature")
    return file
