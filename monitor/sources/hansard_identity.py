"""Which contribution is which: ids that moved are followed, and who is gone is named.

Between two readings upstream may print the same words under a new ExternalId. After a complete reading of a day, an id
that is gone and an id that is new are one contribution if they are of the same Member with the same words, the nearest
in order first, one to one. It keeps the id we know it by; the new one becomes an alias.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

from monitor.parliament.text import plain
from monitor.sources.hansard_record import SpokenRecord
from monitor.sources.source import Kept, Page, Record, Settled

#: up to LONG words texts must be equal to be the same; above, SHARE of the shorter one's runs of RUN words are in both
LONG, RUN, SHARE = 30, 5, 0.9
#: what a contribution does not lose: a null in its place is upstream's slip (API_NOTES section 2)
KEPT = ("member", "name", "attribution", "chamber", "debate", "heading", "tag", "uin")


def settle(page: Page, kept: Mapping[str, Kept]) -> Settled:
    """The page made one with what is kept of its day; only a complete page tells moves and absences.

    Of a page that is not complete, a new record that may be a move of one that was not read is held back: the next
    complete reading brings it.
    """
    records = [_whole(r, kept) for r in _apart(page.records)]
    seen = page.seen | {r.id for r in records}
    absent = [r for i, k in kept.items() if i not in seen and isinstance(r := k.record, SpokenRecord)]
    moved = moves([r for r in records if r.id not in kept], [r for r in absent if r.span == page.span])
    if not page.complete:
        return Settled(records=tuple(r for r in records if r.id not in moved))
    ours = [_renamed(r, moved[r.id]) if r.id in moved else r for r in records]
    names = {_upstream(r): r.upstream_id for r in ours} | {_bare(new): to.upstream_id for new, to in moved.items()}
    return Settled(
        records=tuple(r.model_copy(update={"replies_to": names.get(r.replies_to or "", r.replies_to)}) for r in ours),
        # a place in the order is no name: what has no ExternalId is told by its words each time
        aliases={r.id: moved[r.id].id for r in records if r.id in moved and r.anchor},
        gone=frozenset({r.id for r in absent} - {to.id for to in moved.values()}),
    )


def moves(new: Sequence[SpokenRecord], absent: Sequence[SpokenRecord]) -> dict[str, SpokenRecord]:
    """Id of a new record → the absent record that it is, by the rule above."""
    pairs: list[tuple[tuple[int, ...], int, int]] = []
    before = defaultdict[object, list[tuple[int, _Words]]](list)
    for i, old in enumerate(absent):
        before[_speaker(old)].append((i, _Words(old)))
    for j, now in enumerate(new):
        words = _Words(now)
        pairs += [(_apartness(old.of, now), i, j) for i, old in before.get(_speaker(now), ()) if old.same(words)]
    found: dict[int, int] = {}
    taken = set[int]()
    for _, i, j in sorted(pairs):
        if j not in found and i not in taken:
            found[j] = i
            taken.add(i)
    return {new[j].id: absent[i] for j, i in found.items()}


class _Words:
    """The words of a record, ready to be compared."""

    def __init__(self, of: SpokenRecord) -> None:
        self.of = of
        self.words = plain(of.value).split()

    @cached_property
    def runs(self) -> frozenset[tuple[str, ...]]:
        return frozenset(zip(*(self.words[i:] for i in range(RUN)), strict=False))

    def same(self, other: _Words) -> bool:
        """Whether both say the same."""
        if self.words == other.words:
            return True
        shorter, longer = sorted((self, other), key=lambda w: len(w.words))
        return len(shorter.words) > LONG and len(shorter.runs & longer.runs) >= SHARE * len(shorter.runs)


def _speaker(record: SpokenRecord) -> object:
    return record.member or record.name


def _apartness(one: SpokenRecord, other: SpokenRecord) -> tuple[int, ...]:
    """How far two records stand from each other: debate, chamber, order of the debate, order in it."""
    debate, place = (abs(a - b) for a, b in zip(one.order, other.order, strict=True))
    return (one.debate.upper() != other.debate.upper(), one.chamber != other.chamber, debate, place)


def _apart(records: Sequence[Record]) -> list[SpokenRecord]:
    """Each record under an id of its own: where an alias and the id it stands for are both printed, they are two."""
    taken = {r.id for r in records if isinstance(r, SpokenRecord) and r.anchor and _bare(r.id) == r.anchor.upper()}
    own: list[SpokenRecord] = []
    for record in records:
        if not isinstance(record, SpokenRecord):
            continue
        upstream = _upstream(record)
        if record.id in taken and _bare(record.id) != upstream:
            record = record.model_copy(update={"id": f"hansard/{upstream}", "upstream_id": upstream})
        taken.add(record.id)
        own.append(record)
    return own


def _whole(record: SpokenRecord, kept: Mapping[str, Kept]) -> SpokenRecord:
    """*record*, with what is kept where upstream now leaves a field empty, or sends only the beginning of the words."""
    before = kept[record.id].record if record.id in kept else None
    if not isinstance(before, SpokenRecord):
        return record
    lost = {name: old for name in KEPT if not getattr(record, name) and (old := getattr(before, name))}
    if record.partial and not before.partial:
        lost |= {"value": before.value, "partial": False}
    return record.model_copy(update=lost) if lost else record


def _renamed(record: SpokenRecord, to: SpokenRecord) -> SpokenRecord:
    return record.model_copy(update={"id": to.id, "upstream_id": to.upstream_id, "anchor": record.anchor or to.anchor})


def _upstream(record: SpokenRecord) -> str:
    """The id that upstream prints now, as records name each other by it."""
    return record.anchor.upper() or record.upstream_id


def _bare(id: str) -> str:
    return id.removeprefix("hansard/")
