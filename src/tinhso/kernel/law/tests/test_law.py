"""References, parameters and rules say what they are, and refuse what does not add up."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tinhso.kernel.law.api import BadParameter, Law, NoValue, examples, parameters, rule, unknown_facts

LAW = Law("123/2015/NĐ-CP", "điều 16", title="Nghị định")


def test_a_law_is_printed_as_jurists_write_it() -> None:
    assert str(LAW) == "Nghị định 123/2015/NĐ-CP, điều 16"
    assert Law.from_json(LAW.to_json()) == LAW
    with pytest.raises(ValueError, match="number"):
        Law(" ")


def test_a_parameter_has_the_value_of_its_day(tmp_path: Path) -> None:
    (tmp_path / "parameters.yaml").write_text(
        "fee:\n  unit: đồng\n  law: {number: 85/2019/TT-BTC}\n  values: {2024-01-01: 100, 2026-07-01: 50}\n"
    )
    fee = parameters(str(tmp_path / "x.py"))["fee"]
    assert [fee.on(date(2025, 5, 1)), fee.on(date(2026, 6, 30)), fee.on(date(2026, 7, 1))] == [100, 100, 50]
    with pytest.raises(NoValue, match="2023-12-31"):
        fee.on(date(2023, 12, 31))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("fee: 5", "mapping"),
        ("fee: {unit: đồng, values: {2024-01-01: 1}}", "illustrative"),
        ("fee: {unit: đồng, illustrative: true, values: {x: 1}}", "by day"),
        ("fee: {illustrative: true, values: {2024-01-01: 1}}", "unit"),
        ("fee: {unit: đ, illustrative: true, value: 1, values: {2024-01-01: 1}}", "unknown keys"),
    ],
)
def test_a_bad_parameter_is_refused_with_its_name(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "parameters.yaml").write_text(text)
    with pytest.raises(BadParameter, match=f"fee.*{says}"):
        parameters(str(tmp_path / "x.py"))


def test_a_rule_asks_by_name_and_gives_its_reason() -> None:
    @rule(LAW, says="Chưa đủ tuổi.")
    def old_enough(age: int, limit: int) -> bool:
        return age >= limit

    assert old_enough.asks == ("age", "limit")
    assert old_enough.code == "old-enough"
    assert old_enough.check({"age": 20, "limit": 18}).ok
    outcome = old_enough.check({"age": 17, "limit": 18, "other": 1})
    assert (outcome.ok, outcome.sentence, outcome.rule.law) == (False, "Chưa đủ tuổi.", LAW)
    assert unknown_facts(old_enough, {"age"}) == {"limit"}
    with pytest.raises(TypeError, match="name each fact"):
        rule(LAW, says="x")(lambda **facts: True)


def test_examples_need_a_name_and_an_outcome(tmp_path: Path) -> None:
    file = tmp_path / "examples.yaml"
    file.write_text("- name: Một\n  today: 2026-08-22\n  outcome: granted\n")
    (example,) = examples(file)
    assert (example.name, example.values["today"], example.values["outcome"]) == ("Một", date(2026, 8, 22), "granted")
    for bad, says in (
        ("- outcome: x", "no name"),
        ("- name: a", "no outcome"),
        ("- {name: a, outcome: b}\n- {name: a, outcome: b}", "two"),
    ):
        file.write_text(bad)
        with pytest.raises(ValueError, match=says):
            list(examples(file))
