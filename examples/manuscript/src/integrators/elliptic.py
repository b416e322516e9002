"""Elliptic functions by the arithmetic-geometric mean, for the exact pendulum."""

from __future__ import annotations

import math


def complete_elliptic_integral(modulus: float) -> float:
    """K(k), the quarter period of the Jacobi elliptic functions, for 0 <= k < 1."""
    means, _ = _descend(modulus)
    return 0.5 * math.pi / means[-1]


def jacobi_elliptic(argument: float, modulus: float) -> tuple[float, float, float]:
    """sn, cn and dn of a real argument, for 0 <= k < 1 (descending Landen transformation)."""
    means, differences = _descend(modulus)
    levels = len(differences) - 1
    amplitude = 2.0**levels * means[-1] * argument
    for level in range(levels, 0, -1):
        ratio = differences[level] / means[level]
        amplitude = 0.5 * (amplitude + math.asin(ratio * math.sin(amplitude)))
    sn, cn = math.sin(amplitude), math.cos(amplitude)
    return sn, cn, math.sqrt(1.0 - (modulus * sn) ** 2)


def _descend(modulus: float) -> tuple[list[float], list[float]]:
    """Arithmetic means and half differences of the iteration that starts from 1 and k'."""
    if not 0.0 <= modulus < 1.0:
        raise ValueError(f"modulus must lie in [0, 1), not {modulus}")
    arithmetic, geometric = 1.0, math.sqrt(1.0 - modulus * modulus)
    means, differences = [arithmetic], [modulus]
    while differences[-1] > 1e-16 * arithmetic:
        difference = 0.5 * (arithmetic - geometric)
        arithmetic, geometric = 0.5 * (arithmetic + geometric), math.sqrt(arithmetic * geometric)
        means.append(arithmetic)
        differences.append(difference)
    return means, differences
