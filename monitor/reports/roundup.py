"""Roundup: what was said on one day about a watchlist, for publishing. Read from the store; pure values.

Of each Member in each debate one contribution is quoted, with the Minister's reply. The best three to six are entries,
everything else is one line each. *Best first*: oral questions; own words before those under a heading that matched;
more words that matched; what was replied to before interventions; the order of the day. What has fewer than 20 words
to quote is an entry only where there are not three others.

`verify` reads the quoted words once more, for the moment before they are published.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from monitor.parliament.activities import Answer, Contribution, Correction, HoldingAnswer
from monitor.reports.quotation import Quotation, opening
from monitor.reports.sitting import ORAL, Raised, Sitting, key
from monitor.store import Store
from monitor.store.rows import recorded_of
from monitor.store.schema import activities as acts
from watchlists.speakers import name, of, somebody

#: the notice of a draft before which the sitting could not be read once more
STORED = "Quoted from the text as recorded: Hansard could not be read again before this draft"
#: entries, where there are as many
FEWEST, MOST = 3, 6
#: words that all entries together may have, so that a roundup has no more than 700; and those beside the quotations
WORDS, BESIDE = 560, 25
HANSARD = "https://hansard.parliament.uk"
WATCH = "https://parliamentlive.tv"
_PLACES = {
    "commons-chamber": "in the Commons",
    "lords-chamber": "in the Lords",
    "westminster-hall": "in Westminster Hall",
    "grand-committee": "in Grand Committee",
}
_ANSWERED = {"answer": "answered", "holding-answer": "given a holding answer", "correction": "answer corrected"}


class Misquoted(Exception):
    """A quotation does not stand in the stored text; one line for the user."""


@dataclass(frozen=True)
class Quoted:
    """Somebody's words: who, `of` which party and constituency as on that day, and where it can be read in full."""

    activity: str
    name: str
    of: str
    words: Quotation
    url: str
    #: the text has changed since it was first seen
    revised: bool = False
    #: what is different from the version before
    mark: str = ""


@dataclass(frozen=True)
class Entry:
    """One intervention and the reply to it; `post` of who replies, where that was not told above.

    `question`: the one as tabled, before a supplementary that does not stand alone.
    """

    quoted: Quoted
    verb: str
    heading: str
    question: Quoted | None = None
    #: "in Westminster Hall"; "" of oral questions
    place: str = ""
    reply: Quoted | None = None
    post: str = ""
    #: "11:33:48", London time; "" where Hansard has none
    watch_from: str = ""


@dataclass(frozen=True)
class Line:
    """What else was raised, in one line: who ("" is nobody by name), what they did, the heading, where to read it."""

    who: str
    did: str
    heading: str
    url: str


@dataclass(frozen=True)
class Roundup:
    """Everything that the draft says; what the officer writes is not in it. `links`: label and address."""

    title: str
    day: date
    entries: tuple[Entry, ...]
    also: tuple[Line, ...]
    links: tuple[tuple[str, str], ...]
    notices: tuple[str, ...] = ()
    #: some of it was raised in oral questions
    oral: bool = False

    @property
    def quoted(self) -> Iterator[Quoted]:
        """Every quotation in it."""
        for entry in self.entries:
            yield from filter(None, (entry.question, entry.quoted, entry.reply))


def roundup(
    store: Store, watchlist: str, day: date, *, title: str, notices: Sequence[str] = (), primed: bool = True
) -> Roundup:
    """The roundup of *day* for the watchlist with this id; without entries and lines, nothing matched.

    *title*: that of the watchlist. *notices*: what the officer must know of it. *primed*: also what matched and is
    never announced. Raises StoreError.
    """
    sitting = Sitting(store, watchlist, day, primed=primed)
    chosen = _chosen(one for one in sitting.raised if one.quotation.text)
    entries = tuple(_entries(chosen, sitting))
    return Roundup(
        title=_title(chosen, title, day),
        day=day,
        entries=entries,
        also=(*_spoken(chosen, sitting), *_answers(sitting)),
        links=(*_debates(chosen), ("Watch", WATCH)),
        notices=(*notices, *_unknown(entries)),
        oral=any(one.oral for one in sitting.raised),
    )


def verify(made: Roundup, store: Store) -> None:
    """Read what is quoted once more. Raises Misquoted where it is not the same words, or not the same Member's."""
    with store.reading() as connection:
        found = recorded_of(connection, acts.c.id, [quoted.activity for quoted in made.quoted])
    kept = {one.activity.id: one.activity for one in found if one.withdrawn_at is None}
    for quoted in made.quoted:
        activity = kept.get(quoted.activity)
        if not isinstance(activity, Contribution):
            raise Misquoted(f"{quoted.name} is quoted from a contribution that is not in the store: {quoted.url}")
        if not quoted.words.stands_in(activity.said) or quoted.name != name(somebody(activity)):
            raise Misquoted(f"the quotation of {quoted.name} does not stand in the stored text: {quoted.url}")


# -- entries ----------------------------------------------------------------------------------------------------------


def _chosen(raised: Iterable[Raised]) -> list[Raised]:
    """The best of *raised*, best first: at least three, at most six, and no more words than a roundup has."""
    chosen: list[Raised] = []
    words = 0
    for one in sorted(raised, key=lambda one: (one.is_short, one.rank))[:MOST]:
        words += one.quotation.length + BESIDE
        words += sum(opening(other.said).length for other in (one.question, one.reply) if other)
        if len(chosen) >= FEWEST and (words > WORDS or one.is_short):
            break
        chosen.append(one)
    return sorted(chosen, key=lambda one: one.rank)


def _entries(chosen: Iterable[Raised], sitting: Sitting) -> Iterator[Entry]:
    """The entries; the office of a Minister is told at first mention."""
    told: set[object] = set()
    for one in chosen:
        minister = somebody(one.reply) if one.reply else None
        post = "" if key(minister) in told else sitting.post(minister)
        told.add(key(minister))
        yield Entry(
            quoted=_quoted(one.best, one.quotation, sitting),
            verb=_verb(one, one.best),
            heading=one.best.title,
            question=_quoted(one.question, opening(one.question.said), sitting) if one.question else None,
            place="" if one.oral else _place(one.best),
            reply=_quoted(one.reply, opening(one.reply.said), sitting) if one.reply else None,
            post=post,
            watch_from=(one.best.timecode or "").partition("T")[2][:8],
        )


def _quoted(one: Contribution, words: Quotation, sitting: Sitting) -> Quoted:
    who = somebody(one)
    return Quoted(one.id, name(who), of(one, who), words, one.url, sitting.is_revised(one))


def _verb(raised: Raised, one: Contribution) -> str:
    question = "?" in one.said or one.said.startswith("To ask ")
    return "asked" if raised.oral or (question and one.upstream_id in raised.replies) else "said"


def _unknown(entries: Iterable[Entry]) -> Iterator[str]:
    """A notice for each Member whose party could not be looked up yet."""
    for who in dict.fromkeys(entry.quoted.name for entry in entries if not entry.quoted.of):
        yield f"The party and constituency of {who} are not known yet: the register of Members could not be asked"


def _place(one: Contribution) -> str:
    return _PLACES.get(one.chamber or "", "in committee" if one.chamber else "")


# -- everything else --------------------------------------------------------------------------------------------------


def _spoken(chosen: Sequence[Raised], sitting: Sitting) -> Iterator[Line]:
    """A line for each Member and debate; of those under a heading that matched, one for the whole debate."""
    under: dict[str, list[Raised]] = defaultdict(list)
    quoted = {one.best.id for one in chosen}
    for one in sitting.raised:
        if one.best.id in quoted:
            continue
        if one.oral or one.own:
            yield _line(one.best, _verb(one, one.best))
        else:
            under[one.best.subject].append(one)
    for some in under.values():
        yield Line("", f"{len(some)} spoke", some[0].best.title, some[0].best.url.partition("#")[0])
    yield from _ministers(sitting)


def _ministers(sitting: Sitting) -> Iterator[Line]:
    """What Ministers said of themselves, and replied to what did not match."""
    asked = {said.upstream_id for one in sitting.raised for said in one.said}
    for one in sitting.matched:
        if (
            isinstance(one, Contribution)
            and sitting.answers(one)
            and one.replies_to not in asked
            and sitting.is_own(one)
        ):
            yield _line(one, "replied" if one.replies_to else "said")


def _line(one: Contribution, did: str) -> Line:
    who = somebody(one)
    return Line(_who(name(who), of(one, who)), did, one.title, one.url)


def _who(who: str, of: str) -> str:
    return f"{who} ({of})" if of else who


def _answers(sitting: Sitting) -> Iterator[Line]:
    """A line for each written question, or group, that was answered that day."""
    told: set[str] = set()
    for one in sitting.matched:
        if isinstance(one, Answer | HoldingAnswer | Correction) and one.subject not in told:
            told.add(one.subject)
            asker = somebody(one, "asked")
            did = f"asked in writing ({one.uin}, {_ANSWERED[one.kind]})"
            yield Line(_who(name(asker), of(one, asker)), did, one.title, one.url)


# -- title and links --------------------------------------------------------------------------------------------------


def _title(chosen: Sequence[Raised], title: str, day: date) -> str:
    """ "Justice Questions roundup: Probation, Tuesday 10 March 2026"."""
    parents = {one.best.parents for one in chosen if one.oral}
    departments = {above[1] for above in parents if len(above) > 1 and above[0] == ORAL}
    what = f"{departments.pop()} Questions" if len(departments) == 1 and len(parents) == 1 else "Parliament"
    return f"{what} roundup: {title}, {day:%A} {day.day} {day:%B %Y}"


def _debates(chosen: Iterable[Raised]) -> Iterator[tuple[str, str]]:
    """Each debate that is quoted from, once."""
    found = {one.best.subject: one.best for one in chosen}
    for one in found.values():
        yield f"Hansard: {one.title}", one.url.partition("#")[0]
