"""Errors for machines: application/problem+json as in RFC 9457."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse


def problem(status: int, code: str, title: str, detail: str = "", **more: Any) -> HttpResponse:
    """An error answer with a stable `code` (kebab-case), one sentence for people, and members of one's own."""
    body: dict[str, Any] = {"type": f"/problems/{code}", "title": str(title), "status": status, "code": code}
    if detail:
        body["detail"] = str(detail)
    text = json.dumps({**body, **more}, ensure_ascii=False, default=str)
    return HttpResponse(text, status=status, content_type="application/problem+json")
