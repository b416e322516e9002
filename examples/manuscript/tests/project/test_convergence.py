import math

import pytest

from integrators.convergence import least_squares_slope, measure_convergence, observed_order
from integrators.methods import METHODS, STOERMER_VERLET
from integrators.systems import harmonic_oscillator, kepler, pendulum
from integrators.trajectories import final_state, trajectory


@pytest.mark.parametrize("method", METHODS)
def test_observed_order_is_the_theoretical_one(method):
    order = observed_order(measure_convergence(method, pendulum(1.0), 3.0, [256, 512, 1024]))
    assert order == pytest.approx(method.order, abs=0.15)


@pytest.mark.slow
@pytest.mark.parametrize("method", METHODS[2:])
def test_observed_order_on_an_eccentric_orbit(method):
    order = observed_order(measure_convergence(method, kepler(0.5), 10.0, [4096, 8192, 16384]))
    assert order == pytest.approx(method.order, abs=0.15)


def test_verlet_has_the_phase_error_of_its_modified_frequency():
    steps, horizon = 200, 20.0
    h = horizon / steps
    state = final_state(STOERMER_VERLET, harmonic_oscillator(), horizon, steps)
    frequency = 2.0 / h * math.asin(0.5 * h)
    assert state.q[0] == pytest.approx(math.cos(frequency * horizon), abs=1e-12)


def test_measurements_tell_cost_and_step_size():
    measurement = measure_convergence(METHODS[-1], harmonic_oscillator(), 2.0, [100])[0]
    assert (measurement.step_size, measurement.force_evaluations) == (0.02, 300)


def test_final_state_is_the_last_of_the_trajectory():
    system = pendulum(1.0)
    states = list(trajectory(STOERMER_VERLET, system, 0.25, 8))
    assert len(states) == 9
    assert final_state(STOERMER_VERLET, system, 2.0, 8) == states[-1]


def test_slope_of_a_straight_line_is_exact():
    assert least_squares_slope([0.0, 1.0, 3.0], [1.0, 3.0, 7.0]) == pytest.approx(2.0)


def test_slope_of_one_point_is_refused():
    with pytest.raises(ValueError, match="two or more"):
        least_squares_slope([1.0], [1.0])


def test_no_steps_are_refused():
    with pytest.raises(ValueError, match="positive"):
        final_state(STOERMER_VERLET, harmonic_oscillator(), 1.0, 0)
