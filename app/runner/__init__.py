"""Runs programs in worker processes, so that torch and a runaway stay outside the web process."""
