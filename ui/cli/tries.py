"""`shikaku print` where the sheets are 見本: drawn, written or printed, and nothing is recorded of them."""

from collections.abc import Sequence

from app.domain.genuine import lacking
from app.domain.ids import PersonId
from app.domain.roles import Act
from app.errors import BadValue
from app.usecases.printing.tries import Tries, history_label, tries
from ui.cli.desk import Desk
from ui.cli.print_output import Target
from ui.cli.streams import tell
from ui.printers.batches import draw_batches, write_session
from ui.printers.spool import spool


def are_tries(desk: Desk) -> bool:
    """Whether sheets printed now are only 見本; says so before, with the way to the real ones."""
    told = lacking(desk.queries.society(), desk.rules)
    if told:
        tell(told)
    return bool(told)


def print_tries(desk: Desk, target: Target, people: Sequence[PersonId]) -> Tries:
    """Draw 見本 for these people and let them leave; only a line of the history tells of it."""
    desk.store.ask(Act.EXPORT)
    with desk.store.reading() as stored:
        made = tries(stored, people, today=desk.today)
    if not made.items:
        first = made.refused[0]
        raise BadValue(f"見本を刷れる方がいません。{first.name} さん: {first.reason}。")
    look, paper = target.look(desk, made.layout if target.layout is None else target.layout)
    names = made.substitutions
    if target.pdf is not None:
        with target.pdf.writing() as out:
            write_session(made.items, out, look, target.password, names)
        desk.store.note(history_label(made, target.pdf.path.name))
        return made
    numbers = range(1, len(made.items) + 1)
    for batch in draw_batches(made.items, numbers, look, lambda _: None, substitutions=names):
        spool(batch.pages, target.printer, paper=paper)
    desk.store.note(history_label(made, target.printer))
    return made
