"""What stands below a message: for whom it is, and how a reader changes or stops it. Commands are for the operator."""

from __future__ import annotations

from collections.abc import Iterable

from monitor.dispatch.desk import Desk


def foot(desk: Desk, address: str, titles: Iterable[str]) -> tuple[str, ...]:
    """The lines below what *address* is sent for the watchlists of these titles."""
    names = [f"“{title}”" for title in dict.fromkeys(titles)]
    lists = f"Sent for the {'watchlist' if len(names) == 1 else 'watchlists'} {_listed(names)}. " if names else ""
    who = f"{desk.contact}, who runs this monitor" if desk.contact else "whoever runs this monitor"
    if not address.startswith("email:"):
        return (f"{lists}To change, pause or stop these messages, ask {who}.",)
    ways = "To change or pause these emails" if desk.stop_url(address) else "To change, pause or stop these emails"
    return (f"{lists}{ways}, reply to this message{f', or ask {who}' if desk.contact else ''}.",)


def operators(address: str) -> tuple[str, ...]:
    """The lines below what the operator is told of failures."""
    ways = f"monitor addresses pause {address} (or stop) ends these notices"
    return (f"For whoever runs this monitor: monitor status shows how it stands; {ways}.",)


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
