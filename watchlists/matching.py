"""match(activity, watchlists) → Found, with evidence and excerpts. What a watch means stands in `watchlist`.

Every distinct phrase of all watches is looked for once in each field of an activity; then only those watches are asked
of which a phrase was found or a Member took part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from monitor.parliament.activities import Activity, Words
from monitor.parliament.people import Participant, Value
from watchlists import excerpts
from watchlists.phrases import Phrases, Span, numbered
from watchlists.watchlist import Watch, Watchlist
from watchlists.words import Token, parse_term

#: acts of Members, seen only by a watch that names Members
SIGNATURES = frozenset({"signature", "signature-withdrawal"})
#: also a vote is an act of Members: phrases see a division once, by its title; in the Lords that is the bill only, and
#: what was divided on stands in the motion (API_NOTES 5)
DIVISION = "division"
#: sources whose bodies are committees: their ids are those of committees-api, not of who answers
OF_COMMITTEES = frozenset({"committees", "calendar"})

#: as Hansard and the register print them (API_NOTES 2)
_PARTIES = (
    "Lab Labour,Lab/Co-op Labour (Co-op),Con Conservative,LD Liberal Democrat,SNP Scottish National Party"
    ",PC Plaid Cymru,Green Green Party,RUK Reform UK,Reform Reform UK,DUP Democratic Unionist Party,SF Sinn Féin"
    ",SDLP Social Democratic & Labour Party,APNI Alliance,UUP Ulster Unionist Party,TUV Traditional Unionist Voice"
    ",Ind Independent,CB Crossbench,XB Crossbench"
)
_FULL_NAMES = {short.casefold(): name.casefold() for short, name in (p.split(" ", 1) for p in _PARTIES.split(","))}


class Evidence(Value):
    """One occurrence that counts: where, by which term of the watch, and the words as printed."""

    field: Literal["title", "text", "question", "answer", "member"]
    #: the phrase as written in the file, or `member:4514`, `tag:…`, `party:…`
    term: str
    words: str
    #: offsets of the words in the field's readable text
    start: int = 0
    end: int = 0


class Found(Value):
    """An activity satisfies a watch."""

    watchlist: str
    watch: str
    evidence: tuple[Evidence, ...]
    excerpt: str


class Matcher:
    """All watches of all watchlists, compiled once."""

    def __init__(self, watchlists: Sequence[Watchlist]) -> None:
        watches = [(watchlist, watch) for watchlist in watchlists for watch in watchlist.watches]
        written = [term for _, watch in watches for term in _written(watch)]
        terms, numbers = numbered(map(parse_term, written))
        self._phrases = Phrases(terms)
        number = dict(zip(written, numbers, strict=True))
        self._watches = [_Compiled(watchlist, watch, number) for watchlist, watch in watches]
        self._by_term: dict[int, list[int]] = defaultdict(list)
        self._by_member: dict[int, list[int]] = defaultdict(list)
        self._by_party: dict[str, list[int]] = defaultdict(list)
        for place, compiled in enumerate(self._watches):
            self._register(place, compiled)

    def match(self, activity: Activity) -> tuple[Found, ...]:
        """The watches that *activity* satisfies, in the order of the files."""
        read = [_Field(words, *self._phrases.find(words.text)) for words in activity.fields()]
        found = (self._watches[place].found(activity, read) for place in sorted(self._asked(activity, read)))
        return tuple(one for one in found if one)

    def _register(self, place: int, compiled: _Compiled) -> None:
        """Say by what an activity may concern this watch."""
        for number in {number for number, _ in compiled.phrases}:
            self._by_term[number].append(place)
        if not compiled.phrases and compiled.members is not None:
            for member in compiled.members:
                self._by_member[member].append(place)
        elif not compiled.phrases:
            for party in compiled.parties:
                self._by_party[party].append(place)

    def _asked(self, activity: Activity, read: Sequence[_Field]) -> set[int]:
        """The watches that this activity may concern."""
        asked = {place for field in read for number in field.spans for place in self._by_term.get(number, ())}
        for one in activity.participants:
            asked.update(self._by_member.get(one.member or 0, ()))
            asked.update(place for name in _names(one.party) for place in self._by_party.get(name, ()))
        return asked


class _Field:
    """One field of an activity, read."""

    def __init__(self, words: Words, tokens: list[Token], spans: dict[int, list[Span]]) -> None:
        self.name, self.text, self.roles = words
        self.tokens, self.spans = tokens, spans

    def has(self, numbers: Iterable[int]) -> bool:
        """Whether one of these terms stands here."""
        return any(number in self.spans for number in numbers)

    def evidence(self, number: int, term: str, hidden: Sequence[Span]) -> Iterator[Evidence]:
        """The occurrences of a term that share no word with what is hidden."""
        for span in self.spans.get(number, ()):
            if not any(span.shares(mask) for mask in hidden):
                start, end = self.tokens[span.first].start, self.tokens[span.last - 1].end
                yield Evidence(field=self.name, term=term, words=self.text[start:end], start=start, end=end)


class _Compiled:
    """One watch with its terms by number and its Members by id."""

    def __init__(self, watchlist: Watchlist, watch: Watch, number: dict[str, int]) -> None:
        self._list, self._watch = watchlist.id, watch
        self.phrases = tuple((number[term], term) for term in watch.phrases)
        self._context, self._unless, self._never = (
            frozenset(number[term] for term in terms) for terms in (watch.context, watch.unless, watch.never)
        )
        self._tags = _tags(watchlist, watch.tags)
        self.members = _members(watch, self._tags)
        self.parties = frozenset(party for name in watch.parties for party in [_full(name)])
        self._houses, self._kinds = frozenset(watch.houses), frozenset(watch.kinds)
        self._departments, self._fields = frozenset(watch.departments), frozenset(watch.fields)

    @property
    def of_members(self) -> bool:
        """Whether it watches Members."""
        return self.members is not None or bool(self.parties)

    def found(self, activity: Activity, read: Sequence[_Field]) -> Found | None:
        """The match, if every line of the watch holds."""
        if not self._concerns(activity) or any(field.has(self._never) for field in read):
            return None
        if self._context and not any(field.has(self._context) for field in read):
            return None
        watched = [one for one in activity.participants if self.watches(one)] if self.of_members else []
        if self.of_members and not watched:
            return None
        said = self._said(activity, read, watched)
        if self.phrases and not said:
            return None
        heard = {role for field in read for e in said if e.field == field.name for role in field.roles}
        taking_part = [one for one in watched if not self.phrases or one.role in heard]
        evidence = (*said, *(e for one in _once(taking_part) for e in self._of(one)))
        return Found(
            watchlist=self._list, watch=self._watch.id, evidence=evidence, excerpt=_excerpt(said, read, watched)
        )

    def watches(self, one: Participant) -> bool:
        """Whether this participant is one of the watched."""
        known = self.members is None or one.member in self.members
        return known and (not self.parties or not self.parties.isdisjoint(_names(one.party)))

    def _concerns(self, activity: Activity) -> bool:
        """Whether houses, kinds and departments hold, and it is not an act of Members that this watch does not see."""
        return (
            (not self._houses or activity.house in self._houses)
            and (not self._kinds or activity.kind in self._kinds)
            and (not self._departments or _answering(activity) in self._departments)
            and (self.of_members or activity.kind not in SIGNATURES)
        )

    def _said(self, activity: Activity, read: Sequence[_Field], watched: Sequence[Participant]) -> tuple[Evidence, ...]:
        """The occurrences that count, in the order of the text."""
        roles = {one.role for one in watched}
        found = (
            evidence
            for field in read
            if (not self._fields or field.name in self._fields)
            and (not self.of_members or not roles.isdisjoint(field.roles))
            and (activity.kind != DIVISION or self.of_members or field.name == "title" or activity.house == "lords")
            for evidence in self._in(field)
        )
        return tuple(found)

    def _in(self, field: _Field) -> list[Evidence]:
        hidden = [span for number in self._unless for span in field.spans.get(number, ())]
        found = [e for number, term in self.phrases for e in field.evidence(number, term, hidden)]
        return sorted(found, key=lambda e: (e.start, e.end))

    def _of(self, one: Participant) -> Iterator[Evidence]:
        """Why this participant is one of the watched."""
        lines = (
            [f"member:{one.member}"] if any(m.id == one.member for m in self._watch.members) else [],
            [f"tag:{tag}" for tag in self._watch.tags if one.member in self._tags[tag]],
            [f"party:{name}" for name in self._watch.parties if _full(name) in _names(one.party)],
        )
        yield from (Evidence(field="member", term=term, words=one.name) for line in lines for term in line)


def _answering(activity: Activity) -> int | None:
    """The id of the body that is to answer; a committee answers nobody."""
    return activity.body.id if activity.body and activity.source not in OF_COMMITTEES else None


def _written(watch: Watch) -> tuple[str, ...]:
    return (*watch.phrases, *watch.context, *watch.unless, *watch.never)


def _tags(watchlist: Watchlist, tags: Sequence[str]) -> dict[str, frozenset[int]]:
    """Who carries each tag, by whatever list of Members in the same watchlist."""
    everyone = [member for watch in watchlist.watches for member in watch.members] if tags else []
    return {tag: frozenset(m.id for m in everyone if tag in m.tags) for tag in tags}


def _members(watch: Watch, tags: dict[str, frozenset[int]]) -> frozenset[int] | None:
    """The ids that the lines `members` and `tags` leave; None where there is neither."""
    named = frozenset(m.id for m in watch.members) if watch.members else None
    tagged = frozenset[int]().union(*tags.values()) if watch.tags else None
    return named & tagged if named is not None and tagged is not None else tagged if named is None else named


def _full(party: str) -> str:
    """A party's full name, folded, from its name or its abbreviation."""
    return _FULL_NAMES.get(party.strip().casefold(), party.strip().casefold())


def _names(party: str | None) -> tuple[str, ...]:
    """What a party as printed counts as: "Labour (Co-op)" is Labour too."""
    name = _full(party or "")
    return (name, _full(name.partition(" (")[0])) if " (" in name else (name,) if name else ()


def _once(people: Iterable[Participant]) -> list[Participant]:
    """Each Member once, in whatever roles."""
    return list({(one.member, one.name): one for one in reversed(list(people))}.values())[::-1]


def _excerpt(said: Sequence[Evidence], read: Sequence[_Field], watched: Sequence[Participant]) -> str:
    """The words around the first phrase; where no text has one, the opening of what a watched Member said, or of it."""
    texts: dict[str, _Field] = {field.name: field for field in read if field.name != "title"}
    first = next((e for e in said if e.field in texts), None)
    if first:
        return excerpts.around(texts[first.field].text, first.start, first.end)
    roles = {one.role for one in watched}
    theirs = [field for field in texts.values() if not roles.isdisjoint(field.roles)]
    return next((excerpts.opening(field.text) for field in [*theirs, *texts.values()]), "")
