"""The embedded TEST authority: root → issuing authority → officials, agencies and a time-stamping unit.

It makes a province that works on the first day, and papers that independent tools verify. Its certificates have no legal
value and say so in their names; a province in service uses the certificates of its own authority instead.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property, lru_cache
from pathlib import Path

from asn1crypto import crl
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.conf import settings

from .keys import Held, KeySigner, hold
from .service import Identity
from .timestamp import LocalTimeStamper

TEST = "Tỉnh Số TEST CA – không có giá trị pháp lý"
START = datetime(2020, 1, 1, tzinfo=UTC)  # early, so that a simulated past can be signed
END = datetime(2046, 1, 1, tzinfo=UTC)
_SIZE = 2048


class EmbeddedAuthority:
    """Keys in `KEYS_FOLDER/authority`, made on first use, readable by the owner only."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or Path(settings.KEYS_FOLDER) / "authority"
        self.held = lru_cache(maxsize=2000)(self._held)
        self.lists = lru_cache(maxsize=400)(self._lists)

    @cached_property
    def root(self) -> Held:
        return hold(self.folder / "root.pem", lambda: _authority(TEST, None, depth=1))

    @cached_property
    def issuing(self) -> Held:
        return hold(self.folder / "issuing.pem", lambda: _authority(f"{TEST} 1", self.root, depth=0))

    @cached_property
    def time_unit(self) -> Held:
        name = _name(TEST.replace("CA", "TSA"), "Tỉnh Số")
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        return hold(self.folder / "time-stamping.pem", lambda: _leaf(name, self.issuing, (usage, True)))

    def signer(self, who: Identity) -> KeySigner:
        return KeySigner(self.held(who), list(self.chain()))

    def timestamper(self, at: datetime) -> LocalTimeStamper:
        return LocalTimeStamper(self.time_unit, list(self.chain()), at)

    def roots(self) -> Sequence[asn1_x509.Certificate]:
        return [self.root.asn1]

    def chain(self) -> Sequence[asn1_x509.Certificate]:
        return [self.issuing.asn1]

    def revocation(self, at: datetime) -> Sequence[crl.CertificateList]:
        return self.lists(at.astimezone(UTC).date().toordinal())

    def revoke(self, who: Identity, at: datetime) -> None:
        """Take a certificate back: lists issued from that day on name it."""
        line = f"{self.held(who).certificate.serial_number:x} {at.astimezone(UTC).isoformat(timespec='seconds')}\n"
        with (self.folder / "revoked").open("a") as file:
            file.write(line)
        self.lists.cache_clear()

    def _held(self, who: Identity) -> Held:
        digest = hashlib.sha256("|".join((who.code, who.name, who.post, who.agency)).encode()).hexdigest()[:32]
        name = _name(who.name, who.agency, title=who.post)
        usage = x509.ExtendedKeyUsage(
            [ExtendedKeyUsageOID.EMAIL_PROTECTION, x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")]
        )
        return hold(self.folder / who.kind / f"{digest}.pem", lambda: _leaf(name, self.issuing, (usage, False)))

    def _lists(self, day: int) -> list[crl.CertificateList]:
        start = datetime.fromordinal(day).replace(tzinfo=UTC)
        revoked = [(int(serial, 16), when) for serial, when in self._revoked() if when < start + timedelta(days=1)]
        return [_list(self.root, start, day, []), _list(self.issuing, start, day, revoked)]

    def _revoked(self) -> list[tuple[str, datetime]]:
        try:
            lines = (self.folder / "revoked").read_text().splitlines()
        except FileNotFoundError:
            return []
        return [(serial, datetime.fromisoformat(when)) for serial, when in (line.split() for line in lines)]


def _name(common: str, organisation: str, *, title: str = "") -> x509.Name:
    """A distinguished name. A name longer than one attribute may be goes on in further organisation attributes."""
    lines = _lines(organisation)
    first, *rest = _lines(common)
    parts = [(NameOID.COUNTRY_NAME, "VN"), *((NameOID.ORGANIZATION_NAME, line) for line in lines)]
    parts += [(NameOID.TITLE, line) for line in _lines(title)[:1]]
    parts.append((NameOID.COMMON_NAME, f"{first}…" if rest else first))
    return x509.Name([x509.NameAttribute(oid, text) for oid, text in parts])


def _lines(text: str, limit: int = 60) -> list[str]:
    """The text in lines of at most `limit` bytes, cut between words."""
    lines: list[str] = []
    for word in text.split():
        if lines and len(f"{lines[-1]} {word}".encode()) <= limit:
            lines[-1] += f" {word}"
        else:
            lines.append(word.encode()[:limit].decode(errors="ignore"))
    return lines


def _builder(subject: x509.Name, issuer: x509.Name, key: rsa.RSAPrivateKey) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(START)
        .not_valid_after(END)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*on: str) -> x509.KeyUsage:
    names = (
        *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"),
        *("key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
    )
    return x509.KeyUsage(**{name: name in on for name in names})


def _authority(name: str, parent: Held | None, *, depth: int) -> Held:
    key = rsa.generate_private_key(65537, 3072)
    subject = _name(name, "Tỉnh Số")
    issuer = parent.certificate.subject if parent else subject
    builder = (
        _builder(subject, issuer, key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=depth), critical=True)
        .add_extension(_usage("key_cert_sign", "crl_sign"), critical=True)
    )
    signing_key = parent.key if parent else key
    builder = builder.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(signing_key.public_key()), critical=False
    )
    return Held(key, builder.sign(signing_key, hashes.SHA256()))


def _leaf(subject: x509.Name, issuer: Held, usage: tuple[x509.ExtendedKeyUsage, bool]) -> Held:
    key = rsa.generate_private_key(65537, _SIZE)
    certificate = (
        _builder(subject, issuer.certificate.subject, key)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage("digital_signature", "content_commitment"), critical=True)
        .add_extension(usage[0], critical=usage[1])
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), critical=False)
        .sign(issuer.key, hashes.SHA256())
    )
    return Held(key, certificate)


def _list(issuer: Held, start: datetime, number: int, revoked: list[tuple[int, datetime]]) -> crl.CertificateList:
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(start)
        .next_update(start + timedelta(days=7))
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), critical=False)
    )
    for serial, when in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(when).build()
        builder = builder.add_revoked_certificate(entry)
    signed = builder.sign(issuer.key, hashes.SHA256())
    return crl.CertificateList.load(signed.public_bytes(serialization.Encoding.DER))
