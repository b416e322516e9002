"""A one-page vector PDF, drawn in points from the lower left corner.

The document carries no dates and no identifiers and its content is not
compressed, so that the same drawing is the same file, byte for byte, everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

Point = tuple[float, float]
Colour = tuple[float, float, float]

BLACK: Colour = (0.0, 0.0, 0.0)

# Widths of Helvetica in thousandths of the font size, for the characters from 32 to 126.
_ASCII_WIDTHS = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
)  # fmt: skip
_OTHER_WIDTH = 556  # of the en dash and of accented lower-case vowels


def text_width(text: str, size: float) -> float:
    """The width of a text set in Helvetica."""
    return size / 1000.0 * sum(_character_width(character) for character in text)


class Canvas:
    """Collects drawing operators and serialises them as a PDF document."""

    def __init__(self, width: float, height: float) -> None:
        self.width = width
        self.height = height
        self._operators: list[str] = ["1 J 1 j"]

    def polyline(
        self,
        points: Sequence[Point],
        colour: Colour = BLACK,
        width: float = 0.6,
        dashes: Sequence[float] = (),
    ) -> None:
        """A stroked open path."""
        pattern = " ".join(_number(length) for length in dashes)
        self._operators.append(
            f"{_colour(colour)} RG {_number(width)} w [{pattern}] 0 d {_path(points)} S"
        )

    def polygon(self, points: Sequence[Point], colour: Colour = BLACK) -> None:
        """A filled closed path."""
        self._operators.append(f"{_colour(colour)} rg {_path(points)} f")

    def text(
        self, position: Point, text: str, size: float, anchor: float = 0.0, vertical: bool = False
    ) -> None:
        """A line of text; `anchor` is the fraction of its width left of the position."""
        x, y = position
        offset = anchor * text_width(text, size)
        if vertical:
            matrix = f"0 1 -1 0 {_number(x)} {_number(y - offset)}"
        else:
            matrix = f"1 0 0 1 {_number(x - offset)} {_number(y)}"
        self._operators.append(f"0 g BT /F1 {_number(size)} Tf {matrix} Tm {_string(text)} Tj ET")

    @contextmanager
    def clipped(self, lower_left: Point, upper_right: Point) -> Iterator[None]:
        """Hide what is drawn outside of a rectangle."""
        (x0, y0), (x1, y1) = lower_left, upper_right
        corners = " ".join(_number(value) for value in (x0, y0, x1 - x0, y1 - y0))
        self._operators.append(f"q {corners} re W n")
        yield
        self._operators.append("Q")

    def to_bytes(self) -> bytes:
        """The complete PDF document."""
        content = "\n".join(self._operators).encode("ascii")
        box = f"0 0 {_number(self.width)} {_number(self.height)}"
        return _document(
            [
                b"<< /Type /Catalog /Pages 2 0 R >>",
                b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
                f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] /Contents 4 0 R "
                "/Resources << /Font << /F1 5 0 R >> >> >>".encode("ascii"),
                b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
                b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
            ]
        )


def _document(objects: Sequence[bytes]) -> bytes:
    document = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(document))
        document += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table_offset = len(document)
    entries = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    document += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, entries)
    document += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        table_offset,
    )
    return bytes(document)


def _character_width(character: str) -> int:
    index = ord(character) - 32
    return _ASCII_WIDTHS[index] if 0 <= index < len(_ASCII_WIDTHS) else _OTHER_WIDTH


def _number(value: float) -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _colour(colour: Colour) -> str:
    return " ".join(_number(component) for component in colour)


def _path(points: Sequence[Point]) -> str:
    pairs = [f"{_number(x)} {_number(y)}" for x, y in points]
    return f"{pairs[0]} m " + " ".join(f"{pair} l" for pair in pairs[1:])


def _string(text: str) -> str:
    return f"<{text.encode('cp1252').hex()}>"
