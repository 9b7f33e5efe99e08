"""Text → Program: reads and checks mathematical notation. Runs nothing, knows no torch."""
