"""What went wrong with a source, as readers are told of it: no file, no host, each reason once."""

from __future__ import annotations

import pytest

from monitor.dispatch.plainly import plainly


@pytest.mark.parametrize(
    ("source", "error", "said"),
    [
        ("hansard", "hansard-api.parliament.uk/overview/calendar.json: status 503, after 4 tries", "Hansard’s server answered with an error (503)"),
        ("written-questions", "x.parliament.uk/q: status 429, after 4 tries", "Parliament’s server answered with an error (429)"),
        ("gov-uk", "www.gov.uk/api/search.json: refused with status 403", "GOV.UK’s server refused to answer (403)"),
        ("hansard", "h/x.json: no connection, after 4 tries; h/y.json: no answer in time, after 4 tries", "Hansard’s server could not be reached"),
        ("hansard", "Commons 2026-03-10: in Hansard's calendar, but no text", "a report is not there yet"),
        ("hansard", "the calendar has another shape (KeyError)", "Hansard’s server answered in a form not understood"),
        ("written-questions", "x: answered with question 7", "Parliament’s server answered something that was not asked for"),
        ("hansard", "stopped before everything was read; the next reading goes on", "there was no time to read everything"),
        ("hansard", "an error that nobody has thought of", "Hansard’s server did not tell everything"),
        ("bills", "x/a.json: refused with status 403; gave up after 2 failures in a row; not read: x, y", "Parliament’s server refused to answer (403)"),
        ("hansard", "", ""),
    ],
)  # fmt: skip
def test_an_error_is_told_in_plain_words(source: str, error: str, said: str) -> None:
    """The number of an error stays, since people ask for it; addresses do not."""
    assert plainly(source, error) == said
