"""Benchmarks: what reading and keeping cost, as ratios or counts that do not depend on the machine.

A benchmark is written and registered like a proof: `prove(*, size, seed)` returns what was measured, and raises
AssertionError where it is worse than what is to be reached.
"""
