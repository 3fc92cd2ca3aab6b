"""What people change about their notices, and what administrators do about messages that did not get through."""

from __future__ import annotations

import hashlib
from datetime import time
from uuid import UUID

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.access.api import either, is_system
from tinhso.kernel.actions.api import Act, Refused, action

from .kinds import CHANNELS, KINDS, PUSH
from .models import OPEN, Delivery, Preferences, PushSubscription, State
from .rights import is_own, looks_after
from .sending import Message, delivery_of, message_id, post
from .webpush import check_keys
from .wishes import differing, reader_of

OWN = _("Việc của chính mình")
MOST_DEVICES = 10


@action("notices.change_preferences", _("Sửa cách nhận thông báo"), allow=is_own, purpose=OWN)
def change_preferences(
    act: Act,
    _subject: None,
    *,
    channels: dict[str, set[str]],
    quiet: bool,
    quiet_from: time,
    quiet_to: time,
) -> Preferences:
    """Say which channels are on for each kind, and when not to be disturbed."""
    if unknown := set(channels) - set(KINDS) | set().union(*channels.values(), ()) - set(CHANNELS):
        raise Refused(_t("Không có loại thông báo hoặc kênh này."), code="unknown", law=None, field=min(unknown))
    kept = differing(channels)
    values = {"quiet": quiet, "quiet_from": quiet_from, "quiet_to": quiet_to}
    row = Preferences.objects.select_for_update().filter(person=_person(act)).first()
    if row is None:
        return act.create(Preferences, person=act.actor.person, channels=kept, **values)
    # What was not asked about now (kinds for work, when somebody acts as a citizen) stays as it was.
    others = {code: on for code, on in row.channels.items() if code not in channels}
    return act.save(row, channels={**others, **kept}, **values)


@action(
    "notices.add_device", _("Bật thông báo trên một máy"), allow=is_own, purpose=OWN,
    secret=("endpoint", "public_key", "secret"),
)  # fmt: skip
def add_device(
    act: Act, _subject: None, *, endpoint: str, public_key: str, secret: str, device: str
) -> PushSubscription:
    """A browser asks to be told. The same browser again, also of another person, takes the place of the former."""
    from .channels.push import known_service

    if len(endpoint) > 1000 or not known_service(endpoint):
        raise Refused(_t("Trình duyệt này dùng dịch vụ đẩy mà tỉnh chưa kết nối."), code="unknown-service")
    try:
        check_keys(public_key, secret)
    except ValueError as error:
        raise Refused(_t("Trình duyệt gửi khóa không đúng."), code="bad-keys") from error
    place = hashlib.sha256(endpoint.encode()).hexdigest()
    values = {"public_key": public_key, "secret": secret, "device": device[:120], "person": act.actor.person}
    row = PushSubscription.objects.select_for_update().filter(endpoint_hash=place).first()
    if row is not None:
        return act.save(row, **values)
    if PushSubscription.objects.filter(person=_person(act)).count() >= MOST_DEVICES:
        raise Refused(_t("Đã bật trên quá nhiều máy. Hãy tắt bớt máy không dùng."), code="too-many-devices")
    return act.create(PushSubscription, endpoint=endpoint, endpoint_hash=place, created_at=act.now, **values)


@action("notices.drop_device", _("Tắt thông báo trên một máy"), allow=either(is_system, is_own), purpose=OWN)
def drop_device(act: Act, device: PushSubscription | None) -> None:
    """The person, or the browser itself, takes a device back."""
    if device is None:
        raise Refused(_t("Máy này không còn nhận thông báo."), code="gone")
    device.delete()


@action("notices.resend", _("Gửi lại tin"), allow=looks_after, purpose=_("Gửi lại tin không đến"))
def resend(act: Act, delivery: Delivery | None) -> Delivery:
    """Send a message again to the person's present address, as a new message; the old one is taken care of."""
    if delivery is None or delivery.person is None or not KINDS[delivery.kind].listed:
        raise Refused(_t("Mã dùng một lần không gửi lại được. Người dân xin mã mới."), code="not-resendable")
    if delivery.state in OPEN or delivery.again.exists():
        raise Refused(_t("Tin này đang được gửi hoặc đã gửi lại rồi."), code="under-way")
    reader = reader_of(delivery.person)
    addresses = [address for address, _which in reader.addresses(delivery.channel)]
    if delivery.channel == PUSH or not addresses:
        raise Refused(_t("Người này không còn địa chỉ trên kênh đó."), code="no-address")
    message = Message(
        delivery.kind, delivery.person, key="", at=act.now, code=delivery.code, facts=delivery.facts,
        link=delivery.link, agency=delivery.agency,
    )  # fmt: skip
    made = delivery_of(message, KINDS[delivery.kind], reader, channel=delivery.channel, address=addresses[0])
    made.id, made.again_of = message_id(str(delivery.pk), "again"), delivery
    post([made])
    if delivery.state == State.FAILED:
        _handled(act, delivery, _t("Đã gửi lại."))
    return made


@action(
    "notices.close_failure",
    _("Kết thúc theo dõi tin không gửi được"),
    allow=looks_after,
    purpose=_("Theo dõi tin không gửi được"),
)
def close_failure(act: Act, delivery: Delivery | None, *, remark: str = "") -> Delivery:
    """An administrator has taken care of a message that did not get through, and says how."""
    if delivery is None or delivery.state != State.FAILED or delivery.handled_at is not None:
        raise Refused(_t("Tin này không cần xử lý nữa."), code="not-failed")
    if not remark.strip():
        raise Refused(_t("Ghi đã xử lý thế nào."), code="remark-needed", field="remark")
    return _handled(act, delivery, remark.strip())


def _person(act: Act) -> UUID:
    """Who acts; `is_own` has seen that somebody does."""
    assert act.actor.person is not None
    return act.actor.person


def _handled(act: Act, delivery: Delivery, remark: str) -> Delivery:
    return act.save(delivery, handled_at=act.now, handled_by=act.actor.name[:150], remark=remark[:300])
