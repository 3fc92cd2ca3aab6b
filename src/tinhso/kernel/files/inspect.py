"""Looks at the bytes: what they are, and whether we take them. What the sender calls them is ignored."""

from __future__ import annotations

import io
from collections.abc import Collection

import puremagic
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from .pdf import check_pdf

MEGABYTE = 1024 * 1024
LIMIT = 10 * MEGABYTE
PIXELS = 64_000_000  # a phone's largest ordinary photo; decoded, about 190 MB

PHOTO = frozenset({"image/jpeg", "image/png", "image/webp"})
PAPER = PHOTO | {"application/pdf"}
PDF_ONLY = frozenset({"application/pdf"})

_IMAGE_FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "MPO": "image/jpeg"}
_NAMES = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WebP",
    "application/pdf": "PDF",
}


class FileRefused(ValidationError):
    """A file that we do not take: one sentence for the person, `code` for a machine.

    Codes: empty, too_large, wrong_type, heic, broken_image, image_too_big, broken_pdf, encrypted_pdf,
    active_pdf.
    """

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message, code=code)

    def __str__(self) -> str:
        return str(self.message)


def inspect(content: bytes, *, allowed: Collection[str] = PAPER, limit: int = LIMIT) -> str:
    """The media type of the content, after checking that it is whole and harmless.

    Raises FileRefused with a sentence that says what to do.
    """
    if not content:
        raise FileRefused(_("Tệp trống. Hãy chọn tệp khác."), "empty")
    if len(content) > limit:
        raise too_large(len(content), limit)
    media_type = _detect(content)
    if media_type not in allowed:
        if media_type in ("image/heic", "image/heif"):
            raise FileRefused(
                _("Ảnh HEIC chưa xem được ở đây. Hãy gửi ảnh JPEG hoặc chụp lại màn hình ảnh này."), "heic"
            )
        raise FileRefused(
            _("Loại tệp này không nhận được. Hãy gửi tệp %(types)s.") % {"types": type_names(allowed)},
            "wrong_type",
        )
    if media_type == "application/pdf":
        _check_pdf(content)
    else:
        _check_image(content)
    return media_type


def too_large(size: int, limit: int) -> FileRefused:
    """The refusal of a file of `size` bytes where `limit` are taken."""
    sentence = _("Tệp nặng %(size)s MB, nhiều hơn mức %(limit)s MB. Hãy chụp nhỏ hơn hoặc chia ra nhiều tệp.")
    return FileRefused(sentence % {"size": _megabytes(size), "limit": _megabytes(limit)}, "too_large")


def type_names(allowed: Collection[str]) -> str:
    """The allowed types as a person reads them: "JPEG, PNG, WebP, PDF"."""
    return ", ".join(name for media_type, name in _NAMES.items() if media_type in allowed)


def _megabytes(size: int) -> str:
    return f"{size / MEGABYTE:.1f}".removesuffix(".0").replace(".", ",")


def _detect(content: bytes) -> str:
    """The media type by content, or an empty string."""
    if b"%PDF-" in content[:1024]:
        return "application/pdf"
    try:
        with Image.open(io.BytesIO(content), formats=tuple(_IMAGE_FORMATS)) as image:
            return _IMAGE_FORMATS[image.format or ""]
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels() from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, KeyError):
        pass
    try:
        guess = str(puremagic.from_string(content, mime=True))
    except (puremagic.PureError, ValueError, OSError):
        return ""
    if guess in PHOTO:  # it begins like a picture but cannot be opened as one
        raise FileRefused(_("Ảnh bị hỏng, không mở được. Hãy chụp hoặc chọn lại."), "broken_image")
    return guess


def _too_many_pixels() -> FileRefused:
    return FileRefused(_("Ảnh có quá nhiều điểm ảnh. Hãy gửi ảnh nhỏ hơn 64 triệu điểm ảnh."), "image_too_big")


def _check_image(content: bytes) -> None:
    try:
        with Image.open(io.BytesIO(content), formats=tuple(_IMAGE_FORMATS)) as image:
            width, height = image.size
            if width * height > PIXELS:
                raise _too_many_pixels()
            image.draft("RGB", (width // 8 or 1, height // 8 or 1))  # JPEG: read all of it, at an eighth of the memory
            image.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels() from None
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, MemoryError):
        raise FileRefused(_("Ảnh bị hỏng, không mở được. Hãy chụp hoặc chọn lại."), "broken_image") from None


def _check_pdf(content: bytes) -> None:
    problem = check_pdf(content)
    sentences = {
        "broken_pdf": _("Tệp PDF bị hỏng hoặc thiếu phần cuối. Hãy lưu lại rồi gửi lại."),
        "encrypted_pdf": _("Tệp PDF có đặt mật khẩu. Hãy bỏ mật khẩu rồi gửi lại."),
        "active_pdf": _("Tệp PDF có mã lệnh hoặc tệp khác bên trong. Hãy in ra PDF mới rồi gửi lại."),
    }
    if problem:
        raise FileRefused(sentences[problem], problem)
