"""Intervals of shares that hold for few questions too, where a bootstrap of them would be too narrow."""

from math import sqrt
from statistics import NormalDist

Z = NormalDist().inv_cdf(0.975)  # of a 95 % interval


def wilson(share: float, n: int) -> tuple[float, float]:
    """The 95 % score interval of a share of `n` (Wilson 1927): inside 0 to 1, and never without width.

    It holds, rather too wide, for the mean of any values from 0 to 1: of all with one mean, those that are 0 or 1
    vary most. (`scipy.stats.binomtest` has it of whole counts alone.)
    """
    middle = share + Z * Z / (2 * n)
    half = Z * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    low, high = (middle - half) / (1 + Z * Z / n), (middle + half) / (1 + Z * Z / n)
    return max(0.0, min(low, share)), min(1.0, max(high, share))


def difference(both: int, first: int, second: int, neither: int) -> tuple[float, float]:
    """The 95 % interval of the second share less the first, of the same questions: right in both runs, in the first
    alone, in the second alone, in neither (Newcombe 1998, method 10, from two Wilson intervals)."""
    n = both + first + second + neither
    one, other = (both + first) / n, (both + second) / n
    (one_low, one_high), (other_low, other_high) = wilson(one, n), wilson(other, n)
    like = _likeness(both, first, second, neither)
    below = _length(other - other_low, one_high - one, like)
    above = _length(other_high - other, one - one_low, like)
    return max(-1.0, other - one - below), min(1.0, other - one + above)


def _likeness(both: int, first: int, second: int, neither: int) -> float:
    """The correlation phi of the two runs, less what is put down to chance: half a question in each cell."""
    spread = (both + first) * (second + neither) * (both + second) * (first + neither)
    product: float = both * neither - first * second
    if product > 0:
        product = max(product - (both + first + second + neither) / 2, 0)
    return product / sqrt(spread) if spread else 0.0


def _length(one: float, other: float, like: float) -> float:
    return sqrt(max(one * one - 2 * like * one * other + other * other, 0.0))
