from integrators.methods import Method
from integrators.systems import HamiltonianSystem


def pytest_make_parametrize_id(val):
    """Name methods and systems in the names of tests."""
    return val.name if isinstance(val, (Method, HamiltonianSystem)) else None
