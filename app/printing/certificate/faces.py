"""What each box of a certificate shows, fitted to its room, or why it cannot be printed."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from app.domain.print_note import check_former_surname, with_former_surname
from app.domain.wareki import wareki
from app.errors import BadValue
from app.late import dataclass
from app.printing.certificate.layout import DISEASE, DISEASE_FROM, LEFT_OUT, LIMIT, SEAL, Cell, Layout
from app.printing.certificate.substitution import face_for, substituted
from app.printing.engine.fonts import Fonts, Typeface
from app.printing.engine.glyphs import clusters, code_points, may_be_replaced, refusal_reason, remedy
from app.printing.engine.page import Fitted, fit
from app.printing.values import CertificateFace, NameOf, Refusal, Substitute, Substitutions

ON_THE_BACK = "裏面参照"
# 一部負担金 stays blank below 70; a society may print no 記号 and no 性別.
_MARKED = frozenset({"copay_rate", "copay_from", LIMIT, DISEASE, DISEASE_FROM})
"""Boxes that most sheets leave without a value; some societies mark them."""
_MAY_BE_BLANK = frozenset({"symbol", "sex", "remarks", "kana", *_MARKED})
_LABELS = {"symbol": "記号", "copay_rate": "一部負担金の割合", "copay_from": "発効年月日"}
_KEPT = 2000
_NO_REMARKS = "様式の裏面に備考の欄がありません。別の様式を選んでください。"
# Only what a person is called may hold characters nobody's font has.
_NAMES: Mapping[str, NameOf] = {
    "name": NameOf.HOLDER,
    "insured_name": NameOf.INSURED,
    "remarks": NameOf.HOLDER,
}


@dataclass(frozen=True, slots=True)
class _Trouble:
    reason: str
    character: str = ""


class Value(NamedTuple):
    """A text that fits its box."""

    cell: Cell
    fitted: Fitted
    face: Typeface


class Filled(NamedTuple):
    """One sheet: the values of front and back (a Cell: without one), or what stands against it."""

    front: tuple[Value | Cell, ...]
    back: tuple[Value | Cell, ...]
    refusals: tuple[Refusal, ...]


class FormFiller:
    """Puts the values of faces into the boxes of a form."""

    def __init__(
        self, form: Layout, fonts: Fonts, *, prints_back: bool, substitutions: Substitutions | None
    ) -> None:
        """Prepare for one batch."""
        self._form = form
        self._fonts = fonts
        self._back = form.back if prints_back else None
        self._substitutions = substitutions or Substitutions()
        self._usual: dict[tuple[Cell, str], Value | Cell | list[_Trouble]] = {}

    def fill(self, face: CertificateFace) -> Filled:
        """Return the sheet of a face; its refusals say everything that stands against it."""
        given = self._given(face)
        refusals: list[Refusal] = []
        texts = _texts(face)
        front = [
            self._value(face, cell, texts[cell.field], given, refusals)
            for cell in self._form.shown(face.kind, with_options=bool(texts[LIMIT]))
            if cell.field != SEAL
        ]
        refusals += self._without_box(face, texts)
        back: tuple[Value | Cell | None, ...] = ()
        remarks = self._back.remarks if self._back is not None else None
        if remarks is not None:
            back = (self._value(face, remarks, _remarks(face), given, refusals),)
        remedy = _NO_REMARKS if self._back is not None else "裏面も印刷する設定にしてください。"
        if face.sex_text == ON_THE_BACK:
            refusals += _without_back(face, "" if remarks is not None else remedy)
        told = "戸籍上の氏名" if face.registry_name else "旧姓のこと" if face.former_surname else ""
        if told and remarks is None:
            reason = f"氏名：裏面に{told}を書く方です。{remedy}"
            refusals.append(Refusal(face.person_key, face.name, reason, "氏名"))
        try:
            check_former_surname(face.name, face.former_surname)
        except BadValue as error:
            refusals.append(Refusal(face.person_key, face.name, f"氏名：{error}", "氏名"))
        margin = face.issue_number + face.sheet_label
        for character in self._fonts.label.undrawable(margin):
            refusals.append(_refusal(face, "発行番号", _Trouble(refusal_reason(character), character)))
        return Filled(tuple(filter(None, front)), tuple(filter(None, back)), tuple(refusals))

    def _without_box(self, face: CertificateFace, texts: Mapping[str, str]) -> Iterator[Refusal]:
        """Yield what the sheet would have to say where the form has no box."""
        form = self._form
        for field, label in _LABELS.items():
            has_value = texts[field] and texts[field] != face.unused_mark
            if field in LEFT_OUT and has_value and not form.has(face.kind, field):
                reason = f"{label}：様式「{form.name}」に{label}の欄がありません。別の様式を選んでください。"
                yield Refusal(face.person_key, face.name, reason, label)
        if face.disease_mark and not form.has(face.kind, DISEASE):
            # The list of refusals is read by others: what the box is of stands in the person's record alone.
            reason = (
                f"証の記載：様式「{form.name}」に、この方に載せる区分の欄がありません。欄のある様式を選ぶか、"
                "名簿の訂正で「証に載せる氏名・区分」を確かめてください。"
            )
            yield Refusal(face.person_key, face.name, reason, "証の記載")
        bears_seal = face.seal_png and not (face.is_preprinted or face.is_specimen)
        if bears_seal and not form.has(face.kind, SEAL):
            reason = (
                f"印：様式「{form.name}」に印の欄がありません。健保の用紙が要るときは、規則で選んでください。"
            )
            yield Refusal(face.person_key, face.name, reason, "印")

    def _value(
        self,
        face: CertificateFace,
        cell: Cell,
        text: str,
        given: Mapping[NameOf, Mapping[str, Substitute]],
        refusals: list[Refusal],
    ) -> Value | Cell | None:
        """Return a text in its box, the box where it has none; None where, with a refusal, it does not go."""
        owner = _NAMES.get(cell.field)
        placed = self._place(cell, text, given.get(owner, {}) if owner else {})
        if isinstance(placed, list):
            refusals += [_refusal(face, cell.label, trouble, owner) for trouble in placed]
            return None
        return placed

    def _given(self, face: CertificateFace) -> dict[NameOf, Mapping[str, Substitute]]:
        """What was agreed for the names on this sheet."""
        agreed = self._substitutions
        return {
            NameOf.HOLDER: agreed.for_person(face.person_key),
            NameOf.INSURED: agreed.for_insured(face.person_key),
        }

    def _place(self, cell: Cell, text: str, given: Mapping[str, Substitute]) -> Value | Cell | list[_Trouble]:
        """Return the text in its box, what stands against it, or the box that is left without a value."""
        if given:
            return self._placed(cell, text, given)
        # What the society is called, its number, many days: it stands on every sheet.
        placed = self._usual.get((cell, text))
        if placed is None:
            if len(self._usual) >= _KEPT:
                self._usual.clear()
            placed = self._usual[cell, text] = self._placed(cell, text, given)
        return placed

    def _placed(
        self, cell: Cell, text: str, given: Mapping[str, Substitute]
    ) -> Value | Cell | list[_Trouble]:
        shown, typeface = substituted(text, given), face_for(self._fonts.value, given)
        if bad := typeface.undrawable(shown):
            is_name = cell.field in _NAMES
            return [_Trouble(refusal_reason(cluster, is_name=is_name), cluster) for cluster in bad]
        if not shown.strip():
            if cell.field in _MAY_BE_BLANK:
                return cell
            return [_Trouble("空欄です。名簿か健保の設定に書き加えてください。")]
        room = cell.width - cell.label_width - 2 * self._form.padding
        fitted = fit(shown, typeface, width=room, height=cell.height, size=cell.size, min_size=cell.min_size)
        if fitted is None:
            length = len(clusters(shown))
            return [_Trouble(f"{length}文字は欄に入りません。短い書き方を健保に確かめてください。")]
        return Value(cell, fitted, typeface)


def _texts(face: CertificateFace) -> dict[str, str]:
    """Return what the fields show."""
    texts = {
        "symbol": face.symbol,
        "number": f"{face.number}（{face.branch_number}）" if face.branch_number else face.number,
        "name": with_former_surname(face.name, face.former_surname),
        "insured_name": face.insured_name,
        "born_on": wareki(face.born_on),
        "qualified_on": wareki(face.qualified_on),
        "sex": face.sex_text,
        "copay_rate": f"{face.copay_rate}割" if face.copay_rate is not None else "",
        "copay_from": wareki(face.copay_from) if face.copay_from is not None else "",
        "expires_on": wareki(face.expires_on),
        "insurer_number": face.insurer_number,
        "insurer_name": face.insurer_name,
        "insurer_address": face.insurer_address,
        LIMIT: face.limit_category or "",
        "kana": face.kana,
        DISEASE: face.disease_mark,
        DISEASE_FROM: wareki(face.disease_from) if face.disease_from is not None else "",
    }
    return {name: text or (face.unused_mark if name in _MARKED else "") for name, text in texts.items()}


def _remarks(face: CertificateFace) -> str:
    """Return the 備考 of the back; see docs/rules.md, "Print"."""
    remarks = []
    if face.sex_text == ON_THE_BACK and face.registry_sex_text:
        remarks.append(f"戸籍上の性別は{face.registry_sex_text}")
    if face.registry_name:
        remarks.append(f"戸籍上の氏名は{face.registry_name}")
    if face.former_surname:
        remarks.append("氏名欄の括弧内は旧姓")
    return "。".join(remarks)


def _without_back(face: CertificateFace, remedy: str) -> list[Refusal]:
    """裏面参照 without anything on the back would leave the person without a valid paper."""
    if remedy:
        reason = f"性別：裏面に書く方です。{remedy}"
    elif not face.registry_sex_text:
        reason = "性別：裏面に書く性別がありません。名簿に性別を書き加えてください。"
    else:
        return []
    return [Refusal(face.person_key, face.name, reason, "性別")]


def _refusal(face: CertificateFace, label: str, trouble: _Trouble, owner: NameOf | None = None) -> Refusal:
    character = trouble.character
    has_remedy = bool(character) and may_be_replaced(character)
    return Refusal(
        face.person_key,
        face.name,
        f"{label}：{trouble.reason}",
        label,
        character,
        code_points(character),
        remedy(character, is_name=owner is not None) if character else "",
        owner if has_remedy else None,
    )
