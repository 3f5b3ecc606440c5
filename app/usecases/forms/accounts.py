"""Forms that give account: 返納送付書, 高齢受給者証回収簿, 誤交付の記録."""

from collections import Counter
from collections.abc import Sequence

from app.domain.certificate import Certificate
from app.domain.elderly_card import ElderlyOutcome
from app.domain.misdelivery import Misdelivery
from app.domain.person import PersonKind, household_key
from app.domain.wareki import wareki, wareki_short
from app.errors import NotFound
from app.printing.form.values import Field, Fields, Form, Name, Stamp, Stamps, Table, Text, Words
from app.printing.values import ListColumn
from app.rows import CertificateRow, ElderlyRow, PersonDetail
from app.usecases.forms.loss_counts import loss_counts
from app.usecases.forms.records import (
    CERTIFICATE,
    ELDERLY_CARD,
    FormSubject,
    Records,
    day,
    followed,
    in_kana_order,
    short_day,
)
from app.usecases.papers.lists import PaperTable, elderly_list

# -- 返納送付書 ---------------------------------------------------------------


def cover_subjects(records: Records) -> list[FormSubject]:
    """Return the shipments, the latest first."""
    return in_kana_order(
        [
            FormSubject(
                handle=f"shipment:{row.shipment_id}",
                name=f"{wareki_short(row.on)} 発送",
                what=f"{row.certificates + row.elderly_cards}枚",
                place=row.tracking_number,
                on=row.on,
                reference=row.shipment_id,
                codes=frozenset({str(row.shipment_id), row.tracking_number} - {""}),
            )
            for row in records.queries.shipment_rows()
            if row.on <= records.on
        ]
    )


def forward_cover(records: Records, subject: FormSubject) -> Form:
    """Return the 返納送付書 of one shipment: counts, what the 喪失届 asks for, and every paper."""
    shipment = next(
        (row for row in records.queries.shipment_rows() if row.shipment_id == subject.reference), None
    )
    if shipment is None:
        raise NotFound("この発送の記録が見つかりません。画面を開き直してください。")
    sheets = records.queries.shipment_certificates(shipment.shipment_id)
    cards = records.queries.shipment_cards(shipment.shipment_id, records.on)
    counts = tuple(
        (kind, f"{insured}枚", f"{total - insured}枚", f"{total}枚")
        for kind, total, insured in (
            (CERTIFICATE, len(sheets), sum(row.kind is PersonKind.INSURED for row in sheets)),
            (ELDERLY_CARD, len(cards), sum(_is_insured(records, row) for row in cards)),
        )
        if total
    )
    losses = _loss_lines(records, sheets)
    return records.addressed(
        Form(
            title="返納送付書",
            made_on=shipment.on,
            sender=records.sender([*(row.office for row in sheets), *(row.office for row in cards)]),
            blocks=(
                Words("次の証を返納します。ご確認ください。"),
                Fields(
                    (
                        (
                            Field("発送日", wareki(shipment.on)),
                            Field("問い合わせ番号", shipment.tracking_number),
                            Field("合計", f"{len(sheets) + len(cards)}枚", width_mm=40, label_mm=18),
                        ),
                    )
                ),
                Table(
                    (
                        ListColumn("証の種類", 60),
                        ListColumn("本人", 38, "right"),
                        ListColumn("家族", 38, "right"),
                        ListColumn("計", 38, "right"),
                    ),
                    counts,
                    heading="枚数",
                ),
                *(
                    [
                        Table(
                            (
                                ListColumn("届", 32),
                                ListColumn("記号-番号", 30),
                                ListColumn("被保険者氏名", 38),
                                ListColumn("資格喪失年月日", 34),
                                ListColumn("回収枚数", 18, "right"),
                                ListColumn("返不能枚数", 22, "right"),
                            ),
                            losses,
                            heading="届に書く枚数(資格確認書)",
                        )
                    ]
                    if losses
                    else []
                ),
                Table(
                    (
                        ListColumn("No.", 12, "right"),
                        ListColumn("証の種類", 30),
                        ListColumn("記号-番号-枝番", 38),
                        ListColumn("氏名", 46),
                        ListColumn("発行番号", 26),
                        ListColumn("回収日", 22),
                    ),
                    tuple(
                        (str(number), *line)
                        for number, line in enumerate(
                            [
                                *(
                                    (
                                        CERTIFICATE,
                                        r.key,
                                        Name(r.name, r.key),
                                        r.issue_number,
                                        short_day(r.collected_on),
                                    )
                                    for r in sheets
                                ),
                                *(
                                    (ELDERLY_CARD, r.key, Name(r.name, r.key), "", short_day(r.on))
                                    for r in cards
                                ),
                            ],
                            1,
                        )
                    ),
                    heading="内訳",
                ),
                Stamps(left=(Stamp("健保 受付印", 32),), right=(Stamp("確かめた人"), Stamp("送った人"))),
            ),
        )
    )


def _loss_lines(records: Records, sheets: Sequence[CertificateRow]) -> tuple[tuple[Text, ...], ...]:
    """Return what the forms of those in this shipment who lost cover say, as 発送 counts it."""
    sent = {(household_key(row.key), records.detail(row.person_id).loss.on) for row in sheets}
    # Counting goes over the whole roster; a shipment of replaced sheets needs none of it.
    if not any(lost_on <= records.on for _, lost_on in sent):
        return ()
    return tuple(
        (
            records.word(one.form),
            one.household,
            Name(one.name, records.detail(one.person_id).person.key),
            wareki(one.lost_on),
            f"{one.attached}枚",
            f"{one.gone}枚",
        )
        for one in loss_counts(records.queries, records.on)
        if (one.household, one.lost_on) in sent
    )


def _is_insured(records: Records, row: ElderlyRow) -> bool:
    return records.detail(row.person_id).person.kind is PersonKind.INSURED


# -- 高齢受給者証 回収簿 ------------------------------------------------------


def elderly_subjects(records: Records) -> list[FormSubject]:
    """Return the offices with candidates, each with what is left to do."""
    found = []
    offices = {office.name: office for office in records.queries.offices()}
    for name, rows in _cards_by_office(records).items():
        office = offices[name]
        left = sum(row.on is None for row in rows)
        found.append(
            FormSubject(
                handle=f"office:{office.id}",
                name=name,
                what=f"{len(rows)}名 未処理{left}名",
                place="",
                on=None,
                cards=tuple(rows),
                reference=office.id,
                codes=frozenset({office.code, name, *(row.key for row in rows)} - {""}),
            )
        )
    return found


def elderly_log(records: Records, subjects: Sequence[FormSubject]) -> Form:
    """Return the 回収簿: every candidate of these offices with outcome and day, one for each office."""
    by_office = _cards_by_office(records)
    forms = []
    for subject in subjects:
        rows = by_office[subject.name]
        counts = Counter(row.outcome for row in rows)
        outcomes = [outcome for outcome in ElderlyOutcome if counts[outcome]]
        width = 174 / (len(outcomes) + 1)
        forms.append(
            records.addressed(
                Form(
                    title="高齢受給者証 回収簿",
                    made_on=records.on,
                    sender=records.sender([subject.name]),
                    blocks=(
                        Table(
                            tuple(
                                ListColumn(text, width, "center")
                                for text in (*(records.word(one) for one in outcomes), "合計")
                            ),
                            ((*(f"{counts[one]}名" for one in outcomes), f"{len(rows)}名"),),
                            heading=f"{wareki(records.on)} 現在",
                        ),
                        Table(
                            (
                                ListColumn("No.", 11, "right"),
                                ListColumn("記号-番号-枝番", 34),
                                ListColumn("氏名", 44),
                                ListColumn("生年月日", 22),
                                ListColumn("結果", 20),
                                ListColumn("実施日", 20),
                                ListColumn("備考", 23),
                            ),
                            tuple(
                                (
                                    str(n),
                                    row.key,
                                    Name(row.name, row.key),
                                    wareki_short(row.born_on),
                                    records.word(row.outcome),
                                    short_day(row.on),
                                    row.note,
                                )
                                for n, row in enumerate(rows, 1)
                            ),
                            row_height_mm=8,
                        ),
                        Stamps(
                            left=(Stamp("健保 受付印", 32),), right=(Stamp("担当者印"), Stamp("責任者印"))
                        ),
                    ),
                )
            )
        )
    return followed(forms)


def elderly_table(records: Records, subjects: Sequence[FormSubject]) -> PaperTable:
    """Return the 回収簿 of these offices as a list for a spreadsheet."""
    by_office = _cards_by_office(records)
    rows = [row for subject in subjects for row in by_office[subject.name]]
    return elderly_list(rows, on=records.on)


def _cards_by_office(records: Records) -> dict[str, list[ElderlyRow]]:
    rows = records.queries.elderly_rows(records.on, office_id=records.office_id)
    found: dict[str, list[ElderlyRow]] = {}
    for row in rows:
        found.setdefault(row.office, []).append(row)
    return found


# -- 誤交付の記録 -------------------------------------------------------------


def misdelivery_subjects(records: Records) -> list[FormSubject]:
    """Return the sheets that went to the wrong person, the latest first."""
    found = []
    for case in records.queries.misdeliveries():
        if case.noticed_on > records.on:
            continue
        detail = records.detail(case.person_id)
        sheet = _sheet_of(detail, case)
        found.append(
            FormSubject(
                handle=f"case:{case.id}",
                name=detail.person.name,
                kana=detail.person.kana,
                what="対応済" if case.is_settled else "対応中",
                place=f"{detail.office} {detail.person.department}".strip(),
                on=case.noticed_on,
                reference=case.id,
                codes=frozenset({detail.person.key, sheet.issue_number}),
                is_open=not case.is_settled,
            )
        )
    return in_kana_order(found)


def misdelivery_record(records: Records, subject: FormSubject) -> Form:
    """Return the record of one 誤交付, with room for its cause and what is done against another."""
    case = next((one for one in records.queries.misdeliveries() if one.id == subject.reference), None)
    if case is None:
        raise NotFound("この誤交付の記録が見つかりません。画面を開き直してください。")
    detail = records.detail(case.person_id)
    person, sheet = detail.person, _sheet_of(detail, case)
    given_to: Text = ""
    if case.given_to is not None:
        other = records.detail(case.given_to).person
        given_to = Name(other.name, other.key)
    return records.finished(
        Form(
            title="資格確認書 誤交付の記録",
            made_on=records.on,
            subtitle=detail.office,
            blocks=(
                Fields(
                    (
                        (
                            Field("証の持ち主", Name(person.name, person.key), person.kana, height_mm=12),
                            Field("発行番号", sheet.issue_number, width_mm=64, label_mm=24),
                        ),
                        (
                            Field("渡した相手", given_to, height_mm=12),
                            Field("今の状態", records.word(sheet.status), width_mm=64, label_mm=24),
                        ),
                        (
                            Field("渡した日", day(case.given_on), is_date=True),
                            Field("気づいた日", day(case.noticed_on), is_date=True, label_mm=24),
                        ),
                        (Field("経緯", case.note, height_mm=24),),
                    )
                ),
                Table(
                    (
                        ListColumn("すること", 76),
                        ListColumn("済んだ日", 40),
                        ListColumn("担当者", 58),
                    ),
                    _steps(case),
                    heading="対応",
                    row_height_mm=9,
                ),
                Words("証が戻らないときは、紛失として記録し、新しい番号で再交付してください。", 9.5),
                Fields(
                    (
                        (Field("起きた原因", height_mm=26),),
                        (Field("再発を防ぐために", height_mm=26, label_mm=30),),
                    ),
                    heading="原因と再発防止",
                ),
                Stamps(right=(Stamp("担当者印"), Stamp("責任者印"), Stamp("事業主印"))),
            ),
        )
    )


def _sheet_of(detail: PersonDetail, case: Misdelivery) -> Certificate:
    return next(one for one in detail.certificates if one.id == case.certificate_id)


def _steps(case: Misdelivery) -> tuple[tuple[Text, ...], ...]:
    steps = (
        ("証を取り戻す", case.recovered_on),
        ("持ち主本人へ連絡し、おわびする", case.told_on),
        ("責任者と健保へ報告する", case.reported_on),
    )
    return tuple((what, day(on), "") for what, on in steps)
