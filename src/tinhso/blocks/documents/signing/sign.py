"""Signing a PDF: PAdES B-LT, that is a time stamp and everything needed to verify it years later, inside the file."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any, TypeVar

from django.utils.timezone import localtime
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.pdf_signer import (
    DSSContentSettings,
    PdfSignatureMetadata,
    PdfSigner,
    PdfSigningSession,
    SigDSSPlacementPreference,
)
from pyhanko_certvalidator import ValidationContext

from ..render import Place
from .appearance import style
from .service import Identity, SigningService, service

T = TypeVar("T")
# It warns that nothing will be fetched; we carry the revocation lists ourselves, so that is what we want.
logging.getLogger("pyhanko.sign.signers.pdf_signer").setLevel(logging.ERROR)
_IN_ONE_REVISION = DSSContentSettings(include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE)


def wait_for(work: Coroutine[Any, Any, T]) -> T:
    """Run pyHanko's asynchronous work from ordinary code, also where an event loop already runs in this thread."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(1) as other:
        return other.submit(asyncio.run, work).result()


class _Signing(PdfSigner):
    """Signs at a given time: the province may be simulated, so the machine's clock is not read."""

    at: datetime

    def init_signing_session(self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.at
        return session


def sign(
    pdf: bytes,
    *,
    signer: Identity,
    at: datetime,
    reason: str = "",
    location: str = "",
    place: Place | None = None,
    keys: SigningService | None = None,
) -> bytes:
    """The PDF with one more signature (PAdES B-LT); earlier signatures stay valid.

    `place` is where it appears; without one the signature is invisible. `at` is shown and goes into the time stamp of the
    embedded authority. Raises pyHanko's SigningError if the service cannot sign.
    """
    keys = keys or service()
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    number = len(list(writer.prev.embedded_signatures)) + 1
    field = SigFieldSpec(sig_field_name=f"Signature{number}")
    if place is not None:
        field = SigFieldSpec(field.sig_field_name, on_page=place.page - 1, box=_box(writer, place))
    metadata = PdfSignatureMetadata(
        field_name=field.sig_field_name,
        md_algorithm="sha256",
        reason=reason or None,
        location=location or None,
        name=signer.name,
        subfilter=SigSeedSubFilter.PADES,
        embed_validation_info=True,
        use_pades_lta=False,
        validation_context=trust(keys, at, keys.revocation(at)),
        dss_settings=_IN_ONE_REVISION,
    )
    out = io.BytesIO()
    signing = _Signing(
        metadata,
        signer=keys.signer(signer),
        timestamper=keys.timestamper(at),
        stamp_style=style(signer, at) if place else None,
        new_field_spec=field,
    )
    signing.at = localtime(at)
    wait_for(signing.async_sign_pdf(writer, output=out))
    return out.getvalue()


def trust(
    keys: SigningService, at: datetime, lists: Sequence[Any], certificates: Sequence[Any] = ()
) -> ValidationContext:
    """What is trusted at a moment: our roots, with a revocation list for every certificate (none: not trusted)."""
    return ValidationContext(
        trust_roots=list(keys.roots()),
        other_certs=[*keys.chain(), *certificates],
        crls=list(lists),
        moment=at,
        best_signature_time=at,
        revocation_mode="require",  # hard-fail only looks where a certificate points to a list
        allow_fetching=False,
    )


def _box(writer: IncrementalPdfFileWriter, place: Place) -> tuple[int, int, int, int]:
    """A place from the top left corner as PDF counts it: from the bottom left."""
    page = writer.root["/Pages"]["/Kids"][0]
    media = page.get("/MediaBox") or writer.root["/Pages"]["/MediaBox"]
    top = float(media[3]) - place.y
    corners = (place.x, top - place.height, place.x + place.width, top)
    return tuple(round(corner) for corner in corners)  # type: ignore[return-value]
