import math

import pytest

from integrators.elliptic import complete_elliptic_integral
from integrators.systems import (
    angular_momentum,
    eccentric_anomaly,
    harmonic_oscillator,
    kepler,
    pendulum,
    perihelion_angle,
)

SYSTEMS = [harmonic_oscillator(), pendulum(2.0), kepler(0.5)]
DIFFERENCE = 1e-5


@pytest.fixture(params=SYSTEMS)
def system(request):
    return request.param


def test_exact_solution_satisfies_the_equations_of_motion(system):
    time = 11.0
    before, now, after = (system.exact(time + shift) for shift in (-DIFFERENCE, 0.0, DIFFERENCE))
    velocity = [(b - a) / (2 * DIFFERENCE) for a, b in zip(before.q, after.q)]
    acceleration = [(b - a) / (2 * DIFFERENCE) for a, b in zip(before.p, after.p)]
    assert velocity == pytest.approx(now.p, abs=1e-7)
    assert acceleration == pytest.approx(system.force(now.q), abs=1e-7)


def test_exact_solution_conserves_energy(system):
    energy = system.energy(system.initial)
    assert [system.energy(system.exact(0.37 * i)) for i in range(40)] == pytest.approx(
        [energy] * 40
    )


def test_force_is_the_negative_gradient_of_the_potential(system):
    position = system.exact(0.7).q
    for axis, component in enumerate(system.force(position)):
        ahead, behind = list(position), list(position)
        ahead[axis] += DIFFERENCE
        behind[axis] -= DIFFERENCE
        slope = (system.potential(tuple(ahead)) - system.potential(tuple(behind))) / (
            2 * DIFFERENCE
        )
        assert component == pytest.approx(-slope, abs=1e-8)


@pytest.mark.parametrize("amplitude", [0.1, 3.0])
def test_pendulum_returns_after_four_quarter_periods(amplitude):
    system = pendulum(amplitude)
    period = 4.0 * complete_elliptic_integral(math.sin(0.5 * amplitude))
    end = system.exact(period)
    assert end.q + end.p == pytest.approx(system.initial.q + system.initial.p, abs=1e-12)


def test_pendulum_reaches_its_amplitude():
    quarter_period = complete_elliptic_integral(math.sin(0.6))
    assert pendulum(1.2).exact(quarter_period).q[0] == pytest.approx(1.2)


@pytest.mark.parametrize("eccentricity", [0.0, 0.3, 0.999])
def test_eccentric_anomaly_solves_the_equation_of_kepler(eccentricity):
    for mean_anomaly in (-9.0, 0.0, 0.01, 3.1, 20.0):
        anomaly = eccentric_anomaly(mean_anomaly, eccentricity)
        assert anomaly - eccentricity * math.sin(anomaly) == pytest.approx(mean_anomaly, abs=1e-13)


def test_kepler_orbit_keeps_its_momentum_and_perihelion():
    system = kepler(0.5)
    for state in map(system.exact, (0.0, 1.0, 4.0, 30.0)):
        assert angular_momentum(state) == pytest.approx(math.sqrt(0.75))
        assert perihelion_angle(state) == pytest.approx(0.0, abs=1e-13)


def test_pendulum_refuses_to_stand_on_its_head():
    with pytest.raises(ValueError, match="amplitude"):
        pendulum(math.pi)


def test_kepler_refuses_an_open_orbit():
    with pytest.raises(ValueError, match="eccentricity"):
        kepler(1.0)
