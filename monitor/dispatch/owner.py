"""Which process holds a delivery: a token host:pid:start, and whether the process that made one is dead."""

from __future__ import annotations

import os
import socket
from pathlib import Path


def token() -> str:
    """The token of this process."""
    pid = os.getpid()
    return f"{socket.gethostname()}:{pid}:{_started(pid)}"


def is_dead(owner: str) -> bool:
    """Whether the process of this token ran on this host and does so no more; False where that cannot be known."""
    host, pid, started = owner.rsplit(":", 2)
    return host == socket.gethostname() and not (_runs(int(pid)) and _started(int(pid)) == started)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _started(pid: int) -> str:
    """The start of a process in ticks since the machine's, so that a pid used again is told apart; "0" off Linux.

    One that has ended and that nobody has waited for has no start any more.
    """
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2]
    except OSError:
        return "0"
    fields = after_name.split()  # from the one after the name, the state: proc_pid_stat(5)
    return "" if fields[0] == "Z" else fields[19]
