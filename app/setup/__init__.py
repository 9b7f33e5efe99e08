"""Sets up a fresh clone with nothing but Python: the environment from the lock, Node, the browser side. Standard library only."""
