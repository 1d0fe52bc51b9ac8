"""The packaged watchlists: they load, and the list of probation is right about real questions and plain sentences."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.parliament.activities import Contribution
from tests.proofs import corpus
from tests.upstream import NoSharedData
from watchlists import loading
from watchlists.matching import Matcher


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    """The packaged list of probation."""
    return Matcher([loading.load_file(loading.examples() / "probation.toml")])


def watches(matcher: Matcher, text: str, title: str = "") -> set[str]:
    """The watches that a speech satisfies."""
    speech = Contribution(
        id="x", record="x", source="hansard", upstream_id="x", subject="x", date=date(2026, 3, 2),
        url="https://example.org/", title=title, said=text, debate="d",
    )  # fmt: skip
    return {found.watch for found in matcher.match(speech)}


def test_every_packaged_list_loads_and_says_whom_it_tells() -> None:
    """What is shipped as an example is right, and complete enough to be copied."""
    lists = loading.load(loading.examples())
    assert "probation" in {one.id for one in lists}
    for one in lists:
        assert one.to, f"{one.id} tells nobody"
        assert all(watch.title for watch in one.watches)


@pytest.mark.parametrize(
    ("text", "watch"),
    [
        ("Probation officers are leaving the service.", "probation"),
        ("The prison and probation services need staff.", "probation"),
        ("Transforming Rehabilitation was a disaster.", "tr"),
        ("The CRCs were paid by results; offenders were not seen.", "tr"),
        ("In 2014 the NPS kept the high-risk cases in probation.", "nps"),
        ("HMPPS has offered probation staff nothing.", "hmpps"),
        ("Napo's members in probation have voted.", "napo"),
        ("HMIP, the inspectorate of probation, rated it inadequate.", "inspection"),
        ("Offenders on unpaid work cleared the canal.", "unpaid-work"),
        ("Community Payback squads should be seen.", "unpaid-work"),
        ("He was recalled to prison within a week.", "recall"),
        ("Fixed-term recalls of 14 days empty no prison.", "recall"),
        ("The Parole Board had not been told.", "parole"),
        ("He breached his licence conditions and went back to prison.", "licence"),
        ("An approved premises in my town takes men on bail.", "premises"),
        ("Courts lack pre-sentence reports.", "reports"),
        ("He was managed under MAPPA.", "risk"),
        ("A third of community orders are breached.", "community-sentences"),
        ("Prisoners released under SDS40 had no tag.", "early-release"),
        ("Serco's electronic tagging contract for offenders failed.", "tagging"),
        ("Short sentences raise the reoffending rate.", "reoffending"),
    ],
)
def test_what_a_probation_officer_would_want_is_found(matcher: Matcher, text: str, watch: str) -> None:
    """Each part of the work of probation is found by the watch that is named after it."""
    assert watch in watches(matcher, text)


@pytest.mark.parametrize(
    "text",
    [
        "New recruits serve a probationary period of six months.",
        "Employees will be protected during any probation period set by their employer.",
        "The statutory probation period will be nine months.",
        "Families wait months for probate to be granted.",
        "The scheme has met with general approbation.",
        "Each probationer constable is paired with a colleague.",
        "The file failed its CRC and had to be sent again.",
        "The NPS for ports is out for consultation.",
        "HM Prison and Probation Service is responsible for the roof of the prison.",
        "As my hon. Friend will recall, the prison was built in 1850.",
        "A recall petition was opened in the constituency.",
        "The manufacturer issued a product recall.",
        "Unpaid work experience shuts out the poor; carers do unpaid work.",
        "Couples may marry at approved premises.",
        "The operator broke its licence conditions on gambling.",
        "A physician associate in a PA role may not prescribe.",
        "He was released early from his contract.",
        "The PSR fined the bank.",
        "Fly-tipping can end in a fine or a community order.",
    ],
)
def test_what_is_not_probation_is_kept_out(matcher: Matcher, text: str) -> None:
    """Other senses of the same words and letters bring nothing."""
    assert watches(matcher, text) == set()


def test_the_list_is_as_right_as_when_its_labels_were_made(seed: int) -> None:
    """Precision and recall over the labelled real questions stay where they were, and every match has been read."""
    try:
        assert "recall 100" in corpus.prove(size=0, seed=seed)
    except NoSharedData as err:
        pytest.skip(str(err))
