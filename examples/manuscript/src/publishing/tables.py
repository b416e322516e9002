"""CSV files and LaTeX tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A CSV document; floats keep seven significant digits."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_csv_cell(cell) for cell in row] for row in rows)
    return buffer.getvalue()


def latex_table(alignment: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A booktabs `tabular` environment; the cells are LaTeX already."""
    lines = [
        rf"\begin{{tabular}}{{{alignment}}}",
        r"\toprule",
        _latex_row(header),
        r"\midrule",
        *(_latex_row(row) for row in rows),
        r"\bottomrule",
        r"\end{tabular}",
    ]
    return "\n".join(lines) + "\n"


def latex_scientific(value: float, digits: int = 1) -> str:
    """A number in scientific notation, such as $1.5\\times10^{-3}$."""
    mantissa, exponent = f"{value:.{digits}e}".split("e")
    return rf"${mantissa}\times10^{{{int(exponent)}}}$"


def _csv_cell(cell: object) -> object:
    return f"{cell:.6e}" if isinstance(cell, float) else cell


def _latex_row(cells: Sequence[str]) -> str:
    return " & ".join(cells) + r" \\"
