"""Evasion: the words by which an answer says that it does not answer.

It is cautious: where something to the point may stand beside them, there are none.
"""

from __future__ import annotations

import re

#: a reply of more words gives something besides, unless it opens with words about all that was asked
SHORT = 60

_WHAT = r"(?:information|data|figures?|details|statistics|records|breakdown|estimates?|material)"
_ASKED = rf"(?:requested {_WHAT}|(?:this|these|that) {_WHAT}|{_WHAT} (?:requested|sought|required|asked for))"
_HOW = r"(?:(?:currently|routinely|centrally|readily|therefore|separately|systematically|specifically) )*"
_DO_NOT_KEEP = rf"(?:(do(?:es)? not {_HOW}(?:hold|collect|collate|record|keep|maintain))(?: or (?:hold|collect))?)"
_NOT_KEPT = rf"(not {_HOW}(?:held|collected|collated|recorded|kept)(?: centrally)?)\b"
_COST = r"((?:at (?:a )?)?disproportionate costs?)\b"
_TELL = (
    r"(?:set out|publish|announce|provide|update|inform|communicate|outline|confirm|bring forward|decide|respond"
    r"|be (?:set out|published|announced|provided|communicated|outlined|confirmed|brought forward|made|issued))"
)
_MEMBER = (
    r"(?:you|him|her|them"
    r"|(?:the|my) (?:\(?(?:rt|right|rh|hon|honou?rable|noble|learned|gallant)\b\)?\.?,? ?)*[A-Z][\w ,.’'()-]{0,90}?)"
)

#: what was asked, by no name of its own, is not there: enough in the first sentence, whatever follows.
#: The words that are shown are those in round brackets.
_ALL = (
    rf"\b(?:{_ASKED}\b[^,;:]{{0,60}}?|^the {_WHAT}) (?:is|are) (?:{_NOT_KEPT}|(not {_HOW}available)\b)",
    rf"\b{_DO_NOT_KEEP} (?:the )?(?:(?:precise|specific) )?{_ASKED}\b",
    rf"\b{_DO_NOT_KEEP} {_WHAT} at the (?:requested granularity|level requested)\b",
    rf"\b{_ASKED}\b[^,;:]{{0,60}}? {_COST}",
)
#: one thing, perhaps all that was asked: enough in the first sentence of a short reply
_ONE = (
    rf"^(?:[\w’'()]+,? ){{1,12}}?{_DO_NOT_KEEP} (?:the |this |any )?(?:\w+ )?{_WHAT}\b",
    r"\b(?:is|are) (not (?:centrally held|(?:held|collected|collated|recorded|available) centrally))\b",
    rf"^(?:the )?{_WHAT}\b[^,;:]{{0,120}}? (?:is|are) {_NOT_KEPT}",
    rf"\b{_COST}",
    r"(?<!\band it is )\b((?:not possible|unable|not able) to "
    r"(?:provide|give|confirm|estimate|answer|say|share|disclose))\b",
    r"\b(I am withholding)\b",
)
#: what may as well end a full answer: enough where no sentence says anything else
_ADDED = (
    rf"^(?:\([a-z]\) )?(I (?:would |must |also |wish to )*refer {_MEMBER} to\b"
    r"(?: (?:the|my|his|her) (?:\w+ )?(?:answers?|repl(?:y|ies)|responses?|statements?)\b)?)"
    r"(?! (?:the|his|her) (?:[\w-]+ )?(?:report|guidance|contract|website|document|table|page|code|read[- ]?out)\b)"
    r"(?! paragraph)"
    r"(?!.* (?:which|that|where) (?!(?:I|he|she|they|was|were|my|the)\b))",
    rf"^(?!.*\bcommit).*\b(?:will|(?:plan|intend|aim)s? to) {_TELL}\b.*\b(in due course)\b",
    r"\b(?:is|are) expected\b.*\b(in due course)\b",
    r"\b((?:do(?:es)? not|cannot|(?:not (?:be )?|in)appropriate (?:for me )?to|premature to) (?:routinely )?"
    r"(?:comment|speculate))\b",
    r"\b(I (?:will|shall) write to)\b",
    r"\b(taking time to collate)\b",
    r"^((?:This|That|It) is (?:entirely )?a matter for)\b",
    r"\b(I have asked) .{0,120}? to (?:write|reply|respond)\b",
)
#: says nothing itself: leads on to what was referred to, or says that it is early to say
_NOTHING = (
    r"\b(?:can be (?:found|accessed|viewed)|(?:is|are) available)\b|^(?:https?:|written questions)",
    r"\b(?:under ?way|under review|ongoing|formulating|analys(?:ed|ing)|no decisions? (?:has|have))\b",
    r"\b(?:(?:being|be) (?:\w+ )?considered|(?:is|are) (?:\w+ )?(?:considering|reviewing|assessing))\b",
    r"\bnot (?:yet )?been (?:decided|confirmed|made)\b",
)
#: something to the point is said besides: "While data for 2010 is not held, …", a yes or no
_BESIDES = (
    r"^(?:however|yes|no)\b|[,;–-]? (?:but|however|although|though)\b",
    r"^(?:while|whilst|although|though)\b[^,]*\bnot\b",
    r"\bnot (?:yet )?(?:made|undertaken|carried out) (?:any|an|such an|such|this) (?:assessment|estimate)",
)
#: … or a figure is given: in the next sentences, or in a line of its own as in tables
_FIGURE = r"£\d|\d(?:%| per ?cent)|\b\d{1,3}(?:,\d{3})+\b|\b(?:totals?|average of|there (?:were|are)) \d"
_TABLE = re.compile(r"^\W*\d[\d,.%]*$", re.MULTILINE)
#: between two sentences: not behind "hon." or "Rt."
_BETWEEN = re.compile(
    r"(?<=[.?!])(?<!\b[Hh]on\.)(?<!\b[Rr]t\.)(?<!\bMr\.)(?<!\bMrs\.)(?<!\bMs\.)(?<!\bDr\.)\s+(?=[A-Z(])|\n+"
)

#: what is shown, and the questions that it answers: "whether her Department collects …", "if she will publish …"
_ANSWERED = (
    (
        r"hold|held|collect|collate|record|keep|kept|maintain|available",
        r"\bwhether\b[^;]{0,60}?\b(?:hold|collect|collate|record|keep)s?\b",
    ),
    (r"in due course", r"\b(?:if|whether)\b[^;]{0,80}?\bpublish|\bwhat (?:\w+ )?progress\b|\bstatus\b"),
)


def _any(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases), re.IGNORECASE)


_LONG_OPENING, _OPENING, _PHRASE = _any(*_ALL), _any(*_ALL, *_ONE), _any(*_ALL, *_ONE, *_ADDED)
_EMPTY, _SAID, _GIVEN = _any(*_NOTHING), _any(*_BESIDES), _any(_FIGURE)


def evasion(answer: str, question: str = "") -> str:
    """The words of *answer* that say that it does not answer, as printed: "not held centrally"; "" where it may."""
    words = _declining(answer)
    answered = any(re.search(said, words, re.I) and re.search(asked, question, re.I) for said, asked in _ANSWERED)
    return "" if answered else words


def _declining(answer: str) -> str:
    sentences = [s.strip() for s in _BETWEEN.split(answer) if s.strip()]
    if not sentences or _TABLE.search(answer) or any(map(_SAID.search, sentences[:3])):
        return ""
    short = len(answer.split()) <= SHORT
    opening = (_OPENING if short else _LONG_OPENING).search(sentences[0])
    if opening:
        return "" if any(map(_GIVEN.search, sentences[:4])) else _shown(opening)
    phrases = [_PHRASE.search(s) for s in sentences]
    telling = [found for found, s in zip(phrases, sentences, strict=True) if found or not _EMPTY.search(s)]
    return _shown(telling[0]) if short and telling and telling[0] and all(telling) else ""


def _shown(found: re.Match[str]) -> str:
    return found[found.lastindex or 0]
