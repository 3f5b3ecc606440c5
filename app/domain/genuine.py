"""What makes a printed sheet a certificate, and what it is without that."""

from enum import StrEnum

from app.domain.rules import GenuineBy, SocietyRules
from app.domain.society import Society
from app.errors import NotAllowed


class Standing(StrEnum):
    """What a sheet printed now is.

    GENUINE: a certificate. SAMPLE: one of the sample office, where all is fictional: it says 見本 and
    counts, so that the whole job can be tried. TRY: it says 見本, makes no issue and counts nowhere.
    """

    GENUINE = "genuine"
    SAMPLE = "sample"
    TRY = "try"


def standing(society: Society, rules: SocietyRules) -> Standing:
    """Return what a sheet printed now is; the society's rules say what makes it genuine."""
    if society.is_sample:
        return Standing.SAMPLE
    has_all = rules.genuine_by is GenuineBy.PREPRINTED or society.seal_png is not None
    return Standing.GENUINE if has_all else Standing.TRY


def lacking(society: Society, rules: SocietyRules) -> str:
    """Say what keeps sheets from being more than tries, and where it is entered; empty where nothing does."""
    if standing(society, rules) is not Standing.TRY:
        return ""
    return (
        "健保の印影がまだ入っていないため、いま刷れるのは見本だけです。"
        "設定の「健保」で印影を選ぶと本番を刷れます(コマンドでは shikaku society set --seal FILE)。"
    )


def check_counts(society: Society, rules: SocietyRules) -> None:
    """Refuse to make an issue of what is only a try."""
    told = lacking(society, rules)
    if told:
        raise NotAllowed(told)
