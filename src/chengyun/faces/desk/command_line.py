"""Typed commands: `派遣 196 水务局`, `dispatch 196 swj`, `d 196 swj`. They open the form filled in;
a person presses the button."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from chengyun.cases.choices import Action
from chengyun.cases.models import Case
from chengyun.faces.desk import finding
from chengyun.faces.desk.action_bar import KEYS, bar
from chengyun.faces.desk.action_form import GIVEN
from chengyun.people.policy import Viewer

# What duty officers call it, beside the labels, the names and the keys of the actions.
SAID = {
    "派遣": Action.DISPATCH,
    "派": Action.DISPATCH,
    "处置": Action.HANDLE,
    "结案": Action.CLOSE,
    "备注": Action.COMMENT,
}
WITH_UNIT = (Action.DISPATCH, Action.TRANSFER)


@dataclass(frozen=True)
class Command:
    """What was typed, understood: an action of a case, with a unit or words."""

    case: Case
    label: str
    unit: finding.Entry | None
    words: str
    address: str


@dataclass(frozen=True)
class NotOpen:
    """A command that was understood, of an action that is not open to the viewer now."""

    case: Case
    label: str


def read(viewer: Viewer, text: str) -> Command | NotOpen | None:
    """The command in a line; None where it is none."""
    verb, _space, rest = text.strip().partition(" ")
    number, _space, more = rest.strip().partition(" ")
    actions = _actions(verb.casefold())
    case = next(iter(finding.cases(viewer, number, 1)), None) if actions and number else None
    if case is None or not case.number.endswith(number[-6:].upper()):
        return None
    buttons = bar(viewer, case)
    asked = next((found for name in actions if (found := buttons.find(name))), None)
    if asked is None:
        return NotOpen(case, str(Action(actions[0]).label))
    unit, words = _unit(viewer, more.strip()) if asked.action in WITH_UNIT else (None, more.strip())
    given = {"unit": unit.key if unit else "", "reason": words}
    query = urlencode({GIVEN + name: value for name, value in given.items() if value})
    address = reverse("desk-form", args=[case.number, asked.action])
    return Command(case, str(asked.label), unit, words, f"{address}?{query}")


def _actions(verb: str) -> list[str]:
    """The actions that a word may mean; a letter means what its key does."""
    meant = [action for action, key in KEYS.items() if key == verb]
    meant += [SAID[verb]] if verb in SAID else []
    meant += [a for a in Action if verb in (a.value, str(a.label).casefold())]
    return [action.value for action in meant]


def _unit(viewer: Viewer, text: str) -> tuple[finding.Entry | None, str]:
    """The unit that the first word names, and the words after it."""
    name, _space, words = text.partition(" ")
    found = finding.entries(viewer, name, finding.UNIT, 1)
    return (found[0], words.strip()) if found else (None, text)
