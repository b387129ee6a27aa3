"""Writing SVG elements: well-formed whatever a label says."""

from xml.sax.saxutils import escape, quoteattr

from kg.rdf.xml import legible

FONTS = (
    "'Noto Sans CJK SC', 'Noto Sans SC', 'Source Han Sans SC', 'PingFang SC', 'Hiragino Sans GB', "
    "'Microsoft YaHei', 'WenQuanYi Micro Hei', 'WenQuanYi Zen Hei', sans-serif"
)
"""Faces with Chinese, best first."""


class Xml:
    """Elements of one SVG, in the order they are drawn."""

    def __init__(self) -> None:
        self._parts: list[str] = []

    def add(self, name: str, **attributes: object) -> None:
        """Add an empty element; numbers are rounded to hundredths."""
        self._parts.append(f"<{name}{_attributes_text(attributes)}/>")

    def text(
        self,
        said: str,
        x: float,
        y: float,
        *,
        size: float,
        fill: str,
        weight: int = 400,
        halo: str = "",
        spacing: float = 0.0,
        anchor: int = 1,
    ) -> None:
        """Add a line of text on the baseline `y`; `halo` is the colour around it.

        It begins at `x` where `anchor` is 1, ends there where it is -1, and is centred there where it is 0.
        """
        attributes: dict[str, object] = {"x": x, "y": y, "font-size": size, "fill": fill}
        if weight != 400:
            attributes["font-weight"] = weight
        if anchor != 1:
            attributes["text-anchor"] = "middle" if anchor == 0 else "end"
        if spacing:
            attributes["letter-spacing"] = spacing
        if halo:
            attributes |= {
                "stroke": halo,
                "stroke-width": 3.5,
                "stroke-linejoin": "round",
                "paint-order": "stroke",
            }
        self._parts.append(f"<text{_attributes_text(attributes)}>{escape(legible(said))}</text>")

    def mark(self, mark: int, x: float, y: float, r: float, *, colour: str, paper: str) -> None:
        """Add one mark: circle, square, triangle, diamond, city or ring, as `palette` numbers them."""
        edge: dict[str, object] = {"fill": colour}
        if r > 2.6:
            edge |= {"stroke": paper, "stroke-width": 3 if mark == 4 else 1, "paint-order": "stroke"}
        if mark == 5:
            edge = {"fill": paper, "stroke": colour, "stroke-width": 1.6}
        if mark == 1:
            side = r * 0.9
            self.add("rect", x=x - side, y=y - side, width=2 * side, height=2 * side, **edge)
        elif mark == 2:
            self._outline(((0, -1.2), (1.12, 0.8), (-1.12, 0.8)), x, y, r, edge)
        elif mark == 3:
            self._outline(((0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)), x, y, r, edge)
        else:
            self.add("circle", cx=x, cy=y, r=r, **edge)

    def _outline(
        self, corners: tuple[tuple[float, float], ...], x: float, y: float, r: float, edge: dict[str, object]
    ) -> None:
        points = " ".join(f"{x + dx * r:.2f},{y + dy * r:.2f}" for dx, dy in corners)
        self.add("polygon", points=points, **edge)

    def document(self, width: int, height: int, *, title: str, language: str) -> str:
        """Give the whole SVG."""
        tag = "en" if language == "en" else "zh-Hans"
        head = {
            "xmlns": "http://www.w3.org/2000/svg",
            "width": width,
            "height": height,
            "viewBox": f"0 0 {width} {height}",
            "font-family": FONTS,
            "xml:lang": tag,
            "role": "img",
        }
        body = "\n".join(self._parts)
        return f"<svg{_attributes_text(head)}>\n<title>{escape(legible(title))}</title>\n{body}\n</svg>\n"


def _attributes_text(attributes: dict[str, object]) -> str:
    return "".join(f" {name.replace('_', '-')}={_value(value)}" for name, value in attributes.items())


def _value(value: object) -> str:
    said = f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
    return quoteattr(legible(said))
