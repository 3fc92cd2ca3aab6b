"""Keys with their certificates, on disk and in use."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from pyhanko.sign.signers.pdf_cms import Signer as CmsSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore


@dataclass(frozen=True)
class Held:
    """A private key that we hold, and its certificate."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate

    @property
    def asn1(self) -> asn1_x509.Certificate:
        return asn1_x509.Certificate.load(self.certificate.public_bytes(serialization.Encoding.DER))


def hold(path: Path, make: Callable[[], Held]) -> Held:
    """The key and certificate in this file, made on first use; safe if several processes come first at once."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write_once(path, make())
    pem = path.read_bytes()
    key = serialization.load_pem_private_key(pem, password=None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return Held(key, x509.load_pem_x509_certificate(pem))


def _write_once(path: Path, held: Held) -> None:
    """Write so that a file once seen is complete and is never replaced: the first one to link it wins."""
    pem = held.key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ) + held.certificate.public_bytes(serialization.Encoding.PEM)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".part-")  # mode 600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(temporary, path)
        except FileExistsError:
            return
    finally:
        Path(temporary).unlink()


class KeySigner(CmsSigner):
    """Signs with a key kept in memory (loading an RSA key checks its primes: too slow to do for every paper)."""

    def __init__(self, held: Held, chain: list[asn1_x509.Certificate]) -> None:
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        store.register_multiple(chain)
        super().__init__(signing_cert=held.asn1, cert_registry=store)
        self._key = held.key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if dry_run:
            return bytes(self._key.key_size // 8)
        return sign_rsa(self._key, data, digest_algorithm)


def sign_rsa(key: rsa.RSAPrivateKey, data: bytes, digest_algorithm: str) -> bytes:
    """RSASSA-PKCS1-v1_5, which every reader in offices verifies."""
    digests: dict[str, hashes.HashAlgorithm] = {
        "sha256": hashes.SHA256(),
        "sha384": hashes.SHA384(),
        "sha512": hashes.SHA512(),
    }
    return key.sign(data, padding.PKCS1v15(), digests[digest_algorithm])
