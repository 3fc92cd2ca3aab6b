"""The life of one dossier, from filing to the result, as its people live it. Each step is a real action at its own time."""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime, timedelta
from typing import Any

from tinhso.blocks.cases.api import (
    Case,
    Channel,
    answer_consultation,
    answer_supplement,
    ask_supplement,
    consult,
    decide,
    draft_apology,
    forward,
    hand_over,
    propose,
    send_back,
    take,
    withdraw,
)
from tinhso.blocks.payments.api import charge_of, pay_at_counter, record_payment
from tinhso.blocks.services.api import Attached, Dossier, DossierPaper, Request, file_request, receive, refuse_reception
from tinhso.kernel.access.api import Actor, system_actor
from tinhso.kernel.outbox.api import run_readers

from .engine import Engine, Life, fresh
from .matters import PLANTING, hours
from .papers import Samples
from .plans import Plan
from .population import World

BANK = system_actor("Ngân hàng mẫu", via="demo")
Part = Generator[datetime, None, Any]
MISSING = (
    ("Bản chụp mờ, không đọc được số.", "Chụp lại rõ cả trang, đủ sáng."),
    ("Thiếu chữ ký ở trang cuối.", "Ký, ghi rõ họ tên rồi chụp lại."),
    ("Thiếu trang 2.", "Gửi đủ các trang."),
    ("Địa chỉ khác với nơi cư trú.", "Gửi giấy tờ có địa chỉ đúng hoặc ghi rõ lý do."),
)
QUESTIONS = {
    "so-tu-phap": "Đề nghị cho biết thông tin hộ tịch của người nộp có thay đổi không.",
    "so-nong-nghiep-va-moi-truong": "Đề nghị cho ý kiến về hiện trạng thửa đất nêu trong hồ sơ.",
    "so-tai-chinh": "Đề nghị cho ý kiến về nghĩa vụ tài chính của người nộp.",
}


class Lives:
    """What lives have in common: the people, the engine, sample papers."""

    def __init__(self, world: World, engine: Engine, samples: Samples) -> None:
        self.world, self.engine, self.samples = world, engine, samples

    def life(self, plan: Plan) -> Life:
        """One dossier; ends where it is closed, or where the plan says `stop`.

        What comes next follows from the plan and its chances alone, never from what the database holds, so that a run
        that was killed comes the same way again.
        """
        yield plan.at
        case, at = self.file(plan), plan.at
        online = plan.channel == Channel.ONLINE
        if online and plan.matter.fee:
            if plan.stop == "payment":
                return
            at += timedelta(minutes=plan.random.randint(2, 300))
            yield at
            case = self.pay(plan, case, at)
        if not plan.matter.at_once or (online and plan.matter.fee):
            if plan.stop == "reception":
                return
            case, at, on = yield from self.receive(plan, case, at)
            if not on:
                return
        if plan.stop == "fresh":
            return
        case, at, on = yield from self.examine(plan, case, at)
        if not on or plan.stop == "signing":
            return
        at = yield from self.sign(plan, case, at)
        if plan.stop != "return":
            yield from self.give(plan, case, at)

    # Filing

    def file(self, plan: Plan) -> Case:
        online = plan.channel == Channel.ONLINE
        citizen = self.world.actor(plan.person)
        actor = citizen if online else self.counter(plan)
        request = Request(
            procedure=plan.matter.code,
            applicant=plan.person,
            answers=plan.answers,
            attached=self.attached(plan, actor, online=online),
            delivery=plan.delivery,
            channel=plan.channel,
            device=plan.device,
            confirmed=online,
            not_asked=plan.random.choice((3, 4, 5, 6)) if online else 0,
            received_by="" if online else actor.agency or "",
        )
        dossier: Dossier = self.do(plan, "file", file_request, actor, None, at=plan.at, request=request)
        return fresh(dossier.case)

    def attached(self, plan: Plan, actor: Actor, *, online: bool) -> tuple[Attached, ...]:
        names = plan.matter.papers
        if not online:
            return tuple(
                Attached(question=name, source=DossierPaper.Source.PAPER, kind=DossierPaper.Kind.COPY) for name in names
            )
        return tuple(
            Attached(question=name, file=self.samples.file(actor, number, plan.at), pages=1)
            for number, name in enumerate(names)
        )

    def counter(self, plan: Plan) -> Actor:
        """The counter that the person walks to: of their commune, or of the province."""
        place = plan.answers.get("place")
        return self.one(plan, f"ttpvhcc-{place}" if place else "ttpvhcc-tinh", "counter_officer")

    def one(self, plan: Plan, agency: str, role: str, *, turn: int | None = None) -> Actor:
        """One of those with the role: by chance, or in turn."""
        found = self.world.officials(agency, role)
        if not found:
            raise LookupError(f"The demo province has nobody with the role {role} at {agency}.")
        return plan.random.choice(found) if turn is None else found[turn % len(found)]

    def do(self, plan: Plan, step: str, action: Any, actor: Actor, subject: Any, *, at: datetime, **inputs: Any) -> Any:
        return self.engine.do(
            f"{plan.key}:{step}", action, actor, subject, at=at, papers_from=plan.papers_from, **inputs
        )

    def pay(self, plan: Plan, case: Case, at: datetime) -> Case:
        """The bank tells of the transfer, as it would; the reader that waits for it is let go on."""
        due = charge_of(case)
        if due is None:
            return case
        self.do(
            plan, "pay", record_payment, BANK, None, at=at, bank_reference=f"MAU-{case.code}", amount=due.amount,
            text=f"{due.reference} nop phi", paid_at=at, payer_name=plan.person.full_name,
        )  # fmt: skip
        run_readers(names=["services"])
        return fresh(case)

    # Reception

    def receive(self, plan: Plan, case: Case, at: datetime) -> Part:
        wait = plan.random.uniform(0.2, 3.0) if plan.channel == Channel.ONLINE and not plan.stop else 0.05
        at = self.engine.later(at, wait)
        yield at
        counter = self.one(plan, case.received_by, "counter_officer")
        due = charge_of(case)
        if due is not None and due.status == "open":
            self.do(plan, "till", pay_at_counter, counter, due, at=at)
        if not plan.stop and plan.random.random() < 0.025:
            reason = "Hồ sơ không thuộc thẩm quyền của phường, xã. Mời anh/chị nộp tại cơ quan nêu trong hướng dẫn."
            return self.do(plan, "no", refuse_reception, counter, case, at=at, reason=reason), at, False
        case = self.do(plan, "hold", take, counter, case, at=at)
        self.do(plan, "receive", receive, counter, case, at=at)
        return fresh(case), at, True

    # Work

    def examine(self, plan: Plan, case: Case, at: datetime) -> Part:
        random, limit = plan.random, hours(plan.matter.limit)
        officer = self.one(plan, case.agency, "handling_officer", turn=plan.options.get("turn"))
        at = self.engine.later(at, 0.1 if plan.stop else min(random.uniform(0.3, 4), limit * 0.2))
        yield at
        case = self.do(plan, "take", take, officer, case, at=at)
        if plan.stop in ("work", "late"):
            return case, at, False
        if plan.stop == "apology":
            yield from self.apologise(plan, case, officer, at)
            return case, at, False
        if plan.stop in ("supplement", "supplemented") or (not plan.stop and random.random() < 0.09):
            case, at, answered = yield from self.supplement(plan, case, officer, at)
            if plan.stop or not answered:
                return case, at, False
        elif not plan.stop and random.random() < 0.015:
            at = self.engine.later(at, 1)
            yield at
            reason = "Tôi muốn sửa lại giấy tờ rồi nộp sau."
            return (
                self.do(plan, "withdraw", withdraw, self.world.actor(plan.person), case, at=at, reason=reason),
                at,
                False,
            )
        if plan.stop == "asked" or (not plan.stop and random.random() < 0.06):
            at = yield from self.ask_others(plan, case, officer, at)
            if plan.stop:
                return case, at, False
        at = self.engine.later(at, 0.2 if plan.stop else max(limit * plan.pace - 3, 0.3))
        yield at
        return (yield from self.propose(plan, case, officer, at))

    def supplement(self, plan: Plan, case: Case, officer: Actor, at: datetime) -> Part:
        problem, wanted = plan.random.choice(MISSING)
        at = self.engine.later(at, 0.2)
        yield at
        items = [{"paper": "Giấy tờ kèm theo", "problem": problem, "wanted": wanted}]
        self.do(
            plan, "missing", ask_supplement, officer, case, at=at, items=items, reason="Giấy tờ chưa đủ để giải quyết."
        )
        case = fresh(case)
        if plan.stop == "supplement" or (not plan.stop and plan.random.random() < 0.15):
            return case, at, False  # nobody answers
        at += timedelta(hours=3 if plan.stop else plan.random.uniform(2, 90))
        yield at
        case = self.do(plan, "supplemented", answer_supplement, self.world.actor(plan.person), case, at=at)
        return case, self.engine.office.next_working_moment(at), True

    def ask_others(self, plan: Plan, case: Case, officer: Actor, at: datetime) -> Part:
        at = self.engine.later(at, 0.2)
        yield at
        agency = plan.options.get("ask") or plan.random.choice([code for code in QUESTIONS if code != case.agency])
        asked = self.do(
            plan, "ask", consult, officer, case, at=at, agency=agency, question=QUESTIONS.get(agency, "Đề nghị cho ý kiến."),
            due_at=self.engine.later(at, 16),
        )  # fmt: skip
        if plan.stop == "asked":
            return at
        at = self.engine.later(at, plan.random.uniform(2, 18))
        yield at
        colleague = self.one(plan, agency, "handling_officer")
        agreed = plan.random.random() < 0.8
        self.do(
            plan, "answer", answer_consultation, colleague, asked, at=at, answer="agreed" if agreed else "agreed_if",
            text="" if agreed else "Đồng ý nếu người nộp giữ đúng hiện trạng đã khai.",
        )  # fmt: skip
        return at

    def propose(self, plan: Plan, case: Case, officer: Actor, at: datetime) -> Part:
        if plan.matter.code == PLANTING:
            self.do(plan, "forward", forward, officer, case, at=at, note="Hồ sơ đủ, chuyển kiểm tra thực tế.")
            at = self.engine.later(at, 0.5 if plan.stop else plan.random.uniform(6, 30))
            yield at
            case = self.do(plan, "inspector", take, officer, fresh(case), at=at)
        outcome = "grant" if plan.stop else plan.random.choices(("grant", "refuse", "stop"), (955, 30, 15))[0]
        reason = {
            "grant": "Hồ sơ đủ điều kiện giải quyết.",
            "refuse": "Hồ sơ chưa đáp ứng điều kiện; người nộp đã được giải thích.",
            "stop": "Người nộp đề nghị dừng giải quyết để chuẩn bị lại hồ sơ.",
        }[outcome]
        self.do(plan, "propose", propose, officer, case, at=at, outcome=outcome, reason=reason)
        plan.options.update(officer=officer, outcome=outcome)
        return fresh(case), at, True

    # Signing and return

    def sign(self, plan: Plan, case: Case, at: datetime) -> Part:
        leader = self.one(plan, case.agency, "leader")
        at = self.engine.later(at, 0.1 if plan.stop else plan.random.uniform(0.3, 5))
        yield at
        if not plan.stop and plan.random.random() < 0.02:
            self.do(plan, "back", send_back, leader, case, at=at, remark="Bổ sung căn cứ vào dự thảo rồi trình lại.")
            at = self.engine.later(at, 1)
            yield at
            officer = plan.options["officer"]
            plan.options["outcome"] = "grant"
            self.do(plan, "again", propose, officer, fresh(case), at=at, outcome="grant", reason="Đã bổ sung căn cứ.")
            at = self.engine.later(at, 0.5)
            yield at
        self.do(plan, "decide", decide, leader, fresh(case), at=at)
        return at

    def apologise(self, plan: Plan, case: Case, officer: Actor, at: datetime) -> Part:
        """Late, with a letter of apology drafted and not yet signed."""
        at = self.engine.back(0, 8, 5)
        yield at
        self.do(
            plan, "sorry", draft_apology, officer, fresh(case), at=at, reason="Chờ xác minh lâu hơn dự kiến.",
            new_due_at=self.engine.later(at, 40),
        )  # fmt: skip

    def give(self, plan: Plan, case: Case, at: datetime) -> Part:
        """A result on paper is fetched some days later; an electronic one is delivered by the readers at once."""
        if plan.delivery == "electronic" or plan.options["outcome"] == "stop":
            return
        at = self.engine.later(at, plan.random.uniform(1, 30))
        yield at
        counter = self.one(plan, case.received_by, "counter_officer")
        self.do(plan, "hand", hand_over, counter, fresh(case), at=at, how=plan.delivery)
