"""Seals: Merkle roots over the changes of all records, chained, so that removing a whole record shows too."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from django.db import connection, transaction

# A change may commit long after later ones; look back this many before the newest sealed one.
LOOK_BACK = 1_000_000


def merkle_root(leaves: list[bytes]) -> bytes:
    """Root of the Merkle tree over the leaves, hashed as RFC 9162 §2.1.1 says."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + merkle_root(leaves[:split]) + merkle_root(leaves[split:])).digest()


@transaction.atomic
def seal(*, limit: int = 50_000) -> int:
    """Seal up to `limit` changes that no seal covers yet; returns how many. One process does so at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('trail_seal'))")
        cursor.execute(
            "SELECT c.id, c.hash FROM trail_change c"
            " WHERE c.id > coalesce((SELECT max(change) FROM trail_sealed), 0) - %s"
            " AND NOT EXISTS (SELECT 1 FROM trail_sealed s WHERE s.change = c.id) ORDER BY c.id LIMIT %s",
            [LOOK_BACK, limit],
        )
        rows = cursor.fetchall()
        if not rows:
            return 0
        root = merkle_root([bytes(row[1]) for row in rows])
        cursor.execute("SELECT hash FROM trail_seal ORDER BY id DESC LIMIT 1")
        last = cursor.fetchone()
        prev = bytes(last[0]) if last else None
        cursor.execute(
            "INSERT INTO trail_seal (size, root, prev, hash) VALUES (%s, %s, %s, %s) RETURNING id",
            [len(rows), root, prev, hashlib.sha256((prev or b"") + root).digest()],
        )
        number = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO trail_sealed (change, seal) SELECT unnest(%s::bigint[]), %s",
            [[row[0] for row in rows], number],
        )
    return len(rows)


def broken_seals() -> Iterator[tuple[int, str]]:
    """Seals whose changes no longer give their root, or that do not follow the seal before them."""
    prev: bytes | None = None
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, size, root, prev, hash FROM trail_seal ORDER BY id")
        seals = cursor.fetchall()
        for number, size, root, before, own in seals:
            cursor.execute(
                "SELECT c.hash FROM trail_sealed s JOIN trail_change c ON c.id = s.change WHERE s.seal = %s ORDER BY c.id",
                [number],
            )
            leaves = [bytes(row[0]) for row in cursor.fetchall()]
            if len(leaves) != size or merkle_root(leaves) != bytes(root):
                yield number, "root"
            chained = hashlib.sha256((prev or b"") + bytes(root)).digest() == bytes(own)
            if (bytes(before) if before else None) != prev or not chained:
                yield number, "chain"
            prev = bytes(own)
