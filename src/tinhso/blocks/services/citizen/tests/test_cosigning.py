"""Somebody else signs too: asked, reads, agrees with a code or declines; what was signed is what is filed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tinhso.blocks.people.api import CodeMessage, actor_for
from tinhso.blocks.services.citizen.tests.test_apply import code_sent, go, visitor
from tinhso.blocks.services.citizen.tests.test_repeating import AN, item, send, with_members
from tinhso.blocks.services.declared.service import SERVICES
from tinhso.blocks.services.dossiers.filing import Request, file_request
from tinhso.blocks.services.dossiers.models import Dossier, Draft
from tinhso.blocks.services.dossiers.signatures import ask_cosigner, cosign, hash_of, take_back, token_of
from tinhso.blocks.services.dossiers.signed import Signature
from tinhso.blocks.services.tests.conftest import COMMUNE, People
from tinhso.kernel.access.api import visible
from tinhso.kernel.actions.api import NotAllowed, Refused
from tinhso.kernel.trail.api import history

__all__ = ["visitor"]
pytestmark = pytest.mark.django_db
LA = {"personal_id": "056090000012", "phone": "0900000001"}


@pytest.fixture
def draft(visitor: Client, joint: str) -> Draft:
    """A request that is complete but for the other signature."""
    made = with_members(visitor, joint)
    send(visitor, made, "members", add="1")
    item(visitor, made, 1, **AN)
    send(visitor, made, "members")
    send(visitor, made, "note", note="Lần một")
    answer = visitor.post(reverse("apply-check", args=[joint, made.pk]), {"delivery": "electronic"})
    assert answer["Location"] == invite_page(made)
    return made


@pytest.fixture
def partner(people: People) -> Client:
    browser = Client()
    browser.force_login(people.accounts["la"])
    return browser


def invite_page(draft: Draft) -> str:
    return reverse("apply-cosign", args=[draft.procedure, draft.pk])


def invite(client: Client, draft: Draft, **data: Any) -> Signature:
    answer = client.post(invite_page(draft), {"role": "partner", **data})
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    return Signature.objects.filter(draft=draft.pk).latest("asked_at")


def agree(client: Client, signature: Signature) -> Any:
    address = reverse("cosign", args=[token_of(signature)])
    assert client.post(address)["Location"] == f"{address}?sign=1"
    return client.post(f"{address}?sign=1", {"code": code_sent(), "text": signature.text_hash}, follow=True)


def file_it(client: Client, draft: Draft) -> Any:
    go(client, reverse("apply-check", args=[draft.procedure, draft.pk]), delivery="electronic")
    return client.post(reverse("apply-sign", args=[draft.procedure, draft.pk]), {"code": code_sent()})


def test_it_counts_as_filed_only_when_the_other_has_signed(
    visitor: Client, partner: Client, draft: Draft, people: People
) -> None:
    signature = invite(visitor, draft, **LA)
    assert "Chờ ký" in visitor.get(invite_page(draft)).content.decode()
    assert signature.role_title in partner.get(reverse("my")).content.decode()
    assert not CodeMessage.objects.filter(address=people.person.phone).exists()  # nothing to sign for the applicant yet
    page = partner.get(reverse("cosign", args=[token_of(signature)])).content.decode()
    assert "Nguyễn Thử An" in page
    assert "Lần một" in page
    assert "Anh/chị đã ký" in agree(partner, signature).content.decode()
    assert "Mọi người đã ký" in visitor.get(invite_page(draft)).content.decode()
    done = file_it(visitor, draft)
    dossier = Dossier.objects.select_related("case").get()
    assert done["Location"] == reverse("my-case-done", args=[dossier.case.code])
    signed = {one.role: one for one in dossier.signatures.all()}
    assert set(signed) == {"applicant", "partner"}
    assert signed["partner"].name == "Trần Văn Lạ"
    assert signed["partner"].text_hash == signed["applicant"].text_hash == hash_of(signed["partner"].text)
    assert ["Ghi chú", "Lần một"] in signed["partner"].text
    assert "Trần Văn Lạ" in visitor.get(reverse("my-case", args=[dossier.case.code])).content.decode()
    assert dossier.case.code in partner.get(reverse("cosign", args=[token_of(signature)])).content.decode()


def test_a_request_changed_after_signing_must_be_signed_again(visitor: Client, partner: Client, draft: Draft) -> None:
    agree(partner, invite(visitor, draft, **LA))
    send(visitor, draft, "note", note="Lần hai")
    assert "phải mời lại" in visitor.get(invite_page(draft)).content.decode()
    answer = visitor.post(reverse("apply-check", args=[draft.procedure, draft.pk]), {"delivery": "electronic"})
    assert answer["Location"] == invite_page(draft)
    second = invite(visitor, draft, **LA)
    assert ["Ghi chú", "Lần hai"] in second.text
    agree(partner, second)
    file_it(visitor, draft)
    assert Dossier.objects.get().signatures.count() == 2


def test_nobody_files_around_the_signature(visitor: Client, people: People, draft: Draft, joint: str) -> None:
    """Straight to the action, as the API would: refused, with and without the draft."""
    for own in (None, draft.pk):
        wanted = Request(
            procedure=joint, applicant=people.person, confirmed=True, draft=own,
            answers={"place": COMMUNE, "together": True, "members": [{"full_name": "Nguyễn Thử An", "studies": False}]},
        )  # fmt: skip
        with pytest.raises(Refused) as refused:
            file_request(people.citizen, None, request=wanted)
        assert refused.value.code == "not-cosigned"
    alone = Request(
        procedure=joint, applicant=people.person, confirmed=True, answers={"place": COMMUNE, "together": False}
    )
    assert file_request(people.citizen, None, request=alone).signatures.count() == 1


def test_declining_is_told_with_its_reason(visitor: Client, partner: Client, draft: Draft) -> None:
    signature = invite(visitor, draft, **LA)
    address = reverse("cosign", args=[token_of(signature)])
    partner.post(address, {"decline": "1", "reason": "Chưa bàn xong"})
    page = visitor.get(invite_page(draft)).content.decode()
    assert "Từ chối ký" in page
    assert "Chưa bàn xong" in page
    late = partner.post(f"{address}?sign=1", {"code": "000000", "text": signature.text_hash})
    assert late.status_code == 422
    signature.refresh_from_db()
    assert signature.state == Signature.State.DECLINED


def test_an_invitation_ends(visitor: Client, partner: Client, people: People, draft: Draft) -> None:
    signature = invite(visitor, draft, **LA)
    assert signature.expires_at - signature.asked_at == timedelta(days=7)
    late = signature.expires_at + timedelta(minutes=1)
    with pytest.raises(Refused) as refused:
        cosign(actor_for(people.accounts["la"]), signature, text_hash=signature.text_hash, now=late)
    assert refused.value.code == "expired"
    assert signature.expired(late) and not signature.open(late)


def test_taken_back_means_the_link_opens_nothing_to_sign(visitor: Client, partner: Client, draft: Draft) -> None:
    signature = invite(visitor, draft, **LA)
    visitor.post(invite_page(draft), {"role": "partner", "take-back": "1"})
    page = partner.get(reverse("cosign", args=[token_of(signature)])).content.decode()
    assert "Đã thu lại lời mời" in page
    assert "Đồng ý, gửi mã" not in page


def test_a_link_is_for_the_one_whose_number_was_named(visitor: Client, people: People, draft: Draft) -> None:
    signature = invite(visitor, draft, **LA)
    address = reverse("cosign", args=[token_of(signature)])
    for username in ("officer", "hoa"):
        other = Client()
        other.force_login(people.accounts[username])
        assert other.get(address).status_code == 404, username
    assert Client().get(address).status_code == 302  # to sign in
    third = Client()
    third.force_login(people.accounts["la"])
    assert third.get(address[:-2] + "x/").status_code == 404


def test_by_link_alone_whoever_gets_it_signs_but_not_who_sent_it(visitor: Client, people: People, draft: Draft) -> None:
    signature = invite(visitor, draft, **{"by-link": "1"})
    link = token_of(signature)
    assert link in visitor.get(invite_page(draft)).content.decode()
    assert visitor.get(reverse("cosign", args=[link])).status_code == 404
    other = Client()
    other.force_login(people.accounts["officer"])
    assert "Anh/chị đã ký" in agree(other, signature).content.decode()
    signature.refresh_from_db()
    assert signature.name == "Lê Thị Mẫu B"


def test_whether_a_number_is_known_is_not_told(visitor: Client, partner: Client, draft: Draft) -> None:
    """A wrong phone or a number nobody has: the same answer, and no name. The link still works for the right person."""
    for wrong in ({**LA, "phone": "0911111111"}, {"personal_id": "056090000029", "phone": "0911111111"}):
        signature = invite(visitor, draft, **wrong)
        assert signature.person is None
        assert "Trần Văn Lạ" not in visitor.get(invite_page(draft)).content.decode()
    named = invite(visitor, draft, **LA)
    assert "Trần Văn Lạ" not in visitor.get(invite_page(draft)).content.decode()
    wrong_phone = invite(visitor, draft, **{**LA, "phone": "0911111111"})
    assert wrong_phone.pk != named.pk
    agree(partner, wrong_phone)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"personal_id": "123", "phone": "0900000001"}, "12 chữ số"),
        ({"personal_id": "056090000012", "phone": ""}, "số điện thoại của người cùng ký"),
        ({"personal_id": "056195000011", "phone": "0900000000"}, "phải là người khác"),
    ],
)
def test_mistakes_are_said_and_what_was_typed_stays(
    visitor: Client, draft: Draft, data: dict[str, str], sentence: str
) -> None:
    answer = visitor.post(invite_page(draft), {"role": "partner", **data})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in text
    assert f'value="{data["personal_id"]}"' in text


def test_signatures_are_kept_by_the_trail_and_strangers_may_do_nothing(
    visitor: Client, people: People, draft: Draft
) -> None:
    signature = invite(visitor, draft, **LA)
    assert history(signature)
    officer = actor_for(people.accounts["officer"])
    assert not visible(officer, Signature).exists()
    assert visible(people.stranger, Signature).get() == signature
    for do in (cosign, take_back):
        with pytest.raises(NotAllowed):
            do(officer, signature, **({"text_hash": signature.text_hash} if do is cosign else {}))
    with pytest.raises(Refused):
        cosign(people.stranger, signature, text_hash="0" * 64)
    with pytest.raises(Refused):
        ask_cosigner(
            people.stranger, None, draft=draft, cosigner=SERVICES[draft.procedure].cosigners[0], text=signature.text
        )
    assert timezone.now() < signature.expires_at
