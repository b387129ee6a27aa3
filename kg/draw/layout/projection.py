"""From longitude and latitude to the plane: the conic projection that maps of China use.

Albers' equal-area conic with standard parallels 25° and 47° and the central meridian 105°.
Source: J. P. Snyder, Map Projections: A Working Manual (USGS Professional Paper 1395), eq. 14-1 to 14-6.
"""

from math import cos, radians, sin, sqrt

_SOUTH, _NORTH, _MERIDIAN, _ORIGIN = (radians(angle) for angle in (25.0, 47.0, 105.0, 35.0))
_N = (sin(_SOUTH) + sin(_NORTH)) / 2
_C = cos(_SOUTH) ** 2 + 2 * _N * sin(_SOUTH)
_EARTH_KM = 6371.0
# Beyond these the cone opens too far to be read as a map, and plain degrees are better.
_REACH = (60.0, 0.0, 150.0, 65.0)

MAP_WIDTH_KM = 4850.0
"""How wide China is in this projection, from 73.5° to 135° east."""


def project(longitude: float, latitude: float) -> tuple[float, float]:
    """Give the place in kilometres: x eastwards and y southwards of 105° east, 35° north.

    >>> project(105, 35) == (0.0, 0.0)
    True
    """
    theta = _N * (radians(longitude) - _MERIDIAN)
    rho, rho_origin = _rho(radians(latitude)), _rho(_ORIGIN)
    return rho * sin(theta), rho * cos(theta) - rho_origin


def within_reach(longitude: float, latitude: float) -> bool:
    """Say whether the projection serves this place."""
    west, south, east, north = _REACH
    return west <= longitude <= east and south <= latitude <= north


def project_plainly(longitude: float, latitude: float) -> tuple[float, float]:
    """Give the place in kilometres with meridians and parallels as a plain grid, for places anywhere."""
    return _EARTH_KM * radians(longitude) * cos(_ORIGIN), -_EARTH_KM * radians(latitude)


def graticule(step: int = 10) -> list[list[tuple[float, float]]]:
    """Give the meridians and parallels around China, each a row of (longitude, latitude)."""
    meridians = [[(float(lon), float(lat)) for lat in range(10, 61, 2)] for lon in range(70, 146, step)]
    parallels = [[(float(lon), float(lat)) for lon in range(65, 151, 2)] for lat in range(10, 61, step)]
    return meridians + parallels


def _rho(latitude: float) -> float:
    return _EARTH_KM * sqrt(_C - 2 * _N * sin(latitude)) / _N
