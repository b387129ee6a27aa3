"""The picture itself, without its heading and legend, as SVG elements on a sheet."""

from collections.abc import Mapping
from math import cos, hypot, sin
from typing import Any

from kg.draw.layout.geometry import Box, Layout, Place, clip, shorten, text_width
from kg.draw.links import is_always_linked, is_shown_otherwise, links_to_draw
from kg.draw.palette import CITY, GREY, INK, PAPER, RING, TINTS, Entry, entry_key, has_groups
from kg.draw.still.elements import Xml
from kg.draw.still.free_places import TakenBoxes, free_box
from kg.draw.texts import both, is_sentence

_LARGEST = 10
_SCALE_MOST = 1.6
_HUB_NAMED = 6.0  # pixels: a hub so large has room for its name beside it


class Picture:
    """Draws one layout into a box of a sheet, in one language and one theme."""

    def __init__(
        self, graph: Any, layout: Layout, entries: list[Entry], *, box: Box, language: str, theme: str
    ) -> None:
        self.graph, self.layout, self.box = graph, layout, box
        self.entries, self.language, self.theme = entries, language, theme
        self.paper: Mapping[str, str] = PAPER[theme]
        whole = layout.box
        self.scale = min(box.width / whole.width, box.height / whole.height, _SCALE_MOST)
        self._dx = (box.left + box.right) / 2 - self.scale * (whole.left + whole.right) / 2
        self._dy = (box.top + box.bottom) / 2 - self.scale * (whole.top + whole.bottom) / 2
        self.grouped = has_groups(graph)
        self._entry = {entry.key: entry for entry in entries}
        self._members = _count_members(layout)
        counts = sorted(self._members.values(), reverse=True)
        self._large = max(4, counts[_LARGEST - 1] if len(counts) >= _LARGEST else 4)
        self._fans = any(place.side and place.owner for place in layout.places.values())
        self.names = TakenBoxes(box)
        self.marks = TakenBoxes(box)
        self._grounds: list[Box] = []  # what the names of areas keep off

    def draw(self, out: Xml) -> None:
        """Write everything, from the ground up."""
        self._ground(out)
        self._discs(out)
        self._frames(out)
        self._links(out)
        order = sorted(self.layout.places, key=self._importance)
        for key in reversed(order):
            self._mark(out, key)
        self._captions(out)
        for key in order:
            self._name(out, key)
        self._areas(out)

    def colour(self, entry: Entry) -> str:
        """Give the colour of a legend entry."""
        if entry.tint in (INK, GREY):
            return self.paper["ink" if entry.tint == INK else "grey"]
        return TINTS[self.theme][entry.tint]

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Give the place on the sheet of a point of the layout."""
        return x * self.scale + self._dx, y * self.scale + self._dy

    def _entry_of(self, key: str) -> Entry:
        return self._entry[entry_key(self.graph.nodes[key], self.grouped)]

    def _is_place(self, key: str) -> bool:
        return self._entry_of(key).mark in (CITY, RING)

    def _is_owner(self, key: str) -> bool:
        """Whether others stand around it, or might: cities, and the hubs of discs."""
        return self._is_place(key) or key in self._members

    def _is_large(self, key: str) -> bool:
        members = self._members.get(key, 0)
        return self._is_owner(key) and (members > 0 if self._fans else members >= self._large)

    def _importance(self, key: str) -> tuple[bool, bool, float, str]:
        weight = float(self.graph.nodes[key].get("weight") or 1)
        return key != self.graph.graph.get("focus"), not self._is_owner(key), -weight, key

    def _radius(self, key: str, place: Place) -> float:
        grown = place.r * self.scale
        return min(max(grown, 2.4), 8.0) if self._is_place(key) else min(max(grown, 1.2), 7.0)

    def _ground(self, out: Xml) -> None:
        lines = " ".join(
            "M" + "L".join(_point(*self.at(x, y)) for x, y in line) for line in self.layout.graticule
        )
        if lines:
            out.add("path", d=lines, fill="none", stroke=self.paper["grid"])
        for x, y in self.layout.backdrop:
            px, py = self.at(x, y)
            if self.box.left < px < self.box.right and self.box.top < py < self.box.bottom:
                out.add("circle", cx=px, cy=py, r=1.5, fill=self.paper["dot"])

    def _discs(self, out: Xml) -> None:
        for disc in self.layout.discs:
            x, y = self.at(disc.x, disc.y)
            r = disc.r * self.scale
            if disc.end - disc.start > 6.2:
                out.add("circle", cx=x, cy=y, r=r, fill=self.paper["disc"])
            else:
                one = _point(x + r * cos(disc.start), y + r * sin(disc.start))
                two = _point(x + r * cos(disc.end), y + r * sin(disc.end))
                out.add("path", d=f"M{one}A{r:.2f} {r:.2f} 0 0 1 {two}Z", fill=self.paper["disc"])
            self._grounds.append(Box(x - r, y - r, x + r, y + r))
        if self._fans:
            for place in self.layout.places.values():
                if place.owner:
                    owner = self.layout.places[place.owner]
                    d = f"M{_point(*self.at(owner.x, owner.y))}L{_point(*self.at(place.x, place.y))}"
                    out.add("path", d=d, stroke=self.paper["dot"])

    def _frames(self, out: Xml) -> None:
        for frame in self.layout.frames:
            left, top = self.at(frame.box.left, frame.box.top)
            wide, high = frame.box.width * self.scale, frame.box.height * self.scale
            out.add(
                "rect", x=left, y=top, width=wide, height=high, rx=8,
                fill=self.paper["paper"], stroke=self.paper["line"],
            )  # fmt: skip
            said = shorten(frame.zh if self.language == "zh" else frame.en, 11.5, wide - 20)
            out.text(said, left + 10, top + 16, size=11.5, weight=600, fill=self.paper["soft"])
            self.names.take(Box(left, top, left + wide, top + 20))
            self._grounds.append(Box(left, top, left + wide, top + high))

    def _links(self, out: Xml) -> None:
        if not is_always_linked(self.graph, self.layout):
            return
        for source, target, _ in links_to_draw(self.graph):
            if is_shown_otherwise(self.graph, source, target):
                continue
            crosses = self.layout.tree and not {(source, target), (target, source)} & self.layout.tree
            out.add(
                "path", d=self._curve(source, target), fill="none", stroke=self.paper["link"],
                opacity=0.28 if crosses else 0.75,
            )  # fmt: skip

    def _curve(self, source: str, target: str) -> str:
        one, two = self.layout.places[source], self.layout.places[target]
        (x0, y0), (x3, y3) = self.at(one.x, one.y), self.at(two.x, two.y)
        ax, bx = self._link_start(source, x0, x3), self._link_start(target, x3, x0)
        dx, dy = bx - ax, y3 - y0
        flat = self.layout.style == "arcs" or ax != x0 or bx != x3
        if flat and abs(dx) > 40 * self.scale:
            return _bezier(ax, y0, ax + dx / 2, y0, bx - dx / 2, y3, bx, y3)
        length = max(hypot(dx, dy), 1.0)
        bow = min(0.35, (14 + 40 * self.scale) / length) if self.layout.style == "arcs" else 0.14
        ox, oy = -dy * bow, dx * bow
        return _bezier(
            ax, y0, ax + dx * 0.3 + ox, y0 + dy * 0.3 + oy, ax + dx * 0.7 + ox, y0 + dy * 0.7 + oy, bx, y3
        )

    def _link_start(self, key: str, x: float, other: float) -> float:
        """A link leaves a node behind its name where the name stands in its way."""
        place = self.layout.places[key]
        if not place.in_row:
            return x
        end = x + place.side * (
            self._radius(key, place) + 9 + text_width(self._name_text(key, place), self._size(place))
        )
        return end if (other - end) * place.side > 12 else x

    def _name_text(self, key: str, place: Place) -> str:
        node = self.graph.nodes[key]
        label = both(node, "label")[self.language]
        widest = max(48.0, place.name_width * min(1.6, self.scale)) if place.in_row else place.name_width
        cut = clip if is_sentence(node) else shorten
        return cut(label or str(key), self._size(place), widest)

    def _size(self, place: Place) -> float:
        return min(13.0, max(10.0, 12.5 * self.scale)) if place.in_row else 12.0

    def _mark(self, out: Xml, key: str) -> None:
        place, entry = self.layout.places[key], self._entry_of(key)
        (x, y), r = self.at(place.x, place.y), self._radius(key, place)
        out.mark(entry.mark, x, y, r, colour=self.colour(entry), paper=self.paper["paper"])
        self.marks.take(Box(x - r - 1, y - r - 1, x + r + 1, y + r + 1))

    def _captions(self, out: Xml) -> None:
        for caption in self.layout.captions:
            x, y = self.at(caption.x, caption.y)
            said = caption.zh if self.language == "zh" else caption.en
            wide = text_width(said, 11)
            left = x if caption.side > 0 else x - wide
            box = Box(left, y - 6, left + wide, y + 6)
            if self.names.free(box):
                self.names.take(box)
                out.text(said, left, y + 4, size=11, fill=self.paper["faint"], halo=self.paper["paper"])

    def _name(self, out: Xml, key: str) -> None:
        place = self.layout.places[key]
        owner, large = self._is_owner(key), self._is_large(key)
        if not owner and not place.side and place.r * self.scale < 5:
            return
        size, weight = self._font(key, place, large)
        said = self._name_text(key, place)
        wide, high = text_width(said, size), size + 3
        at, r = self.at(place.x, place.y), self._radius(key, place)
        # The name of a crowded disc stands outside; where members have room for theirs, beside the mark.
        outside = not place.side and place.r * self.scale < _HUB_NAMED
        disc = next((d for d in self.layout.discs if d.owner == key), None) if outside else None
        reach = disc.r * self.scale + 3 if disc else r + 5
        box = free_box(self.marks, self.names, at, reach, (wide, high), place.side)
        if box is None and large:
            box = free_box(self.marks, self.names, at, reach, (wide, high), place.side, over_marks=True)
        if box is None:
            return
        self.names.take(box.grown(2))
        # Widths are guesses: a name to the left must end at its mark, whatever it really measures.
        anchor = 1 if box.left >= at[0] else -1 if box.right <= at[0] else 0
        x = {1: box.left, -1: box.right, 0: at[0]}[anchor]
        strong = large or self._members.get(key) or weight > 600
        out.text(
            said, x, box.top + size * 0.97, size=size, anchor=anchor, weight=weight,
            fill=self.paper["ink" if strong else "body"], halo=self.paper["paper"],
        )  # fmt: skip

    def _font(self, key: str, place: Place, large: bool) -> tuple[float, int]:
        if key == self.graph.graph.get("focus"):
            return 16.0, 700
        if large:
            return 14.0, 700
        return (12.5, 500) if self._members.get(key) else (self._size(place), 400)

    def _areas(self, out: Xml) -> None:
        for box in self._grounds:
            self.marks.take(box)
        for area in self.layout.areas:
            x, y = self.at(area.x, area.y)
            said = area.zh if self.language == "zh" else area.en.upper()
            wide = text_width(said, 12) + 4.0 * len(said)
            box = Box(x - wide / 2 - 4, y - 9, x + wide / 2 + 4, y + 9)
            if self.marks.free(box) and self.names.free(box):
                self.names.take(box)
                out.text(said, box.left + 4, y + 4, size=12, fill=self.paper["area"], spacing=4.0)


def _count_members(layout: Layout) -> dict[str, int]:
    counts: dict[str, int] = {}
    for place in layout.places.values():
        if place.owner:
            counts[place.owner] = counts.get(place.owner, 0) + 1
    return counts


def _point(x: float, y: float) -> str:
    return f"{x:.2f} {y:.2f}"


def _bezier(*numbers: float) -> str:
    points = [_point(*numbers[i : i + 2]) for i in range(0, 8, 2)]
    return f"M{points[0]}C{points[1]} {points[2]} {points[3]}"
