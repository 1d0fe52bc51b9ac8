"""Places where Parliament publishes, and those who inspect the service; `SOURCES` is the register."""

from __future__ import annotations

from monitor.sources.bills import Bills
from monitor.sources.calendar import Calendar
from monitor.sources.committees import Committees
from monitor.sources.divisions import Divisions
from monitor.sources.early_day_motions import EarlyDayMotions
from monitor.sources.feeds import Feeds
from monitor.sources.gov_uk import GovUk
from monitor.sources.hansard import Hansard
from monitor.sources.memberships import Memberships
from monitor.sources.oral_questions import OralQuestions
from monitor.sources.petitions import Petitions
from monitor.sources.written_questions import WrittenQuestions
from monitor.sources.written_statements import WrittenStatements

#: every source there is, in the order in which they are polled
SOURCES = (
    Calendar,
    WrittenQuestions,
    Hansard,
    WrittenStatements,
    OralQuestions,
    EarlyDayMotions,
    Divisions,
    Committees,
    Bills,
    Petitions,
    GovUk,
    Feeds,
    Memberships,
)
