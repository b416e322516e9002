"""How the error at a fixed time falls with the step size, and what it costs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from integrators.methods import Method
from integrators.systems import HamiltonianSystem
from integrators.trajectories import distance, final_state

ROUNDOFF_LEVEL = 1e-11


@dataclass(frozen=True)
class Measurement:
    """The error of one integration."""

    steps: int
    step_size: float
    force_evaluations: int
    error: float


def measure_convergence(
    method: Method, system: HamiltonianSystem, horizon: float, step_counts: Sequence[int]
) -> list[Measurement]:
    """Integrate to the horizon with each number of steps and compare with the exact solution."""
    exact = system.exact(horizon)
    return [
        Measurement(
            steps=steps,
            step_size=horizon / steps,
            force_evaluations=steps * method.force_evaluations,
            error=distance(final_state(method, system, horizon, steps), exact),
        )
        for steps in step_counts
    ]


def observed_order(measurements: Sequence[Measurement], finest: int = 3) -> float:
    """Slope of log(error) against log(step size) over the finest measurements above roundoff."""
    usable = [m for m in measurements if m.error > ROUNDOFF_LEVEL]
    chosen = sorted(usable, key=lambda m: m.step_size)[:finest]
    return least_squares_slope(
        [math.log(m.step_size) for m in chosen], [math.log(m.error) for m in chosen]
    )


def least_squares_slope(x: Sequence[float], y: Sequence[float]) -> float:
    """Slope of the straight line that fits the points best."""
    if len(x) != len(y) or len(x) < 2:
        raise ValueError("a slope needs two or more points")
    mean_x, mean_y = math.fsum(x) / len(x), math.fsum(y) / len(y)
    covariance = math.fsum((a - mean_x) * (b - mean_y) for a, b in zip(x, y))
    variance = math.fsum((a - mean_x) ** 2 for a in x)
    return covariance / variance
