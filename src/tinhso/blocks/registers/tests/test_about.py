"""A declaration that does not add up stops start-up, with one sentence that names the class and what is wrong."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps.registry import Apps
from django.db import models

from tinhso.blocks.registers import fields
from tinhso.blocks.registers.about import REGISTERS, discover, read
from tinhso.blocks.registers.api import NotSound, Register
from tinhso.kernel.law.api import Law

LAW = Law("31/2018/QH14", "điều 64")


def declared(about: dict[str, Any], **own: Any) -> type[Register]:
    """A register of its own world of models, so that nobody else meets it."""
    words = {"name": "boats", "title": "Sổ tàu cá", "law": LAW, "keeper": "Sở", "columns": ["plate"], **about}
    body = {
        "__module__": __name__,
        "About": type("About", (), {word: value for word, value in words.items() if value is not None}),
        "Meta": type("Meta", (), {"app_label": "registers", "apps": Apps()}),
        "plate": fields.Text("Biển số"),
        "owner": fields.Text("Chủ tàu", personal=True),
        "remarks": fields.LongText("Ghi chú"),
        "hull": fields.Place("Vùng neo đậu", optional=True),
        **own,
    }
    return type(Register)("Boat", (Register,), body)


def test_a_sound_declaration_is_read_as_it_stands() -> None:
    about = read(declared({"filters": ["plate"], "exchanged": ["plate"], "published": ["plate"]}))
    assert about.fields == ("plate", "owner", "remarks", "hull")
    assert about.places == ("hull",)
    assert (about.personal("owner"), about.personal("plate"), about.label("owner")) == (True, False, "Chủ tàu")


@pytest.mark.parametrize(
    ("about", "own", "sentence"),
    [
        ({"law": None}, {}, "does not say its law"),
        ({"keeper": ""}, {}, "does not say its keeper"),
        ({"columns": []}, {}, "does not say its columns"),
        ({"law": "Luật Thủy sản"}, {}, "names its law as text"),
        ({"columms": ["plate"]}, {}, "has unknown words: columms"),
        ({"columns": ["plaet"]}, {}, r"About.columns names no field of it: plaet"),
        ({"filters": ["colour"]}, {}, r"About.filters names no field of it: colour"),
        ({"filters": ["remarks"]}, {}, "filters names remarks, which nobody can choose from"),
        ({"search": "plate"}, {}, "About.search names no field of it: p, l, a, t, e"),
        ({"holder": ["owner"]}, {}, "holder names owner, which is neither a person nor an organisation"),
        ({"published": ["owner"]}, {}, "publishes owner, which is personal or free text"),
        ({"published": ["remarks"]}, {}, "publishes remarks, which is personal or free text"),
        ({}, {"plate": fields.Text()}, "plate has no label"),
        ({}, {"cause": fields.Text("Lý do")}, "fields with names that actions use: cause"),
    ],
)
def test_one_sentence_says_what_does_not_add_up(about: dict[str, Any], own: dict[str, Any], sentence: str) -> None:
    with pytest.raises(NotSound, match=sentence) as wrong:
        read(declared(about, **own))
    assert "Boat" in str(wrong.value) and "\n" not in str(wrong.value)


def test_two_registers_of_one_name_do_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = declared({"name": sorted(REGISTERS)[0]})
    monkeypatch.setattr("tinhso.blocks.registers.about.apps.get_models", lambda: [taken])
    with pytest.raises(NotSound, match=f"Two registers are called {sorted(REGISTERS)[0]}"):
        discover()


@pytest.mark.parametrize(
    ("field", "plain"),
    [
        (fields.Text("Tên", hint="Ghi đủ"), models.CharField),
        (fields.LongText("Nội dung"), models.TextField),
        (fields.Code("Mã", pattern=r"\d+"), models.CharField),
        (fields.Day("Ngày"), models.DateField),
        (fields.Whole("Số hộ", unit="hộ"), models.BigIntegerField),
        (fields.Money("Vốn"), models.BigIntegerField),
        (fields.Decimal("Tỷ lệ"), models.DecimalField),
        (fields.Area("Diện tích"), models.FloatField),
        (fields.Choice("Loại", [("a", "A")]), models.CharField),
        (fields.YesNo("Có"), models.BooleanField),
        (fields.Person("Người"), models.ForeignKey),
        (fields.Organisation("Tổ chức"), models.ForeignKey),
        (fields.Commune("Xã"), models.ForeignKey),
        (fields.Agency("Cơ quan"), models.CharField),
        (fields.Paper("Giấy tờ"), models.UUIDField),
        (fields.Place("Nơi"), models.JSONField),
    ],
)
def test_words_make_no_migration(field: Any, plain: type[models.Field[Any, Any]]) -> None:
    _name, path, _arguments, options = field.deconstruct()
    assert path == f"django.db.models.{plain.__name__}"
    assert not {"verbose_name", "help_text", "choices", "validators", "personal", "optional", "law", "unit"} & set(
        options
    )
