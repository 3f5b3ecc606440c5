"""照会状: what is to be asked of the society, as a PDF."""

from collections.abc import Callable

from app.printing.form.values import Form
from app.usecases.forms import every_form
from app.usecases.forms.every_form import FormKind
from app.words import label
from ui.dialogs.files import PDF, FileDialogs
from ui.frame.context import Context
from ui.frame.messages import attempted
from ui.pages.saving import ask_place, save_pages


def save_letter(context: Context, files: FileDialogs, make: Callable[[], Form]) -> None:
    """Ask where the letter goes, and write it there; a name that cannot be drawn is refused in words."""
    what = label(FormKind.INQUIRY)
    # Drawn before anybody is asked where: what cannot be drawn needs no place.
    pages = attempted(lambda: every_form.pages(make()), context.messages)
    place = None if pages is None else ask_place(context, files, f"{what}を書き出す", f"{what}.pdf", PDF)
    if pages is not None and place is not None:
        save_pages(context, place, pages, what)
