import hashlib
import stat
import subprocess
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from django.utils.timezone import localtime
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tinhso.blocks.documents.api import lay_out, official, sign, validate
from tinhso.blocks.documents.signing.authority import TEST, EmbeddedAuthority

from .conftest import LEADER, WARD_SEAL
from .samples import NOW, SAMPLES
from .tools import run, text_of


@pytest.fixture(scope="module")
def signed(authority: EmbeddedAuthority) -> bytes:
    """A decision signed by the leader, then sealed by the agency."""
    paper = lay_out("decision", SAMPLES["decision"], code="K7MP-4QWX-9TBD", now=NOW)
    places = {place.kind: place for place in paper.places}
    pdf = sign(paper.pdf, signer=LEADER, at=NOW, place=places["official"], keys=authority)
    return sign(pdf, signer=WARD_SEAL, at=NOW + timedelta(minutes=2), place=places["agency"], keys=authority)


def test_says_who_signed_and_when(signed: bytes) -> None:
    report = validate(signed)
    assert report.valid
    assert [one.signer for one in report.signatures] == ["Trần Quốc Dũng", "Ủy ban nhân dân phường Nha Trang"]
    assert report.signatures[0].post == "Phó Chủ tịch"
    assert [one.time and localtime(one.time) for one in report.signatures] == [NOW, NOW + timedelta(minutes=2)]
    assert all(one.intact and one.trusted and one.whole for one in report.signatures)


def test_shows_who_signed_and_when(signed: bytes, tmp_path: Path) -> None:
    text = text_of(signed, tmp_path)
    assert "Ký bởi: Trần Quốc Dũng" in text
    assert "2026-11-24T16:30:05+07:00" in text
    assert "Ủy ban nhân dân phường Nha Trang – 2026-11-24T16:32:05+07:00" in text


def _trusting_nss(folder: Path, authority: EmbeddedAuthority) -> Path:
    """A certificate store, as readers keep one, that trusts our root."""
    root = folder / "root.pem"
    root.write_bytes(authority.root.certificate.public_bytes(serialization.Encoding.PEM))
    store = folder / "nss"
    store.mkdir()
    run("certutil", "-N", "-d", f"sql:{store}", "--empty-password")
    run("certutil", "-A", "-d", f"sql:{store}", "-n", "root", "-t", "CT,C,C", "-i", root)
    return store


def test_poppler_finds_both_signatures_valid_and_trusted(
    signed: bytes, authority: EmbeddedAuthority, tmp_path: Path
) -> None:
    file = tmp_path / "signed.pdf"
    file.write_bytes(signed)
    found = run("pdfsig", "-nssdir", f"sql:{_trusting_nss(tmp_path, authority)}", file)
    assert found.count("Signature Validation: Signature is Valid.") == 2
    assert found.count("Certificate Validation: Certificate is Trusted.") == 2
    assert found.count("- Total document signed") == 1  # by the seal, which came last
    assert "ETSI.CAdES.detached" in found
    unknown = run("pdfsig", file, ok=False)
    assert "Certificate is Trusted" not in unknown


def test_openssl_finds_both_signatures_valid(signed: bytes, authority: EmbeddedAuthority, tmp_path: Path) -> None:
    import io

    from pyhanko.pdf_utils.reader import PdfFileReader

    root = tmp_path / "root.pem"
    root.write_bytes(authority.root.certificate.public_bytes(serialization.Encoding.PEM))
    for number, one in enumerate(PdfFileReader(io.BytesIO(signed)).embedded_regular_signatures):
        start, length, second, rest = (int(part) for part in one.byte_range)
        data, cms = tmp_path / f"{number}.bin", tmp_path / f"{number}.der"
        data.write_bytes(signed[start : start + length] + signed[second : second + rest])
        cms.write_bytes(one.pkcs7_content.rstrip(b"\0"))
        command = ["openssl", "cms", "-verify", "-inform", "DER", "-in", cms, "-content", data, "-binary"]
        assert "erification successful" in run(*command, "-CAfile", root, "-purpose", "smimesign", "-out", "/dev/null")
        data.write_bytes(data.read_bytes().replace(b"%PDF-", b"%PDf-", 1))
        assert "erification successful" not in run(*command, "-CAfile", root, "-out", "/dev/null", ok=False)


def test_qpdf_finds_no_fault(signed: bytes, tmp_path: Path) -> None:
    file = tmp_path / "signed.pdf"
    file.write_bytes(signed)
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", file)


def test_one_changed_byte_is_noticed_wherever_it_is(signed: bytes) -> None:
    hidden = b"/Contents <"
    first = signed.index(hidden)
    for place in (2_000, first - 500, signed.rindex(hidden) - 300, len(signed) - 30):
        changed = bytearray(signed)
        changed[place] ^= 0x01
        assert not validate(bytes(changed)).valid


def test_something_added_later_is_noticed(signed: bytes) -> None:
    import io

    writer = IncrementalPdfFileWriter(io.BytesIO(signed))
    page = writer.root["/Pages"]["/Kids"][0]
    page[pdf_name("/Rotate")] = pdf_string("180")
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    report = validate(out.getvalue())
    assert not report.valid
    assert not report.covered
    assert not validate(signed + b"\n% more").valid


def test_an_outsiders_signature_is_not_trusted(signed: bytes, tmp_path: Path) -> None:
    stranger = EmbeddedAuthority(tmp_path / "stranger")
    paper = lay_out("result", SAMPLES["result"], now=NOW).pdf
    report = validate(sign(paper, signer=LEADER, at=NOW, keys=stranger))
    (one,) = report.signatures
    assert one.signer == "Trần Quốc Dũng"
    assert one.intact
    assert not one.trusted
    assert not report.valid


def test_a_revoked_certificate_counts_until_it_was_revoked(authority: EmbeddedAuthority) -> None:
    who = official("left", name="Người đã nghỉ", post="Chuyên viên", agency="Sở Nội vụ")
    paper = lay_out("result", SAMPLES["result"], now=NOW).pdf
    before = sign(paper, signer=who, at=NOW, keys=authority)
    authority.revoke(who, NOW + timedelta(days=2))
    assert validate(before).valid
    from pyhanko.sign.general import SigningError

    with pytest.raises(SigningError):
        sign(paper, signer=who, at=NOW + timedelta(days=3), keys=authority)


def test_files_without_signature_or_sense() -> None:
    assert validate(lay_out("result", SAMPLES["result"]).pdf).problem == "unsigned"
    for content in (b"", b"%PDF-1.7", b"hello", bytes(5_000), hashlib.sha512(b"x").digest() * 50):
        assert validate(content).problem == "broken"


def test_keys_are_for_their_owner_only_and_say_that_they_are_a_test(authority: EmbeddedAuthority) -> None:
    for who in (LEADER, WARD_SEAL):
        authority.signer(who)
    files = list(authority.folder.rglob("*.pem"))
    assert len(files) >= 4
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in files)
    assert "TEST CA" in TEST
    assert "không có giá trị pháp lý" in TEST
    shown = subprocess.run(
        ["openssl", "x509", "-in", authority.folder / "root.pem", "-noout", "-subject", "-nameopt", "utf8,sep_comma_plus_space"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert TEST in shown


def test_many_who_come_first_get_one_key(tmp_path: Path) -> None:
    subjects: set[int] = set()

    def first() -> None:
        subjects.add(EmbeddedAuthority(tmp_path).root.certificate.serial_number)

    threads = [threading.Thread(target=first) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(subjects) == 1


def test_long_names_are_whole(authority: EmbeddedAuthority) -> None:
    from tinhso.blocks.documents.api import seal

    name = "Trung tâm Phục vụ hành chính công phường Bắc Nha Trang, tỉnh Khánh Hòa"
    paper = lay_out("result", SAMPLES["result"], now=NOW).pdf
    report = validate(sign(paper, signer=seal("H32.99", name=name), at=NOW))
    assert report.signatures[0].signer == name
