"""Places where Parliament publishes; `SOURCES` is the register."""

from __future__ import annotations

from monitor.sources.hansard import Hansard
from monitor.sources.written_questions import WrittenQuestions

#: every source there is, in the order in which they are polled
SOURCES = (WrittenQuestions, Hansard)
