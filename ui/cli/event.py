"""How the command line runs an event of a life: --dry-run says what would follow and stores nothing."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import click

from app.domain.ids import PersonId
from app.usecases.consequences import Consequences, UseCase, foresee
from ui.cli.desk import Desk


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
    **data: Any,
) -> None:
    """Run an event, or only say what would follow; after: reads what it changed."""
    seen = foresee(desk.store, use_case, people, on=max(on, desk.today))
    with desk.store.rehearsal() if dry_run else desk.store.transaction(text) as tx:
        done = use_case(tx)
        found = {**data, **(after() if after is not None else {})}
    found |= {**_counts(seen), "dry_run": dry_run}
    if dry_run:
        sentence = f"{seen.sentence}確かめただけで、記録していません。"
        desk.show({**found, "sentence": sentence}, f"{done.sentence}\n{sentence}")
    else:
        desk.show_done(done, **found)


def _counts(seen: Consequences) -> dict[str, int]:
    return {"returns": len(seen.returns), "prints": len(seen.prints), "spoiled": seen.spoiled}
