"""The entry of what is neither a written question nor spoken: statements, motions, divisions, publications."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from watchlists import excerpts
from watchlists.chips import chip
from watchlists.digest import Entry
from watchlists.hit import Hit, spans, why
from watchlists.sections import label, section
from watchlists.speakers import Speakers, somebody


def act_entry(hits: Sequence[Hit], *, speakers: Speakers, today: date) -> Entry:
    """One subject; *hits*: what is new and matched, at least one. The latest is shown."""
    shown = max((hit.activity for hit in hits), key=lambda one: (one.date, one.id))
    field = next((words for words in shown.words() if words.text), None)
    words = excerpts.marked(field.text, spans(hits, shown, field.field)) if field else excerpts.Excerpt("")
    return Entry(
        subject=shown.subject,
        section=section(shown, watched=any(hit.of_members for hit in hits), today=today),
        kind=shown.kind,
        chip=chip(shown, today=today),
        label=label(shown),
        body=shown.body.name if shown.body else "",
        title=shown.title or label(shown),
        date=shown.date,
        said=(speakers.said(shown, somebody(shown), "", words, url=shown.url),),
        why=why(hits),
        url=shown.url,
        matches=tuple(sorted({hit.match for hit in hits})),
    )
