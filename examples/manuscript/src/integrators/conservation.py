"""How well the invariants of the Kepler problem survive many revolutions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from integrators.methods import Method
from integrators.systems import HamiltonianSystem, angular_momentum, perihelion_angle
from integrators.trajectories import distance, trajectory

PERIOD = math.tau


@dataclass(frozen=True)
class OrbitRecord:
    """What is known at the end of one revolution of the exact solution."""

    revolution: int
    energy_error: float
    momentum_error: float
    position_error: float
    perihelion_angle: float


def steps_per_revolution(method: Method, evaluations_per_revolution: int) -> int:
    """The number of steps that costs the given number of force evaluations."""
    steps, remainder = divmod(evaluations_per_revolution, method.force_evaluations)
    if remainder:
        raise ValueError(
            f"{method.name} cannot spend {evaluations_per_revolution} evaluations evenly"
        )
    return steps


def follow_orbit(
    method: Method, system: HamiltonianSystem, steps: int, revolutions: int
) -> list[OrbitRecord]:
    """Integrate over many revolutions of `steps` steps each.

    The errors of energy and momentum are the largest relative ones within each
    revolution. The position error is the distance in phase space from the exact
    solution at its end, and the angle is the rotation of the perihelion since
    the start.
    """
    initial = system.initial
    energy, momentum = system.energy(initial), angular_momentum(initial)
    records: list[OrbitRecord] = []
    energy_error = momentum_error = rotation = 0.0
    previous_angle = perihelion_angle(initial)
    for index, state in enumerate(trajectory(method, system, PERIOD / steps, steps * revolutions)):
        energy_error = max(energy_error, abs(system.energy(state) / energy - 1.0))
        momentum_error = max(momentum_error, abs(angular_momentum(state) / momentum - 1.0))
        if index and index % steps == 0:
            angle = perihelion_angle(state)
            rotation += math.remainder(angle - previous_angle, math.tau)
            previous_angle = angle
            records.append(
                OrbitRecord(
                    revolution=index // steps,
                    energy_error=energy_error,
                    momentum_error=momentum_error,
                    position_error=distance(state, initial),
                    perihelion_angle=rotation,
                )
            )
            energy_error = momentum_error = 0.0
    return records


def precession_per_revolution(records: Sequence[OrbitRecord]) -> float:
    """Mean rotation of the perihelion in radians a revolution."""
    return records[-1].perihelion_angle / records[-1].revolution


def verlet_precession(eccentricity: float, step_size: float) -> float:
    """Leading term of the Störmer-Verlet precession, in radians a revolution.

    It follows from averaging the second-order term of the modified Hamiltonian
    over an unperturbed orbit.
    """
    squared = eccentricity * eccentricity
    return -math.pi / 8.0 * step_size**2 * (4.0 + squared) / (1.0 - squared) ** 3


def crossover_revolution(errors: Sequence[float], others: Sequence[float]) -> int | None:
    """The first revolution (counted from 1) from which `errors` stays above `others`."""
    last_below = max((i for i, (a, b) in enumerate(zip(errors, others), 1) if a <= b), default=0)
    return last_below + 1 if last_below < len(errors) else None
