"""``python -m app.runner.jail``: enters the jail, and says which walls this system puts around it."""

import sys

from app.runner.jail import enter

if __name__ == "__main__":
    sys.stdout.write(" ".join(enter()) + "\n")
