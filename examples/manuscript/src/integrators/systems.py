"""Hamiltonian systems H(q, p) = |p|^2 / 2 + V(q) whose exact solutions are known."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from integrators.elliptic import jacobi_elliptic

Vector = tuple[float, ...]
Force = Callable[[Vector], Vector]


class State(NamedTuple):
    """A point of phase space: positions and momenta."""

    q: Vector
    p: Vector


@dataclass(frozen=True)
class HamiltonianSystem:
    """A system of unit mass in a potential, with the solution it is compared with."""

    name: str
    potential: Callable[[Vector], float]
    force: Force
    exact: Callable[[float], State]

    @property
    def initial(self) -> State:
        """The state at time zero."""
        return self.exact(0.0)

    def energy(self, state: State) -> float:
        """Kinetic plus potential energy."""
        return 0.5 * sum(component * component for component in state.p) + self.potential(state.q)


def harmonic_oscillator() -> HamiltonianSystem:
    """The oscillator q'' = -q, released at rest from q = 1."""
    return HamiltonianSystem(
        name="oscillator",
        potential=lambda q: 0.5 * q[0] * q[0],
        force=lambda q: (-q[0],),
        exact=lambda t: State((math.cos(t),), (-math.sin(t),)),
    )


def pendulum(amplitude: float) -> HamiltonianSystem:
    """The pendulum q'' = -sin q, started at the bottom of a swing of the given amplitude.

    The amplitude is an angle in radians, strictly between 0 and pi.
    """
    if not 0.0 < amplitude < math.pi:
        raise ValueError(f"amplitude must lie between 0 and pi, not {amplitude}")
    modulus = math.sin(0.5 * amplitude)

    def exact(t: float) -> State:
        sn, cn, _ = jacobi_elliptic(t, modulus)
        return State((2.0 * math.asin(modulus * sn),), (2.0 * modulus * cn,))

    return HamiltonianSystem(
        name="pendulum",
        potential=lambda q: 1.0 - math.cos(q[0]),
        force=lambda q: (-math.sin(q[0]),),
        exact=exact,
    )


def kepler(eccentricity: float) -> HamiltonianSystem:
    """The planar Kepler problem with semi-major axis 1, started at perihelion.

    The period is 2 pi and the energy is -1/2 for every eccentricity.
    """
    if not 0.0 <= eccentricity < 1.0:
        raise ValueError(f"eccentricity must lie in [0, 1), not {eccentricity}")
    semi_minor_axis = math.sqrt(1.0 - eccentricity * eccentricity)

    def force(q: Vector) -> Vector:
        x, y = q
        squared_radius = x * x + y * y
        factor = -1.0 / (squared_radius * math.sqrt(squared_radius))
        return (factor * x, factor * y)

    def exact(t: float) -> State:
        anomaly = eccentric_anomaly(t, eccentricity)
        cosine, sine = math.cos(anomaly), math.sin(anomaly)
        rate = 1.0 / (1.0 - eccentricity * cosine)
        return State(
            (cosine - eccentricity, semi_minor_axis * sine),
            (-sine * rate, semi_minor_axis * cosine * rate),
        )

    return HamiltonianSystem(
        name="Kepler problem",
        potential=lambda q: -1.0 / math.hypot(q[0], q[1]),
        force=force,
        exact=exact,
    )


def eccentric_anomaly(mean_anomaly: float, eccentricity: float) -> float:
    """Solve Kepler's equation E - e sin E = M by Newton's method.

    Newton's method converges monotonically from M + e for M in [0, pi],
    so the mean anomaly is reduced to that interval first.
    """
    turns = round(mean_anomaly / math.tau)
    reduced = mean_anomaly - turns * math.tau
    target = abs(reduced)
    anomaly = target + eccentricity
    for _ in range(50):
        residual = anomaly - eccentricity * math.sin(anomaly) - target
        correction = residual / (1.0 - eccentricity * math.cos(anomaly))
        anomaly -= correction
        if abs(correction) <= 1e-15 * max(1.0, anomaly):
            break
    return turns * math.tau + math.copysign(anomaly, reduced)


def angular_momentum(state: State) -> float:
    """q x p of a state in the plane."""
    return state.q[0] * state.p[1] - state.q[1] * state.p[0]


def perihelion_angle(state: State) -> float:
    """Direction of the Laplace-Runge-Lenz vector, which points to the perihelion."""
    momentum = angular_momentum(state)
    radius = math.hypot(*state.q)
    return math.atan2(
        -state.p[0] * momentum - state.q[1] / radius,
        state.p[1] * momentum - state.q[0] / radius,
    )
