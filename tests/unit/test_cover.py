"""Being covered on a day, and every place that asks it of the same household."""

from datetime import date, timedelta

import pytest

from app.domain.cover import covered, loss_of_cover
from app.domain.eligibility import DAY
from app.domain.person import LossCause, PersonKind
from tests.factories import person

BEGAN = date(2010, 4, 1)
YOUNG, OLD = date(1980, 4, 5), date(1951, 11, 23)
AT_75 = date(2026, 11, 23)
LEFT = {"disqualified_on": date(2026, 10, 1), "loss_cause": LossCause.LEFT}


@pytest.mark.parametrize(
    ("facts", "insured", "ends"),
    [
        ({"born_on": OLD}, None, AT_75),
        ({"born_on": YOUNG} | LEFT, None, date(2026, 10, 1)),
        ({"born_on": OLD} | LEFT, None, date(2026, 10, 1)),
        ({"born_on": OLD, "disqualified_on": date(2027, 1, 1)}, None, AT_75),
        ({"kind": PersonKind.DEPENDANT}, {"born_on": OLD}, AT_75),
        ({"kind": PersonKind.DEPENDANT}, LEFT, date(2026, 10, 1)),
        ({"kind": PersonKind.DEPENDANT, "born_on": OLD}, {}, AT_75),
        ({"kind": PersonKind.DEPENDANT} | LEFT, {"born_on": OLD}, date(2026, 10, 1)),
        # Two employees under one number are insured each alone.
        ({"kind": PersonKind.INSURED}, LEFT, date(2055, 4, 5)),
    ],
)
def test_cover_lasts_from_its_first_day_to_the_day_before_its_end(facts, insured, ends):
    who = person(**{"qualified_on": BEGAN} | facts)
    head = None if insured is None else person(**insured)
    assert loss_of_cover(who, head).on == ends
    days = (BEGAN - DAY, BEGAN, ends - DAY, ends, ends + timedelta(days=1))
    assert [covered(who, head, day) for day in days] == [False, True, True, False, False]
