"""Forms for the society: 回収不能届, 滅失届, 再交付申請書.

What no record says stays an empty box. Source: docs/rules.md, "Return of certificates".
"""

from collections.abc import Iterable
from datetime import date

from app.domain.certificate import Certificate, CertificateStatus, ReplaceCause
from app.domain.contact import About, Contact
from app.domain.elderly_card import ElderlyOutcome
from app.domain.ids import PersonId
from app.domain.wareki import wareki_short
from app.printing.form.values import Choice, Field, Fields, Form, Name, Stamp, Stamps, Table, Text, Words
from app.printing.values import ListColumn
from app.rows import CertificateRow, ElderlyRow
from app.usecases.forms.records import (
    CERTIFICATE,
    ELDERLY_CARD,
    FormSubject,
    Records,
    card_rows,
    day,
    in_kana_order,
    name_of,
    person_of,
    sheet_rows,
    subject_of,
)

S = CertificateStatus
_RECEIVED = Stamps(left=(Stamp("健保 受付印", 32),), right=(Stamp("担当者印"), Stamp("責任者印")))
_PAPER_COLUMNS = (
    ListColumn("証の種類", 34),
    ListColumn("発行番号", 32),
    ListColumn("交付年月日", 36),
    ListColumn("有効期限", 36),
    ListColumn("配付した日", 36),
)
_LEAST_ATTEMPTS = 6


# -- 回収不能届 ---------------------------------------------------------------


def uncollectable_subjects(records: Records) -> list[FormSubject]:
    """Return the persons whose papers were given up, the latest first."""
    sheets = _by_person(sheet_rows(records, S.UNCOLLECTABLE))
    cards = {row.person_id: row for row in card_rows(records, ElderlyOutcome.UNCOLLECTABLE)}
    found = []
    for person_id in dict.fromkeys([*sheets, *cards]):
        rows, card = sheets.get(person_id, []), cards.get(person_id)
        kinds = [CERTIFICATE] * bool(rows) + [ELDERLY_CARD] * (card is not None)
        days = [row.closed_on for row in rows if row.closed_on] + ([card.on] if card and card.on else [])
        found.append(
            subject_of([*rows, *([card] if card else [])], "・".join(kinds), max(days, default=None))
        )
    return in_kana_order(found)


def uncollectable_report(records: Records, subject: FormSubject) -> Form:
    """Return the 回収不能届 of one person, with every attempt the ledger knows of."""
    person_id = person_of(subject)
    detail = records.detail(person_id)
    certificates = [records.certificate(row) for row in subject.sheets]
    cards = subject.cards
    reasons = [one.reason for one in certificates if one.reason] + [row.note for row in cards if row.note]
    since = [one.handed_out_on for one in certificates if one.handed_out_on is not None]
    attempts = _attempts(records, person_id, bool(cards), min(since) if since and not cards else None)
    return records.addressed(
        Form(
            title="回収不能届",
            made_on=records.on,
            sender=records.sender([detail.office]),
            blocks=(
                Words(
                    "次の証は返却を求めましたが回収できないため、届け出ます。"
                    "後日回収したときは、ただちに返納します。",
                    10,
                ),
                records.person_fields(person_id),
                _paper_table(certificates, cards),
                Fields(
                    (
                        (
                            Field("回収不能と判断した日", day(subject.on), is_date=True, label_mm=40),
                            Field("枚数", f"{len(certificates) + len(cards)}枚", width_mm=46, label_mm=20),
                        ),
                        (
                            Field(
                                "回収できない理由",
                                "\n".join(dict.fromkeys(reasons)),
                                label_mm=40,
                                height_mm=16,
                            ),
                        ),
                    )
                ),
                Table(
                    (
                        ListColumn("日付", 26),
                        ListColumn("方法", 20),
                        ListColumn("相手", 40),
                        ListColumn("返事・経過", 88),
                    ),
                    tuple(attempts),
                    heading="返却を求めた経過",
                    row_height_mm=7,
                    least_rows=_LEAST_ATTEMPTS,
                ),
                _RECEIVED,
            ),
        )
    )


def _attempts(
    records: Records, person_id: PersonId, has_card: bool, since: date | None
) -> list[tuple[Text, ...]]:
    """Return the 声かけ about these papers, to the person and, for a dependant, to the employee."""
    detail = records.detail(person_id)
    wanted = {About.RETURN, About.ELDERLY_CARD} if has_card else {About.RETURN}
    asked: list[tuple[Contact, Name]] = [(one, name_of(records, person_id)) for one in detail.contacts]
    if detail.insured is not None and detail.insured.id is not None:
        employee = detail.insured.id
        asked += [(one, name_of(records, employee)) for one in records.detail(employee).contacts]
    counted = [
        (one, name)
        for one, name in asked
        if one.about in wanted and one.on <= records.on and (since is None or one.on >= since)
    ]
    return [
        (
            wareki_short(one.on),
            records.word(one.means),
            name,
            "\u3000".join(part for part in (records.word(one.reply), one.note) if part),
        )
        for one, name in sorted(counted, key=lambda pair: (pair[0].on, pair[0].id or 0))
    ]


# -- 滅失届 -------------------------------------------------------------------


def loss_subjects(records: Records) -> list[FormSubject]:
    """Return each lost paper that did not turn up, the latest first."""
    sheets = [subject_of([row], CERTIFICATE, row.closed_on) for row in sheet_rows(records, S.LOST)]
    cards = [subject_of([row], ELDERLY_CARD, row.on) for row in card_rows(records, ElderlyOutcome.LOST)]
    return in_kana_order(sheets + cards)


def loss_report(records: Records, subject: FormSubject) -> Form:
    """Return the 滅失届 of one lost paper."""
    person_id = person_of(subject)
    certificates = [records.certificate(row) for row in subject.sheets]
    cards = subject.cards
    reason = certificates[0].reason if certificates else cards[0].note
    police = certificates[0].police_report if certificates else ""
    return records.addressed(
        Form(
            title="滅失届",
            made_on=records.on,
            sender=records.sender([records.detail(person_id).office]),
            blocks=(
                Words("次の証をなくしたため、届け出ます。後日見つかったときは、ただちに返納します。"),
                records.person_fields(person_id),
                _paper_table(certificates, cards),
                Fields(
                    (
                        (
                            Field(
                                "なくした理由",
                                choices=tuple(Choice(w) for w in ("紛失", "盗難", "焼失・流失", "その他")),
                                label_mm=40,
                            ),
                        ),
                        (
                            Field("なくした日(推定)", is_date=True, label_mm=40),
                            Field("届出のあった日", day(subject.on), is_date=True, label_mm=30),
                        ),
                        (Field("なくした場所", label_mm=40, height_mm=11),),
                        (Field("なくしたときの状況", reason, label_mm=40, height_mm=24),),
                        (
                            Field(
                                "警察への届出",
                                choices=(Choice("届け出た", bool(police)), Choice("届け出ていない")),
                                label_mm=40,
                            ),
                        ),
                        (Field("警察署・受理番号", police, label_mm=40, height_mm=11),),
                        (
                            Field(
                                "再交付",
                                choices=(Choice("申請する(再交付申請書を添える)"), Choice("申請しない")),
                                label_mm=40,
                            ),
                        ),
                    )
                ),
                _RECEIVED,
            ),
        )
    )


# -- 再交付申請書 -------------------------------------------------------------


def reissue_subjects(records: Records) -> list[FormSubject]:
    """Return the lost and damaged sheets of those still covered, the latest first."""
    lost = [
        subject_of([row], "紛失", row.closed_on)
        for row in sheet_rows(records, S.LOST)
        # Its holder had given it back: nothing to ask for.
        if row.collected_on is None
    ]
    damaged = [
        subject_of([row], "破損・汚損", row.closed_on)
        for row in sheet_rows(records, S.SUPERSEDED, S.COLLECTED, S.FORWARDED)
        # A sheet that came back for a loss of cover was never closed: nothing to ask of it.
        if row.closed_on is not None and _is_damaged(records, row)
    ]
    return in_kana_order([one for one in lost + damaged if _is_covered(records, one)])


def reissue_application(records: Records, subject: FormSubject) -> Form:
    """Return the 再交付申請書 that takes the place of one lost or damaged sheet."""
    person_id = person_of(subject)
    (old,) = [records.certificate(row) for row in subject.sheets]
    is_damaged = old.replace_cause is ReplaceCause.DAMAGE
    newer = [
        one
        for one in records.detail(person_id).certificates
        if one.is_live and one.status is not S.PLANNED and (one.id or 0) > (old.id or 0)
    ]
    return records.addressed(
        Form(
            title="資格確認書 再交付申請書",
            made_on=records.on,
            sender=records.sender([records.detail(person_id).office]),
            blocks=(
                Words("次の理由により、資格確認書の再交付を申請します。"),
                records.person_fields(person_id),
                Fields(
                    (
                        (
                            Field(
                                "申請の理由",
                                choices=(
                                    Choice("滅失", not is_damaged),
                                    Choice("き損", is_damaged),
                                    Choice("記載の余白なし"),
                                    Choice("その他"),
                                ),
                                label_mm=40,
                            ),
                        ),
                        (Field("理由の起きた日", day(old.closed_on), is_date=True, label_mm=40),),
                        (Field("くわしい事情", old.reason, label_mm=40, height_mm=22),),
                        (
                            Field(
                                "添えるもの",
                                choices=(
                                    Choice("もとの証(き損のとき)", is_damaged),
                                    Choice("滅失届(滅失のとき)", not is_damaged),
                                ),
                                label_mm=40,
                            ),
                        ),
                    )
                ),
                _paper_table([old], [], heading="もとの証"),
                _paper_table(newer, [], heading="再交付した証", least=1),
                Stamps(
                    left=(Stamp("健保 受付印", 32),),
                    right=(Stamp("申請する被保険者の署名", 62), Stamp("担当者印")),
                ),
            ),
        )
    )


def _is_damaged(records: Records, row: CertificateRow) -> bool:
    return records.certificate(row).replace_cause is ReplaceCause.DAMAGE


def _is_covered(records: Records, subject: FormSubject) -> bool:
    return records.on < records.detail(person_of(subject)).loss.on


# -- shared -------------------------------------------------------------------


def _paper_table(
    certificates: Iterable[Certificate], cards: Iterable[ElderlyRow], *, heading: str = "", least: int = 0
) -> Table:
    rows: list[tuple[Text, ...]] = [
        (
            CERTIFICATE,
            one.issue_number,
            day(one.issued_on_sheet),
            day(one.expires_on),
            day(one.handed_out_on) or ("配付前" if one.ready_on or one.sheet_number else ""),
        )
        for one in certificates
    ]
    rows += [(ELDERLY_CARD, "", "", "", "") for _ in cards]
    return Table(_PAPER_COLUMNS, tuple(rows), heading=heading, least_rows=least)


def _by_person(rows: Iterable[CertificateRow]) -> dict[PersonId, list[CertificateRow]]:
    found: dict[PersonId, list[CertificateRow]] = {}
    for row in rows:
        found.setdefault(row.person_id, []).append(row)
    return found
