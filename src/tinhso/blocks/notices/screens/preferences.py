"""How one wants to be told: channels by kind, quiet hours, and the browsers that show notices."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tinhso.kernel.access.api import visible
from tinhso.kernel.actions.api import Refused
from tinhso.web.api import actor_of

from ..actions import add_device, change_preferences, drop_device
from ..channels import ready
from ..kinds import CHANNELS, EMAIL, INBOX, OUTSIDE, PUSH, SMS, Kind, listed
from ..models import Preferences, PushSubscription
from ..webpush import server_public_key
from ..wishes import Reader, quiet_of, reader_of


class QuietForm(forms.Form):
    """Quiet hours; what people do not want at night."""

    quiet = forms.BooleanField(label=_("Không gửi tin trong giờ nghỉ"), required=False)
    quiet_from = forms.TimeField(label=_("Nghỉ từ"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    quiet_to = forms.TimeField(label=_("Đến"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))


def _reader(request: HttpRequest) -> Reader:
    person = actor_of(request).person
    if person is None:
        raise Http404
    return reader_of(person)


def _name(kind: Kind) -> str:
    return f"on:{kind.code}"


def _kinds(request: HttpRequest) -> list[Kind]:
    return listed(official=actor_of(request).is_official)


def _kind_lines(kinds: list[Kind], reader: Reader, sent: Any) -> list[dict[str, Any]]:
    """One line a kind: its channels as boxes, on as wished (or as just sent)."""
    lines = []
    for kind in kinds:
        on = set(sent.getlist(_name(kind))) if sent is not None else reader.channels(kind)
        boxes = [
            {
                "channel": channel,
                "title": title,
                "on": channel in on or (channel == INBOX and kind.obligatory),
                "fixed": channel == INBOX and kind.obligatory,
            }
            for channel, title in CHANNELS.items()
        ]
        lines.append({"kind": kind, "name": _name(kind), "boxes": boxes})
    return lines


def _ways(reader: Reader) -> list[dict[str, Any]]:
    """What each channel outside needs before anything comes."""
    missing = {
        SMS: "" if reader.phone else _t("Chưa có số điện thoại. Hãy thêm ở mục Liên hệ."),
        EMAIL: "" if reader.email else _t("Chưa có thư điện tử. Hãy thêm ở mục Liên hệ."),
        PUSH: "" if reader.devices else _t("Chưa bật trên máy nào."),
    }
    return [
        {"title": CHANNELS[channel], "problem": missing[channel] if ready(channel) else _t("Tỉnh chưa mở kênh này.")}
        for channel in OUTSIDE
    ]


@never_cache
def preferences(request: HttpRequest) -> HttpResponse:
    """Show and save. Everything is one form, saved with one press."""
    reader = _reader(request)
    sent = request.POST if request.method == "POST" else None
    wish = visible(actor_of(request), Preferences).first()
    hours = quiet_of(wish) or quiet_of(None)
    assert hours is not None
    known = {"quiet": wish is None or wish.quiet, "quiet_from": hours.begin, "quiet_to": hours.end}
    if wish is not None:
        known.update(quiet_from=wish.quiet_from, quiet_to=wish.quiet_to)
    form = QuietForm(sent, initial=known)
    if sent is not None and form.is_valid():
        channels = {kind.code: set(sent.getlist(_name(kind))) & set(CHANNELS) for kind in _kinds(request)}
        try:
            change_preferences(actor_of(request), None, channels=channels, **form.cleaned_data)
        except Refused as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, _t("Đã lưu cách nhận thông báo."))
            return redirect("my-notice-preferences")
    context = {
        "form": form, "lines": _kind_lines(_kinds(request), reader, sent), "ways": _ways(reader), "devices": reader.devices,
    }  # fmt: skip
    return render(request, "notices/preferences.html", context, status=422 if form.errors else 200)


@never_cache
@require_GET
def push_key(request: HttpRequest) -> JsonResponse:
    """What the browser needs to subscribe."""
    return JsonResponse({"key": server_public_key()})


@require_POST
def subscribe(request: HttpRequest) -> JsonResponse:
    """The browser's subscription, as `PushSubscription.toJSON()` gives it."""
    try:
        said = json.loads(request.body)
        values = {"endpoint": said["endpoint"], "public_key": said["keys"]["p256dh"], "secret": said["keys"]["auth"]}
        if not all(isinstance(value, str) for value in values.values()):
            raise TypeError
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"detail": _t("Trình duyệt gửi khóa không đúng.")}, status=400)
    try:
        add_device(actor_of(request), None, device=_device(request), **values)
    except Refused as no:
        return JsonResponse({"detail": str(no)}, status=no.status)
    return JsonResponse({"ok": True})


def _device(request: HttpRequest) -> str:
    """A name the owner recognises, from what the browser says of itself."""
    agent = request.headers.get("User-Agent", "")
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return " · ".join(part for part in (browser, system) if part) or _t("Trình duyệt không rõ")


BROWSERS = [("Edg/", "Edge"), ("SamsungBrowser", "Samsung Internet"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")]  # fmt: skip
SYSTEMS = [("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "Mac"), ("Linux", "Linux")]  # fmt: skip


@require_POST
def unsubscribe(request: HttpRequest, which: UUID) -> HttpResponse:
    """Turn one browser off."""
    device = get_object_or_404(visible(actor_of(request), PushSubscription), pk=which)
    drop_device(actor_of(request), device)
    messages.success(request, _t("Đã tắt thông báo trên máy đó."))
    return redirect("my-notice-preferences")
