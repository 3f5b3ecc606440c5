"""How the command line runs an event of a life: --dry-run says what would follow and stores nothing."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from typing import Any

import click

from app.domain.ids import PersonId
from app.output import Place, prove
from app.usecases.consequences import Consequences, UseCase, foresee
from ui.cli.desk import Desk, telling


def dry_run_option() -> Callable[[Any], Any]:
    """The --dry-run option of every event."""
    return click.option("--dry-run", is_flag=True, help="何が起きるかを確かめるだけで、記録しない")


def run_event(
    desk: Desk,
    text: str,
    use_case: UseCase,
    people: Sequence[PersonId],
    *,
    on: date,
    dry_run: bool,
    after: Callable[[], Mapping[str, Any]] | None = None,
    paper: tuple[Place, bytes] | None = None,
    **data: Any,
) -> None:
    """Run an event, or only say what would follow; after: reads what it changed.

    paper: a file that goes with it; where it has no room on the disk nothing is recorded.
    """
    seen = foresee(desk.store, use_case, people, on=max(on, desk.today))
    said: list[str] = []
    with ExitStack() as whole:
        if paper is not None and not dry_run:
            whole.enter_context(telling(said))
            out = whole.enter_context(paper[0].writing())
        with desk.store.rehearsal() if dry_run else desk.store.transaction(text) as tx:
            done = use_case(tx)
            found = {**data, **(after() if after is not None else {})}
            if paper is not None and not dry_run:
                out.write(paper[1])
                prove(out)
        said.append(done.sentence)
    found |= {**_counts(seen), "dry_run": dry_run}
    if dry_run:
        sentence = f"{seen.sentence}確かめただけで、記録していません。"
        desk.show({**found, "sentence": sentence}, f"{done.sentence}\n{sentence}")
    else:
        desk.show_done(done, **found)


def _counts(seen: Consequences) -> dict[str, int]:
    return {"returns": len(seen.returns), "prints": len(seen.prints), "spoiled": seen.spoiled}
