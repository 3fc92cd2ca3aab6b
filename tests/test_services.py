"""What must be true of every service that anybody ever declares, and of the forms that the catalogue makes by itself."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from tests.province import reference  # noqa: F401 - fixture
from tinhso.blocks.services.api import SERVICES, Service, ask, questions_of, version_on
from tinhso.blocks.services.declared.schema import papers_of, schema_of
from tinhso.kernel.clock.api import today
from tinhso.kernel.law.api import Law

pytestmark = pytest.mark.django_db


@pytest.fixture(params=sorted(SERVICES))
def service(request: pytest.FixtureRequest) -> Service:
    return SERVICES[request.param]


def answers_for(questions: dict[str, ask.Ask]) -> dict[str, Any]:
    """Some answer to every question, whether it would be asked or not."""
    values: dict[str, Any] = {}
    for name, question in questions.items():
        match question:
            case ask.GroupAsk():
                values[name] = [answers_for(dict(question.questions))] * max(question.least, 1)
            case ask.ChoiceAsk():
                values[name] = question.choices[0][0]
            case ask.YesNoAsk():
                values[name] = False
            case ask.WholeAsk():
                values[name] = question.least
            case ask.FileAsk():
                continue
            case _:
                values[name] = {"name": "Nguyễn Thử An", "personal_id": "056195000011", "commune": "22366"}.get(
                    question.kind, "2020-01-01" if question.kind in ("day", "birth_date") else "Mẫu"
                )
    return values


def test_its_schema_is_sound_and_names_every_question(service: Service) -> None:
    schema = schema_of(service.asks)
    jsonschema.Draft202012Validator.check_schema(schema)
    files = {paper["question"] for paper in papers_of(service.asks)}
    assert set(schema["properties"]) | files == set(service.asks)


def test_no_answer_changes_what_an_unasked_question_gives(service: Service) -> None:
    """Whatever is answered: what its conditions hide is not among what a dossier takes."""
    full = answers_for(service.asks)
    wanted = ask.asked(service.asks, full)
    for name, question in service.asks.items():
        earlier = {key: full.get(key) for key in wanted}
        if name not in wanted:
            assert question.when is not None and not question.when(earlier), name


def test_the_questions_before_the_form_name_their_law_and_lead_to_real_procedures(
    service: Service, reference: None
) -> None:
    for way in service.may_file.rules if service.may_file else ():
        assert isinstance(way.rule.law, Law)
        assert str(way.rule.says).strip()
        assert not way.to or version_on(way.to, today()) is not None
        assert way.to != service.code
    for name in set(service.may_file.questions if service.may_file else ()) & set(service.asks):
        before, form = service.may_file.questions[name], service.asks[name]  # type: ignore[union-attr]
        assert type(before) is type(form), f"{name} means one thing before the form and another in it"


def test_whoever_signs_too_is_asked_by_law_or_it_says_illustrative(service: Service) -> None:
    assert all(one.law is not None or one.illustrative for one in service.cosigners)


def test_the_form_of_any_procedure_has_a_sound_schema(reference: None) -> None:
    version = version_on("2.000635", today())
    assert version is not None
    questions = questions_of(version)
    schema = schema_of(questions)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert jsonschema.Draft202012Validator(schema).is_valid(answers_for(questions))
