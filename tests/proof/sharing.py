"""An amount in whole cents, shared by weight."""

from __future__ import annotations

from fractions import Fraction


def shared(whole: int, weights: list[int]) -> list[int]:
    """By weight, in whole cents; those left over go to the largest remainders, earlier first."""
    if not weights:
        return []
    exact = [Fraction(whole * weight, sum(weights)) for weight in weights]
    parts = [int(one) for one in exact]
    by_rest = sorted(range(len(parts)), key=lambda place: parts[place] - exact[place])
    for place in by_rest[: whole - sum(parts)]:
        parts[place] += 1
    return parts
