"""The jail of a worker (Linux): what a program that got out of its language would find around itself."""

from app.runner.jail.jail import NEEDED, WALLS, Walls, close_others, enter

__all__ = ["NEEDED", "WALLS", "Walls", "close_others", "enter"]
