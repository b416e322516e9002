"""Following a system through time with a fixed step."""

from __future__ import annotations

import math
from collections.abc import Iterator

from integrators.methods import Method
from integrators.systems import HamiltonianSystem, State


def trajectory(method: Method, system: HamiltonianSystem, h: float, steps: int) -> Iterator[State]:
    """The states after 0, 1, ..., `steps` steps of size `h`."""
    state = system.initial
    yield state
    for _ in range(steps):
        state = method.step(system.force, state, h)
        yield state


def final_state(method: Method, system: HamiltonianSystem, horizon: float, steps: int) -> State:
    """The state at time `horizon`, reached in `steps` equal steps."""
    if steps < 1:
        raise ValueError(f"steps must be positive, not {steps}")
    h = horizon / steps
    state = system.initial
    for _ in range(steps):
        state = method.step(system.force, state, h)
    return state


def distance(first: State, second: State) -> float:
    """Euclidean distance in phase space."""
    return math.dist(first.q + first.p, second.q + second.p)
