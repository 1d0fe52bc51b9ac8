"""Runs the proofs at full size, one line each: `python -m tests.proofs [NAME …]`; exit 1 when one does not hold."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from importlib import import_module
from typing import NamedTuple

import structlog

SEED = 20260302
#: `make test` proves at this share of the full size
SHARE = 20


class Proof(NamedTuple):
    """A claim, the module whose `prove(*, size, seed)` proves it, and its full size."""

    name: str
    module: str
    size: int

    def prove(self, *, size: int, seed: int) -> str:
        """The result in a few words; raises AssertionError where the claim does not hold."""
        return str(import_module(self.module).prove(size=size, seed=seed))


#: every proof there is, in the order in which they run
PROOFS: tuple[Proof, ...] = (
    Proof("matching", "tests.proofs.matching", 1_000_000),
    Proof("corpus", "tests.proofs.corpus", 16_062),
    Proof("non-answers", "tests.proofs.non_answers", 800),
    Proof("watchlist mutations", "tests.proofs.mutations", 1_000),
    Proof("faults", "tests.proofs.faults", 42),
    Proof("kills", "tests.proofs.kills", 100),
    Proof("sending kills", "tests.proofs.sending", 200),
    Proof("year", "tests.proofs.year", 150),
)


def main(argv: Sequence[str] | None = None, *, proofs: Sequence[Proof] = PROOFS) -> int:
    """Prove everything, or what is named; 0 when all holds."""
    parser = argparse.ArgumentParser(prog="python -m tests.proofs", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these proofs")
    parser.add_argument("--seed", type=int, default=int(os.environ.get("PARLIAMENT_SEED", SEED)))
    parser.add_argument("--share", type=int, default=1, metavar="N", help="at one Nth of the full size")
    asked = parser.parse_args(argv)
    if unknown := set(asked.names) - {p.name for p in proofs}:
        parser.error(f"no such proof: {', '.join(sorted(unknown))}; there are {', '.join(p.name for p in proofs)}")
    chosen = [p for p in proofs if not asked.names or p.name in asked.names]
    failed = [p for p in chosen if not _line(p, size=max(1, p.size // asked.share), seed=asked.seed)]
    return 1 if failed else 0


def _line(proof: Proof, *, size: int, seed: int) -> bool:
    """Prove, and print the line: name, size, seed, result, seconds."""
    began = time.monotonic()
    try:
        holds, result = True, proof.prove(size=size, seed=seed)
    except Exception as err:  # a proof that breaks has not proved anything; the others still run
        holds, result = False, f"FAILED {type(err).__name__}: {err}"
    seconds = time.monotonic() - began
    print(f"{proof.name}  size {size}  seed {seed}  {' '.join(result.split())}  {seconds:.1f} s", flush=True)
    return holds


if __name__ == "__main__":
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))  # retries stand beside the lines
    sys.exit(main())
