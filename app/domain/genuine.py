"""What makes a printed sheet a certificate, and what it is without that."""

from enum import StrEnum

from app.domain.rules import GenuineBy, SocietyRules
from app.domain.society import Society
from app.errors import BadValue, NotAllowed


class SheetStanding(StrEnum):
    """What a sheet printed now is.

    GENUINE: a certificate. SAMPLE: one of the sample office, where all is fictional: it says 見本 and
    counts, so that the whole job can be tried. TRY: it says 見本, makes no issue and counts nowhere.
    """

    GENUINE = "genuine"
    SAMPLE = "sample"
    TRY = "try"


def standing(society: Society, rules: SocietyRules) -> SheetStanding:
    """Return what a sheet printed now is; the society's rules say what makes it genuine."""
    if society.is_sample:
        return SheetStanding.SAMPLE
    has_all = rules.genuine_by is GenuineBy.PREPRINTED or society.seal_png is not None
    return SheetStanding.GENUINE if has_all else SheetStanding.TRY


def lacking(society: Society, rules: SocietyRules) -> str:
    """Say what keeps sheets from being more than tries, and where it is entered; empty where nothing does."""
    if standing(society, rules) is not SheetStanding.TRY:
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


def check_file(society: Society, rules: SocietyRules, password: str) -> None:
    """Refuse a file with genuine certificates that everybody can open: the seal can be taken out of it."""
    if standing(society, rules) is SheetStanding.GENUINE and not password:
        raise BadValue(
            "本番の証のPDFにはパスワードが要ります(印影を抜き取られないため)。"
            "--password-file FILE を付けるか、--printer で紙に印刷してください。見本なら --specimen です。"
        )
