"""できごと on the roster: the menu of a person's life events, each opening its form."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from io import BytesIO

from PySide6.QtWidgets import QWidget

from app.changes import Done
from app.domain.certificate import Certificate, CertificateStatus
from app.domain.eligibility import elderly_from, ends_by_age, months_after, seventy_fifth
from app.domain.ids import CertificateId, PersonId
from app.domain.person import Person, PersonKind
from app.domain.rules import SocietyRules
from app.printing.values import LeaverSlip
from app.rows import PersonDetail, PersonRow
from app.usecases.consequences import foreseen
from app.usecases.counter import certificates
from app.usecases.papers.table_file import written_label
from app.usecases.people import leavers
from ui.dialogs.elderly_card import ElderlyCardForm
from ui.dialogs.event_form import EventForm, Foresee
from ui.dialogs.files import PDF, FileDialogs
from ui.dialogs.leaver import LeaverDialog
from ui.dialogs.life_events import (
    AbroadForm,
    CancelLossForm,
    CardExpiryForm,
    CopayForm,
    DependantForm,
    NameForm,
    RehireForm,
    SpoiltPaperForm,
    StageForm,
)
from ui.dialogs.move_office import MoveOfficeDialog
from ui.dialogs.other_insured import FOUND, OtherInsuredForm
from ui.dialogs.person_form import PersonForm
from ui.dialogs.uncollectable import UncollectableForm
from ui.frame.context import Context
from ui.pages.saving import ask_place, save
from ui.printers.spool import spool
from ui.widgets.printer_box import PrinterBox

S = CertificateStatus
_MAY_BE_SPOILT = (S.READY, S.HANDED_OUT)


class RosterEvents:
    """Opens the form of an event for the person shown and runs the one use case it yields."""

    def __init__(
        self,
        context: Context,
        parent: QWidget,
        shown: Callable[[], PersonDetail | None],
        selected: Callable[[], Sequence[PersonRow]],
        show: Callable[[PersonId], str],
    ) -> None:
        """shown: the person of the panel. selected: the people of the list.

        show: brings a person into list and panel; says what had to be opened for that.
        """
        self.files = FileDialogs(parent, context.preferences)
        self._context = context
        self._parent = parent
        self._shown = shown
        self._selected = selected
        self._show = show

    def choices(self) -> list[tuple[str, Callable[[], object]]]:
        """Return what may have happened to the person shown, in plain words."""
        detail = self._shown()
        if detail is None:
            return []
        person = detail.person
        is_employee = person.kind is PersonKind.INSURED
        has_left = person.disqualified_on is not None
        choices: list[tuple[str, Callable[[], object]]] = [(_leave_words(person), self.leave)]
        if has_left:
            choices.append(("退職・資格喪失がなくなった(取り消す)…", partial(self._ask, CancelLossForm)))
        if is_employee and not has_left:
            choices.append(("ご家族が増えた(扶養に入った)…", self.add_dependant))
        if not is_employee:
            choices.append(
                (
                    "ほかの方の扶養に移った(扶養替え)…",
                    partial(self._ask, partial(OtherInsuredForm, self._insured_by)),
                )
            )
        choices.append(("氏名が変わった…", partial(self._ask, NameForm)))
        choices.append(("異動した・記号番号が変わった…", self.move))
        if is_employee:
            choices.append(("再雇用された(同日得喪)…", self.rehire))
        if self._may_have_copay(person):
            choices.append(("負担割合が変わった…", partial(self._ask, CopayForm)))
            choices.append(("高齢受給者証が届いた…", partial(self._ask, ElderlyCardForm)))
        choices.append(("マイナ保険証を使えるようになった・解除した…", self.change_stage))
        choices.append(("電子証明書の期限を聞いた…", partial(self._ask, CardExpiryForm)))
        if _sheet_out(detail) is not None:
            choices.append(("証をなくした・傷めた…", self.spoilt_paper))
        if (lost := _lost_sheet(detail)) is not None:
            choices.append(("なくした証が見つかった", partial(self._find, lost)))
        if detail.sent:
            choices.append(("返送した証が戻った・届いていない…", self.to_shipment))
        if person.abroad_since is not None or self._is_near_75(person):
            choices.append(("75歳のとき国内に住所がない…", partial(self._ask, AbroadForm)))
        return choices

    def add(self) -> None:
        """Somebody joins."""
        offices = self._context.store.queries.offices()
        self._run(PersonForm(None, offices, *self._around, rules=self._rules))

    def correct(self) -> None:
        """Correct what is on file."""
        detail = self._shown()
        if detail is not None:
            queries, person = self._context.store.queries, self._in_full(detail)
            self._run(
                PersonForm(
                    person,
                    queries.offices(),
                    *self._around,
                    note=None if person.id is None else queries.print_notes().get(person.id),
                    substitutes=[one for one in queries.substitutes() if one.person_id == person.id],
                    rules=self._rules,
                    looked=partial(self._context.store.note, f"特定疾病・性別の記載の表示 {person.name}"),
                )
            )

    def _in_full(self, detail: PersonDetail) -> Person:
        """The same person with 記号・番号, which the form shows: to open it is to ask for them."""
        store, who = self._context.store, detail.person.id
        assert who is not None
        if store.hides_numbers:
            store.note(f"記号・番号の表示 {detail.person.name}")
        return store.queries.for_papers().person_detail(who, self._context.clock()).person

    def leave(self) -> None:
        """End the cover of the person shown, with the household; the slip for a leaver."""
        detail = self._shown()
        if detail is None:
            return
        form = LeaverDialog(
            self._household(detail),
            self._rules,
            foreseen(self._context.store),
            self._today,
            PrinterBox(self._context),
            self._parent,
        )
        done = self._run(form)
        if done is not None and form.wants_slip:
            self._hand_over(form.leaver_slip(), form.printer.chosen)

    def add_dependant(self) -> None:
        """A dependant joins the employee shown."""
        detail = self._shown()
        if detail is not None:
            self._run(DependantForm(self._in_full(detail), *self._around))

    def move(self) -> None:
        """Another office, department or number, for all selected."""
        rows = list(self._selected())
        if rows:
            offices = self._context.store.queries.offices()
            self._run(MoveOfficeDialog(rows, offices, *self._around))

    def rehire(self) -> None:
        """Hired again."""
        detail = self._shown()
        if detail is not None:
            family = [
                d.person
                for d in self._household(detail)
                if d.person.kind is PersonKind.DEPENDANT and self._today < d.loss.on
            ]
            self._run(RehireForm(self._in_full(detail), family, *self._around))

    def change_stage(self) -> None:
        """Registered, released, declined: all selected."""
        queries, today = self._context.store.queries, self._context.today()
        people = [queries.person_detail(row.person_id, today).person for row in self._selected()]
        if people:
            self._run(StageForm(people, *self._around))

    def spoilt_paper(self, sheet: Certificate | None = None, *, is_lost: bool = True) -> None:
        """The paper was lost or damaged. sheet: which one; None: the one that counts."""
        detail = self._shown()
        if sheet is None and detail is not None:
            sheet = _sheet_out(detail)
        if detail is None or sheet is None or sheet.id is None:
            return
        self._run(
            SpoiltPaperForm(
                detail.person,
                sheet.id,
                sheet.issue_number,
                *self._around,
                is_lost=is_lost,
                may_be_damaged=sheet.status in _MAY_BE_SPOILT,
                usual_fee=self._rules.reissue_fee,
            )
        )

    def _find(self, lost: CertificateId) -> None:
        self._context.commands.run(lambda tx: certificates.find(tx, lost))

    def to_shipment(self) -> None:
        """Show the envelope in which a paper of the person shown left last."""
        detail = self._shown()
        if detail is not None and detail.sent:
            self._context.go("forward", detail.sent[-1].shipment_id)

    def uncollectable(self) -> None:
        """The paper cannot be had: 回収不能."""
        detail = self._shown()
        sheet = None if detail is None else _sheet_with_holder(detail)
        if detail is not None and sheet is not None:
            self._run(UncollectableForm(detail, sheet, *self._around))

    def _insured_by(self, text: str) -> list[PersonRow]:
        """The insured people whom a text means."""
        found = self._context.store.queries.person_rows(search=text, limit=FOUND)
        return [row for row in found if row.kind is PersonKind.INSURED]

    @property
    def _today(self) -> date:
        return self._context.clock()

    @property
    def _rules(self) -> SocietyRules:
        return self._context.store.queries.rules_at(self._today)

    def _may_have_copay(self, person: Person) -> bool:
        """Whether 割合 stands on the person's paper, or soon will."""
        soon = months_after(self._today, self._rules.birthday_notice_months)
        return elderly_from(person.born_on) <= soon and self._today < ends_by_age(person)

    def _is_near_75(self, person: Person) -> bool:
        """Whether 75 comes within a year, or came."""
        return seventy_fifth(person.born_on).on <= months_after(self._today, 12)

    def _household(self, detail: PersonDetail) -> list[PersonDetail]:
        return leavers.household_details(self._context.store.queries, detail, self._today)

    @property
    def _around(self) -> tuple[Foresee, date, QWidget]:
        """What every form is given beside whom it is about."""
        return foreseen(self._context.store), self._today, self._parent

    def _ask(self, form: Callable[[Person, Foresee, date, QWidget], EventForm]) -> None:
        """Something happened to the person shown that asks for nothing else."""
        detail = self._shown()
        if detail is not None:
            self._run(form(detail.person, *self._around))

    def _run(self, form: EventForm) -> Done | None:
        """Show the form; when it is filled in, run its use case in one step.

        Whom it concerns is shown afterwards, whatever was searched: the person shown, or who joined.
        """
        detail = self._shown()
        if not form.ask():
            return None
        done = self._context.commands.run(form.planned().use_case)
        if done is not None and done.people:
            mine = None if detail is None else detail.person.id
            who = mine if mine in done.people else done.people[0]
            if opened := self._show(who):
                self._context.messages.done(f"{done.sentence}{opened}")
        return done

    def _hand_over(self, slip: LeaverSlip, printer: str) -> None:
        """Print the leaver's slip, or write it into a file where there is no printer."""
        place = None
        if not printer:
            place = ask_place(
                self._context, self.files, "退職者への案内をPDFに書き出す", "退職者への案内.pdf", PDF
            )
            if place is None:
                return

        def work(_: object) -> None:
            from app.printing.papers.leaver_slip import draw_leaver_slips

            out = BytesIO()
            draw_leaver_slips([slip], out)
            if place is None:
                spool(out.getvalue(), printer)
            else:
                place.write(out.getvalue())

        context = self._context
        if place is not None:
            noted = written_label(f"退職者への案内 {slip.name}", 1, place.path)
            save(context, place, lambda: work(None), noted)
            return
        said = f"退職者への案内を「{printer}」に送りました。"
        context.tasks.start(work, done=lambda _: context.messages.done(said))


def _leave_words(person: Person) -> str:
    if person.disqualified_on is not None:
        return "資格を失う日を直す・案内を出す…"
    if person.kind is PersonKind.INSURED:
        return "退職・死亡・75歳などで資格を失う…"
    return "扶養から外れる・死亡・75歳など…"


def _sheet_with_holder(detail: PersonDetail) -> Certificate | None:
    """The sheet that cannot be had: one that counts, else the newest void one."""
    held = [s for s in detail.certificates if s.status in (S.HANDED_OUT, S.SUPERSEDED)]
    return next((s for s in held if s.is_live), held[-1] if held else None)


def _lost_sheet(detail: PersonDetail) -> CertificateId | None:
    """The sheet that was lost last, if none came in its place; one lost in the post is found elsewhere."""
    last = detail.certificates[-1] if detail.certificates else None
    is_lost = last is not None and last.status is S.LOST and last.forwarded_on is None
    return last.id if is_lost and last is not None else None


def _sheet_out(detail: PersonDetail) -> Certificate | None:
    """The sheet that may be lost or damaged."""
    return next((s for s in reversed(detail.certificates) if s.status in _MAY_BE_SPOILT), None)
