"""The places: every division of China once, under the right code and name, where it lies."""

import csv
import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

from kg.rdf.iris import shorten
from kg.rdf.turtle import check, read
from kg.rdf.vocab import ALT_LABEL, NOTATION, PREF_LABEL, A

ROOT = Path(__file__).parents[2]
PLACES = ROOT / "data" / "places.ttl"
BY_HAND = ROOT / "tools" / "places_by_hand.tsv"

# These tables are from public knowledge, not from the data.
PROVINCES = Path(__file__).parents[1] / "cases" / "places_provinces.tsv"
# The largest cities, and those whose pinyin is another's too.
KNOWN_CITIES = Path(__file__).parents[1] / "cases" / "places_cities.tsv"
# Characters that have several readings, and which one the name has.
READINGS = Path(__file__).parents[1] / "cases" / "places_readings.tsv"

SEVERAL_READINGS = {"丽": "lì lí", "六": "liù lù", "台": "tái tāi", "坊": "fáng fāng", "曲": "qū qǔ"}
BORDERS = {"south": 3.8, "north": 53.6, "west": 73.4, "east": 135.1}
# These lie near other provinces: all their nearest neighbours are across the border.
FAR_FROM_THEIR_OWN = {"city:chifeng", "city:guyuan", "city:tongliao", "city:xinganmeng", "city:zhaotong"}
NEAREST = 4


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the file: labels are (language, text)."""

    curie: str
    classes: set[str] = field(default_factory=set)
    names: list[tuple[str, str]] = field(default_factory=list)
    others: list[tuple[str, str]] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    wholes: list[str] = field(default_factory=list)
    latitude: float = math.nan
    longitude: float = math.nan

    def name(self, language: str) -> str:
        return next((text for tag, text in self.names if tag == language), "")

    @property
    def slug(self) -> str:
        return self.curie.partition(":")[2]


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def toneless(pinyin: str) -> str:
    bare = re.sub("[\u0300\u0301\u0304\u030c]", "", unicodedata.normalize("NFD", pinyin))
    return unicodedata.normalize("NFC", bare).replace(" ", "").replace("ü", "v")


@pytest.fixture(scope="module")
def places() -> dict[str, Place]:
    found: dict[str, Place] = {}
    for quad in read(PLACES):
        curie = shorten(quad.subject)
        found[curie] = told(found.get(curie, Place(curie)), quad.predicate, quad.object)
    return found


def told(place: Place, predicate: NamedNode, thing: NamedNode | Literal) -> Place:
    """Give the place with one more statement about it."""
    if predicate == A:
        place.classes.add(shorten(thing))
    elif predicate in (PREF_LABEL, ALT_LABEL):
        # pyoxigraph gives language tags in lower case.
        (place.names if predicate == PREF_LABEL else place.others).append((thing.language, thing.value))
    elif predicate == NOTATION:
        place.codes.append(thing.value)
    elif shorten(predicate) == "sl:partOf":
        place.wholes.append(shorten(thing))
    elif shorten(predicate) == "wgs84:lat":
        return replace(place, latitude=float(thing.value))
    elif shorten(predicate) == "wgs84:long":
        return replace(place, longitude=float(thing.value))
    return place


@pytest.fixture(scope="module")
def chinese(places: dict[str, Place]) -> dict[str, Place]:
    """Give the places with a code of GB/T 2260."""
    return {curie: place for curie, place in places.items() if place.codes and place.codes[0].isdigit()}


@pytest.fixture(scope="module")
def cities(chinese: dict[str, Place]) -> dict[str, Place]:
    return {curie: place for curie, place in chinese.items() if "sl:City" in place.classes}


def province_of(place: Place) -> str:
    return place.curie if "sl:Province" in place.classes else place.wholes[0]


def km(one: Place, other: Place) -> float:
    north = math.radians(one.latitude - other.latitude)
    east = math.radians(one.longitude - other.longitude) * math.cos(math.radians(one.latitude))
    return 6371 * math.hypot(north, east)


def strays(cities: Iterable[Place]) -> set[str]:
    """Give the cities none of whose nearest neighbours is of their own province."""
    cities = list(cities)
    alone = {province for province, count in Counter(map(province_of, cities)).items() if count == 1}
    found = set()
    for city in cities:
        around = sorted((other for other in cities if other is not city), key=lambda other: km(city, other))
        if province_of(city) not in {*map(province_of, around[:NEAREST]), *alone}:
            found.add(city.curie)
    return found


def swapped(cities: Mapping[str, Place], one: str, other: str) -> list[Place]:
    """Give the cities with two of them in each other's place."""
    first, second = cities[one], cities[other]
    there = replace(first, latitude=second.latitude, longitude=second.longitude)
    here = replace(second, latitude=first.latitude, longitude=first.longitude)
    return list({**cities, one: there, other: here}.values())


def test_the_file_is_canonical():
    assert check(PLACES) is None


def test_there_are_376_places_of_six_classes(places):
    classes = Counter(name for place in places.values() for name in place.classes)
    assert len(places) == 376
    known = {"City": 339, "Province": 34, "District": 5, "Country": 2, "World": 1, "Region": 1}
    assert classes == {f"sl:{name}": count for name, count in known.items()}


def test_each_code_is_given_once(places):
    codes = Counter(code for place in places.values() for code in place.codes)
    assert [code for code, count in codes.items() if count > 1] == []
    assert [place.curie for place in places.values() if len(place.codes) > 1] == []


def test_the_34_provinces_have_their_codes(chinese):
    found = {
        (place.codes[0], place.name("zh-hans"))
        for place in chinese.values()
        if "sl:Province" in place.classes
    }
    assert found == {(row["code"], row["name"]) for row in rows_of(PROVINCES)}
    assert len(found) == 34


def test_each_province_has_as_many_prefecture_level_divisions_as_it_should(chinese, cities):
    found = Counter(province_of(city) for city in cities.values() if "sl:Province" not in city.classes)
    known = {row["name"]: int(row["prefectures"]) for row in rows_of(PROVINCES)}
    assert {chinese[province].name("zh-hans"): count for province, count in found.items()} == {
        name: count for name, count in known.items() if count
    }
    assert found.total() == 333


def test_a_code_begins_as_the_code_of_the_place_it_is_part_of(chinese):
    # Of a province the whole is the country, which has no such code.
    inner = [place for place in chinese.values() if not place.codes[0].endswith("0000")]
    assert len(inner) == 333 + 3
    for place in inner:
        beginning = chinese[place.wholes[0]].codes[0].rstrip("0")
        assert place.codes[0].startswith(beginning), place.curie


def test_every_place_but_the_world_is_part_of_one_and_ends_in_the_world(places):
    for place in places.values():
        chain = [place.curie]
        while wholes := places[chain[-1]].wholes:
            assert len(wholes) == 1, chain[-1]
            assert wholes[0] not in chain, chain
            chain += wholes
        assert chain[-1] == "country:world"


def test_the_class_is_what_the_kind_in_the_iri_says(places):
    class_of = {"province": {"sl:Province"}, "city": {"sl:City"}, "district": {"sl:District"}}
    for place in places.values():
        wanted = class_of.get(place.curie.partition(":")[0], place.classes)
        if place.codes and place.codes[0].endswith("0000") and place.curie.startswith("city:"):
            wanted = {"sl:City", "sl:Province"}
        assert place.classes == wanted, place.curie


def test_every_place_has_one_name_in_chinese_english_and_pinyin(places):
    for place in places.values():
        languages = Counter(tag for tag, _ in place.names)
        assert languages["zh-hans"] == languages["en"] == languages["zh-latn-pinyin"] == 1, place.curie
        assert languages["zh-hant"] <= 1, place.curie
        assert set(languages) <= {"zh-hans", "zh-hant", "en", "zh-latn-pinyin"}, place.curie


def test_an_alias_is_never_a_name_again(places):
    for place in places.values():
        assert not set(place.names) & set(place.others), place.curie


def test_every_division_has_its_official_name(chinese):
    endings = ("省", "市", "自治区", "特别行政区", "自治州", "地区", "盟", "新区", "县")
    for place in chinese.values():
        texts = [text for tag, text in place.names + place.others if tag == "zh-hans"]
        assert any(text.endswith(endings) for text in texts), place.curie


def test_the_official_name_of_a_division_begins_with_its_name(chinese):
    for place in chinese.values():
        for tag, text in place.others:
            if tag == "zh-hans":
                assert text.startswith(place.name("zh-hans").removesuffix("州")), place.curie


def test_no_two_cities_have_one_chinese_name(cities):
    for tag in ("zh-hans", "zh-hant"):
        owners = defaultdict(set)
        for city in cities.values():
            for language, text in city.names + city.others:
                if language == tag:
                    owners[text].add(city.curie)
        assert {text: who for text, who in owners.items() if len(who) > 1} == {}


def test_no_two_cities_of_a_province_have_one_english_name_or_pinyin(cities):
    for tag in ("en", "zh-latn-pinyin"):
        names = Counter((province_of(city), city.name(tag)) for city in cities.values())
        assert [name for name, count in names.items() if count > 1] == []


def test_there_are_as_many_syllables_as_characters(places):
    for place in places.values():
        assert len(place.name("zh-latn-pinyin").split(" ")) == len(place.name("zh-hans")), place.curie


def test_every_syllable_is_lower_case_with_exactly_one_tone_mark(places):
    tones = "\u0304\u0301\u030c\u0300"
    for place in places.values():
        for syllable in place.name("zh-latn-pinyin").split(" "):
            apart = unicodedata.normalize("NFD", syllable)
            assert sum(mark in tones for mark in apart) == 1, (place.curie, syllable)
            assert re.fullmatch(r"[a-z\u0308]+", re.sub(f"[{tones}]", "", apart)), (place.curie, syllable)


def test_a_character_is_read_in_one_way_in_every_name(places):
    readings = defaultdict(set)
    for place in places.values():
        syllables = place.name("zh-latn-pinyin").split()
        for character, syllable in zip(place.name("zh-hans"), syllables, strict=True):
            readings[character].add(syllable)
    assert {
        one: " ".join(sorted(ways)) for one, ways in readings.items() if len(ways) > 1
    } == SEVERAL_READINGS


def test_the_slug_is_the_pinyin_without_tones(places):
    conventional = {"province:shaanxi": "shanxi", "city:hongkong": "xianggang", "city:macao": "aomen"}
    checked = [place for place in places.values() if place.curie.startswith(("city:", "province:"))]
    for place in checked:
        plain = toneless(place.name("zh-latn-pinyin"))
        assert plain == conventional.get(place.curie, place.slug.partition("-")[0]), place.curie
    assert len(checked) == 333 + 34


def test_only_cities_that_share_a_pinyin_have_their_province_in_the_slug(chinese, cities):
    shared = Counter(city.slug.partition("-")[0] for city in cities.values())
    for city in cities.values():
        province = chinese[province_of(city)].slug
        first = city.slug.partition("-")[0]
        assert city.slug == (f"{first}-{province}" if shared[first] > 1 else first)
    several = sorted(first for first, count in shared.items() if count > 1)
    assert several == ["fuzhou", "suzhou", "taizhou", "yichun", "yulin"]


def test_the_traditional_name_differs_where_it_is_given(places):
    for place in places.values():
        traditional = place.name("zh-hant")
        assert traditional != place.name("zh-hans"), place.curie
        assert len(traditional) in (0, len(place.name("zh-hans"))), place.curie


def test_a_character_is_carried_over_in_one_way_in_every_name(places):
    ways = defaultdict(set)
    for place in places.values():
        simplified = place.name("zh-hans")
        for one, other in zip(simplified, place.name("zh-hant") or simplified, strict=True):
            ways[one].add(other)
    several = {one: others for one, others in ways.items() if len(others) > 1}
    # 台州 is no terrace: its 台 was never 臺.
    assert several == {"台": {"台", "臺"}}


def test_an_english_name_is_latin_letters(places):
    for place in places.values():
        for tag, text in place.names + place.others:
            if tag == "en":
                assert re.fullmatch(r"[A-ZÜ][A-Za-zêü', -]+", text), (place.curie, text)


def test_every_division_lies_inside_the_borders(chinese):
    for place in chinese.values():
        assert BORDERS["south"] < place.latitude < BORDERS["north"], place.curie
        assert BORDERS["west"] < place.longitude < BORDERS["east"], place.curie


def test_every_city_lies_among_cities_of_its_own_province(cities):
    assert strays(cities.values()) == FAR_FROM_THEIR_OWN


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("city:suzhou-jiangsu", "city:suzhou-anhui"),
        ("city:fuzhou-fujian", "city:fuzhou-jiangxi"),
        ("city:taizhou-jiangsu", "city:taizhou-zhejiang"),
        ("city:yichun-jiangxi", "city:yichun-heilongjiang"),
        ("city:yulin-guangxi", "city:yulin-shaanxi"),
        ("city:jinzhou", "city:jingzhou"),
        ("city:hefei", "city:wuhan"),
    ],
)
def test_two_cities_in_each_others_place_are_found(cities, one, other):
    assert strays(swapped(cities, one, other)) - FAR_FROM_THEIR_OWN


def test_no_two_cities_lie_in_one_place(cities):
    spots = Counter((city.latitude, city.longitude) for city in cities.values())
    assert [spot for spot, count in spots.items() if count > 1] == []


def test_a_province_lies_amid_its_cities(chinese, cities):
    provinces = [place for place in chinese.values() if place.curie.startswith("province:")]
    for province in provinces:
        own = [city for city in cities.values() if city.wholes == [province.curie]]
        for degrees in ("latitude", "longitude"):
            found = [getattr(city, degrees) for city in own] or [getattr(province, degrees)]
            assert min(found) <= getattr(province, degrees) <= max(found), province.curie
    assert len(provinces) == 34 - 6


def test_the_largest_cities_and_those_of_one_sound_are_as_everybody_knows_them(cities):
    rows = rows_of(KNOWN_CITIES)
    assert len(rows) == len({row["slug"] for row in rows}) == 56
    for row in rows:
        city = cities[f"city:{row['slug']}"]
        names = city.codes[0], city.name("zh-hans"), city.name("zh-latn-pinyin")
        assert names == (row["code"], row["name"], row["pinyin"])
        assert city.latitude == pytest.approx(float(row["lat"]), abs=0.1), row["slug"]
        assert city.longitude == pytest.approx(float(row["long"]), abs=0.1), row["slug"]


def test_characters_with_several_readings_are_read_as_in_the_name(places):
    found = {place.name("zh-hans"): place.name("zh-latn-pinyin") for place in places.values()}
    known = {row["name"]: row["pinyin"] for row in rows_of(READINGS)}
    assert {name: found[name] for name in known} == known
    assert len(known) == 23


def test_what_is_given_by_hand_is_in_the_file(places):
    at = {place.codes[0] if place.codes else place.curie: place for place in places.values()}
    shown = Counter()
    for row in rows_of(BY_HAND):
        place = at.get(row["place"]) or places[row["place"]]
        assert given(place, row["property"], row["value"]), row
        shown[row["property"]] += 1
    assert shown["en-alt"] > 80
    assert shown["short"] > 30


def given(place: Place, name: str, value: str) -> bool:
    """Say whether a place shows what the table gives; what serves only its making always does."""
    shows = {
        "short": place.name("zh-hans") == value,
        "hant": place.name("zh-hant") == value,
        "pinyin": place.name("zh-latn-pinyin") == value,
        "en": place.name("en") == value,
        "en-alt": ("en", value) in place.others,
        "class": f"sl:{value}" in place.classes,
        "notation": value in place.codes,
        "slug": place.slug == value,
        "lat": value == str(place.latitude).removesuffix(".0"),
        "long": value == str(place.longitude).removesuffix(".0"),
        "partOf": len(place.wholes) == 1,
        "seat": not math.isnan(place.latitude),
        "geonames-admin1": "sl:Province" in place.classes,
    }
    return shows[name]
