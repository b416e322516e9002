#!/usr/bin/env python3
"""Measure the order of every method on every system: data, two figures and a table."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from integrators.convergence import Measurement, measure_convergence, observed_order  # noqa: E402
from integrators.methods import METHODS, Method  # noqa: E402
from integrators.systems import HamiltonianSystem, harmonic_oscillator, kepler, pendulum  # noqa: E402
from publishing.figure import Axis, Figure, Panel, Series, figure_to_pdf  # noqa: E402
from publishing.files import write_atomically  # noqa: E402
from publishing.tables import csv_text, latex_scientific, latex_table  # noqa: E402

SYSTEMS = (harmonic_oscillator(), pendulum(amplitude=2.0), kepler(eccentricity=0.5))
HORIZON = 10.0
STEP_COUNTS = [2**exponent for exponent in range(5, 15)]
STEPS_IN_TABLE = 1024

Results = dict[tuple[str, str], list[Measurement]]


def measure_all() -> Results:
    """The measurements of every method on every system, keyed by both names."""
    results: Results = {}
    for system in SYSTEMS:
        for method in METHODS:
            measurements = measure_convergence(method, system, HORIZON, STEP_COUNTS)
            results[method.name, system.name] = measurements
            print(f"{system.name}: {method.name} has order {observed_order(measurements):.2f}")
    return results


def data_rows(results: Results) -> list[tuple[object, ...]]:
    """One row of the CSV file for each measurement."""
    return [
        (system, method, m.steps, m.step_size, m.force_evaluations, m.error)
        for (method, system), measurements in results.items()
        for m in measurements
    ]


def order_table(results: Results) -> str:
    """Observed orders, and the errors at one step size, of every method on every system."""
    rows = [
        [
            method.name,
            str(method.order),
            *(f"{observed_order(results[method.name, system.name]):.2f}" for system in SYSTEMS),
            *(latex_scientific(_error_in_table(results, method, system)) for system in SYSTEMS),
        ]
        for method in METHODS
    ]
    header = ["Method", "$r$", *["osc.", "pend.", "Kepler"] * 2]
    return latex_table("lcccclll", header, rows)


def _error_in_table(results: Results, method: Method, system: HamiltonianSystem) -> float:
    measurements = results[method.name, system.name]
    return next(m.error for m in measurements if m.steps == STEPS_IN_TABLE)


def error_figure(results: Results, x: Axis, cost: bool) -> Figure:
    """Error against step size or, with `cost`, against force evaluations, a panel a system."""
    panels = [
        Panel(
            title=system.name.capitalize() if system.name.islower() else system.name,
            x=x,
            y=Axis("error at t = 10", 1e-13, 1e2, logarithmic=True),
            series=[
                Series(
                    method.name,
                    [
                        (m.force_evaluations if cost else m.step_size, m.error)
                        for m in results[method.name, system.name]
                    ],
                    style,
                    markers=True,
                )
                for style, method in enumerate(METHODS)
            ],
        )
        for system in SYSTEMS[1:]
    ]
    return Figure(panels, columns=2)


def main() -> int:
    results = measure_all()
    output = ROOT / "output"
    header = ("system", "method", "steps", "step_size", "force_evaluations", "error")
    write_atomically(output / "data/convergence.csv", csv_text(header, data_rows(results)))
    write_atomically(output / "tables/convergence.tex", order_table(results))
    step_axis = Axis("step size h", 3e-4, 1.0, logarithmic=True)
    cost_axis = Axis("force evaluations", 20.0, 2e5, logarithmic=True)
    write_atomically(
        output / "figures/convergence.pdf",
        figure_to_pdf(error_figure(results, step_axis, cost=False)),
    )
    write_atomically(
        output / "figures/work_precision.pdf",
        figure_to_pdf(error_figure(results, cost_axis, cost=True)),
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
