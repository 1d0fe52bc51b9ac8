"""`monitor backfill` of all sources in a process of its own: `python -m tests.proofs.backfilling '{"mirror": …}'`.

It asks the replica as fast as it can, not at the pace that Parliament is asked at, and its now is given.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from monitor.app import App
from monitor.cli.reading import read
from monitor.parliament.dates import instant
from monitor.settings import Settings
from monitor.sources.http import PoliteClient
from monitor.sources.source import Window


def backfill(order: dict[str, Any]) -> int:
    """Read the dates of *order* as history, as at its `as_of`; 0 if every source was read to its end."""
    settings = Settings(database_url=order["database"], watchlists=Path(order["watchlists"]), _env_file=None)
    app = App(settings, PoliteClient(mirror=order["mirror"], pace=10_000))
    window = Window(first=date.fromisoformat(order["first"]), last=date.fromisoformat(order["last"]), history=True)
    whole = read(app, None, lambda _: window, now=instant(order["as_of"]))
    app.store.close()
    app.client.close()
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(backfill(json.loads(sys.argv[1])))
