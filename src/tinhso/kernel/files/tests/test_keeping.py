import io
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.test import RequestFactory
from PIL import Image

from tinhso.kernel.access.api import ANONYMOUS, Actor
from tinhso.kernel.files import guards
from tinhso.kernel.files.api import (
    FileLink,
    FileRefused,
    StoredFile,
    files_of,
    guard,
    link,
    open_file,
    store,
    unlink,
    url,
)
from tinhso.kernel.files.views import show, thumbnail

from .samples import pdf, photo

SENDER = Actor(name="Người gửi", account=uuid4(), level=1)
OFFICIAL = Actor(name="Cán bộ", account=uuid4(), agency="H32.01", roles=frozenset({"counter_officer"}), level=2)


@pytest.fixture(autouse=True)
def _folder(db: None, settings: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.FILES_FOLDER = tmp_path  # type: ignore[attr-defined]
    monkeypatch.setattr(guards, "_guards", {})


def get(file: StoredFile, actor: Actor, query: str = "", view: object = show, **headers: str):  # type: ignore[no-untyped-def]
    request = RequestFactory().get("/" + query, headers=headers)
    request.actor = actor  # type: ignore[attr-defined]
    return view(request, file.id)  # type: ignore[operator]


def test_believes_the_content_not_the_sender() -> None:
    upload = SimpleUploadedFile("../../giấy chứng sinh.exe", photo("PNG"), content_type="application/x-msdownload")
    file = store(upload, actor=SENDER)
    assert (file.name, file.media_type) == ("giấy chứng sinh.png", "image/png")
    assert open_file(file) == photo("PNG")
    assert file.uploaded_by == SENDER.account


def test_a_large_upload_is_refused_unread() -> None:
    upload = SimpleUploadedFile("a.pdf", bytes(2000))
    with pytest.raises(FileRefused):
        store(upload, actor=SENDER, limit=1000)
    assert upload.tell() == 0
    assert not StoredFile.objects.exists()


def test_belongs_to_something() -> None:
    file, other = store(pdf(), name="tờ khai", actor=SENDER), store(photo(), name="ảnh", actor=SENDER)
    link(file, other, "attachment")
    link(file, other, "attachment")
    assert list(files_of(other)) == [file]
    assert list(files_of(other, "result")) == []
    unlink(file, other, "attachment")
    assert not files_of(other).exists()


def test_strangers_find_nothing_until_a_guard_says_yes() -> None:
    file = store(photo(), name="ảnh", actor=SENDER)
    assert get(file, SENDER).status_code == 200
    for actor in (OFFICIAL, ANONYMOUS):
        with pytest.raises(Http404):
            get(file, actor)
    link(file, file)

    @guard("files.storedfile")
    def officials(actor: Actor, link: FileLink) -> bool:
        return actor.is_official

    assert get(file, OFFICIAL).status_code == 200
    with pytest.raises(Http404):
        get(file, ANONYMOUS)
    with pytest.raises(ValueError, match="two guards"):
        guard("files.storedfile")(lambda actor, link: True)


def test_a_shown_photo_is_upright_and_tells_no_place() -> None:
    original = photo(exif=True)
    file = store(original, name="ảnh", actor=OFFICIAL)
    shown = Image.open(io.BytesIO(get(file, OFFICIAL).content))
    assert shown.size == (40, 60)
    assert not shown.getexif()
    assert shown.convert("RGB").getpixel((20, 5))[0] > 200  # red is on top once it is turned
    assert get(file, OFFICIAL, "?original=1").content == original
    small = get(store(photo(size=(2000, 1000)), name="x", actor=SENDER), SENDER, view=thumbnail)
    assert Image.open(io.BytesIO(small.content)).size == (320, 160)


def test_only_officials_get_the_original_photo() -> None:
    file = store(photo(exif=True), name="ảnh", actor=SENDER)
    assert get(file, SENDER, "?original=1")["Content-Type"] == "image/webp"


def test_served_so_that_it_cannot_run() -> None:
    file = store(pdf(), name='kết "quả"', actor=SENDER)
    response = get(file, SENDER, "?download=1")
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''k%E1%BA%BFt")
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "private" in response["Cache-Control"]
    assert "sandbox" in get(store(photo(), actor=SENDER), SENDER)["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-3", 206, slice(0, 4)),
        ("bytes=5-", 206, slice(5, None)),
        ("bytes=-4", 206, slice(-4, None)),
        ("bytes=999999-", 416, slice(0, 0)),
        ("bytes=0-1,4-5", 200, slice(None)),
        ("lines=1-2", 200, slice(None)),
    ],
)
def test_ranges(asked: str, status: int, part: slice) -> None:
    content = pdf()
    response = get(store(content, actor=SENDER), SENDER, Range=asked)
    assert response.status_code == status
    assert response.content == content[part]


def test_address() -> None:
    file = store(photo(), actor=SENDER)
    assert url(file) == f"/files/{file.id}/"
    assert url(file, thumbnail=True).endswith("/thumbnail/")
