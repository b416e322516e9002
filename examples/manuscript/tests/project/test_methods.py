import math
from unittest.mock import Mock

import pytest

from integrators.methods import (
    EXPLICIT_EULER,
    HEUN,
    INNER_WEIGHT,
    METHODS,
    OUTER_WEIGHT,
    RUNGE_KUTTA,
    STOERMER_VERLET,
    SYMPLECTIC_EULER,
    YOSHIDA,
)
from integrators.systems import State, harmonic_oscillator, kepler, pendulum
from integrators.trajectories import trajectory

SYMPLECTIC = [method for method in METHODS if method.symplectic]
SYMMETRIC = [method for method in METHODS if method.symmetric]
STEP = 0.1


def oscillator_matrix(method, h):
    """The images of the two unit vectors under one step of the oscillator."""
    force = harmonic_oscillator().force
    images = [method.step(force, State((q,), (p,)), h) for q, p in ((1.0, 0.0), (0.0, 1.0))]
    return [(state.q[0], state.p[0]) for state in images]


def determinant(columns):
    (a, c), (b, d) = columns
    return a * d - b * c


def test_force_is_evaluated_as_often_as_declared():
    system = pendulum(1.0)
    for method in METHODS:
        force = Mock(side_effect=system.force)
        method.step(force, system.initial, STEP)
        assert force.call_count == method.force_evaluations


@pytest.mark.parametrize("method", METHODS)
def test_local_error_has_one_order_more_than_the_method(method):
    system = pendulum(2.0)
    errors = []
    for h in (0.02, 0.01):
        state, exact = method.step(system.force, system.initial, h), system.exact(h)
        errors.append(math.dist(state.q + state.p, exact.q + exact.p))
    # Some error terms vanish at the initial point, so the order may be larger there.
    assert math.log2(errors[0] / errors[1]) > method.order + 0.8


def test_only_symplectic_methods_preserve_the_area_of_the_oscillator():
    for method in METHODS:
        area = determinant(oscillator_matrix(method, 1.0))
        assert (area == pytest.approx(1.0, abs=1e-13)) == method.symplectic


@pytest.mark.parametrize("method", SYMPLECTIC)
def test_symplectic_methods_preserve_area_of_the_pendulum(method):
    force, delta = pendulum(2.0).force, 1e-6

    def derivative(dq, dp):
        plus = method.step(force, State((0.8 + dq,), (0.5 + dp,)), STEP)
        minus = method.step(force, State((0.8 - dq,), (0.5 - dp,)), STEP)
        return (plus.q[0] - minus.q[0]) / (2 * delta), (plus.p[0] - minus.p[0]) / (2 * delta)

    assert determinant([derivative(delta, 0.0), derivative(0.0, delta)]) == pytest.approx(
        1.0, abs=1e-9
    )


@pytest.mark.parametrize("method", SYMMETRIC)
def test_symmetric_methods_step_back_to_where_they_came_from(method):
    system = kepler(0.5)
    ahead = method.step(system.force, system.initial, STEP)
    back = method.step(system.force, ahead, -STEP)
    assert back.q + back.p == pytest.approx(system.initial.q + system.initial.p, abs=1e-14)


@pytest.mark.parametrize(
    ("method", "squared_amplification"),
    [
        (EXPLICIT_EULER, lambda h: 1 + h**2),
        (HEUN, lambda h: 1 + h**4 / 4),
        (RUNGE_KUTTA, lambda h: 1 - h**6 / 72 + h**8 / 576),
    ],
)
def test_energy_of_the_oscillator_changes_by_the_stability_function(method, squared_amplification):
    system, h = harmonic_oscillator(), 0.5
    after = method.step(system.force, system.initial, h)
    ratio = system.energy(after) / system.energy(system.initial)
    assert ratio == pytest.approx(squared_amplification(h), rel=1e-13)


@pytest.mark.parametrize(
    ("method", "invariant"),
    [
        (SYMPLECTIC_EULER, lambda q, p, h: q * q - h * q * p + p * p),
        (STOERMER_VERLET, lambda q, p, h: q * q + (1 - h * h / 4) * p * p),
    ],
)
def test_modified_energy_of_the_oscillator_is_conserved(method, invariant):
    values = [
        invariant(state.q[0], state.p[0], STEP)
        for state in trajectory(method, harmonic_oscillator(), STEP, 500)
    ]
    assert values == pytest.approx([values[0]] * len(values), rel=1e-12)


@pytest.mark.parametrize(
    ("method", "limit"),
    [(SYMPLECTIC_EULER, 2.0), (STOERMER_VERLET, 2.0), (YOSHIDA, 1.5734)],
)
def test_oscillator_is_stable_up_to_the_limit_only(method, limit):
    def half_trace(h):
        (a, _), (_, d) = oscillator_matrix(method, h)
        return abs(a + d) / 2

    assert half_trace(0.999 * limit) < 1.0 < half_trace(1.001 * limit)


def test_weights_of_yoshida_satisfy_the_order_conditions():
    assert 2 * OUTER_WEIGHT + INNER_WEIGHT == pytest.approx(1.0)
    assert 2 * OUTER_WEIGHT**3 + INNER_WEIGHT**3 == pytest.approx(0.0, abs=1e-14)
