"""Line plots in rows of panels with a shared legend, written as vector PDFs."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from publishing.canvas import Canvas, Colour, Point, text_width

# The colours of Okabe and Ito, which colour-blind readers can tell apart.
PALETTE: tuple[Colour, ...] = (
    (0.84, 0.37, 0.00),
    (0.90, 0.62, 0.00),
    (0.80, 0.47, 0.65),
    (0.00, 0.45, 0.70),
    (0.00, 0.00, 0.00),
    (0.00, 0.62, 0.45),
)
DASHES: tuple[tuple[float, ...], ...] = ((), (5, 2), (1, 2), (), (6, 2, 1, 2), (3, 2))

FONT_SIZE = 8.0
SMALL_SIZE = 6.0
TICK_LENGTH = 3.0
MARKER_RADIUS = 2.0
LEFT, RIGHT, BOTTOM, TOP = 46.0, 8.0, 32.0, 18.0
LEGEND_ROW, LEGEND_SAMPLE, LEGEND_GAP = 12.0, 20.0, 14.0
GREY: Colour = (0.85, 0.85, 0.85)


@dataclass(frozen=True)
class Series:
    """A curve; equal labels share one entry in the legend."""

    label: str
    points: Sequence[Point]
    style: int = 0
    line: bool = True
    markers: bool = False

    @property
    def colour(self) -> Colour:
        return PALETTE[self.style % len(PALETTE)]

    @property
    def dashes(self) -> tuple[float, ...]:
        return () if self.markers else DASHES[self.style % len(DASHES)]


@dataclass(frozen=True)
class Axis:
    """A labelled axis with a linear or logarithmic scale."""

    label: str
    low: float
    high: float
    logarithmic: bool = False

    def __post_init__(self) -> None:
        if not self.low < self.high or (self.logarithmic and self.low <= 0.0):
            raise ValueError(f"axis {self.label!r} cannot run from {self.low} to {self.high}")

    def shows(self, value: float) -> bool:
        """Whether the scale has a place for a value at all."""
        return math.isfinite(value) and (value > 0.0 or not self.logarithmic)

    def fraction(self, value: float) -> float:
        """The place of a value: 0 at the low end, 1 at the high end."""
        if self.logarithmic:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)

    def ticks(self) -> list[float]:
        """Round values within the axis, about five of them."""
        return (
            _decades(self.low, self.high)
            if self.logarithmic
            else _round_values(self.low, self.high)
        )

    def minor_ticks(self) -> list[float]:
        """The multiples of the powers of ten, on a logarithmic axis of few decades."""
        if not self.logarithmic or self.high / self.low > 1e4:
            return []
        first, last = math.floor(math.log10(self.low)), math.ceil(math.log10(self.high))
        values = [
            factor * 10.0**exponent for exponent in range(first, last) for factor in range(2, 10)
        ]
        return [value for value in values if self.low < value < self.high]


@dataclass(frozen=True)
class Panel:
    """One coordinate system with its curves."""

    title: str
    x: Axis
    y: Axis
    series: Sequence[Series]


@dataclass(frozen=True)
class Figure:
    """Panels of equal size, row by row."""

    panels: Sequence[Panel]
    columns: int
    panel_width: float = 216.0
    panel_height: float = 180.0


def figure_to_pdf(figure: Figure) -> bytes:
    """Draw a figure; equal figures give equal bytes."""
    rows = math.ceil(len(figure.panels) / figure.columns)
    width = figure.columns * figure.panel_width
    entries = _legend_entries(figure.panels)
    legend_rows = _legend_rows(entries, width)
    legend_height = LEGEND_ROW * len(legend_rows)
    canvas = Canvas(width, rows * figure.panel_height + legend_height)
    for index, panel in enumerate(figure.panels):
        row, column = divmod(index, figure.columns)
        left = column * figure.panel_width
        bottom = legend_height + (rows - 1 - row) * figure.panel_height
        _PanelArea(canvas, panel, left, bottom, figure.panel_width, figure.panel_height).draw()
    for index, legend_row in enumerate(legend_rows):
        _draw_legend_row(canvas, legend_row, legend_height - LEGEND_ROW * (index + 1) + 3.0)
    return canvas.to_bytes()


class _PanelArea:
    """The rectangle of one panel on the canvas."""

    def __init__(
        self, canvas: Canvas, panel: Panel, left: float, bottom: float, width: float, height: float
    ) -> None:
        self.canvas = canvas
        self.panel = panel
        self.x0, self.x1 = left + LEFT, left + width - RIGHT
        self.y0, self.y1 = bottom + BOTTOM, bottom + height - TOP

    def draw(self) -> None:
        self._draw_grid_and_labels()
        with self.canvas.clipped((self.x0, self.y0), (self.x1, self.y1)):
            for series in self.panel.series:
                self._draw_series(series)
        corners = [(self.x0, self.y0), (self.x1, self.y0), (self.x1, self.y1), (self.x0, self.y1)]
        self.canvas.polyline([*corners, corners[0]])

    def _place(self, point: Point) -> Point:
        x, y = point
        return (
            self.x0 + self.panel.x.fraction(x) * (self.x1 - self.x0),
            self.y0 + self.panel.y.fraction(y) * (self.y1 - self.y0),
        )

    def _draw_grid_and_labels(self) -> None:
        canvas, panel = self.canvas, self.panel
        middle_x, middle_y = 0.5 * (self.x0 + self.x1), 0.5 * (self.y0 + self.y1)
        for value in panel.x.ticks():
            x, _ = self._place((value, panel.y.low))
            canvas.polyline([(x, self.y0), (x, self.y1)], GREY, 0.4)
            _draw_tick_label(
                canvas, (x, self.y0 - TICK_LENGTH - FONT_SIZE), value, panel.x, anchor=0.5
            )
        for value in panel.x.minor_ticks():
            x, _ = self._place((value, panel.y.low))
            canvas.polyline([(x, self.y0), (x, self.y0 + TICK_LENGTH)], width=0.4)
        for value in panel.y.ticks():
            _, y = self._place((panel.x.low, value))
            canvas.polyline([(self.x0, y), (self.x1, y)], GREY, 0.4)
            _draw_tick_label(
                canvas, (self.x0 - TICK_LENGTH, y - 0.35 * FONT_SIZE), value, panel.y, anchor=1.0
            )
        canvas.text((middle_x, self.y1 + 5.0), panel.title, FONT_SIZE, anchor=0.5)
        canvas.text((middle_x, self.y0 - 26.0), panel.x.label, FONT_SIZE, anchor=0.5)
        canvas.text((self.x0 - 34.0, middle_y), panel.y.label, FONT_SIZE, anchor=0.5, vertical=True)

    def _draw_series(self, series: Series) -> None:
        places = [
            self._place(point)
            for point in series.points
            if self.panel.x.shows(point[0]) and self.panel.y.shows(point[1])
        ]
        if series.line and len(places) > 1:
            self.canvas.polyline(places, series.colour, 1.0, series.dashes)
        if series.markers:
            for place in places:
                self.canvas.polygon(_marker(series.style, place), series.colour)


def _draw_tick_label(
    canvas: Canvas, position: Point, value: float, axis: Axis, anchor: float
) -> None:
    if not axis.logarithmic:
        canvas.text(position, _with_minus_sign(f"{value:.10g}"), FONT_SIZE, anchor)
        return
    exponent = _with_minus_sign(str(round(math.log10(value))))
    base_width = text_width("10", FONT_SIZE)
    left = position[0] - anchor * (base_width + text_width(exponent, SMALL_SIZE))
    canvas.text((left, position[1]), "10", FONT_SIZE)
    canvas.text((left + base_width, position[1] + 3.0), exponent, SMALL_SIZE)


def _with_minus_sign(number: str) -> str:
    return number.replace("-", "\N{EN DASH}")


def _legend_entries(panels: Sequence[Panel]) -> list[Series]:
    entries: dict[str, Series] = {}
    for panel in panels:
        for series in panel.series:
            if series.label:
                entries.setdefault(series.label, series)
    return list(entries.values())


def _legend_rows(entries: Sequence[Series], width: float) -> list[Sequence[Series]]:
    """The entries in as few rows as fit the width, about equally many in each."""
    for count in range(1, len(entries) + 1):
        length = math.ceil(len(entries) / count)
        rows = [entries[start : start + length] for start in range(0, len(entries), length)]
        if length == 1 or all(sum(map(_legend_width, row)) <= width for row in rows):
            return rows
    return []


def _legend_width(entry: Series) -> float:
    return LEGEND_SAMPLE + 4.0 + text_width(entry.label, FONT_SIZE) + LEGEND_GAP


def _draw_legend_row(canvas: Canvas, entries: Sequence[Series], y: float) -> None:
    x = 0.5 * (canvas.width - sum(_legend_width(entry) for entry in entries) + LEGEND_GAP)
    for entry in entries:
        height = y + 0.35 * FONT_SIZE
        if entry.line:
            canvas.polyline(
                [(x, height), (x + LEGEND_SAMPLE, height)], entry.colour, 1.0, entry.dashes
            )
        if entry.markers:
            canvas.polygon(_marker(entry.style, (x + 0.5 * LEGEND_SAMPLE, height)), entry.colour)
        canvas.text((x + LEGEND_SAMPLE + 4.0, y), entry.label, FONT_SIZE)
        x += _legend_width(entry)


def _marker(style: int, centre: Point) -> list[Point]:
    """A regular polygon; the number of corners and its rotation depend on the style."""
    corners, rotation = ((3, 0.5), (3, -0.5), (4, 0.25), (4, 0.5), (16, 0.0), (5, 0.5))[style % 6]
    angles = (math.pi * rotation + math.tau * corner / corners for corner in range(corners))
    return [
        (centre[0] + MARKER_RADIUS * math.cos(angle), centre[1] + MARKER_RADIUS * math.sin(angle))
        for angle in angles
    ]


def _decades(low: float, high: float) -> list[float]:
    first, last = math.ceil(math.log10(low) - 1e-9), math.floor(math.log10(high) + 1e-9)
    stride = max(1, math.ceil((last - first + 1) / 6))
    return [10.0**exponent for exponent in range(first, last + 1, stride)]


def _round_values(low: float, high: float) -> list[float]:
    step = next(size for size in _round_steps((high - low) / 10.0) if (high - low) / size <= 6.0)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [index * step for index in range(first, last + 1)]


def _round_steps(smallest: float) -> Iterator[float]:
    exponent = math.floor(math.log10(smallest))
    while True:
        for factor in (1.0, 2.0, 5.0):
            yield factor * 10.0**exponent
        exponent += 1
