"""Web push: what the browser alone can read (RFC 8291, aes128gcm of RFC 8188), signed by this server (RFC 8292, VAPID).

Sixty lines over `cryptography` and `joserfc`, which are here anyway, instead of six more packages; checked against the
example of RFC 8291 and against another implementation that decrypts.
"""

from __future__ import annotations

import base64
import os
import time
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from joserfc import jwt
from joserfc.jwk import ECKey

from tinhso.kernel.keys import kept

RECORD = 4096
MOST = (
    RECORD - 16 - 1 - 86
)  # bytes of a message: one record less the tag, the padding mark and the header (RFC 8291 §4)
LIFE = 12 * 3600  # seconds a signature is good for; RFC 8292 allows a day
CURVE = ec.SECP256R1()


def encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def point(key: ec.EllipticCurvePublicKey) -> bytes:
    """The uncompressed point, 65 bytes."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def check_keys(public_key: str, secret: str) -> None:
    """Raises ValueError unless these are a point of P-256 and 16 bytes, as a browser gives them."""
    ec.EllipticCurvePublicKey.from_encoded_point(CURVE, decode(public_key))
    if len(decode(secret)) != 16:
        raise ValueError("The secret of a subscription has 16 bytes.")


def _expand(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(secret)


def encrypt(
    message: bytes,
    *,
    public_key: str,
    secret: str,
    salt: bytes | None = None,
    sender: ec.EllipticCurvePrivateKey | None = None,
) -> bytes:
    """The body of a push request for the browser with these keys. `salt` and `sender` are given by tests only.

    Raises ValueError if the message is longer than MOST bytes or a key is no key.
    """
    if len(message) > MOST:
        raise ValueError(f"A push message has at most {MOST} bytes.")
    salt, sender = salt or os.urandom(16), sender or ec.generate_private_key(CURVE)
    receiver = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, decode(public_key))
    ours, theirs = point(sender.public_key()), point(receiver)
    shared = sender.exchange(ec.ECDH(), receiver)
    keying = _expand(shared, decode(secret), b"WebPush: info\0" + theirs + ours, 32)
    key = _expand(keying, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _expand(keying, salt, b"Content-Encoding: nonce\0", 12)
    header = salt + RECORD.to_bytes(4, "big") + bytes([len(ours)]) + ours
    return header + AESGCM(key).encrypt(nonce, message + b"\x02", None)


def _new_key() -> bytes:
    return ec.generate_private_key(CURVE).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _server_key() -> ec.EllipticCurvePrivateKey:
    """This installation's key; browsers that subscribed know it, so it is never changed."""
    key = load_pem_private_key(kept("vapid.pem", _new_key), password=None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key


def server_public_key() -> str:
    """What a browser needs to subscribe (applicationServerKey)."""
    return encode(point(_server_key().public_key()))


def authorization(endpoint: str, *, contact: str) -> str:
    """The Authorization header that tells the push service who sends (RFC 8292 §3). `contact`: mailto: or https: address."""
    parts = urlsplit(endpoint)
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": int(time.time()) + LIFE, "sub": contact}
    key = ECKey.import_key(kept("vapid.pem", _new_key))
    token = jwt.encode({"typ": "JWT", "alg": "ES256"}, claims, key)
    return f"vapid t={token}, k={server_public_key()}"
