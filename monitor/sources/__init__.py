"""Places where Parliament publishes; `SOURCES` is the register."""

from __future__ import annotations

from monitor.sources.hansard import Hansard
from monitor.sources.written_questions import WrittenQuestions
from monitor.sources.written_statements import WrittenStatements

#: every source there is, in the order in which they are polled
SOURCES = (WrittenQuestions, Hansard, WrittenStatements)
