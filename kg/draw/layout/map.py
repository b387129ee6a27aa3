"""The map layout: cities at their place, organisations in a disc around their city, the rest in insets."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import hypot, pi, sqrt
from typing import Any

from kg.draw.layout.geometry import WINDOW, Area, Box, Disc, Layout, Place, around, text_width
from kg.draw.layout.insets import insets
from kg.draw.layout.members import ROW, Member, MemberPlace, fan, fan_radius, sunflower, sunflower_radius
from kg.draw.layout.projection import MAP_WIDTH_KM, graticule, project, project_plainly, within_reach
from kg.draw.layout.separation import Body, push_apart
from kg.draw.palette import Entry, entry_key
from kg.draw.texts import both

FARTHEST = 0.045
"""No city is moved farther than this share of the width of China."""

LABEL = 12.0
"""Size of an organisation's name, pixels; a city's is two more."""

_MARGIN = 78.0
_NAME_WIDTH = 96.0
_FAN_MOST, _FANS_MOST = 14, 150
_FANS_MAY_OVERLAP = 5.0  # pixels of names, which then give way; more, and names must wait for a nearer view
_CITY_R, _LONE_R = 5.0, 3.4
_DISC_CITY_R = 3.2  # in a sunflower the city's own mark must not outweigh its members'
_SPACINGS = (12.0, 2.0)  # widest and narrowest, pixels between two dots
_DISCS_SHARE = 0.17  # of the map's box may be covered by discs
_DISC_MOST = 96.0
_SMALLEST_UNIT = 0.9  # kilometres a pixel: one city alone is not drawn as if from the air

Point = tuple[float, float]
Projection = Callable[[float, float], Point]


@dataclass(slots=True)
class _Site:
    """A place on the map and who stands around it."""

    key: str
    at: tuple[float, float]
    members: list[Member] = field(default_factory=list)
    places: list[MemberPlace] = field(default_factory=list)
    sides: tuple[int, ...] = ()
    body: Body = field(default_factory=lambda: Body(0, 0, 0))


def located(graph: Any) -> dict[str, tuple[float, float]]:
    """Give longitude and latitude of every node that is a point of the map.

    A country is no point. Where the projection serves any node, what it does not serve is off the map.
    """
    degrees = {
        key: (float(node["long"]), float(node["lat"]))
        for key, node in graph.nodes(data=True)
        if node.get("long") is not None and node.get("lat") is not None and node.get("kind") != "country"
    }
    return {key: at for key, at in degrees.items() if within_reach(*at)} or degrees


def map_layout(graph: Any, entries: list[Entry], grouped: bool) -> Layout:
    """Lay a graph out as a map. At least one node is `located`."""
    degrees = located(graph)
    served = all(within_reach(*at) for at in degrees.values())
    # One projection for all: the ground must lie under the cities.
    projection = project if served else project_plainly
    points = {key: projection(*at) for key, at in degrees.items()}
    sites = _sites(graph, points, entries, grouped)
    km_per_pixel = _km_per_pixel(list(points.values()))
    for site in sites.values():
        site.at = (site.at[0] / km_per_pixel, site.at[1] / km_per_pixel)
    spacing = _place_members(list(sites.values()), graph, FARTHEST * MAP_WIDTH_KM / km_per_pixel)
    places = _places(graph, sites, spacing)
    taken = [_footprint(site) for site in sites.values()]
    unplaced = [key for key in graph if key not in places]
    frames, more, box = insets(graph, unplaced, taken, entries, grouped)
    return Layout(
        style="map",
        places=places | more,
        discs=_discs(sites),
        frames=frames,
        backdrop=_backdrop(graph, projection, km_per_pixel),
        areas=_areas(graph, projection, km_per_pixel),
        graticule=_grid(km_per_pixel) if served else (),
        box=box.grown(22),
        farthest=max(_distance_moved(site) for site in sites.values()) * km_per_pixel / MAP_WIDTH_KM,
    )


def _sites(graph: Any, points: Mapping[str, Point], entries: list[Entry], grouped: bool) -> dict[str, _Site]:
    sectors = {entry.key: number for number, entry in enumerate(entries)}
    sites = {key: _Site(key, at) for key, at in points.items()}
    owners: dict[str, str] = {}
    for source, target, edge in graph.edges(data=True):
        if edge.get("member") and target in sites and source not in sites:
            owners.setdefault(source, target)
    for key, owner in owners.items():
        node = graph.nodes[key]
        sector = sectors[entry_key(node, grouped)]
        sites[owner].members.append(Member(key, sector, float(node.get("weight") or 1)))
    return sites


def _km_per_pixel(points: list[tuple[float, float]]) -> float:
    """Kilometres a pixel, so that all points fit into the window with room for discs and names."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    wide = (max(xs) - min(xs)) / (WINDOW[0] - 2 * _MARGIN)
    high = (max(ys) - min(ys)) / (WINDOW[1] - 2 * _MARGIN)
    return max(wide, high, _SMALLEST_UNIT)


def _place_members(sites: list[_Site], graph: Any, farthest: float) -> float:
    """Place all members and push the sites apart; give the spacing that made it possible."""
    sites.sort(key=lambda site: (-len(site.members), site.key))
    total = sum(len(site.members) for site in sites)
    if total <= _FANS_MOST and all(len(site.members) <= _FAN_MOST for site in sites):
        for site in sites:
            _place_in_fan(site, sites, graph)
        if push_apart([site.body for site in sites], farthest) <= _FANS_MAY_OVERLAP:
            return _SPACINGS[0]
    spacing = _first_spacing(sites, total)
    while True:
        for site in sites:
            _place_in_disc(site, spacing)
        left = push_apart([site.body for site in sites], farthest)
        if left <= 1.0 or spacing <= _SPACINGS[1]:
            return spacing
        spacing = max(spacing * 0.88, _SPACINGS[1])


def _first_spacing(sites: list[_Site], total: int) -> float:
    box = around(Box(x, y, x, y) for x, y in (site.at for site in sites)).grown(_MARGIN)
    by_area = sqrt(_DISCS_SHARE * box.width * box.height / max(total, 1) / 1.15)
    by_largest = _DISC_MOST / sqrt(len(sites[0].members) + 1) / 0.62
    return max(min(_SPACINGS[0], by_area, by_largest), _SPACINGS[1])


def _city_radius(site: _Site, spacing: float) -> float:
    if site.sides:
        return _CITY_R
    widest = _DISC_CITY_R if site.members else _LONE_R
    return min(widest, max(1.8, spacing * 0.6))


def _place_in_disc(site: _Site, spacing: float) -> None:
    r = _city_radius(site, spacing)
    hole = r + spacing * 0.55
    site.sides = ()
    site.places = sunflower(site.members, spacing, hole)
    reach = sunflower_radius(len(site.members), spacing, hole) if site.members else r
    site.body = Body(*site.at, r=reach, mass=reach * reach)


def _place_in_fan(site: _Site, sites: list[_Site], graph: Any) -> None:
    node = graph.nodes[site.key]
    name = max(text_width(str(node.get(f"label_{each}") or ""), LABEL + 2) for each in ("zh", "en"))
    name = min(name, _NAME_WIDTH) + 10
    if not site.members:
        site.body = Body(*site.at, r=8, half=(8, 9, name + 6, 9), mass=60)
        return
    site.sides = _free_sides(site, sites)
    site.places = fan(site.members, site.sides)
    r = fan_radius(len(site.members), len(site.sides))
    longest = max(_name_width(graph.nodes[member.key]) for member in site.members) + 16
    high = max(abs(place.y) for place in site.places) + ROW * 0.6
    high = max(high, 26.0) if len(site.sides) == 2 else max(high, 14.0)
    right = r + longest if 1 in site.sides else name + 6
    left = r + longest if -1 in site.sides else name + 6
    site.body = Body(*site.at, r=r, half=(left, high, right, high), mass=400.0 + 40 * len(site.members))


def _name_width(node: Mapping[str, Any]) -> float:
    widest = max(text_width(str(node.get(f"label_{each}") or ""), LABEL) for each in ("zh", "en"))
    return min(widest, _NAME_WIDTH)


def _free_sides(site: _Site, sites: list[_Site]) -> tuple[int, ...]:
    """Both sides for many members; for few, the side on which fewer neighbours stand."""
    if len(site.members) > 6:
        return (1, -1)
    crowd = {1: 0.0, -1: 0.0}
    for other in sites:
        dx, dy = other.at[0] - site.at[0], other.at[1] - site.at[1]
        if other is not site and hypot(dx, dy * 1.6) < 260:
            crowd[1 if dx >= 0 else -1] += (1 + len(other.members)) / (30 + hypot(dx, dy * 1.6))
    return (1,) if crowd[1] <= crowd[-1] else (-1,)


def _places(graph: Any, sites: Mapping[str, _Site], spacing: float) -> dict[str, Place]:
    places: dict[str, Place] = {}
    dot = min(4.6, max(1.1, spacing * 0.4))
    for site in sites.values():
        x, y = site.body.x, site.body.y
        side = {(): 0, (1,): -1, (-1,): 1, (1, -1): 2}[site.sides]
        places[site.key] = Place(x, y, _city_radius(site, spacing), side)
        for place in site.places:
            places[place.key] = Place(x + place.x, y + place.y, dot, place.side, site.key)
    return places


def _discs(sites: Mapping[str, _Site]) -> tuple[Disc, ...]:
    owned = [site for site in sites.values() if site.members]
    owned.sort(key=lambda site: (-site.body.r, site.key))
    return tuple(Disc(site.key, site.body.x, site.body.y, site.body.r, *_slice(site)) for site in owned)


def _slice(site: _Site) -> tuple[float, float]:
    """Where the ground begins and ends: a half turn for a fan to one side, else a whole one."""
    if len(site.sides) != 1:
        return 0.0, 2 * pi
    middle = 0.0 if site.sides == (1,) else pi
    return middle - pi / 2, middle + pi / 2


def _footprint(site: _Site) -> Box:
    left, top, right, bottom = site.body.reach
    x, y = site.body.x, site.body.y
    return Box(x - left, y - top, x + right, y + bottom)


def _distance_moved(site: _Site) -> float:
    return hypot(site.body.x - site.at[0], site.body.y - site.at[1])


def _backdrop(graph: Any, projection: Projection, km_per_pixel: float) -> tuple[Point, ...]:
    points = (projection(*at) for at in graph.graph.get("backdrop", ()) if within_reach(*at))
    return tuple((x / km_per_pixel, y / km_per_pixel) for x, y in points)


def _areas(graph: Any, projection: Projection, km_per_pixel: float) -> tuple[Area, ...]:
    areas = []
    for area in graph.graph.get("areas", ()):
        x, y = projection(float(area["long"]), float(area["lat"]))
        name = both(area, "label")
        areas.append(Area(name["zh"], name["en"], x / km_per_pixel, y / km_per_pixel))
    return tuple(areas)


def _grid(km_per_pixel: float) -> tuple[tuple[Point, ...], ...]:
    lines = ([project(*at) for at in line] for line in graticule())
    return tuple(tuple((x / km_per_pixel, y / km_per_pixel) for x, y in line) for line in lines)
