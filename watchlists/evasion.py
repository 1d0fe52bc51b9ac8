"""Evasion: the words by which an answer says that it does not answer."""

from __future__ import annotations

import re

#: an answer of no more words is taken whole when it is asked whether it answers, else its first sentences
SHORT = 60
SENTENCES = 2

_MEMBER = (
    r"(?:him|her|them|(?:the|my) (?:(?:rt|right|rh|hon|honou?rable|noble|learned|gallant)\b\.?,? ?)+[\w ,.’'-]{0,60}?)"
)
_EVASIONS = (
    r"(?:(?<=is )|(?<=are )|(?<=was )|(?<=were )|(?<=been ))not (?:currently |routinely )?"
    r"(?:centrally (?:held|collected|collated|recorded)|(?:held|collected|collated|recorded)(?: centrally)?)\b"
    r"(?! (?:in|to|at|on|under|accountable|responsible|liable)\b)",
    r"\bnot (?:centrally held|held centrally)\b",
    r"\bdo(?:es)? not (?:currently |routinely |centrally )?(?:hold|collect|collate|record)(?: or (?:hold|collect))?\b",
    r"\b(?:at (?:a )?)?disproportionate costs?\b",
    r"\bin due course\b",
    rf"\bI (?:would |must |wish to )?refer {_MEMBER} to(?: (?:the|my|his|her) (?:\w+ )?"
    r"(?:answers?|repl(?:y|ies)|responses?|statements?)\b)?",
)
_EVASION = re.compile("|".join(_EVASIONS), re.IGNORECASE)
#: "While data for 2010 is not held, …" goes on to answer
_BUT = re.compile(r"(?:while|whilst|although|though)\b", re.IGNORECASE)
#: between two sentences: not behind "hon." or "Rt."
_BETWEEN = re.compile(r"(?<=[.?!])(?<![Hh]on\.)(?<![Rr]t\.)(?<!Mr\.)(?<!Mrs\.)(?<!Ms\.)(?<!Dr\.)\s+(?=[A-Z])|\n+")


def evasion(answer: str) -> str:
    """The words of *answer* that say that it does not answer, as printed: "not held centrally"; "" where it may answer.

    A short answer is looked at whole, of a long one the first two sentences: what a full answer adds at its end
    ("further details in due course") does not count.
    """
    sentences = [s.strip() for s in _BETWEEN.split(answer) if s.strip()]
    looked = sentences if len(answer.split()) <= SHORT else sentences[:SENTENCES]
    found = (_EVASION.search(s) for s in looked if not _BUT.match(s))
    return next((one[0] for one in found if one), "")
