"""Finding a commune by any name it ever had: its own, a former commune's, a former district's. A divided one is chosen."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tinhso.blocks.units.api import Place, Unit, names_before, resolve_place

MOST = 12  # the largest former district became ten communes


@dataclass(frozen=True)
class Found:
    """What a name leads to: the places; `former` is the one old unit that became several of them, `more` what is not shown."""

    places: list[Place]
    former: Unit | None
    more: bool

    @property
    def several(self) -> bool:
        return len(self.places) > 1


def find(text: str) -> Found:
    """The communes behind a name that was typed."""
    places = resolve_place(text, limit=MOST + 1) if text.strip() else []
    old = {unit for place in places for unit in place.was}
    shared = [unit for unit in old if all(unit in place.was for place in places)]
    former = shared[0] if len(places) > 1 and len(shared) == 1 else None
    return Found(places[:MOST], former, len(places) > MOST)


def lines_of(found: Found) -> list[dict[str, object]]:
    """Each place with the old units that were meant, or, where one must choose, with all that it was made of."""
    return [
        {
            "unit": place.unit,
            "was": [unit.title for unit in place.was if unit != found.former],
            "parts": names_before(place.unit) if (found.several and not place.was) or found.former else [],
        }
        for place in found.places
    ]


def shown(text: str) -> dict[str, object]:
    """What the list of places found shows."""
    found = find(text)
    return {"found": lines_of(found), "former": found.former, "more": found.more, "searched": text.strip()}


@require_GET
def places(request: HttpRequest) -> HttpResponse:
    """Communes like what is being typed, for the place question; old names lead to today's communes."""
    name = next((key.removeprefix("find-") for key in request.GET if key.startswith("find-")), "place")
    return render(request, "services/citizen/places.html", {**shown(request.GET.get(f"find-{name}", "")), "name": name})
