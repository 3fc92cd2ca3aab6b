"""Makes the compact files in `data/` from the collected material: `python -m tinhso.blocks.units.compile_data FOLDER`.

Only facts enter: codes, names, points, areas, which unit became which; and the MIT-licensed outline of the 65 communes.
Run by developers when the material changes; the result is part of the package. `data/SOURCES.md` says what comes from where
and which faults of the sources are mended or left out.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

OUT = Path(__file__).parent / "data"
TYPES = ("Thành phố", "Thị xã", "Thị trấn", "Huyện", "Phường", "Đặc khu", "Xã")
# The data set writes "oà", resolution 1667 writes "òa"; the resolution is the law.
AS_IN_THE_RESOLUTION = {"Hoà": "Hòa"}
ENGLISH = {"Spratly Special administrative region": "Truong Sa Special Zone"}
# Published areas that the same source's outline and other statements contradict by half or more: left empty.
DOUBTFUL_AREA = {"22736", "22846"}
# The middle of the special zone's outline lies in open sea: its town stands for it.
POINTS = {"22736": ("8.6446", "111.9197")}


def rows(file: Path) -> list[dict[str, str]]:
    """The lines of a CSV file by column name."""
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def write(name: str, header: list[str], lines: list[list[object]]) -> None:
    """Write one of our files, in the order of its source so that a new version shows what changed."""
    with (OUT / name).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(lines)


def spelt(name: str) -> str:
    for wrong, right in AS_IN_THE_RESOLUTION.items():
        name = name.replace(wrong, right)
    return name


def plain(full_name: str) -> str:
    """The name without its type: "Phường Vĩnh Hòa" → "Vĩnh Hòa"."""
    return next((full_name[len(kind) + 1 :] for kind in TYPES if full_name.startswith(f"{kind} ")), full_name)


def kind_of(full_name: str) -> str:
    """The type at the start of a full name: "Phường Vĩnh Hòa" → "Phường". Raises StopIteration for an unknown one."""
    return next(kind for kind in TYPES if full_name.startswith(f"{kind} "))


def communes_2025(units: Path) -> list[list[object]]:
    lines: list[list[object]] = []
    for row in rows(units / "khanhhoa_communes_2025.csv"):
        full = spelt(row["full_name"])
        english = ENGLISH.get(row["full_name_en"], row["full_name_en"])
        area = "" if row["code"] in DOUBTFUL_AREA else row["published_area_km2"]
        point = POINTS.get(row["code"], (row["lat"], row["lon"]))
        lines.append([row["code"], plain(full), full, english, kind_of(full), *point, area])
    return lines


def before(file: Path, above: str) -> list[list[object]]:
    lines: list[list[object]] = []
    for row in rows(file):
        full = row["full_name"]
        facts = [row["code"], plain(full), full, row["full_name_en_derived"], kind_of(full)]
        lines.append([*facts, row[above], row["lat"], row["lon"]])
    return lines


def outline(file: Path) -> str:
    """The topology of the communes with nothing but their codes."""
    topology = json.loads(file.read_text(encoding="utf-8"))
    (shapes,) = topology["objects"].values()
    shapes["geometries"] = [
        {"id": shape["properties"]["code"], "type": shape["type"], "arcs": shape["arcs"]}
        for shape in shapes["geometries"]
    ]
    topology["objects"] = {"communes": shapes}
    return json.dumps(topology, separators=(",", ":"))


def main(folder: Path) -> None:
    units = folder / "admin-units"
    header = ["code", "name", "full_name", "full_name_en", "type"]
    write("communes_2025.csv", [*header, "lat", "lon", "area_km2"], communes_2025(units))
    old = before(units / "khanhhoa_ninhthuan_communes_pre2025.csv", "district_code")
    write("communes_before.csv", [*header, "district", "lat", "lon"], old)
    districts = before(units / "khanhhoa_ninhthuan_districts_pre2025.csv", "province_code")
    write("districts_before.csv", [*header, "province", "lat", "lon"], districts)
    links = rows(units / "mapping_old_to_new.csv")
    write(
        "succession.csv",
        ["old", "new", "whole"],
        [[row["old_code"], row["new_code"], int(row["coverage"] == "full")] for row in links],
    )
    agencies: list[list[object]] = [
        [
            row["period"],
            row["name"],
            row["name_en"].replace(" Center", " Centre"),
            row["abbr_document_symbol"],
            row["evidence"],
        ]
        for row in rows(folder / "agencies" / "khanhhoa_agencies.csv")
        if row["level"] == "tỉnh"
    ]
    write("agencies.csv", ["period", "name", "name_en", "symbol", "evidence"], agencies)
    (OUT / "communes.topo.json").write_text(outline(units / "kh-wards-65.topo.json"), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
