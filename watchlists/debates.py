"""The entry of a debate: everybody who says it, in the order of the sitting, each with the Minister's reply."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from monitor.parliament.activities import Contribution, MinisterialCorrection
from watchlists import excerpts
from watchlists.chips import chip
from watchlists.digest import Entry, Said
from watchlists.hit import Hit, spans, why
from watchlists.sections import label, section
from watchlists.speakers import Speakers, name, somebody

Speech = Contribution | MinisterialCorrection
#: how a question is put that Hansard does not mark as one
_QUESTION = re.compile(r"(?:\(Urgent Question\): )?To ask |(?:My Lords, )?I beg leave to ask ", re.IGNORECASE)


def debate_entry(hits: Sequence[Hit], sitting: Iterable[Speech], *, speakers: Speakers, today: date) -> Entry:
    """One debate; *hits*: what is new and matched in it, at least one; *sitting*: all that is recorded of it.

    Found by its heading alone, its first contribution stands for it, and the others who spoke are counted.
    """
    new = ordered(hit.activity for hit in hits if isinstance(hit.activity, Speech))
    every = ordered([*sitting, *new])
    shown = _saying(hits, new) or [next((one for one in new if one.noise is None), new[0])]
    said = _said(hits, shown, every, speakers)
    first = shown[0]
    return Entry(
        subject=first.subject,
        section=section(first, watched=any(hit.of_members for hit in hits), today=today),
        kind=first.kind,
        chip=chip(first, today=today),
        label=label(first),
        title=first.title or label(first),
        date=first.date,
        said=said,
        others=_others(every, said) if any(e.field == "title" for hit in hits for e in hit.evidence) else 0,
        why=why(hits),
        url=first.url,
        matches=tuple(sorted({hit.match for hit in hits})),
    )


def ordered(sitting: Iterable[Speech]) -> list[Speech]:
    """Each contribution once, in the order of the sitting."""
    return sorted({one.id: one for one in sitting}.values(), key=lambda one: (one.date, one.order, one.id))


def _saying(hits: Sequence[Hit], new: Sequence[Speech]) -> list[Speech]:
    """Those that say a phrase themselves, and a watched Member's; their "will he give way" only if there is no more."""
    own = {hit.activity.id for hit in hits if hit.own}
    worded = {hit.activity.id for hit in hits if any(e.field == "text" for e in hit.evidence)}
    saying = [one for one in new if one.id in own]
    return [one for one in saying if one.noise is None or one.id in worded] or saying


def _said(
    hits: Sequence[Hit], shown: Sequence[Speech], every: Sequence[Speech], speakers: Speakers
) -> tuple[Said, ...]:
    """What is shown, each with its address; a reply that is not itself shown stands behind it without one."""
    ids = {one.upstream_id for one in shown}
    replies, posts = _replies(every), {_who(one): one.post for one in every if one.post}
    said: list[Said] = []
    for one, after in zip(shown, [*shown[1:], None], strict=True):
        verb = "replied" if one.replies_to in ids else "asked" if _asks(one, every, replies) else "said"
        words = excerpts.marked(one.said, spans(hits, one, "text"))
        said.append(speakers.said(one, somebody(one), verb, words, post=posts.get(_who(one), ""), url=one.url))
        reply = replies.get(one.upstream_id)
        again = after is not None and replies.get(after.upstream_id) is reply
        if reply and reply.upstream_id not in ids and not again:
            answer = excerpts.Excerpt(excerpts.reply(reply.said))
            post = posts.get(_who(reply), "")
            said.append(speakers.said(reply, somebody(reply), "replied", answer, post=post))
    return tuple(_once(said))


def _asks(one: Speech, every: Sequence[Speech], replies: Mapping[str, Speech]) -> bool:
    """Whether it is a question: one as tabled, or what is asked of a Minister where the debate is about a question."""
    if _puts(one):
        return True
    opening = next((first for first in every if first.noise is None), one)
    return "?" in one.said and one.upstream_id in replies and (_puts(opening) or label(one).endswith(" Questions"))


def _puts(one: Speech) -> bool:
    """Whether it is a question as tabled: marked as one in Hansard, or, as in the Lords, by its first words."""
    return somebody(one, "asked") is not None or bool(_QUESTION.match(one.said))


def _once(said: Iterable[Said]) -> Iterator[Said]:
    """The post and the note of each Member at the first mention alone."""
    mentioned: set[str] = set()
    for one in said:
        yield one.model_copy(update={"post": "", "note": ""}) if one.who in mentioned else one
        mentioned.add(one.who)


def _replies(every: Sequence[Speech]) -> dict[str, Speech]:
    """The reply to each contribution; questions called one after another are answered together."""
    replies = {one.replies_to: one for one in reversed(every) if one.replies_to and one.noise is None}
    together: list[str] = []
    for one in every:
        if one.noise is None and somebody(one, "asked"):
            together.append(one.upstream_id)
        elif one.noise is None:
            together = []
        reply = next((replies[asked] for asked in together if asked in replies), None)
        if reply and together:
            replies.setdefault(together[-1], reply)
    return replies


def _others(every: Sequence[Speech], said: Sequence[Said]) -> int:
    """How many more spoke, each Member counted once."""
    spoke = {_who(one) for one in every if one.noise is None and one.participants}
    shown = {one.who for one in said}
    return sum(1 for _, who in spoke if who not in shown)


def _who(speech: Speech) -> tuple[int | None, str]:
    speaker = somebody(speech)
    return speaker.member if speaker else None, name(speaker)
