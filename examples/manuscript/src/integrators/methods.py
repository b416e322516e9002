"""One-step methods for q' = p, p' = f(q), each a function of force, state and step size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from integrators.systems import Force, State, Vector

Step = Callable[[Force, State, float], State]


@dataclass(frozen=True)
class Method:
    """A one-step method and what theory says about it."""

    name: str
    step: Step
    order: int
    force_evaluations: int
    symplectic: bool
    symmetric: bool


def explicit_euler_step(force: Force, state: State, h: float) -> State:
    """Both updates use the old state."""
    q, p = state
    return State(_add(q, h, p), _add(p, h, force(q)))


def symplectic_euler_step(force: Force, state: State, h: float) -> State:
    """A kick with the old position, then a drift with the new momentum."""
    return _drift(_kick(force, state, h), h)


def heun_step(force: Force, state: State, h: float) -> State:
    """The explicit trapezoidal rule: an Euler step, then the mean of both slopes."""
    q, p = state
    slope = force(q)
    predicted_q, predicted_p = _add(q, h, p), _add(p, h, slope)
    return State(
        _add(_add(q, 0.5 * h, p), 0.5 * h, predicted_p),
        _add(_add(p, 0.5 * h, slope), 0.5 * h, force(predicted_q)),
    )


def stoermer_verlet_step(force: Force, state: State, h: float) -> State:
    """Half a drift, a kick, half a drift."""
    return _drift(_kick(force, _drift(state, 0.5 * h), h), 0.5 * h)


def runge_kutta_step(force: Force, state: State, h: float) -> State:
    """The classical fourth-order method of Runge and Kutta."""
    q, p = state
    f1 = force(q)
    p2 = _add(p, 0.5 * h, f1)
    f2 = force(_add(q, 0.5 * h, p))
    p3 = _add(p, 0.5 * h, f2)
    f3 = force(_add(q, 0.5 * h, p2))
    p4 = _add(p, h, f3)
    f4 = force(_add(q, h, p3))
    return State(
        _add(q, h / 6.0, _weighted_slopes(p, p2, p3, p4)),
        _add(p, h / 6.0, _weighted_slopes(f1, f2, f3, f4)),
    )


_CUBE_ROOT_OF_TWO = 2.0 ** (1.0 / 3.0)
OUTER_WEIGHT = 1.0 / (2.0 - _CUBE_ROOT_OF_TWO)
INNER_WEIGHT = -_CUBE_ROOT_OF_TWO * OUTER_WEIGHT


def yoshida_step(force: Force, state: State, h: float) -> State:
    """Three Störmer-Verlet steps, the middle one backwards, which cancel the leading error."""
    state = stoermer_verlet_step(force, state, OUTER_WEIGHT * h)
    state = stoermer_verlet_step(force, state, INNER_WEIGHT * h)
    return stoermer_verlet_step(force, state, OUTER_WEIGHT * h)


EXPLICIT_EULER = Method(
    "Explicit Euler", explicit_euler_step, 1, 1, symplectic=False, symmetric=False
)
SYMPLECTIC_EULER = Method(
    "Symplectic Euler", symplectic_euler_step, 1, 1, symplectic=True, symmetric=False
)
HEUN = Method("Heun", heun_step, 2, 2, symplectic=False, symmetric=False)
STOERMER_VERLET = Method(
    "Störmer–Verlet", stoermer_verlet_step, 2, 1, symplectic=True, symmetric=True
)
RUNGE_KUTTA = Method("Runge–Kutta", runge_kutta_step, 4, 4, symplectic=False, symmetric=False)
YOSHIDA = Method("Yoshida", yoshida_step, 4, 3, symplectic=True, symmetric=True)

METHODS = (EXPLICIT_EULER, SYMPLECTIC_EULER, HEUN, STOERMER_VERLET, RUNGE_KUTTA, YOSHIDA)


def _drift(state: State, h: float) -> State:
    return State(_add(state.q, h, state.p), state.p)


def _kick(force: Force, state: State, h: float) -> State:
    return State(state.q, _add(state.p, h, force(state.q)))


def _add(vector: Vector, factor: float, direction: Vector) -> Vector:
    return tuple([v + factor * d for v, d in zip(vector, direction)])


def _weighted_slopes(k1: Vector, k2: Vector, k3: Vector, k4: Vector) -> Vector:
    return tuple([a + 2.0 * (b + c) + d for a, b, c, d in zip(k1, k2, k3, k4)])
