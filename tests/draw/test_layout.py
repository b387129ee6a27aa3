"""Layouts: everything has a place, near the truth, that no other takes; names too."""

import itertools
import random
from math import dist, hypot
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.networks import around_one, five_cities, many

from kg.draw.layout import arrange
from kg.draw.layout.geometry import WINDOW, Box, Layout
from kg.draw.layout.map import FARTHEST
from kg.draw.layout.members import Member, fan, sunflower
from kg.draw.layout.projection import project, within_reach
from kg.draw.layout.separation import Body, push_apart
from kg.draw.palette import legend
from kg.draw.still.free_places import TakenBoxes, free_box
from kg.draw.texts import TEXTS


def _layout(graph: Any) -> Layout:
    return arrange(graph, legend(graph))


# ---- places


def test_every_node_of_every_kind_of_picture_has_one_place() -> None:
    for graph in (five_cities(), many(300, 40), around_one(), _loose(700)):
        layout = _layout(graph)
        assert set(layout.places) == set(graph)
        assert len({(spot.x, spot.y) for spot in layout.places.values()}) == len(graph)


def test_what_has_a_focus_is_arcs_what_has_places_is_a_map_and_what_is_large_is_discs() -> None:
    assert [_layout(g).style for g in (around_one(), five_cities(), _loose(700))] == ["arcs", "map", "discs"]


def test_a_map_has_north_at_the_top_and_east_at_the_right() -> None:
    spots = _layout(five_cities()).places
    assert spots["city:beijing"].y < spots["city:shanghai"].y < spots["city:shenzhen"].y
    assert spots["city:shenzhen"].x < spots["city:hangzhou"].x < spots["city:shanghai"].x


def test_the_projection_keeps_areas() -> None:
    def area(lon: float, lat: float) -> float:
        corners = [project(lon, lat), project(lon + 0.1, lat), project(lon, lat + 0.1)]
        (ax, ay), (bx, by), (cx, cy) = corners
        return abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2

    north = area(120, 45) / (_cosine(45.05))
    south = area(80, 22) / (_cosine(22.05))
    assert north == pytest.approx(south, rel=0.002)
    assert within_reach(116, 40) and not within_reach(-74, 40)


def _cosine(degrees: float) -> float:
    from math import cos, radians

    return cos(radians(degrees))


@pytest.mark.parametrize(("count", "cities"), [(60, 20), (1000, 120), (3000, 300)])
def test_no_disc_covers_another_and_no_city_moves_far(count: int, cities: int) -> None:
    layout = _layout(many(count, cities))
    assert layout.farthest <= FARTHEST + 1e-9
    for one, two in itertools.combinations(layout.discs, 2):
        apart = hypot(one.x - two.x, one.y - two.y)
        assert apart > (one.r + two.r) * 0.9 - 2, (one, two)


def test_companies_stand_in_the_disc_of_their_city() -> None:
    graph = many(1000, 100)
    layout = _layout(graph)
    discs = {disc.owner: disc for disc in layout.discs}
    for source, target, edge in graph.edges(data=True):
        if edge["member"]:
            spot, disc = layout.places[source], discs[target]
            assert spot.owner == target
            assert hypot(spot.x - disc.x, spot.y - disc.y) <= disc.r + 0.01


def test_members_of_one_sector_stand_together() -> None:
    members = [Member(f"{sector}-{n}", sector, 1.0) for sector in range(4) for n in range(50)]
    random.Random(5).shuffle(members)
    seats = sunflower(members, 6.0, 8.0)
    assert sorted(seat.key for seat in seats) == sorted(member.key for member in members)
    sectors = [int(seat.key.split("-")[0]) for seat in sorted(seats, key=_clockwise)]
    assert sum(a != b for a, b in itertools.pairwise(sectors)) == 3


def _clockwise(seat: Any) -> float:
    from math import atan2, pi

    return (atan2(seat.y, seat.x) + pi / 2) % (2 * pi)


def test_the_seats_of_a_sunflower_keep_their_distance() -> None:
    seats = sunflower([Member(str(n), 0, 1.0) for n in range(400)], 10.0, 8.0)
    nearest = min(hypot(a.x - b.x, a.y - b.y) for a, b in itertools.combinations(seats, 2))
    assert nearest > 6.5


def test_the_seats_of_a_fan_leave_a_line_for_every_name() -> None:
    for count, sides in itertools.product(range(1, 15), [(1,), (-1,), (1, -1)]):
        seats = fan([Member(str(n), 0, 1.0) for n in range(count)], sides)
        assert len(seats) == count
        for one, two in itertools.combinations(seats, 2):
            assert one.side != two.side or abs(one.y - two.y) >= 18.9


def _bodies() -> st.SearchStrategy[list[Body]]:
    at = st.floats(-300, 300)
    body = st.builds(Body, at, at, st.floats(1, 40), mass=st.floats(1, 100))
    return st.lists(body, max_size=25)


@given(_bodies(), st.floats(0, 60))
def test_pushing_apart_never_moves_anything_farther_than_allowed(bodies: list[Body], farthest: float) -> None:
    homes = [(body.x, body.y) for body in bodies]
    push_apart(bodies, farthest)
    # Two at one point are first given a direction: a hundredth of a pixel.
    assert all(dist((b.x, b.y), home) <= farthest + 0.011 for b, home in zip(bodies, homes, strict=True))


def test_two_cities_at_one_point_part() -> None:
    bodies = [Body(0, 0, 10), Body(0, 0, 10), Body(0, 0, 10)]
    push_apart(bodies, 100)
    assert all(hypot(a.x - b.x, a.y - b.y) > 19 for a, b in itertools.combinations(bodies, 2))


@settings(max_examples=20)
@given(st.integers(0, 10_000))
def test_the_order_of_nodes_does_not_show(seed: int) -> None:
    for make in (five_cities, around_one, lambda: many(200, 30)):
        graph = make()
        expected = _layout(graph)
        found = _layout(_shuffled(graph, seed))
        assert found.places.keys() == expected.places.keys()
        for key, spot in expected.places.items():
            assert dist((spot.x, spot.y), (found.places[key].x, found.places[key].y)) < 1e-6


def _shuffled(graph: Any, seed: int) -> Any:
    rng = random.Random(seed)
    nodes, edges = list(graph.nodes(data=True)), list(graph.edges(keys=True, data=True))
    rng.shuffle(nodes)
    rng.shuffle(edges)
    other = nx.MultiDiGraph(**graph.graph)
    other.add_nodes_from(nodes)
    other.add_edges_from(edges)
    return other


def test_rows_around_a_focus_never_meet() -> None:
    for neighbours in (1, 2, 9, 40):
        graph = around_one(neighbours)
        layout = _layout(graph)
        assert layout.style == "arcs"
        boxes = [_row(graph, layout, key) for key in graph if key != "city:hangzhou"]
        assert not [pair for pair in itertools.combinations(boxes, 2) if pair[0].meets(pair[1])]


def _row(graph: Any, layout: Layout, key: str) -> Box:
    from kg.draw.layout.geometry import text_width

    spot = layout.places[key]
    end = spot.x + spot.side * (10 + min(spot.name_width, text_width(graph.nodes[key]["label_en"], 12)))
    return Box(min(spot.x, end), spot.y - 9, max(spot.x, end), spot.y + 9)


def test_neighbours_are_headed_by_what_links_them() -> None:
    captions = _layout(around_one()).captions
    assert sorted(caption.en for caption in captions) == ["applies to", "mentions"]


def test_organisations_without_a_city_stand_in_a_frame_of_their_own() -> None:
    graph = five_cities()
    graph.nodes["company:horizon"].update(shelf="country:us", shelf_zh="美国", shelf_en="United States")
    layout = _layout(graph)
    (frame,) = layout.frames
    spot = layout.places["company:horizon"]
    assert frame.en == "United States" and _layout(five_cities()).frames[0].en == TEXTS["no_place"]["en"]
    assert frame.box.left < spot.x < frame.box.right and frame.box.top < spot.y < frame.box.bottom
    assert not any(
        frame.box.meets(Box(disc.x - disc.r, disc.y - disc.r, disc.x + disc.r, disc.y + disc.r))
        for disc in layout.discs
    )


def test_places_that_the_projection_does_not_serve_are_drawn_plainly() -> None:
    graph = nx.MultiDiGraph()
    graph.add_node("city:new-york", kind="city", label_en="New York", lat=40.7, long=-74.0)
    graph.add_node("city:sydney", kind="city", label_en="Sydney", lat=-33.9, long=151.2)
    layout = _layout(graph)
    assert layout.places["city:new-york"].x < layout.places["city:sydney"].x
    assert layout.places["city:new-york"].y < layout.places["city:sydney"].y
    assert layout.graticule == ()


def test_a_country_is_no_point_of_the_map_and_the_ground_lies_under_the_cities() -> None:
    plain = five_cities()
    graph = five_cities()
    graph.add_node(
        "country:us", kind="country", label_zh="美国", label_en="United States", lat=39.8, long=-97.0
    )
    graph.add_node("city:london", kind="city", label_zh="伦敦", label_en="London", lat=51.5, long=-0.1)
    expected, layout = _layout(plain), _layout(graph)
    for key in plain:
        if plain.nodes[key]["kind"] == "city":
            assert (layout.places[key].x, layout.places[key].y) == (
                expected.places[key].x,
                expected.places[key].y,
            )
    assert layout.backdrop == expected.backdrop and layout.graticule == expected.graticule
    frames = {frame.en: frame.box for frame in layout.frames}
    for key, heading in (("country:us", "Country"), ("city:london", TEXTS["elsewhere"]["en"])):
        box, spot = frames[heading], layout.places[key]
        assert box.left < spot.x < box.right and box.top < spot.y < box.bottom


def test_a_country_stands_with_what_is_in_it() -> None:
    graph = five_cities()
    shelf = {"shelf": "country:us", "shelf_zh": "美国", "shelf_en": "United States"}
    graph.add_node(
        "country:us", kind="country", label_zh="美国", label_en="United States", lat=39.8, long=-97.0
    )
    for key in ("country:us", "company:horizon"):
        graph.nodes[key].update(shelf)
    (frame,) = _layout(graph).frames
    assert frame.en == "United States"


def test_clusters_use_the_window() -> None:
    graph = nx.MultiDiGraph()
    for hub, number in itertools.product(range(6), range(5)):
        graph.add_node(f"company:{hub}-{number}", kind="company")
        graph.add_edge(f"company:{hub}-{number}", f"industry:{hub}")
    layout = _layout(graph)
    assert layout.style == "discs"
    assert 0.75 < max(layout.box.width / WINDOW[0], layout.box.height / WINDOW[1]) < 1.15


def test_two_links_between_the_same_two_are_both_in_the_heading() -> None:
    graph = around_one(2)
    graph.add_edge("policy:0", "city:hangzhou", "second", label_zh="修订", label_en="amends", facts=[])
    assert sorted(caption.en for caption in _layout(graph).captions) == ["applies to", "mentions · amends"]


def _loose(count: int) -> Any:
    """A tree of things without places, and a few alone."""
    graph = nx.MultiDiGraph()
    rng = random.Random(3)
    for number in range(count):
        graph.add_node(f"x:{number}", kind=["policy", "report"][number % 2], label_zh=f"事物{number}")
        if 0 < number < count - 10:
            graph.add_edge(
                f"x:{number}", f"x:{rng.randrange(min(number, 30))}", label_zh="联系", label_en="link"
            )
    return graph


# ---- names


boxes = st.builds(
    lambda x, y, w, h: Box(x, y, x + w, y + h),
    st.floats(0, 380), st.floats(0, 280), st.floats(1, 80), st.floats(1, 30),
)  # fmt: skip


@given(st.lists(boxes, max_size=30), st.lists(st.tuples(st.floats(0, 400), st.floats(0, 300)), max_size=20))
def test_a_placed_name_never_meets_what_is_taken(taken: list[Box], points: list[tuple[float, float]]) -> None:
    sheet = Box(0, 0, 400, 300)
    marks, names = TakenBoxes(sheet), TakenBoxes(sheet)
    for box in taken:
        marks.take(box)
    placed: list[Box] = []
    for at in points:
        box = free_box(marks, names, at, 6, (50, 14), 0)
        if box is not None:
            assert not any(box.meets(other) for other in [*taken, *placed])
            assert box.left >= 0 and box.top >= 0 and box.right <= 400 and box.bottom <= 300
            names.take(box)
            placed.append(box)
