"""People find procedures in their own words."""

from __future__ import annotations

import pytest

from tinhso.blocks.services.catalogue import queries, words
from tinhso.blocks.services.catalogue.guess import one_slip
from tinhso.blocks.services.catalogue.models import Procedure
from tinhso.blocks.services.catalogue.queries import Facets

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]


def first(q: str) -> str:
    found = queries.search(q)
    return found.items[0].code if found.items else ""


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("khai sinh", "1.001193"),
        ("đăng ký khai sinh", "1.001193"),
        ("xin giay khai sinh cho con", "1.001193"),
        ("khai sin", "1.001193"),
        ("khia sinh", "1.001193"),
        ("khaisinh", "1.001193"),
        ("KẾT HÔN", "1.000894"),
        ("độc thân", "1.004873"),
        ("sổ đỏ", "1.013978"),
        ("mở quán", "1.001612"),
        ("hộ kinh doanh", "1.001612"),
        ("bang lai", "3.000348"),
        ("ly lich tu phap", "3.000333"),
        ("sao y", "2.000815"),
        ("mã vùng trồng", "1.014776"),
        ("cccd", "1.014061"),
        ("1.001193", "1.001193"),
        ("1.001193.000.00.00.H32", "1.001193"),
    ],
)
def test_everyday_words_find_the_procedure_first(typed: str, code: str) -> None:
    assert first(typed) == code


def test_a_guess_is_said_to_be_one() -> None:
    found = queries.search("khia sinh")
    assert (found.corrected, found.words) == (True, "khai sinh")
    assert not queries.search("khai sinh").corrected


def test_nonsense_finds_nothing() -> None:
    found = queries.search("qwxyz")
    assert (found.total, found.items, found.pages) == (0, [], 1)


def test_everyday_words_do_not_drag_in_their_bare_letters() -> None:
    titles = [version.title.lower() for version in queries.search("sổ đỏ", size=100).items]
    assert all("đất" in title for title in titles[:10])


def test_counts_are_exact_for_every_value() -> None:
    chosen = Facets(who="citizen", level="xa")
    found = queries.search("hộ tịch", chosen)
    for name, values in found.counts.items():
        for value, count in values.items():
            other = queries.search("hộ tịch", Facets(**{**vars(chosen), name: value}))
            assert other.total == count, (name, value)


def test_pages_follow_each_other_without_gaps() -> None:
    whole = [version.code for version in queries.search("", size=100).items]
    parts = [version.code for page in (1, 2, 3, 4) for version in queries.search("", page=page, size=25).items]
    assert parts == whole
    assert queries.search("khai sinh", page=99).page == 1


def test_the_whole_catalogue_is_there() -> None:
    assert queries.search("").total == Procedure.objects.count() == 1768


def test_every_code_we_name_exists_and_is_in_force() -> None:
    named = set(words.POPULAR)
    named |= {code for group in words.synonyms() for code in group.first}
    named |= {code for event in words.life_events().values() for code in event.codes}
    assert named - {version.code for version in queries.by_codes(sorted(named))} == set()


def test_every_life_event_leads_somewhere() -> None:
    assert len(words.life_events()) == 8
    for event in words.life_events().values():
        named, others = queries.of_event(event)
        assert len(named) >= 3, event.event
        assert {version.field.name for version in others} == set(event.fields), event.event


def test_online_level_is_known_only_where_the_official_title_says_it() -> None:
    found = queries.search("", Facets(online="whole"), size=100)
    assert found.total > 0
    assert all("toàn trình" in version.title.lower() for version in found.items)


@pytest.mark.parametrize(
    ("typed", "known", "near"),
    [
        ("khia", "khai", True),
        ("sin", "sinh", True),
        ("sinhh", "sinh", True),
        ("khaj", "khai", True),
        ("khai", "khoi", True),
        ("khai", "kinh", False),
        ("a", "b", False),
    ],
)
def test_one_slip_of_the_finger(typed: str, known: str, near: bool) -> None:
    assert one_slip(typed, known) is near
