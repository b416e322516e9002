import math

import pytest

from integrators.elliptic import complete_elliptic_integral, jacobi_elliptic


@pytest.mark.parametrize(
    ("modulus", "expected"),
    [
        (0.5, 1.6857503548125961),
        (math.sqrt(0.5), 1.8540746773013719),
        (0.8, 1.9953027776647295),
    ],
)
def test_complete_integral_has_the_tabulated_value(modulus, expected):
    assert complete_elliptic_integral(modulus) == pytest.approx(expected, rel=1e-14)


def test_addition_theorem_doubles_the_argument():
    for argument, modulus in ((-2.5, 0.1), (0.3, 0.9), (7.0, 0.99)):
        sn, cn, dn = jacobi_elliptic(argument, modulus)
        expected = 2.0 * sn * cn * dn / (1.0 - modulus**2 * sn**4)
        assert jacobi_elliptic(2.0 * argument, modulus)[0] == pytest.approx(expected, abs=1e-12)


def test_functions_are_circular_for_modulus_zero():
    assert jacobi_elliptic(0.7, 0.0) == pytest.approx((math.sin(0.7), math.cos(0.7), 1.0))


def test_sn_is_one_at_the_quarter_period():
    sn, cn, _ = jacobi_elliptic(complete_elliptic_integral(0.6), 0.6)
    assert (sn, cn) == pytest.approx((1.0, 0.0), abs=1e-14)


@pytest.mark.parametrize("modulus", [-0.1, 1.0])
def test_modulus_outside_of_its_range_is_refused(modulus):
    with pytest.raises(ValueError, match="modulus"):
        jacobi_elliptic(1.0, modulus)
