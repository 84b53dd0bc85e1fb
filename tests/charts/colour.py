"""Colour measures: contrast (WCAG 2), difference (Oklab), simulated deficiency (Machado 2009)."""

from itertools import starmap

RGB = tuple[float, float, float]

# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB.
DEFICIENCIES = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
OKLAB_LMS = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
OKLAB_LAB = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)


def linear(colour: str) -> RGB:
    """#rrggbb as linear RGB, 0 to 1."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return red, green, blue


def _times(matrix: tuple[RGB, ...], colour: RGB) -> RGB:
    a, b, c = (sum(starmap(float.__mul__, zip(row, colour, strict=True))) for row in matrix)
    return a, b, c


def seen_with(deficiency: str, colour: str) -> RGB:
    """What someone with the deficiency sees, as linear RGB."""
    a, b, c = (
        min(1.0, max(0.0, part)) for part in _times(DEFICIENCIES[deficiency], linear(colour))
    )
    return a, b, c


def grey(colour: str) -> RGB:
    return (luminance(colour),) * 3


def luminance(colour: str) -> float:
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def difference(one: RGB, other: RGB) -> float:
    """Distance in Oklab; about 0.02 is just noticeable, black to white is 1."""
    a, b = (
        _times(OKLAB_LAB, tuple(part ** (1 / 3) for part in _times(OKLAB_LMS, colour)))  # type: ignore[arg-type]
        for colour in (one, other)
    )
    return float(sum((x - y) ** 2 for x, y in zip(a, b, strict=True)) ** 0.5)
