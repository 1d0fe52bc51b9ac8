"""Who speaks to whom: procedural noise told apart from speech, and each reply of a Minister put to what it replies to.

In order, for one day of one House: who was in the Chair, who answers for the Government (named by office in the debate,
or under the same department's heading that day), what is noise, and which contribution each reply belongs to.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from monitor.parliament.activities import Noise
from monitor.parliament.text import plain
from monitor.sources.hansard_record import SpokenRecord

#: a contribution under this many words in mid exchange is an interjection
FEW_WORDS = 8
#: characters of HTML beyond which nothing is noise
NOISE_LENGTH = 500
#: "Madam Deputy Speaker (…)", "The Deputy Chairman of Committees (…)", "… (in the Chair)"; not "The Chair of the …"
_CHAIR = re.compile(
    r"(?:the )?(?:(?:mr|madam|lord|first|second|senior|principal|temporary|acting|deputy) )*"
    r"(?:speaker|chair(?:man|woman|person)?)\b(?! of the\b)|.*\(in the chair\)",
    re.IGNORECASE,
)
#: "The Lord Chancellor and Secretary of State for Justice (…)", "Lord in Waiting/Government Whip (…)"
_OFFICE = re.compile(r"The (?!\w*\s*(?:Arch)?[Bb]ishop)|.*\b(?:in Waiting|Whip)\b")
#: those whose names begin with "The": "The Earl of Quern (CB)", "The Lord Bishop of Quern"
_PEER = re.compile(r"The (?:Earl|Countess|Duke|Duchess|Marquess|Viscount|Lord Bishop|Lord Archbishop)\b")
_CALL = re.compile(
    r"(?:Order\. )?(?:I (?:now |next )?call\b[^?]{1,120}"
    r"|(?:(?:Question|Amendment|Clause|No\.) \d+[;,.] )?(?!Order\b)(?:[A-Z][\w’'-]*\.? ?){2,5})[.!]?"
)
_ROSE = re.compile(r"rose\W*", re.IGNORECASE)
_SIR = r"(?:(?:the|my) (?:right |very )?(?:hon\.? |honourable |noble |learned |gallant |and )*[\w’' -]+?)"
_MORE = r"(?:hon\.|[^.?!]){0,60}"
_GIVE_WAY = re.compile(
    rf"(?:on that point,? ?)?(?:(?:will|would|could) (?:{_SIR}|he|she|they) (?:please |kindly )?give way{_MORE}"
    rf"|(?:of course )?i (?:(?:will|shall|am happy to|am going to) )?(?:gladly |not |now )?give way{_MORE}"
    rf"|(?:i )?(?:thank|am (?:very )?grateful to) {_SIR} for giving way)\W*",
    re.IGNORECASE,
)


def told(records: Sequence[SpokenRecord]) -> list[SpokenRecord]:
    """The contributions of one day of one House with `noise` and `replies_to` filled in; the order is kept."""
    debates: dict[str, list[SpokenRecord]] = defaultdict(list)
    departments: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for record in sorted(records, key=lambda r: r.order):
        debates[record.debate.upper()].append(record)
        if record.parents and record.member and by_office(record.attribution):
            departments[record.parents].add(record.member)
    done: dict[str, SpokenRecord] = {}
    for debate in debates.values():
        done.update((r.id, r) for r in exchanges(debate, departments.get(debate[0].parents, ())))
    return [done[r.id] for r in records]


def exchanges(debate: Sequence[SpokenRecord], ministers: Iterable[int] = ()) -> list[SpokenRecord]:
    """The contributions of one debate, in order, with noise and replies; *ministers* are known from elsewhere."""
    answering = {*ministers, *(r.member for r in debate if r.member and by_office(r.attribution))}
    chairs = {r.member for r in debate if r.member and in_the_chair(r.attribution)}
    replied: list[SpokenRecord] = []
    asked: SpokenRecord | None = None
    for place, record in enumerate(debate):
        chair = in_the_chair(record.attribution) or (record.member in chairs and record.member not in answering)
        minister = record.member in answering and not chair
        what = noise(record, chair=chair, minister=minister, opening=place == 0)
        reply = asked.upstream_id if minister and asked and what is None else None
        replied.append(record.model_copy(update={"noise": what, "replies_to": reply}))
        if what is None and not chair:
            asked = None if minister else _first_of_group(asked, record)
    return replied


def noise(record: SpokenRecord, *, chair: bool, minister: bool, opening: bool) -> Noise | None:
    """Which procedural noise a contribution is, if any: "call" is the Chair's, "interjection" a back-bencher's."""
    if len(record.value) > NOISE_LENGTH:
        return None
    text = plain(record.value)
    if _ROSE.fullmatch(text):
        return "rose"
    if chair:
        return "call" if _CALL.fullmatch(text) else None
    if _GIVE_WAY.fullmatch(text):
        return "give-way"
    short = len(text.split()) < FEW_WORDS
    proceeding = opening or minister or record.tag == "Question" or "beg to move" in text or record.correction
    return "interjection" if short and not proceeding else None


def in_the_chair(attribution: str) -> bool:
    """Whether words so attributed are the Chair's."""
    return bool(_CHAIR.match(attribution))


def by_office(attribution: str) -> bool:
    """Whether someone is named by an office of the Government, not by their name, their peerage, or as the Chair."""
    return bool(_OFFICE.match(attribution)) and not _PEER.match(attribution) and not in_the_chair(attribution)


def office(attribution: str) -> str:
    """The office in an attribution: "The Minister for Oats (Ada Quern) (Lab)" → "Minister for Oats"; "" without one."""
    return attribution.partition(" (")[0].removeprefix("The ") if by_office(attribution) else ""


def _first_of_group(asked: SpokenRecord | None, record: SpokenRecord) -> SpokenRecord:
    """What the next reply is to: the latest contribution; of questions answered together, the one first called."""
    grouped = asked is not None and asked.tag == record.tag == "Question"
    return asked if asked and grouped else record
