"""A time-stamping authority (RFC 3161) inside the process, for an installation that has no other."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

from asn1crypto import algos, cms, core, tsp, x509
from cryptography.hazmat.primitives import hashes
from pyhanko.sign.general import as_signing_certificate_v2, simple_cms_attribute
from pyhanko.sign.timestamps import TimeStamper

from .keys import Held, sign_rsa

POLICY = "2.25.165394077350894137563421068716413921"  # ours, from a UUID: test time, no legal value


class LocalTimeStamper(TimeStamper):
    """Issues real RFC 3161 tokens with our own certificate, for the moment it was made for."""

    def __init__(self, held: Held, chain: list[x509.Certificate], at: datetime) -> None:
        super().__init__(include_nonce=True)  # type: ignore[no-untyped-call]
        self._held, self._chain, self._at = held, chain, at.astimezone(UTC).replace(microsecond=0)

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        certificate = self._held.asn1
        info = tsp.TSTInfo(
            {
                "version": "v1",
                "policy": POLICY,
                "message_imprint": req["message_imprint"],
                "serial_number": secrets.randbits(63),
                "gen_time": self._at,
                "nonce": req["nonce"],
                "tsa": x509.GeneralName(name="directory_name", value=certificate.subject),
            }
        ).dump()
        digest = hashes.Hash(hashes.SHA256())
        digest.update(info)
        attributes = cms.CMSAttributes(
            [
                _attribute("content_type", "tst_info"),
                _attribute("signing_time", cms.Time({"utc_time": core.UTCTime(self._at)})),
                _attribute("signing_certificate_v2", as_signing_certificate_v2(certificate)),
                _attribute("message_digest", digest.finalize()),
            ]
        )
        token = self._signed(info, attributes, certificate)
        return tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": token})

    def _signed(self, info: bytes, attributes: cms.CMSAttributes, certificate: x509.Certificate) -> cms.ContentInfo:
        algorithm = algos.DigestAlgorithm({"algorithm": "sha256"})
        signer = cms.SignerInfo(
            {
                "version": "v1",
                "sid": cms.SignerIdentifier(
                    {
                        "issuer_and_serial_number": cms.IssuerAndSerialNumber(
                            {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
                        )
                    }
                ),
                "digest_algorithm": algorithm,
                "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "rsassa_pkcs1v15"}),
                "signed_attrs": attributes,
                "signature": sign_rsa(self._held.key, attributes.dump(), "sha256"),
            }
        )
        content = {"content_type": "tst_info", "content": cms.ParsableOctetString(info)}
        signed = cms.SignedData(
            {
                "version": "v3",
                "digest_algorithms": cms.DigestAlgorithms((algorithm,)),
                "encap_content_info": cms.EncapsulatedContentInfo(content),
                "certificates": [certificate, *self._chain],
                "signer_infos": [signer],
            }
        )
        return cms.ContentInfo({"content_type": "signed_data", "content": signed})


def _attribute(name: str, value: object) -> cms.CMSAttribute:
    return simple_cms_attribute(name, value)  # type: ignore[no-untyped-call]
