from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.template import engines
from django.utils import translation
from django.utils.translation import npgettext_lazy

from tinhso.web import assets, formats


def render(source: str, **values: object) -> str:
    return str(engines["django"].from_string(source).render(values))


def test_numbers_the_way_people_write_them() -> None:
    assert formats.number(1284) == "1.284"
    assert formats.number(-1284.5) == "\u22121.284,5"
    assert formats.number(None) == ""
    assert formats.percent(98.44) == "98,4%"
    assert formats.percent(100) == "100%"
    assert formats.money(100000) == "100.000\u00a0đồng"
    assert formats.money(0) == "Miễn phí"
    with translation.override("en"):
        assert formats.number(1284.5) == "1,284.5"
        assert formats.money(100000) == "100,000\u00a0dong"


def test_a_noun_stands_in_the_form_of_its_number() -> None:
    noun = npgettext_lazy("counted", "thủ tục", "thủ tục")
    assert render("{{ n|counted:noun }}", n=1917, noun=noun) == "1.917 thủ tục"
    assert formats.counted(None, noun) == ""
    with translation.override("en"):
        said = [render("{{ n|counted:noun }}", n=n, noun=noun) for n in (0, 1, 1917)]
        assert said == ["0 procedures", "1 procedure", "1,917 procedures"]
        assert noun % 2 == "procedures"


def test_days_and_moments_are_local() -> None:
    utc = datetime(2026, 11, 24, 18, 30, tzinfo=ZoneInfo("UTC"))
    assert formats.moment(utc) == "01:30 25/11/2026"
    assert formats.day(utc) == "25/11/2026"
    assert formats.hour(utc) == "01:30"
    assert formats.day(date(2026, 1, 2)) == "02/01/2026"
    assert formats.day(None) == formats.moment(None) == ""


def test_personal_numbers_keep_their_middle_hidden() -> None:
    assert formats.masked("056201234517") == "0562••••••17"
    assert formats.masked("12345") == "•••••"
    assert formats.masked(None) == ""


def test_a_year_is_not_grouped() -> None:
    with translation.override("en"):
        assert render("{{ year }}", year=2026) == "2026"


def test_what_people_typed_is_escaped_everywhere() -> None:
    evil = "<script>x</script>"
    for source in (
        "{% badge v 'ok' %}", "{% status v %}", "{% section v v v %}{% endsection %}", "{% empty v %}{% endempty %}",
        "{% alert 'ok' v %}{{ v }}{% endalert %}", "{% card '' v %}{{ v }}{% endcard %}", "{% avatar v %}",
        "{% icon 'bell' v %}", "{% deadline v %}", "{% fold v %}{{ v }}{% endfold %}", "{% meter 1 2 'ok' v %}",
    ):  # fmt: skip
        assert "<script>" not in render(source, v=evil), source


def test_an_unknown_tone_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="Unknown tone 'red'"):
        render("{% badge 'x' 'red' %}")


def test_steps_say_where_a_case_is() -> None:
    html = render("{% steps 3 4 %}")
    assert 'aria-label="Bước 3 trên 4"' in html
    assert html.count('class="done"') == 2
    assert html.count('class="now"') == 1


def test_a_meter_stays_inside_its_bar() -> None:
    assert 'width="100.0"' in render("{% meter 250 100 %}")
    assert 'width="0.0"' in render("{% meter -3 100 %}")


def test_an_icon_speaks_only_with_a_label() -> None:
    assert 'aria-hidden="true"' in render("{% icon 'bell' %}")
    assert 'aria-label="Thông báo"' in render("{% icon 'bell' 'Thông báo' %}")


def test_an_icon_nobody_listed_says_where_to_list_it() -> None:
    with pytest.raises(assets.FrontEndNotBuilt, match=r"frontend/src/icons\.json"):
        render("{% icon 'no-such-icon' %}")


def test_a_front_end_that_is_not_built_says_how_to_build_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(assets, "FOLDER", tmp_path)
    with pytest.raises(assets.FrontEndNotBuilt, match=r"python hatch_build\.py"):
        render("{% asset 'app.js' %}")


def test_the_first_view_is_light() -> None:
    """What a phone loads before it shows a page: at most 100 kB, of which the page itself takes about ten."""
    names = ["app.js", "style.css"]
    names += [name for name in assets._load("manifest.json") if name.endswith(".woff2")]
    files = [assets.FOLDER / assets._load("manifest.json")[name] for name in names]
    sizes = [(zipped if (zipped := Path(f"{file}.br")).exists() else file).stat().st_size for file in files]
    assert sum(sizes) < 95 * 1000
