"""The names of ``matplotlib.pyplot`` that become charts of ours."""

from __future__ import annotations

MODULES = {
    "matplotlib": "pyplot",
    "matplotlib.pyplot": """
        plot scatter title xlabel ylabel legend show figure subplot grid xlim ylim axhline axvline tight_layout close clf
        """,
}
