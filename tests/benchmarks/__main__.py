"""Runs the benchmarks, one line each: `python -m tests.benchmarks [NAME …]`; exit 1 when one misses its mark."""

from __future__ import annotations

import sys

import structlog

from tests.proofs.__main__ import Proof, main

#: every benchmark there is
BENCHMARKS: tuple[Proof, ...] = (
    Proof("requests", "tests.benchmarks.requests", 24),
    Proof("matching", "tests.benchmarks.matching", 5),
    Proof("repoll", "tests.benchmarks.repoll", 3),
)

if __name__ == "__main__":
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))  # retries stand beside the lines
    sys.exit(main(proofs=BENCHMARKS))
