"""代わりの文字: agree once what is printed for a character of a name that no face draws."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Protocol

from PySide6.QtWidgets import QCheckBox, QWidget

from app.changes import Done
from app.domain.person import Person
from app.errors import BadValue, SystemTrouble, UserError
from app.files import read
from app.late import dataclass
from app.ports import UseCase
from app.printing.certificate.layout_file import chosen_layout
from app.printing.certificate.name_sample import NameSample, draw_name
from app.printing.certificate.substitution import cleaned
from app.printing.engine.glyphs import clusters, is_private_use, readable
from app.printing.values import Substitute
from app.usecases.people import name_substitutes
from ui.dialogs.event_form import day_of
from ui.dialogs.files import PICTURES
from ui.dialogs.form import FormDialog
from ui.look.fields import text_field
from ui.look.layout import STRETCH, across, add, down, fill, panel
from ui.look.parts import role_label, secondary_button
from ui.look.theme import APART, FAR, TIGHT
from ui.widgets.choice_row import ChoiceRow
from ui.widgets.name_sample import MissingCharacter, NamePreview
from ui.widgets.sentence import Sentence
from ui.widgets.wareki_edit import WarekiEdit

TEXT, PICTURE = "text", "picture"


class Files(Protocol):
    """Asks for a file."""

    def to_open(self, title: str, kinds: str) -> Path | None: ...


@dataclass(frozen=True, slots=True)
class Question:
    """Whose name holds which character. family: those of the household whose names hold it too.

    given: what was agreed for other characters of that name. layout: the form, as the society's
    settings hold it.
    """

    person: Person
    character: str
    family: Sequence[Person] = ()
    given: Mapping[str, Substitute] | None = None
    layout: str = ""


class SubstituteDialog(FormDialog):
    """Two ways: a character the person agrees to, or a picture of the character as filed."""

    manual_page = "characters"

    def __init__(self, question: Question, today: date, files: Files, parent: QWidget | None = None) -> None:
        """question: what is to be decided. files: where the picture is asked for."""
        super().__init__("代わりの文字を決める", "この文字に決める", parent)
        self.setMinimumWidth(600)
        self.question = question
        self.today = today
        self.files = files
        self._picture = b""
        self.way = ChoiceRow("決め方", {TEXT: "代わりの文字", PICTURE: "文字の画像"})
        self.text = text_field("代わりの文字", hint="例: 吉", longest=20)
        self.agreed = QCheckBox("この文字で印刷することを、ご本人が了承した")
        self.choose = secondary_button("画像を選ぶ…", self._choose)
        self.chosen = role_label("PNGかJPEG。白地に黒い文字を大きく1字", "minor")
        self.on = WarekiEdit(today, name="了承を得た日")
        self.note = text_field("メモ", hint="例: 健保に電話で確認")
        self.family = QCheckBox()
        self.family.setVisible(bool(question.family))
        self.preview = NamePreview()
        self.told = Sentence("sub")
        self._lay_out()
        self.text.textChanged.connect(lambda _: self._look())
        self.way.chosen.connect(lambda _: self._turn())
        self._turn()
        self.text.setFocus()

    def planned(self) -> UseCase[Done]:
        """Return the use case of what was filled in; raise UserError where it cannot be read."""
        given, on, note = self._given(), day_of(self.on), self.note.text().strip()
        if given.text and not self.agreed.isChecked():
            raise BadValue("ご本人の了承を得てから、了承の欄に印を付けてください。")
        asked = self.question
        assert asked.person.id is not None
        person_id, character, today = asked.person.id, asked.character, self.today
        also = [p.id for p in asked.family if p.id is not None] if self.family.isChecked() else []
        if given.text:
            return lambda tx: name_substitutes.agree_text(
                tx, person_id, character, given.text, agreed_on=on, today=today, note=note, also=also
            )
        picture = self._picture
        return lambda tx: name_substitutes.use_picture(
            tx, person_id, character, picture, agreed_on=on, today=today, note=note, also=also
        )

    def check(self) -> None:
        """Everything readable, and a name that can be printed with it."""
        super().check()
        self.planned()
        self._sample()

    def _given(self) -> Substitute:
        if self.way.value == TEXT:
            text = self.text.text().strip()
            if not text:
                raise BadValue("代わりの文字を入れてください。")
            return Substitute(text=text)
        if not self._picture:
            raise BadValue("文字の画像を選んでください。")
        return Substitute(png=cleaned(self._picture))

    def _sample(self) -> NameSample:
        asked = self.question
        agreed = {**(asked.given or {}), asked.character: self._given()}
        return draw_name(asked.person.name, agreed, asked.person.kind, chosen_layout(asked.layout))

    def _look(self) -> None:
        """Show the name as it would be printed, or why it would not."""
        self.say("")
        try:
            sample = self._sample()
        except UserError as unfinished:
            self.preview.show_sample(None)
            self.preview.hide()
            self.told.setText(str(unfinished))
        else:
            self.preview.show_sample(sample)
            self.preview.show()
            self.told.setText("")
        self.told.setVisible(bool(self.told.text()))
        self.fit()

    def _turn(self) -> None:
        is_text = self.way.value == TEXT
        self.show_row(self._text_word, is_shown=is_text)
        self.show_row(self._picture_word, is_shown=not is_text)
        self.form.setRowVisible(self.agreed, is_text)
        self._day_word.setText("了承を得た日(&D)" if is_text else "形を確かめた日(&D)")
        self.on.setAccessibleName("了承を得た日" if is_text else "形を確かめた日")
        # A picture shows the character as filed; for another one each person is asked.
        self.family.setChecked(not is_text)
        self.family.setText(_family_words(self.question.family, is_text=is_text))
        self._look()

    def _choose(self) -> None:
        path = self.files.to_open("文字の画像を選ぶ", PICTURES)
        if path is None:
            return
        try:
            data = read(path)
            cleaned(data)
        except (UserError, SystemTrouble) as error:
            self.say(str(error))
            return
        self._picture = data
        self.chosen.setText(path.name)
        self._look()
        # Enter goes on instead of asking for the file again.
        self.save.setFocus()

    def _lay_out(self) -> None:
        asked = self.question
        who = role_label(f"{readable(asked.person.name, asked.character)} さん", "heading")
        words = down(STRETCH, who, Sentence("sub", _why(asked)), STRETCH, gap=TIGHT)
        self.form.addRow(across(MissingCharacter(asked.character), fill(words), gap=FAR))
        self.add("決め方", self.way)
        self._text_word = self.add("代わりの文字(&T)", self.text)
        self.form.addRow("", self.agreed)
        file = across(self.choose, fill(self.chosen), gap=APART)
        self.require(self.text, "代わりの文字を入れてください。", lambda: self.way.value == TEXT)
        self._picture_word = self.add("文字の画像(&P)", file)
        self._picture_word.setBuddy(self.choose)
        self._day_word = self.add("了承を得た日(&D)", self.on)
        self.add("メモ", self.note)
        self.form.addRow("", self.family)
        if not asked.family:
            self.form.setRowVisible(self.family, False)
        told = role_label("証にはこう印刷されます", "minor")
        add(self.below, panel(told, self.preview, self.told, gap=6), STRETCH)


def ask_substitute(
    question: Question, today: date, files: Files, run: Callable[[UseCase[Done]], object], parent: QWidget
) -> bool:
    """Ask, and run the use case; return whether something was decided."""
    dialog = SubstituteDialog(question, today, files, parent)
    return dialog.ask() and run(dialog.planned()) is not None


def _why(asked: Question) -> str:
    characters = clusters(asked.person.name)
    is_in_name = asked.character in characters
    where = f"氏名の{characters.index(asked.character) + 1}文字目" if is_in_name else "戸籍上の氏名の文字"
    if is_private_use(asked.character):
        return (
            f"{where}は外字です。外字の形はPCごとに違うため、届出のとおりの形を健保に確かめて、"
            "印刷のしかたを決めてください。"
        )
    return (
        f"{where}を書ける書体がこのPCにありません。届出のとおりの形を健保に確かめて、"
        "印刷のしかたを決めてください。"
    )


def _family_words(family: Sequence[Person], *, is_text: bool) -> str:
    names = "、".join(f"{person.name.split()[-1]} さん" for person in family[:3])
    more = f"ほか{len(family) - 3}名" if len(family) > 3 else ""
    return f"同じ文字のご家族({names}{more})も{'、了承を得て' if is_text else ''}同じにする"
