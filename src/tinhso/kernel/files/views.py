"""Serving files to those who may see them; everybody else finds nothing."""

from __future__ import annotations

import re
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from tinhso.kernel.access.api import ANONYMOUS, Actor

from .guards import may_see
from .keeping import open_file
from .models import StoredFile
from .pictures import THUMBNAIL, rendition

_SANDBOX = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"
_PDF_VIEWER = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def _seen_by(request: HttpRequest, file_id: UUID) -> tuple[StoredFile, Actor]:
    actor: Actor = getattr(request, "actor", ANONYMOUS)
    file = StoredFile.objects.prefetch_related("links").filter(id=file_id).first()
    if file is None or not may_see(actor, file):
        raise Http404
    return file, actor


@login_not_required  # the guards decide: a public photo may be seen by anyone
@require_safe
def show(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """A file. Photos come upright, without hidden data; `?original=1` gives officials the bytes as sent."""
    file, actor = _seen_by(request, file_id)
    download = "download" in request.GET
    if file.is_image and not ("original" in request.GET and actor.is_official):
        content, media_type = rendition(file)
        name = file.name.rsplit(".", 1)[0] + ".webp"
    else:
        content, media_type, name = open_file(file), file.media_type, file.name
    return serve(request, content, media_type=media_type, name=name, download=download)


@login_not_required
@require_safe
def thumbnail(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """The small picture of a photo."""
    file, _actor = _seen_by(request, file_id)
    if not file.is_image:
        raise Http404
    content, media_type = rendition(file, side=THUMBNAIL)
    return serve(request, content, media_type=media_type, name="thumbnail.webp")


def serve(request: HttpRequest, content: bytes, *, media_type: str, name: str, download: bool = False) -> HttpResponse:
    """An answer with these bytes: never guessed, run, or kept by a shared cache. One byte range is honoured."""
    part, status, extra = _range(request.headers.get("Range", ""), content)
    response = HttpResponse(part, content_type=media_type, status=status, headers=extra)
    response["Accept-Ranges"] = "bytes"
    response["Content-Disposition"] = content_disposition_header(download, name) or "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=0, must-revalidate"
    if media_type != "application/pdf":  # browsers' PDF viewers do not start inside a sandbox
        response["Content-Security-Policy"] = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"
    else:
        response["Content-Security-Policy"] = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'"
        response["X-Frame-Options"] = "SAMEORIGIN"  # shown beside the dossier on the officer's desk
    return response


def _range(asked: str, content: bytes) -> tuple[bytes, int, dict[str, str]]:
    size = len(content)
    match = _RANGE.fullmatch(asked.strip())
    if match is None or match.groups() == ("", ""):
        return content, 200, {}
    first, last = match.groups()
    if first == "":
        start, end = max(0, size - int(last)), size - 1
    else:
        start, end = int(first), min(int(last) if last else size - 1, size - 1)
    if start > end or start >= size:
        return b"", 416, {"Content-Range": f"bytes */{size}"}
    return content[start : end + 1], 206, {"Content-Range": f"bytes {start}-{end}/{size}"}
