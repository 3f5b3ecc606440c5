"""Where the society wants papers from their holders: record that they sent them, past the office."""

from collections.abc import Sequence
from datetime import date

from app.changes import Done
from app.domain.certificate import Certificate, CertificateStatus
from app.domain.ids import CertificateId, PersonId
from app.domain.rules import ReturnWay
from app.errors import BadValue, NotAllowed
from app.ports import Transaction
from app.usecases.all_told import each
from app.usecases.counter.certificates import record_of_listed
from app.usecases.done_on import check_done_on
from app.usecases.step_label import step_label


def posted(
    tx: Transaction,
    certificate_ids: Sequence[CertificateId],
    listed_of: Sequence[PersonId] = (),
    *,
    on: date,
    today: date,
) -> Done:
    """Record that holders sent these papers to the society; all or none.

    listed_of: people whose paper was handed out before this program kept the account. One that lies in the
    drawer is with the office: it is collected. Refused where the society wants papers from the office.
    """
    check_done_on(on, today)
    if tx.rules_at(on).return_way is not ReturnWay.HOLDER:
        raise NotAllowed("この健保では、事業所が証を集めて返送します。回収として記録してください。")
    sheets = tx.certificates(list(dict.fromkeys(certificate_ids)))
    sheets += [record_of_listed(tx, person_id, handed_out_on=None) for person_id in listed_of]
    if not sheets:
        raise BadValue("証を選んでください。")
    here = sum(sheet.status is CertificateStatus.READY for sheet in sheets)

    def step(sheet: Certificate) -> Certificate:
        return sheet.collect(on) if sheet.status is CertificateStatus.READY else sheet.post(on)

    tx.save_certificates(each(sheets, step))
    told = f"{len(sheets) - here}枚を、ご本人が健保へ送ったと記録しました。" if len(sheets) > here else ""
    if here:
        told += f"事務所にある{here}枚は回収しました。事業所から返送してください。"
    return Done(told, step_label(tx, "本人が返送", [sheet.person_id for sheet in sheets], f"{len(sheets)}枚"))
