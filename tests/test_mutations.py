"""The proof about spoilt watchlists can fail, and its second reading is independent of the first."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.proofs import mutations
from tests.proofs.mutations import FRIENDS, HARMLESS, MUTATIONS, RIGHT, prove
from tests.proofs.rereading import expected, plain
from watchlists.loading import WatchlistError, load_file
from watchlists.watchlist import Watchlist


def forgetful(path: Path) -> Watchlist:
    """A reader that accepts `since` and drops it."""
    found = load_file(path)
    return found.model_copy(update={"watches": tuple(w.model_copy(update={"since": None}) for w in found.watches)})


def careless(path: Path) -> Watchlist:
    """A reader that lets TOML's own error through."""
    try:
        return load_file(path)
    except WatchlistError as err:
        raise ValueError(str(err)) from None


def vague(path: Path) -> Watchlist:
    """A reader that always blames the first line."""
    try:
        return load_file(path)
    except WatchlistError as err:
        raise WatchlistError(err.path, 1, err.key, err.what) from None


def dumb(path: Path) -> Watchlist:
    """A reader that says what is wrong, but not what to do."""
    try:
        return load_file(path)
    except WatchlistError as err:
        raise WatchlistError(err.path, err.line, err.key, err.what.partition(" — ")[0]) from None


@pytest.mark.parametrize("reader", [forgetful, careless, vague, dumb])
def test_the_proof_fails_for_a_reader_that_is_wrong(reader: type, seed: int) -> None:
    """A proof that cannot fail proves nothing; its failure names seed and mutation, and shows the text."""
    with pytest.raises(AssertionError, match=rf"seed {seed}, mutation \d+: (?s:.*)--- probation.toml"):
        prove(size=200, seed=seed, load=reader)


def test_the_second_reading_agrees_on_the_list_that_is_right(tmp_path: Path) -> None:
    """What is spoilt was right before, whichever way it is read."""
    (tmp_path / "probation.toml").write_text(RIGHT)
    (tmp_path / "friends.csv").write_text(FRIENDS)
    assert plain(load_file(tmp_path / "probation.toml")) == expected(tmp_path / "probation.toml")


@pytest.mark.parametrize("mutation", [*MUTATIONS, *HARMLESS], ids=lambda m: m.__name__)
def test_each_mutation_changes_something(mutation: mutations.Mutation, seed: int) -> None:
    """A mutation without effect would be counted as proof; and each can be repeated from its seed."""
    spoilt = [mutation(RIGHT, random.Random(f"{seed}/{n}")) for n in range(30)]
    assert any(text != RIGHT for text in spoilt)
    assert spoilt == [mutation(RIGHT, random.Random(f"{seed}/{n}")) for n in range(30)]
