"""The trail: what was done, by whom, for what purpose; refused without a signature, and proof against tampering."""

from .models import Trailed
from .reading import Entry, Fault, Read, history, reads_of, record_of_key, result_of_key, verify
from .sealing import merkle_root, seal
from .writing import read_mark, record_refusal, resume, sign, subject_of

__all__ = [
    "Entry",
    "Fault",
    "Read",
    "Trailed",
    "history",
    "merkle_root",
    "read_mark",
    "reads_of",
    "record_of_key",
    "record_refusal",
    "result_of_key",
    "resume",
    "seal",
    "sign",
    "subject_of",
    "verify",
]
