"""Fixed-step integrators for small Hamiltonian systems, and the means to judge them."""
