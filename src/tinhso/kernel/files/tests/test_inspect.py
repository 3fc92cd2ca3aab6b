import io

import pytest
from PIL import Image

from tinhso.kernel.files.api import PAPER, PHOTO, FileRefused, inspect

from .samples import pdf, photo


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (photo("JPEG"), "image/jpeg"),
        (photo("PNG"), "image/png"),
        (photo("WEBP"), "image/webp"),
        (pdf(), "application/pdf"),
    ],
)
def test_knows_a_file_by_its_content(content: bytes, media_type: str) -> None:
    assert inspect(content) == media_type


def bomb() -> bytes:
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (photo() + bytes(2_000_000), "too_large"),
        (b"MZ" + bytes(300), "wrong_type"),
        (b"<html><script>alert(1)</script></html>", "wrong_type"),
        (b"GIF89a" + bytes(60), "wrong_type"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(60), "heic"),
        (photo("JPEG", (400, 300))[:900], "broken_image"),
        (photo("PNG", (400, 300))[:200], "broken_image"),
        (bomb(), "image_too_big"),
        (b"%PDF-1.7 nothing more", "broken_pdf"),
        (b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer <</Root 1 0 R>>\n%%EOF", "broken_pdf"),
        (pdf()[:-200], "broken_pdf"),
        (pdf(password="secret"), "encrypted_pdf"),
        (pdf(script=True), "active_pdf"),
        (pdf(inside=True), "active_pdf"),
    ],
)
def test_refuses_with_a_sentence(content: bytes, code: str) -> None:
    with pytest.raises(FileRefused) as refusal:
        inspect(content, limit=1_000_000)
    assert refusal.value.code == code
    assert str(refusal.value).endswith(".")


def test_script_hidden_in_compressed_objects_is_found() -> None:
    assert b"JavaScript" not in pdf(script=True)


def test_a_photo_field_takes_no_pdf() -> None:
    with pytest.raises(FileRefused, match=r"JPEG, PNG, WebP\."):
        inspect(pdf(), allowed=PHOTO)
    assert inspect(pdf(), allowed=PAPER) == "application/pdf"


def test_says_how_large_it_may_be() -> None:
    with pytest.raises(FileRefused, match="2,5 MB, nhiều hơn mức 1 MB"):
        inspect(bytes(int(2.5 * 1024 * 1024)), limit=1024 * 1024)
