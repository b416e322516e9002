import math

import pytest

from integrators.conservation import (
    PERIOD,
    crossover_revolution,
    follow_orbit,
    precession_per_revolution,
    steps_per_revolution,
    verlet_precession,
)
from integrators.methods import (
    HEUN,
    METHODS,
    RUNGE_KUTTA,
    STOERMER_VERLET,
    SYMPLECTIC_EULER,
    YOSHIDA,
)
from integrators.systems import kepler, pendulum
from integrators.trajectories import trajectory

SYMPLECTIC = [SYMPLECTIC_EULER, STOERMER_VERLET, YOSHIDA]


def growth(values):
    """Slope of the logarithm of the values against that of their number."""
    middle = len(values) // 2
    return math.log(values[-1] / values[middle - 1]) / math.log(len(values) / middle)


@pytest.mark.slow
@pytest.mark.parametrize("method", SYMPLECTIC)
def test_symplectic_methods_bound_the_energy_error(method):
    records = follow_orbit(method, kepler(0.5), 400, 500)
    assert records[-1].energy_error < 1.05 * records[0].energy_error


@pytest.mark.slow
@pytest.mark.parametrize("method", [HEUN, RUNGE_KUTTA])
def test_energy_error_of_other_methods_grows_linearly(method):
    records = follow_orbit(method, kepler(0.5), 600, 200)
    assert growth([record.energy_error for record in records]) == pytest.approx(1.0, abs=0.15)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("method", "exponent"), [(STOERMER_VERLET, 1.0), (YOSHIDA, 1.0), (RUNGE_KUTTA, 2.0)]
)
def test_position_error_grows_linearly_only_for_symplectic_methods(method, exponent):
    records = follow_orbit(method, kepler(0.5), 400, 150)
    assert growth([record.position_error for record in records]) == pytest.approx(exponent, abs=0.1)


def test_splitting_methods_conserve_angular_momentum():
    for method in SYMPLECTIC:
        records = follow_orbit(method, kepler(0.6), 100, 5)
        assert max(record.momentum_error for record in records) < 1e-13


@pytest.mark.slow
@pytest.mark.parametrize("eccentricity", [0.2, 0.6])
def test_precession_of_verlet_is_the_predicted_one(eccentricity):
    steps = 2000
    records = follow_orbit(STOERMER_VERLET, kepler(eccentricity), steps, 5)
    expected = verlet_precession(eccentricity, PERIOD / steps)
    assert precession_per_revolution(records) == pytest.approx(expected, rel=0.01)


@pytest.mark.slow
@pytest.mark.parametrize(("method", "order"), [(STOERMER_VERLET, 2), (YOSHIDA, 4)])
def test_precession_has_the_order_of_the_method(method, order):
    coarse, fine = (
        precession_per_revolution(follow_orbit(method, kepler(0.5), steps, 5))
        for steps in (400, 800)
    )
    assert math.log2(coarse / fine) == pytest.approx(order, abs=0.1)


@pytest.mark.slow
def test_energy_of_the_pendulum_stays_bounded_for_a_long_time():
    system = pendulum(2.0)
    energy = system.energy(system.initial)
    errors = [
        abs(system.energy(s) / energy - 1.0)
        for s in trajectory(STOERMER_VERLET, system, 0.1, 200_000)
    ]
    assert max(errors[100_000:]) == pytest.approx(max(errors[:100_000]), rel=1e-3)


def test_all_methods_may_spend_the_same_evaluations():
    for method in METHODS:
        assert steps_per_revolution(method, 600) * method.force_evaluations == 600


def test_uneven_evaluations_are_refused():
    with pytest.raises(ValueError, match="evenly"):
        steps_per_revolution(YOSHIDA, 601)


def test_crossover_is_where_the_error_stays_above():
    others = [2.0, 2.0, 2.0]
    assert crossover_revolution([1.0, 3.0, 4.0], others) == 2
    assert crossover_revolution([3.0, 1.0, 4.0], others) == 3
    assert crossover_revolution([3.0, 3.0, 4.0], others) == 1
    assert crossover_revolution([3.0, 3.0, 1.0], others) is None
