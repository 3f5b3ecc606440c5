"""Every action that has a key: its words and its keys, from resources/actions.toml.

Buttons, lists, menus, right click, search, overlay and manual ask here, so that none can say another key
than the one that acts.
"""

from collections.abc import Mapping, Sequence
from functools import cache

from app.domain.roles import Act
from app.late import dataclass
from app.words import texts

_FILE = "actions.toml"
_RANGE = "…"
_SHOWN = {"Return": "Enter", "PgUp": "PageUp", "PgDown": "PageDown", "Left": "←", "Right": "→"}


@dataclass(frozen=True, slots=True)
class Action:
    """name: "today.contact". key: as Qt names it, with … where it is one of several digits.

    page: the screen on which to find it; empty for those of the window. act: what the role must allow.
    """

    name: str
    place: str
    page: str
    words: str
    key: str
    act: Act | None = None

    def key_of(self, number: int | None = None) -> str:
        """Return the key, or of several the one with that digit.

        >>> action("window.pages").key_of(10), action("today.kind").key_of(3)
        ('Ctrl+0', '3')
        """
        start, range_, _ = self.key.partition(_RANGE)
        return f"{start[:-1]}{(number or 1) % 10}" if range_ else self.key

    @property
    def shown_key(self) -> str:
        """The key as it stands on keyboards.

        >>> action("desk.main").shown_key, action("window.pages").shown_key
        ('Ctrl+Enter', 'Ctrl+1…0')
        """
        return shown(self.key)


def shown(key: str) -> str:
    """Return a key as it stands on keyboards."""
    start, plus, last = key.rpartition("+")
    return f"{start}{plus}{_SHOWN.get(last, last)}"


def action(name: str) -> Action:
    """Return the action of that name; KeyError where nobody entered it."""
    return _actions()[name]


def every_action() -> Sequence[Action]:
    """Return all of them, place by place as the screens stand."""
    return tuple(_actions().values())


def places() -> Mapping[str, Sequence[Action]]:
    """Return the actions by the name of the place."""
    found: dict[str, list[Action]] = {}
    for one in every_action():
        found.setdefault(one.name.partition(".")[0], []).append(one)
    return found


@cache
def _actions() -> Mapping[str, Action]:
    told = dict(texts(_FILE))
    keys = told.pop("keys") | told.pop("letters")
    acts = {name: Act(act) for act, names in told.pop("acts").items() for name in names.split()}
    return {
        f"{name}.{verb}": Action(
            f"{name}.{verb}",
            place["title"],
            place.get("page", ""),
            words,
            keys[verb],
            acts.get(f"{name}.{verb}"),
        )
        for name, place in told.items()
        for verb, words in place.items()
        if verb not in ("title", "page")
    }
