"""One entry of the society's rules file put to another value; the rest of the file stays letter by letter."""

import re

from app.domain.rules import read_rule_book
from app.errors import BadValue


def with_rule(rules_toml: str, name: str, value: str, source: str) -> str:
    """Return the file with that word as the entry's value, nobody having confirmed it.

    An entry with several versions is left to whoever edits the file.
    """
    if f"[[rule.{name}]]" in rules_toml:
        raise BadValue("この規則には版があります。規則のファイルを書き出し、直して読み込んでください。")
    facts = f'value = "{value}"\nsource = "{source}"\n'
    found = re.search(rf"^\[rule\.{name}\][^\n]*\n((?:[a-z_]+ *=[^\n]*\n?)*)", rules_toml, re.MULTILINE)
    if found is None:
        text = f"{rules_toml.rstrip()}\n\n[rule.{name}]\n{facts}effective_from = 2024-12-02\n"
    else:
        since = re.search(r"^effective_from *=[^\n]*\n?", found[1], re.MULTILINE)
        assert since is not None  # the file is in force: it was read
        text = rules_toml[: found.start(1)] + facts + since[0] + rules_toml[found.end(1) :]
    read_rule_book(text)
    return text
