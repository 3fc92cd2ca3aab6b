"""The door for the SMS gateway's reports."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from ..reports import BadReport, read_report, take_report


@csrf_exempt
@login_not_required
@require_POST
def sms_report(request: HttpRequest) -> JsonResponse:
    """A message arrived, or did not. Answers 200 also for a report that came before, so that it stops repeating."""
    try:
        report = read_report(request.body, request.headers.get("X-Signature", ""))
    except BadReport as problem:
        return JsonResponse({"accepted": False, "problem": str(problem)}, status=400)
    known = take_report(report)
    return JsonResponse({"accepted": known}, status=200 if known else 404)
