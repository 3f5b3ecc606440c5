"""After a fault there is a way on: the step again, or what the sentences about an open print session name."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2

from app.domain.certificate import CertificateStatus
from tests.faults import injected
from tests.faults.judge import Expected, Kind, left_over
from tests.faults.looking import ISSUE_NUMBER, Look, look
from tests.faults.steps import Place, do


@dataclass(frozen=True, slots=True)
class Office:
    """Somebody who does not give up. capture: where the program's words are kept."""

    place: Place
    capture: Path

    def tries(self, *words: str) -> injected.Ended:
        """Run a command that nothing disturbs."""
        return injected.run(lambda: do(*words)(self.place, ()), self.place.root, self.capture)

    def looks(self) -> Look:
        """Start the program and look."""
        return injected.ask(lambda: look(self.place, {}))


def go_on(expected: Expected, office: Office, seen: Look, about: list[str]) -> Iterator[tuple[Kind, str]]:
    """Take the way on; yield where it ends."""
    step = expected.step
    if step.name == "print":
        yield from _print_all(office, seen.open_runs)
        return
    again = injected.run(lambda: step.act(office.place, about), office.place.root, office.capture)
    if again.status != 0:
        yield Kind.STUCK, f"again: {again.err.strip()[-200:]}"
        return
    found = office.looks()
    # Where the record stood and only the paper was missing, it is recorded once more.
    recorded = expected.is_after(found) or expected.is_after(seen)
    if found.refusal or found.problems or not recorded or not expected.is_written(found):
        yield Kind.STUCK, f"again, and yet: {found.refusal or found.problems}"
    for name in left_over(expected, found):
        yield Kind.LEFT_OVER, f"{name} (still after the step was done again)"


def _print_all(office: Office, open_runs: Sequence[int]) -> Iterator[tuple[Kind, str]]:
    """Whatever became of the run: in the end the sheets recorded as good are on paper, and no others."""
    paper = office.place.out / "paper.pdf"
    if open_runs:
        (run,) = open_runs
        yield from _is_told(office, run)
        to_paper = ("resume", str(run), "--pdf", "{out}/paper.pdf")
    else:
        run = 0
        to_paper = ("print", "--all", "--pdf", "{out}/paper.pdf")
    if not paper.exists():
        if run and (said := office.tries("confirm", str(run))).status == 0:
            yield Kind.LOST, f"confirm {run} without a paper: {said.out.strip()}"
            return
        printed = office.tries(*to_paper)
        if run and printed.status != 0:
            office.tries("stopped", str(run), "--last-good", "0")
            printed = office.tries(*to_paper)
        if printed.status != 0:
            yield Kind.STUCK, f"{to_paper[0]}: {printed.err.strip()}"
            return
    (run,) = office.looks().open_runs
    confirmed = office.tries("confirm", str(run))
    if confirmed.status != 0:
        # Nobody knows how far it came, says the program; somebody looked, and all of it is there.
        office.tries("stopped", str(run), "--last-good", str(len(_on_paper(paper))))
        confirmed = office.tries("confirm", str(run))
    if confirmed.status != 0:
        yield Kind.STUCK, f"confirm: {confirmed.err.strip()}"
        return
    if (found := injected.ask(lambda: _papers(office.place))) != (on_paper := _on_paper(paper)):
        yield Kind.STUCK, f"{len(found)} sheets recorded as good, {len(on_paper)} on paper"


def _is_told(office: Office, run: int) -> Iterator[tuple[Kind, str]]:
    named = f"印刷作業{run}"
    for words in (("due",), ("verify",), ("print", "--all", "--pdf", "{out}/more.pdf")):
        said = office.tries(*words)
        if named not in said.out + said.err:
            yield Kind.SENTENCE, f"{words[0]} does not tell of {named}"


def _papers(place: Place) -> set[str]:
    store = place.open()
    try:
        return {row.issue_number for row in store.queries.certificate_rows((CertificateStatus.READY,))}
    finally:
        store.close()


def _on_paper(paper: Path) -> set[str]:
    document = pypdfium2.PdfDocument(paper)
    texts = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return {number for text in texts for number in ISSUE_NUMBER.findall(text)}
