"""What a list says of マイナ保険証, beside what the office knows: a list is one or two months behind.

Source: docs/rules.md, "Stages of registration".
"""

from dataclasses import replace
from datetime import date

from app.domain.eligibility import months_after, released_by
from app.domain.person import ASKED, FOR_A_WHILE, RELEASING, Enrolment, Person
from app.importing.fields import ListedPerson
from app.words import label

# What an office learned from the person itself says more than "not registered", or "without a card".
_STRONGER_THAN_NOT_REGISTERED = frozenset(Enrolment) - {Enrolment.UNKNOWN, Enrolment.REGISTERED}
_STRONGER_THAN_NO_CARD = frozenset(Enrolment) - {*ASKED, Enrolment.REGISTERED, Enrolment.RELEASED}
_STANDS = (Enrolment.NEEDS_CARE, Enrolment.RESTRICTED)
_HAS_A_REASON = FOR_A_WHILE | {Enrolment.RELEASE_ASKED}
_WITHOUT_REGISTRATION = (Enrolment.NOT_REGISTERED, Enrolment.NO_CARD)


def is_weaker(old: object, new: object) -> bool:
    """Whether the list knows less about the registration than the office does.

    要配慮 and a restriction stand whatever the list says, because such a person keeps the paper even
    when registered. Whoever wants no reminder is left in peace until registered.
    """
    if not isinstance(new, Enrolment):
        return False
    if new is Enrolment.UNKNOWN or old in _STANDS:
        return True
    stronger = {
        Enrolment.NO_CARD: _STRONGER_THAN_NO_CARD,
        Enrolment.NOT_REGISTERED: _STRONGER_THAN_NOT_REGISTERED,
    }
    return old in stronger.get(new, ())


def as_meant(listed: ListedPerson, person: Person | None, today: date) -> ListedPerson:
    """登録済 with a 有効期限 that is new here: the society grants a paper to somebody registered.

    The 有効期限 of a paper that the office knows of says nothing new.
    Source: docs/rules.md, "Stages of registration".
    """
    expires_on = listed.certificate_expires_on
    if listed.enrolment is not Enrolment.REGISTERED or expires_on is None or expires_on < today:
        return listed
    if person is not None and (
        person.certificate_expires_on == expires_on or person.enrolment in _HAS_A_REASON
    ):
        return listed
    return replace(listed, enrolment=Enrolment.ON_REQUEST)


def is_on_paper_still(person: Person, listed: ListedPerson, today: date) -> bool:
    """Whether 登録済 is no news: of a lost card the society's data does not know.

    It counts again once the paper that was granted is over. A release shows at the end of the month after
    it was asked for, or learned. today: the day of the list.
    """
    if listed.enrolment is not Enrolment.REGISTERED:
        return False
    if person.enrolment in FOR_A_WHILE:
        until = listed.certificate_expires_on or person.certificate_expires_on
        return until is None or today <= until
    asked_on = person.enrolment_as_of
    return person.enrolment in RELEASING and asked_on is not None and today <= released_by(asked_on)


def is_behind(person: Person, new: object, on: date, lag_months: int) -> bool:
    """Whether the list may simply not know yet that the person has registered, as the office recorded.

    on: the day of the list. A release or an expired certificate is a statement of its own and counts at once.
    """
    if person.enrolment is not Enrolment.REGISTERED or person.enrolment_as_of is None:
        return False
    is_recent = on < months_after(person.enrolment_as_of, lag_months)
    return is_recent and isinstance(new, Enrolment) and new in _WITHOUT_REGISTRATION


def behind_notes(count: int, lag_months: int) -> list[str]:
    """Whose registration the list does not know yet, as it seems."""
    if not count:
        return []
    told = f"登録済みと{lag_months}か月以内に記録した{count}名は、一覧が未登録でも変えません"
    return [f"{told}(一覧は1〜2か月前の状況のことがあるため)。"]


def on_request_notes(count: int) -> list[str]:
    """Of how many as_meant() said that the society grants a paper."""
    if not count:
        return []
    stage = label(Enrolment.ON_REQUEST)
    told = (
        f"登録済で新しい有効期限のある{count}名は「{stage}」とし、資格確認書を用意します。"
        "カードの紛失・更新中などの理由を、健保に確かめてください。"
    )
    return [told]
