"""A small fictional Parliament, served on loopback: for the demo, and for trying things out.

One fortnight of March 2026, seen by people who care for probation: Justice Questions, written questions in all their
states, a speech revised and one moved, a debate that comes late, a source that fails and heals. Everything in
`data/` is invented.

    fortnight, doings   what is in its files      server   the mirror to ask, with a clock that whoever runs it moves
    questions, hansard, motions, …   what each host answers      asking   what may be asked
    watchlists/   a watchlist of its Members, for the demo
"""

from pathlib import Path

LISTS = Path(__file__).parent / "watchlists"
