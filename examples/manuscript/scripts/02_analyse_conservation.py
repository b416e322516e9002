#!/usr/bin/env python3
"""Follow invariants over many periods: data, three figures and two tables."""

from __future__ import annotations

import math
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from integrators.conservation import (  # noqa: E402
    PERIOD,
    OrbitRecord,
    crossover_revolution,
    follow_orbit,
    precession_per_revolution,
    steps_per_revolution,
    verlet_precession,
)
from integrators.methods import (  # noqa: E402
    EXPLICIT_EULER,
    HEUN,
    METHODS,
    RUNGE_KUTTA,
    STOERMER_VERLET,
    SYMPLECTIC_EULER,
    YOSHIDA,
    Method,
)
from integrators.systems import kepler, pendulum  # noqa: E402
from integrators.trajectories import trajectory  # noqa: E402
from publishing.figure import Axis, Figure, Panel, Series, figure_to_pdf  # noqa: E402
from publishing.files import write_atomically  # noqa: E402
from publishing.tables import csv_text, latex_scientific, latex_table  # noqa: E402

ECCENTRICITY = 0.5
EVALUATIONS_PER_REVOLUTION = 600
REVOLUTIONS = 200
PRECESSION_STEPS = (100, 200, 400, 800)
PRECESSION_REVOLUTIONS = 10
PRECESSION_METHODS = (STOERMER_VERLET, RUNGE_KUTTA, YOSHIDA)
PORTRAIT_METHODS = (EXPLICIT_EULER, HEUN, SYMPLECTIC_EULER, STOERMER_VERLET)
PORTRAIT_STEP_SIZE = 0.3
PORTRAIT_STEPS = 200

STYLES = {method.name: style for style, method in enumerate(METHODS)}


def follow_orbits() -> dict[str, list[OrbitRecord]]:
    """The Kepler orbit by every method, all for the same number of force evaluations."""
    system = kepler(ECCENTRICITY)
    results = {}
    for method in METHODS:
        steps = steps_per_revolution(method, EVALUATIONS_PER_REVOLUTION)
        results[method.name] = follow_orbit(method, system, steps, REVOLUTIONS)
        print(f"{method.name}: energy error {results[method.name][-1].energy_error:.1e}")
    return results


def measure_precessions() -> dict[str, list[float]]:
    """Rotation of the perihelion a revolution, for each number of steps a revolution."""
    system = kepler(ECCENTRICITY)
    return {
        method.name: [
            precession_per_revolution(follow_orbit(method, system, steps, PRECESSION_REVOLUTIONS))
            for steps in PRECESSION_STEPS
        ]
        for method in PRECESSION_METHODS
    }


def orbit_rows(results: dict[str, list[OrbitRecord]]) -> list[tuple[object, ...]]:
    """One row of the CSV file for each revolution by each method."""
    return [
        (name, r.revolution, r.energy_error, r.momentum_error, r.position_error, r.perihelion_angle)
        for name, records in results.items()
        for r in records
    ]


def invariants_table(results: dict[str, list[OrbitRecord]]) -> str:
    """Errors in the first and the last revolution."""
    rows = []
    for method in METHODS:
        first, last = results[method.name][0], results[method.name][-1]
        values = (first.energy_error, last.energy_error, last.momentum_error, last.position_error)
        steps = steps_per_revolution(method, EVALUATIONS_PER_REVOLUTION)
        rows.append([method.name, str(steps), *map(latex_scientific, values)])
    header = [
        "Method",
        "steps",
        "energy, first",
        "energy, last",
        "momentum, last",
        "position, last",
    ]
    return latex_table("lrllll", header, rows)


def precession_table(precessions: dict[str, list[float]]) -> str:
    """Measured precession in arc seconds a revolution, beside the prediction for Störmer-Verlet."""
    rows = [
        [
            str(steps),
            _arc_seconds(verlet_precession(ECCENTRICITY, PERIOD / steps)),
            *(_arc_seconds(precessions[method.name][index]) for method in PRECESSION_METHODS),
        ]
        for index, steps in enumerate(PRECESSION_STEPS)
    ]
    header = ["Steps", "predicted", *(method.name for method in PRECESSION_METHODS)]
    return latex_table("rrrrr", header, rows)


def _arc_seconds(angle: float) -> str:
    return f"${math.degrees(angle) * 3600.0:.3f}$"


def drift_figure(results: dict[str, list[OrbitRecord]]) -> Figure:
    """Energy and position errors against time."""
    time = Axis("revolutions", 1.0, float(REVOLUTIONS), logarithmic=True)
    return Figure(
        [
            Panel(
                "Energy",
                time,
                Axis("relative energy error", 1e-6, 10.0, logarithmic=True),
                [
                    Series(name, [(r.revolution, r.energy_error) for r in records], STYLES[name])
                    for name, records in results.items()
                ],
            ),
            Panel(
                "Position",
                time,
                Axis("distance from the exact solution", 1e-4, 1e2, logarithmic=True),
                [
                    Series(name, [(r.revolution, r.position_error) for r in records], STYLES[name])
                    for name, records in results.items()
                ],
            ),
        ],
        columns=2,
    )


def precession_figure(precessions: dict[str, list[float]]) -> Figure:
    """Size of the precession against steps a revolution, with the prediction as a line."""
    prediction = [
        (steps, abs(verlet_precession(ECCENTRICITY, PERIOD / steps))) for steps in (50, 1600)
    ]
    measured = [
        Series(
            name,
            [(steps, abs(angle)) for steps, angle in zip(PRECESSION_STEPS, angles)],
            STYLES[name],
            line=False,
            markers=True,
        )
        for name, angles in precessions.items()
    ]
    panel = Panel(
        "Precession of the perihelion",
        Axis("steps per revolution", 50.0, 1600.0, logarithmic=True),
        Axis("radians per revolution", 1e-8, 1e-1, logarithmic=True),
        [Series("prediction for Störmer–Verlet", prediction, style=2), *measured],
    )
    return Figure([panel], columns=1, panel_width=340.0)


def portrait_figure() -> Figure:
    """The pendulum in phase space, a panel a method, over the exact level curve."""
    system = pendulum(amplitude=2.0)
    exact = [system.exact(0.02 * index) for index in range(500)]
    return Figure(
        [_portrait(method, [(s.q[0], s.p[0]) for s in exact]) for method in PORTRAIT_METHODS], 2
    )


def _portrait(method: Method, exact: list[tuple[float, float]]) -> Panel:
    states = trajectory(method, pendulum(amplitude=2.0), PORTRAIT_STEP_SIZE, PORTRAIT_STEPS)
    return Panel(
        method.name,
        Axis("angle q", -math.pi, math.pi),
        Axis("momentum p", -2.6, 2.6),
        [
            Series(
                "numerical", [(s.q[0], s.p[0]) for s in states], style=1, line=False, markers=True
            ),
            Series("exact", exact, style=3),
        ],
    )


def main() -> int:
    results = follow_orbits()
    errors = {name: [r.energy_error for r in records] for name, records in results.items()}
    crossover = crossover_revolution(errors[RUNGE_KUTTA.name], errors[STOERMER_VERLET.name])
    print(f"Runge-Kutta conserves energy worse than Störmer-Verlet from revolution {crossover} on")
    precessions = measure_precessions()

    output = ROOT / "output"
    header = ("method", "revolution", "energy", "momentum", "position", "perihelion_angle")
    write_atomically(output / "data/conservation.csv", csv_text(header, orbit_rows(results)))
    write_atomically(output / "tables/invariants.tex", invariants_table(results))
    write_atomically(output / "tables/precession.tex", precession_table(precessions))
    write_atomically(output / "figures/drift.pdf", figure_to_pdf(drift_figure(results)))
    write_atomically(
        output / "figures/precession.pdf", figure_to_pdf(precession_figure(precessions))
    )
    write_atomically(output / "figures/phase_portraits.pdf", figure_to_pdf(portrait_figure()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
