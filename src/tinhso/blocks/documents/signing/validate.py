"""Checking a signed PDF: who signed, when, whether it was altered since, and whether we trust the signer."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import crl, x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.general import find_unique_cms_attribute
from pyhanko.sign.validation import SignatureCoverageLevel, async_validate_pdf_signature
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError, SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from .service import SigningService, service
from .sign import trust, wait_for


@dataclass(frozen=True, slots=True)
class Checked:
    """One signature. `time` is that of the trusted time stamp, None without one.

    intact: what was signed has not changed; trusted: a certificate we trust, not revoked when it signed;
    whole: nothing was added after it but further signatures.
    """

    field: str
    signer: str
    organisation: str
    post: str
    time: datetime | None
    intact: bool
    trusted: bool
    whole: bool

    @property
    def valid(self) -> bool:
        return self.intact and self.trusted and self.whole and self.time is not None


@dataclass(frozen=True, slots=True)
class Report:
    """All signatures of a PDF, oldest first. `covered`: the last one covers every byte of the file."""

    signatures: tuple[Checked, ...]
    covered: bool
    problem: str = ""

    @property
    def signed(self) -> bool:
        return bool(self.signatures)

    @property
    def valid(self) -> bool:
        """Signed, by signers we trust, and unchanged from the first byte to the last."""
        return self.signed and self.covered and all(one.valid for one in self.signatures)


_BROKEN = (
    PdfError,
    SignatureValidationError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    OSError,
    AssertionError,
)


def validate(pdf: bytes, *, keys: SigningService | None = None) -> Report:
    """Check every signature with what the file itself carries and the roots we trust; nothing is fetched.

    Never raises on a bad file: `problem` says what is wrong.
    """
    keys = keys or service()
    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
        found = list(reader.embedded_regular_signatures)
        lists, certificates = _carried(reader)
    except (*_BROKEN, RecursionError):
        return Report((), False, "broken")
    checked = tuple(_check(one, keys, lists, certificates) for one in found)
    covered = bool(found) and _coverage(found[-1]) == SignatureCoverageLevel.ENTIRE_FILE
    return Report(checked, covered, "" if checked else "unsigned")


def _carried(reader: PdfFileReader) -> tuple[list[crl.CertificateList], list[x509.Certificate]]:
    """The revocation lists and certificates inside the file."""
    try:
        store = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return [], []
    lists = [crl.CertificateList.load(item.get_object().data) for item in store.crls]
    return lists, list(store.load_certs())


def _coverage(signature: EmbeddedPdfSignature) -> SignatureCoverageLevel | None:
    try:
        return signature.evaluate_signature_coverage()
    except _BROKEN:
        return None


def _check(
    signature: EmbeddedPdfSignature,
    keys: SigningService,
    lists: Sequence[crl.CertificateList],
    certificates: Sequence[x509.Certificate],
) -> Checked:
    names = _names(signature)
    field = str(signature.field_name)
    try:
        moment = _claimed_time(signature)
        context = trust(keys, moment, lists, certificates)
        status = wait_for(async_validate_pdf_signature(signature, context, context))
    except _BROKEN:
        return Checked(field, *names, None, False, False, False)
    stamp: Any = status.timestamp_validity
    stamped = stamp is not None and stamp.valid and stamp.intact and stamp.trusted
    return Checked(
        field,
        *names,
        time=stamp.timestamp if stamped else None,
        intact=bool(status.intact and status.valid),
        trusted=bool(status.trusted),
        whole=status.modification_level in (ModificationLevel.NONE, ModificationLevel.LTA_UPDATES)
        or (status.modification_level == ModificationLevel.FORM_FILLING and bool(status.docmdp_ok)),
    )


def _claimed_time(signature: EmbeddedPdfSignature) -> datetime:
    """The time in the time stamp, before we know whether to trust it (the validation decides)."""
    token = find_unique_cms_attribute(signature.signer_info["unsigned_attrs"], "signature_time_stamp_token")
    info = token["content"]["encap_content_info"]["content"].parsed
    moment: datetime = info["gen_time"].native
    return moment


def _names(signature: EmbeddedPdfSignature) -> tuple[str, str, str]:
    """Common name, organisation and title of the signer's certificate."""
    try:
        certificate = signature.signer_cert
        assert certificate is not None
        subject = certificate.subject.native
    except _BROKEN:
        return "", "", ""
    common, organisation = _text(subject.get("common_name")), _text(subject.get("organization_name"))
    return organisation if common.endswith("…") else common, organisation, _text(subject.get("title"))


def _text(value: object) -> str:
    """An attribute; the parts of one that was too long for a single attribute are joined again."""
    return " ".join(map(str, value)) if isinstance(value, list) else str(value or "")
