"""How the command line runs an event of a life: --dry-run says what would follow and stores nothing."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import click

from app.changes import Done
from app.output import Place, prove
from app.ports import Transaction, UseCase
from app.usecases.consequences import Consequences, foresee
from ui.cli.desk import Desk, pass_desk, telling


def _rehearse(ctx: click.Context, _option: click.Parameter, is_wanted: bool) -> None:
    ctx.ensure_object(Desk).is_rehearsing = is_wanted


def event(command: Callable[..., None]) -> Callable[..., None]:
    """A command that runs an event: it gets the desk, and --dry-run."""
    dry_run = click.option(
        "--dry-run",
        is_flag=True,
        expose_value=False,
        callback=_rehearse,
        help="何が起きるかを確かめるだけで、記録しない",
    )
    return dry_run(pass_desk(command))


def run_event(
    desk: Desk,
    use_case: UseCase[Done],
    *,
    on: date,
    after: Callable[[], Mapping[str, Any]] | None = None,
    paper: tuple[Place, bytes] | None = None,
    **data: Any,
) -> None:
    """Run an event, or with --dry-run only say what would follow; after: reads what it changed.

    paper: a file that goes with it; where it has no room on the disk nothing is recorded.
    """
    seen = foresee(desk.store, use_case, on=max(on, desk.today))
    found: dict[str, Any] = {**data, **_counts(seen), "dry_run": desk.is_rehearsing}

    def work(tx: Transaction) -> Done:
        done = use_case(tx)
        found.update(after() if after is not None else {})
        return done

    if desk.is_rehearsing:
        with desk.store.rehearsal() as tx:
            done = work(tx)
        known = f"{seen.namesakes}。" if seen.namesakes else ""
        sentence = f"{seen.sentence}{known}確かめただけで、記録していません。"
        desk.show({**found, "sentence": sentence}, f"{done.sentence}\n{sentence}")
        return
    done = desk.store.record(work) if paper is None else _with_paper(desk, work, *paper)
    desk.show_done(done, **found)


def _with_paper(desk: Desk, work: UseCase[Done], place: Place, pages: bytes) -> Done:
    said: list[str] = []
    with telling(said), place.writing() as out:

        def proved(tx: Transaction) -> Done:
            done = work(tx)
            out.write(pages)
            prove(out)
            return done

        done = desk.store.record(proved)
        said.append(done.sentence)
    return done


def _counts(seen: Consequences) -> dict[str, int]:
    return {"returns": len(seen.returns), "prints": len(seen.prints), "spoiled": seen.spoiled}
