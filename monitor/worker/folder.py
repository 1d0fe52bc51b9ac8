"""The folder of watchlists while the monitor runs: a file that has changed is read again, as it stands now.

One that has become invalid keeps its last good version until it is mended; so does the whole folder where it is gone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from watchlists.loading import WatchlistError, load, load_file, paths
from watchlists.spreadsheet import Find
from watchlists.watchlist import Watchlist

#: what changed within this time may still be being written
SETTLED = timedelta(seconds=2)
#: the folder and its files: when changed (nanoseconds since 1970), and the size
_Stamp = Mapping[str, tuple[int, int]]


@dataclass(frozen=True, eq=False)
class Lists:
    """The watchlists as they count now; *broken*: files that are not valid, and why."""

    watchlists: tuple[Watchlist, ...]
    broken: Mapping[str, str] = field(default_factory=dict)


class Folder:
    """A folder of watchlists, right to begin with; *find* looks up Members by name. Raises WatchlistError."""

    def __init__(self, path: Path, *, find: Find) -> None:
        self._path, self._find = path, find
        self._stamp = _stamp(path)
        self.lists = Lists(load(path, find=find))

    def look(self, *, now: datetime) -> Lists:
        """The watchlists; another object than before exactly where they, or what is wrong with them, have changed.

        A broken file is tried again at each look: a Member whom it names may be known by now.
        """
        stamp = _stamp(self._path)
        if (stamp == self._stamp and not self.lists.broken) or _is_fresh(stamp, now):
            return self.lists
        read = self._read()
        if read.watchlists != self.lists.watchlists or read.broken != self.lists.broken:
            self.lists = read
        self._stamp = stamp
        return self.lists

    def _read(self) -> Lists:
        """Each file as it is now, or its last good version."""
        before = {watchlist.id: watchlist for watchlist in self.lists.watchlists}
        try:
            found = paths(self._path)
        except WatchlistError as err:
            return Lists(self.lists.watchlists, {self._path.name: err.what})
        if before and not found:
            gone = "no watchlist is there any more — put one back, or stop the worker"
            return Lists(self.lists.watchlists, {self._path.name: gone})
        lists, broken = [], {}
        for path in found:
            try:
                lists.append(load_file(path, find=self._find))
            except WatchlistError as err:
                broken[path.name] = f"line {err.line}: {err.key}: {err.what}"
                lists += [before[path.stem]] if path.stem in before else []
        return Lists(tuple(lists), broken)


def _stamp(folder: Path) -> _Stamp:
    """When the folder and each file in it last changed; of what is not there, nothing."""
    found = {}
    try:
        for path in (folder, *folder.iterdir()):
            status = path.stat()
            found[path.name if path != folder else ""] = (status.st_mtime_ns, status.st_size)
    except OSError:  # gone since it was listed: another look will find how it ends
        return {}
    return found


def _is_fresh(stamp: _Stamp, now: datetime) -> bool:
    """Whether something was changed just now: an editor may be in the middle of writing it."""
    ages = (now.timestamp() - changed / 1e9 for changed, _ in stamp.values())
    return any(0 <= age < SETTLED.total_seconds() for age in ages)
