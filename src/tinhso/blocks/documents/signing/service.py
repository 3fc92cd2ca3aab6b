"""What signing needs from whoever keeps the keys: a token, a remote signing service, or our embedded test authority."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Literal, Protocol

from asn1crypto import crl, x509
from django.conf import settings
from django.utils.module_loading import import_string
from pyhanko.sign.signers.pdf_cms import Signer as CmsSigner
from pyhanko.sign.timestamps import TimeStamper


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a certificate is for: an official with a post in an agency, or an agency itself (its seal).

    `code` is stable: the account of the official, the code of the agency.
    """

    kind: Literal["official", "agency"]
    code: str
    name: str
    agency: str
    post: str = ""


def official(code: object, *, name: str, post: str, agency: str) -> Identity:
    """The personal certificate of an official; `agency` is the agency's name."""
    return Identity("official", str(code), name, agency, post)


def seal(code: str, *, name: str) -> Identity:
    """The certificate of an agency (con dấu điện tử)."""
    return Identity("agency", code, name, name)


class SigningService(Protocol):
    """The door to keys. Implement it for a PKCS#11 token or a remote service and name it in `SIGNING_SERVICE`."""

    def signer(self, who: Identity) -> CmsSigner:
        """The one that signs for this identity."""

    def timestamper(self, at: datetime) -> TimeStamper:
        """An RFC 3161 time-stamping authority. `at` is for authorities of a simulated province; real ones ignore it."""

    def roots(self) -> Sequence[x509.Certificate]:
        """The roots that we trust."""

    def chain(self) -> Sequence[x509.Certificate]:
        """Certificates between the roots and the signers."""

    def revocation(self, at: datetime) -> Sequence[crl.CertificateList]:
        """Revocation lists valid at that moment, to be kept inside the signed paper."""


@cache
def service() -> SigningService:
    """The signing service of this installation (`SIGNING_SERVICE`, else the embedded test authority)."""
    name = getattr(settings, "SIGNING_SERVICE", "tinhso.blocks.documents.signing.authority.EmbeddedAuthority")
    made: SigningService = import_string(name)()
    return made
