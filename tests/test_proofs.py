"""The proofs at a twentieth of their size, and the runner that prints them."""

from __future__ import annotations

import sys
import types
from pathlib import Path

import pytest

from tests.proofs.__main__ import PROOFS, SHARE, Proof, main
from tests.upstream import NoSharedData


@pytest.mark.parametrize("proof", PROOFS, ids=[p.name for p in PROOFS])
def test_every_proof_holds_at_a_twentieth_of_its_size(proof: Proof, seed: int) -> None:
    """What `make proof` shows in full is tried in every run."""
    try:
        assert proof.prove(size=max(1, proof.size // SHARE), seed=seed)
    except NoSharedData as err:
        pytest.skip(str(err))


def test_every_proof_is_registered() -> None:
    """A proof that nobody runs proves nothing."""
    folder = Path(__file__).parent / "proofs"
    written = {f"tests.proofs.{p.stem}" for p in folder.glob("*.py") if "\ndef prove(" in p.read_text(encoding="utf-8")}
    assert written == {p.module for p in PROOFS}


def test_a_proof_that_does_not_hold_ends_the_run_with_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each proof has its line with size and seed, a failure says what differs, and the others still run."""

    def prove(*, size: int, seed: int) -> str:
        assert size < 100, f"{size} is too many"
        return f"{size} held"

    claim = types.ModuleType("claim")
    claim.prove = prove  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "claim", claim)
    proofs = (Proof("large", "claim", 100), Proof("small", "claim", 20))
    assert main(["--seed", "7"], proofs=proofs) == 1
    large, small = capsys.readouterr().out.splitlines()
    assert large.startswith("large  size 100  seed 7  FAILED AssertionError: 100 is too many")
    assert small.startswith("small  size 20  seed 7  20 held")
    assert main(["--share", "2"], proofs=proofs) == 0
