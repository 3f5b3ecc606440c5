"""The forms of a life's events: a name, a dependant, 割合, a re-hire, マイナ保険証, a spoilt paper."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QCheckBox, QWidget

from app.domain.eligibility import elderly_from, released_by
from app.domain.ids import CertificateId
from app.domain.person import Enrolment, Person, PersonKind, Sex
from app.domain.typed import code
from app.domain.wareki import wareki
from app.errors import BadValue
from app.usecases.counter import certificates
from app.usecases.free_text import LONGEST
from app.usecases.people import abroad, cancelled_loss, enrolment, life_events
from app.words import label, said
from ui.dialogs.event_form import EventForm, Foresee, Planned, day_of
from ui.dialogs.form import first_of
from ui.look.fields import list_box, text_field, tick_box
from ui.look.layout import down
from ui.look.parts import role_label
from ui.widgets.wareki_edit import WarekiEdit


class NameForm(EventForm):
    """A new name, exactly as filed."""

    def __init__(self, person: Person, foresee: Foresee, today: date, parent: QWidget | None = None) -> None:
        """person: whose name changes."""
        super().__init__(f"{person.name} さんの氏名変更", "氏名の変更を記録", foresee, today, parent)
        self._person = person
        self._name, self._kana = text_field("新しい氏名", person.name), text_field("フリガナ", person.kana)
        self._on = WarekiEdit(today, name="変更した日")
        self.add("新しい氏名(&N)", self._name)
        self.add("フリガナ(&K)", self._kana)
        self.add("変更した日(&D)", self._on)
        self.require(self._name, "新しい氏名を入れてください。")
        hint = "届け出たとおりの文字で入れます。"
        if person.kind is PersonKind.INSURED:
            hint += "ご家族の証にも被保険者の氏名が載ります。"
        self.hint(hint)
        self.watch()
        self._name.setFocus()
        self._name.selectAll()

    def planned(self) -> Planned:
        assert self._person.id is not None
        who, on, today = self._person.id, day_of(self._on), self.today
        name, kana = self._name.text().strip(), self._kana.text().strip()
        if (name, kana) == (self._person.name, self._person.kana):
            raise BadValue("新しい氏名を入れてください。")
        return Planned(
            lambda tx: life_events.change_name(tx, who, name=name, kana=kana, on=on, today=today), on
        )


class DependantForm(EventForm):
    """Somebody who becomes a dependant of an employee."""

    def __init__(
        self,
        employee: Person,
        foresee: Foresee,
        today: date,
        parent: QWidget | None = None,
    ) -> None:
        """employee: whose household grows."""
        super().__init__(f"{employee.name} さんのご家族を加える", "ご家族を加える", foresee, today, parent)
        self._employee = employee
        self._name, self._kana = text_field("氏名"), text_field("フリガナ")
        self._relationship = text_field("続柄", "子")
        self._branch = text_field("枝番", hint="健保の通知のとおり")
        self._sex = list_box("性別", [(label(sex), sex) for sex in Sex], Sex.UNSET)
        self._born = WarekiEdit(None, name="生年月日", optional=True, around=today)
        self._since = WarekiEdit(today, name="認定日")
        self.add("氏名(&N)", self._name)
        self.add("フリガナ(&K)", self._kana)
        self.add_side("続柄", self._relationship, self._sex)
        self.add("生年月日(&B)", self._born)
        self.add("枝番", self._branch)
        self.add("認定日(&D)", self._since)
        self.require(self._name, "氏名を入れてください。")
        self.require(self._sex, "性別を選んでください。")
        self.require(self._born, "生年月日を入れてください(例 S60.4.1)。")
        home = f"{employee.symbol}-{employee.number}"
        self.hint(
            f"記号・番号 {home} と所属は本人と同じです。"
            "枝番は健保が決めます。通知が届いてから、そのとおりに入れます。"
        )
        self.watch()
        self._name.setFocus()

    def planned(self) -> Planned:
        assert self._employee.id is not None
        employee, since = self._employee.id, day_of(self._since)
        dependant = life_events.dependant_of(
            self._employee,
            branch_number=self._branch.text(),
            name=self._name.text(),
            kana=self._kana.text(),
            sex=Sex(self._sex.currentData()),
            relationship=self._relationship.text(),
            born_on=day_of(self._born),
            since=since,
        )
        today = self.today
        return Planned(lambda tx: life_events.add_dependant(tx, employee, dependant, today=today), since)


class CopayForm(EventForm):
    """The 割合 that the society told, and from when."""

    def __init__(self, person: Person, foresee: Foresee, today: date, parent: QWidget | None = None) -> None:
        """person: whose 割合 changes."""
        super().__init__(f"{person.name} さんの負担割合", "割合を記録", foresee, today, parent)
        self._person = person
        self._rate = list_box("負担割合", (("2割", 2), ("3割", 3), ("載せない", None)))
        self._rate.setCurrentIndex({2: 1, 3: 0}.get(person.copay_rate or 0, 0))
        begins = max(elderly_from(person.born_on), today.replace(day=1))
        self._since = WarekiEdit(begins, name="発効日")
        now = "なし" if person.copay_rate is None else f"{person.copay_rate}割"
        since = f"({wareki(person.copay_from)} から)" if person.copay_from else ""
        self.add("今の名簿", role_label(f"{now}{since}", "sub"))
        self.add("新しい割合(&R)", self._rate)
        self.add("発効日(&D)", self._since)
        self.form.addRow(
            "", role_label("健保の通知のとおりに入れます。割合はここでは計算しません。", "minor")
        )
        self.watch()
        self._rate.setFocus()

    def planned(self) -> Planned:
        assert self._person.id is not None
        who, rate, today = self._person.id, self._rate.currentData(), self.today
        since = None if rate is None else day_of(self._since)
        return Planned(
            lambda tx: life_events.change_copay(tx, [who], rate=rate, starts_on=since, today=today), today
        )


class RehireForm(EventForm):
    """同日得喪: cover ends and begins anew on one day."""

    def __init__(
        self,
        employee: Person,
        family: Sequence[Person],
        foresee: Foresee,
        today: date,
        parent: QWidget | None = None,
    ) -> None:
        """family: the dependants who may continue."""
        super().__init__(f"{employee.name} さんの再雇用(同日得喪)", "再雇用を記録", foresee, today, parent)
        self._employee = employee
        self._since = WarekiEdit(today, name="新しい資格取得日")
        self._symbol, self._number = (
            text_field("記号", employee.symbol),
            text_field("新しい番号", employee.number),
        )
        self.add("新しい資格取得日(&D)", self._since)
        self.add_side("記号", self._symbol, self._number)
        self.require(self._symbol, "記号を入れてください。")
        self.require(self._number, "新しい番号を入れてください。")
        self._boxes: list[tuple[Person, QCheckBox]] = []
        for person in family:
            box = tick_box(f"{person.name}({person.relationship or label(person.kind)})", is_on=True)
            box.toggled.connect(lambda _: self.look_later())
            self._boxes.append((person, box))
        if self._boxes:
            self.add("続けて扶養に入る方", down(*(box for _, box in self._boxes), gap=0))
        self._hint = self.hint()
        self.watch()
        self._since.setFocus()

    def planned(self) -> Planned:
        assert self._employee.id is not None
        who, since, today = self._employee.id, day_of(self._since), self.today
        symbol, number = self._symbol.text().strip(), self._number.text().strip()
        staying = [p.id for p, box in self._boxes if box.isChecked() and p.id is not None]
        is_same = (symbol, number) == (self._employee.symbol, self._employee.number)
        self._hint.setText(
            "番号が同じなので、今の記録の資格取得日だけを変えます。"
            if is_same
            else f"前の番号の資格は {wareki(since)} に喪失し、新しい番号で名簿に加わります。"
        )
        return Planned(
            lambda tx: life_events.rehire(
                tx, who, qualified_on=since, symbol=symbol, number=number, continuing=staying, today=today
            ),
            since,
        )


_LIKELY = (Enrolment.REGISTERED, Enrolment.RELEASE_ASKED, Enrolment.DECLINED, Enrolment.NO_ANSWER)
"""What people come with; the other stages follow."""


class StageForm(EventForm):
    """A step with マイナ保険証 that has consequences."""

    def __init__(
        self, people: Sequence[Person], foresee: Foresee, today: date, parent: QWidget | None = None
    ) -> None:
        """people: who took the step."""
        super().__init__("マイナ保険証のできごと", f"{len(people)}名について記録", foresee, today, parent)
        self._people = people
        self._stage = list_box(
            "できごと", [(label(stage, "event"), stage) for stage in dict.fromkeys((*_LIKELY, *Enrolment))]
        )
        if all(p.enrolment is Enrolment.REGISTERED for p in people):
            self._stage.setCurrentIndex(1)
        self._on = WarekiEdit(today, name="その日")
        self.add("どなた", role_label(first_of([p.name for p in people]), "strong"))
        self.add("できごと(&E)", self._stage)
        self.add("その日(&D)", self._on)
        self._hint = self.hint()
        self.watch()
        self._stage.setFocus()

    def planned(self) -> Planned:
        ids = [p.id for p in self._people if p.id is not None]
        stage, on, today = Enrolment(self._stage.currentData()), day_of(self._on), self.today
        self._hint.setText(said(stage, "hint", released_by=wareki(released_by(on))))
        return Planned(lambda tx: enrolment.take_step(tx, ids, stage, on=on, today=today), on)


class CardExpiryForm(EventForm):
    """When the My Number Card's 電子証明書 ends, if the person tells."""

    def __init__(self, person: Person, foresee: Foresee, today: date, parent: QWidget | None = None) -> None:
        """person: whose card."""
        super().__init__(f"{person.name} さんの電子証明書の期限", "期限を記録", foresee, today, parent)
        self._person = person
        self._expires = WarekiEdit(
            person.card_expires_on, name="電子証明書の期限", optional=True, around=today
        )
        self.add("電子証明書の期限(&D)", self._expires)
        if person.card_expires_on is None:
            self.require(self._expires, "電子証明書の期限を入れてください。")
        self.hint(
            "本人が教えてくれたときだけ入れます(任意)。健保からは分かりません。"
            "期限のあともしばらくはマイナ保険証を使えます。空にすると消えます。"
        )
        self.watch()
        self._expires.setFocus()

    def planned(self) -> Planned:
        assert self._person.id is not None
        who, on, today = self._person.id, self._expires.reading(), self.today
        if on is None and self._person.card_expires_on is None:
            raise BadValue("電子証明書の期限を入れてください。")
        return Planned(lambda tx: enrolment.set_card_expiry(tx, who, on, today=today), today)


class AbroadForm(EventForm):
    """Without a residence in Japan at 75: the cover goes on."""

    def __init__(self, person: Person, foresee: Foresee, today: date, parent: QWidget | None = None) -> None:
        """person: who lives abroad."""
        super().__init__(f"{person.name} さんの75歳と住所", "記録する", foresee, today, parent)
        self._person = person
        self._since = WarekiEdit(
            person.abroad_since, name="国内に住所がなくなった日", optional=True, around=today
        )
        self._reason = text_field(
            "理由", person.abroad_reason, hint="海外勤務など。健保に確かめたこと", longest=LONGEST
        )
        self.add("国内に住所がなくなった日(&D)", self._since)
        self.add("理由(&R)", self._reason)
        is_given = lambda: bool(self._since.text().strip())  # noqa: E731
        self.require(self._reason, "海外勤務など、国内に住所がない理由を入れてください。", is_given)
        self.hint(
            "75歳の誕生日に国内に住所がない方は、後期高齢者医療に移らず、資格が続きます(健保に要確認)。"
            "国内に住所ができたら、その日を75歳到達として喪失を記録します。日付を空にすると消えます。"
        )
        self.watch()
        self._since.setFocus()

    def planned(self) -> Planned:
        assert self._person.id is not None
        who, since, reason = self._person.id, self._since.reading(), self._reason.text()
        if since is None:
            return Planned(lambda tx: abroad.end_by_age(tx, who), self.today)
        return Planned(lambda tx: abroad.stay_insured(tx, who, since=since, reason=reason), self.today)


class CancelLossForm(EventForm):
    """The end of cover did not come about after all."""

    def __init__(self, person: Person, foresee: Foresee, today: date, parent: QWidget | None = None) -> None:
        """person: whose loss is taken back."""
        super().__init__(f"{person.name} さんの資格喪失を取り消す", "取り消しを記録", foresee, today, parent)
        self._person = person
        cause = "" if person.loss_cause is None else label(person.loss_cause)
        day = "" if person.disqualified_on is None else wareki(person.disqualified_on)
        self.add("今の名簿", role_label(f"{cause} {day} 資格喪失", "strong"))
        self.hint(
            "退職などがなくなったときに記録します。一緒に喪失したご家族の資格も戻ります。"
            "日付だけが違うときは、退職・資格喪失の画面で直します。"
        )
        self.watch()

    def planned(self) -> Planned:
        assert self._person.id is not None
        who, today = self._person.id, self.today
        return Planned(lambda tx: cancelled_loss.cancel_loss(tx, who, today=today), today)


class SpoiltPaperForm(EventForm):
    """A paper that was lost or damaged."""

    def __init__(
        self,
        person: Person,
        sheet: CertificateId,
        issue_number: str,
        foresee: Foresee,
        today: date,
        parent: QWidget | None = None,
        *,
        is_lost: bool,
        may_be_damaged: bool = True,
        usual_fee: int = 0,
    ) -> None:
        """sheet: the one concerned. is_lost: begin with the loss, else with the damage.

        may_be_damaged: False of a void one, which can only be lost. usual_fee: what the society takes, yen.
        """
        what = "紛失・破損" if may_be_damaged else "紛失"
        super().__init__(f"{person.name} さんの証の{what}", "記録する", foresee, today, parent)
        self._person, self._sheet = person, sheet
        outcomes = (("なくした(滅失届)", True), ("破れた・汚れた(再交付)", False))
        is_loss = is_lost or not may_be_damaged
        self._what = list_box("どうなったか", outcomes[: 1 + may_be_damaged], is_loss)
        self._on = WarekiEdit(today, name="届出の日")
        self._reason = text_field("理由", hint="いつ、どこで、どうして", longest=LONGEST)
        police = "盗難・外出先での紛失のとき 例 見本警察署 受理番号"
        self._police = text_field("警察への届出", hint=police, longest=LONGEST)
        usual = str(usual_fee) if usual_fee else ""
        self._fee = text_field("再交付の手数料", usual, hint="健保が決めているとき(円)", longest=7)
        self.add("証", role_label(f"発行番号 {issue_number}", "strong"))
        if may_be_damaged:
            self.add("どうなったか(&W)", self._what)
        self.add("届出の日(&D)", self._on)
        self.add("理由(&R)", self._reason)
        self.add("警察への届出(&P)", self._police)
        self.add("再交付の手数料(&F)", self._fee)
        self.require(self._reason, "理由を入れてください。届け出に使います。")
        self.judge(self._fee, self._yen)
        self._what.currentIndexChanged.connect(lambda _: self._offer())
        self._offer()
        self.watch()
        self._reason.setFocus()

    def planned(self) -> Planned:
        sheet, on, today, reason = self._sheet, day_of(self._on), self.today, self._reason.text().strip()
        if not reason:
            raise BadValue("理由を入れてください。届け出に使います。")
        police, fee = self._police.text().strip(), self._yen()
        if not self._is_lost:
            return Planned(
                lambda tx: certificates.damage(tx, sheet, on=on, today=today, reason=reason, fee=fee), on
            )
        return Planned(
            lambda tx: certificates.lose(
                tx, sheet, on=on, today=today, reason=reason, police_report=police, fee=fee
            ),
            on,
        )

    def _yen(self) -> int | None:
        typed = code(self._fee.text()).replace(",", "")
        if not typed:
            return None
        if not (typed.isascii() and typed.isdigit()):
            raise BadValue("再交付の手数料は数字だけで入れてください。なければ空のままにします。")
        return int(typed)

    @property
    def _is_lost(self) -> bool:
        return bool(self._what.currentData())

    def _offer(self) -> None:
        """Only a loss is reported to the police."""
        self._police.setEnabled(self._is_lost)
