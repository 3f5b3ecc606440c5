"""The 健康保険組合 as printed on its certificates."""

from app.late import dataclass


@dataclass(frozen=True, slots=True)
class Society:
    """Identity and rules of the issuing society, as it supplied them.

    seal_png: the image of its seal. is_sample: the fictional society of the sample office, which
    says 見本 whatever else is set (app/domain/genuine.py).
    rules_toml: the society's rules file as loaded. layout: the form its certificates are printed on:
    the name of one of ours, empty for the notice's, or the text of the society's own file.
    masks_numbers: whether 記号・番号 are shown masked to everybody here until somebody asks for them.
    forms_toml: the 届 the society has in its own form, as loaded; empty for ours.
    """

    insurer_number: str
    name: str
    address: str
    seal_png: bytes | None
    is_sample: bool
    rules_toml: str
    layout: str = ""
    forms_toml: str = ""
    masks_numbers: bool = False
