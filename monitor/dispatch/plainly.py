"""What went wrong with a source, in plain words for readers; `monitor status` and the log keep the technical text."""

from __future__ import annotations

import re

#: whose server it is, by source; of all others Parliament's
_WHOSE = {"hansard": "Hansard’s", "gov-uk": "GOV.UK’s", "feeds": "A publisher’s"}
#: what the texts of errors hold, and what that means; the first that is found counts
_SAID = (
    (r"status (5\d\d|429)", "{whose} server answered with an error ({code})"),
    (r"status (\d\d\d)", "{whose} server refused to answer ({code})"),
    (r"no connection|no answer in time|connection broke off|redirect", "{whose} server could not be reached"),
    (r"no text|no report", "a report is not there yet"),
    (r"stopped before|the next reading goes on", "there was no time to read everything"),
    (r"shape|JSON|empty reply|compression|larger than|unreadable", "{whose} server answered in a form not understood"),
    (
        r"ignored|asked for|answered with|search has|not of ",
        "{whose} server answered something that was not asked for",
    ),
)
_OTHERWISE = "{whose} server did not tell everything"


def plainly(source: str, error: str) -> str:
    """Why *source* could not be read to its end, each reason once."""
    whose = _WHOSE.get(source, "Parliament’s")
    told = dict.fromkeys(_reason(part, whose) for part in error.split("; ") if part.strip())
    reasons = [reason for reason in told if reason]
    return "; ".join(reasons) or (_OTHERWISE.format(whose=whose) if told else "")


def _reason(part: str, whose: str) -> str:
    """What *part* of an error means, "" where it means nothing to readers."""
    for form, words in _SAID:
        if found := re.search(form, part, re.IGNORECASE):
            return words.format(whose=whose, code=found[1] if found.groups() else "")
    return ""
