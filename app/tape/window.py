"""Which iterations of a loop are recorded in full, so that a whole recording stays within its budget of events.

A loop that does not fit is recorded at its beginning and at its end: half of what is left for each. Where it is not known
how often it will run, its end is not known either. Decided at the start of each iteration, from what the ones before cost.
"""

from __future__ import annotations

BUDGET = 20_000  # events of one recording: what a browser can hold, lay out and play
HARD_LIMIT = 25_000  # beyond this the program is stopped: what comes after its loops has a quarter more


class Ration:
    """The share of one execution of a loop.

    ``total``: how many iterations it will have, where that is known. ``left``: events that may still be recorded.
    ``asked``: record these iterations (half-open) and no others, as far as the budget goes; a loop that ends before
    them is not meant.
    """

    def __init__(self, total: int | None, left: int, asked: tuple[int, int] | None = None) -> None:
        self.total = total
        self.left = left
        self.asked = asked if asked is not None and (total is None or asked[1] <= total) else None
        self.ranges: list[tuple[int, int]] = []  # what has been recorded

    def records(self, number: int, used: int) -> bool:
        """Whether iteration ``number``, which begins now, is recorded. ``used``: the events of the loop so far."""
        kept = self._keeps(number, used)
        if kept:
            start = number
            if self.ranges and self.ranges[-1][1] == number:
                start, _ = self.ranges.pop()
            self.ranges.append((start, number + 1))
        return kept

    def _keeps(self, number: int, used: int) -> bool:
        if self.asked is not None:
            return self.asked[0] <= number < self.asked[1] and used < self.left
        recorded = sum(end - start for start, end in self.ranges)
        if recorded == 0 or len(self.ranges) > 1:  # the end, once it has begun, is not interrupted
            return True
        each = -(-used // recorded)
        at_the_beginning = 2 * (used + each) <= self.left
        rest_fits = self.total is not None and used + each * (self.total - number) <= self.left
        return at_the_beginning or rest_fits
