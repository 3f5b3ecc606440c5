"""docs/cli.md promises fields; every command gives exactly those and values from its lists of words."""

import json
import re
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_type_hints

import pytest

from app.domain.certificate import Certificate
from app.domain.person import Person
from app.usecases.settings.sample_office import sample_list
from tests.conftest import TODAY
from tests.golden.papers import seal_png
from ui.cli import main
from ui.cli.schemas import answers

TEXT = (Path(__file__).parents[2] / "docs" / "cli.md").read_text("utf-8")
JSON_PART = TEXT.split("## JSON")[1].split("Words used as values")[0]


def promised(command: str) -> dict[str, Any]:
    """The fields of one command as the page writes them: {a, b: [{c}]} → {a: None, b: {c: None}}."""
    (found,) = re.findall(rf"\*\*(?:[^*]*, )?{command}(?:, [^*]*)?\*\* `([^`]+)`", JSON_PART)
    text = re.sub(r"\([^)]*\)|\"", "", found)
    tokens = iter(re.findall(r"[{}]|[\w']+(?: fields)?|…[^,]*…", text))
    return read_fields(tokens) if next(tokens) == "{" else {}


def read_fields(tokens) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    last = ""
    for token in tokens:
        if token == "}":
            break
        if token == "{":
            fields[last] = read_fields(tokens)
        else:
            last = token
            fields[last] = None
    return fields


def fields(value: dict[str, Any], wanted: dict[str, Any], where: str) -> None:
    assert set(value) == set(wanted), where
    for name, inner in wanted.items():
        if inner:
            assert value[name], f"{where}: {name} is empty and proves nothing"
            for item in value[name]:
                fields(item, inner, f"{where}.{name}")


@pytest.fixture
def ask(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("SHIKAKU_PASSPHRASE", "himitsu-no-kotoba")

    def run(*args: str) -> dict[str, Any]:
        with pytest.raises(SystemExit) as end:
            main(["--data", str(tmp_path / "data"), "--today", TODAY.isoformat(), "--format", "json", *args])
        said = capsys.readouterr()
        assert not end.value.code, said.err
        return json.loads(said.out)

    return run


def test_every_command_keeps_the_promise(ask, tmp_path):
    said: dict[str, dict[str, Any]] = {"init": ask("init")}
    lines = sample_list(TODAY).decode("utf-8-sig").splitlines()
    file = tmp_path / "list.csv"
    file.write_text("\n".join([*lines, lines[1].replace(lines[1].split(",")[0], "壊れた 番号", 1)]), "utf-8")
    said["import"] = ask("import", str(file))
    said["members"] = ask("members")
    said["due"] = ask("due")
    listed = [row["key"] for row in said["members"]["rows"]]
    refused = next(row["key"] for row in said["members"]["rows"] if row["enrolment"] == "registered")
    due = [row["key"] for row in said["due"]["rows"] if row["kind"] == "print" and row["action"] == "print"]
    members = [part for key in (*due[:4], refused) for part in ("--member", key)]
    seal = tmp_path / "seal.png"
    seal.write_bytes(seal_png())
    said["society set"] = ask("society", "set", "--seal", str(seal))
    said["society show"] = ask("society", "show")
    (tmp_path / "password").write_text("akai-kutsu-8")
    locked = ("--password-file", str(tmp_path / "password"), "--issued-on", "2026-11-20")
    said["print"] = ask("print", *members, "--pdf", str(tmp_path / "a.pdf"), *locked)
    issues = [sheet["issue"] for sheet in said["print"]["sheets"]]
    said["confirm"] = ask("confirm", "1")
    said["hand-out"] = ask("hand-out", *issues)
    said["collect"] = ask("collect", issues[0])
    said["forward"] = ask("forward", issues[0])
    said["lost"] = ask("lost", issues[1], "--reason", "鞄ごと紛失")
    said["elderly"] = ask("elderly")
    said["elderly collect"] = ask("elderly", "collect", said["elderly"]["rows"][0]["key"])
    said["contact"] = ask("contact", due[0], "--means", "phone", "--note", "来月")
    said["leave"] = ask("leave", due[0], "--retired", "2026-12-01")
    said["undo"] = ask("undo")
    said["status"] = ask("status")
    said["history"] = ask("history", due[0])
    said["backup"] = ask("backup", str(tmp_path / "backup.zip"))
    said["restore"] = ask("restore", str(tmp_path / "backup.zip"))
    said["verify"] = ask("verify")
    said["show"] = ask("show", due[0])
    for command, answer in said.items():
        wanted = promised(command)
        assert wanted, command
        if command == "show":
            fields(answer["certificates"][0], wanted.pop("certificates"), "show.certificates")
            assert set(answer) >= {name for name in wanted if not name.startswith("…")} - {"members' fields"}
            assert list(answer["household"][0]) == list(said["members"]["rows"][0])
        else:
            fields(answer, wanted, command)
    assert listed


def test_every_word_is_on_the_page():
    from app.domain.answer import Figure
    from app.domain.certificate import CertificateOrigin, CertificateStatus, ReplaceCause
    from app.domain.collecting import PaperKind, Verdict
    from app.domain.contact import About, Means, Reply
    from app.domain.duties import DutyKind, NextAction, Why
    from app.domain.elderly_card import ElderlyOutcome
    from app.domain.missing import MissingCause
    from app.domain.person import Enrolment, LossCause, PersonKind
    from app.domain.rest_days import Rest
    from app.domain.shipment import Fate
    from app.usecases.counter.drawer import Lying
    from app.usecases.counter.misdeliveries import CaseStep
    from app.usecases.forms.every_form import FormKind
    from app.usecases.forms.loss_counts import LossForm

    words = TEXT.split("Words used as values")[1]
    for title, values in (
        ("`kind` of a person", PersonKind),
        ("`kind` of a duty", DutyKind),
        ("`action`", NextAction),
        ("`certificate` / `status`", CertificateStatus),
        ("`elderly_card` / `outcome`", ElderlyOutcome),
        ("`enrolment`", Enrolment),
        ("`means`", Means),
        ("`cause`", set(LossCause) - {LossCause.INSURED_LOST}),
        ("`kind` of a form", FormKind),
        ("`origin`", CertificateOrigin),
        ("`replace_cause`", ReplaceCause),
        ("`why` (the reason code of a due line)", Why),
        ("`about`", About),
        ("`reply`", Reply),
        ("`cause` of a missing sheet", MissingCause),
        ("`STEP`, `steps_left`", CaseStep),
        ("`lying`", Lying),
        ("`fate`, `FATE`", Fate),
        ("`paper`", PaperKind),
        ("`rest`", Rest),
        ("`verdict`", Verdict),
        ("`figure`", Figure),
        ("`form` of loss-counts", LossForm),
    ):
        (line,) = re.findall(rf"^\* {re.escape(title)}: ((?:.|\n  )*)", words, re.MULTILINE)
        assert set(re.findall(r"`(\w+)`", line)) == {value.value for value in values}, title


def test_every_field_a_profile_may_name_is_on_the_page():
    from app.importing.mapping import Field, MappingProfile

    (example,) = re.findall(r'`({"columns": [^`]*)`', TEXT)
    assert MappingProfile.from_json(example).columns == {"氏名": Field.NAME, "お生まれ": Field.BORN_ON}
    (told,) = re.findall(r"The fields are ((?:.|\n)*?)\.\n", TEXT)
    assert set(re.findall(r"`(\w+)`", told)) == {field.value for field in Field}


def test_what_show_says_of_person_and_sheet_is_of_the_kind_that_they_hold() -> None:
    """A number that may be missing is promised as a number that may be null, not as a text."""
    shown = answers()["$defs"]["show"]["properties"]
    named = {bool: "boolean", int: "integer", NoneType: "null"}
    for owner, promise in ((Person, shown), (Certificate, shown["certificates"]["items"]["properties"])):
        held = get_type_hints(owner)
        for name in held.keys() & promise.keys():
            kinds = {named.get(kind, "string") for kind in get_args(held[name]) or (held[name],)}
            said = promise[name]["type"]
            assert kinds <= set([said] if isinstance(said, str) else said), name
