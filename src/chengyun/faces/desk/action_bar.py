"""The bar of what may be done with an open case, and what is said of each before it is done."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from chengyun.cases import queries
from chengyun.cases.choices import Action, Stage
from chengyun.cases.models import Case
from chengyun.cases.queries import Allowed
from chengyun.people.choices import Role
from chengyun.people.policy import Viewer

# Letters of the keyboard for what is done most; the rest has its button.
KEYS = {
    Action.FILE: "a",
    Action.ACCEPT: "a",
    Action.CONFIRM: "a",
    Action.HANDLE: "h",
    Action.CLOSE: "f",
    Action.DISPATCH: "d",
    Action.RETURN: "r",
    Action.COMMENT: "c",
}
# What the loop waits for at each stage; it stands first on the bar.
NEXT = {
    Stage.REPORTED: Action.FILE,
    Stage.VERIFICATION: Action.CONFIRM,
    Stage.FILED: Action.DISPATCH,
    Stage.DISPATCHED: Action.ACCEPT,
    Stage.HANDLING: Action.HANDLE,
    Stage.CHECK: Action.CLOSE,
}
# What is done now and then stands behind a button of its own.
RARE = (
    Action.WITHDRAW,
    Action.UNASSIGN,
    Action.TRANSFER,
    Action.SUSPEND,
    Action.SPLIT,
    Action.SPLIT_OFF,
    Action.MERGE,
    Action.MAKE_PART,
    Action.FREE_PART,
    Action.CANCEL,
)
# What takes back what was just done, as far as the lifecycle lets it.
UNDO = {
    Action.DISPATCH: Action.WITHDRAW,
    Action.SUSPEND: Action.RESUME,
    Action.MERGE: Action.UNMERGE,
    Action.MAKE_PART: Action.FREE_PART,
}
DECIDING = (Role.DUTY_OFFICER, Role.DISPATCHER)
# What may be done with many cases at once, and by whom; the lifecycle decides of each case.
FOR_MANY = {
    Action.FILE: DECIDING,
    Action.DISPATCH: DECIDING,
    Action.ACCEPT: (Role.HANDLER,),
    Action.CLOSE: DECIDING,
    Action.COMMENT: tuple(Role),
}


def for_many(role: str) -> list[tuple[str, str]]:
    """The actions, with their labels, that a role may choose for many cases."""
    return [(action.value, str(action.label)) for action, who in FOR_MANY.items() if role in who]


@dataclass(frozen=True)
class Button:
    """An action on the bar: a plain button, or one that opens a form for what it needs."""

    allowed: Allowed
    label: str
    key: str
    primary: bool

    @property
    def action(self) -> str:
        return self.allowed.action

    @property
    def has_form(self) -> bool:
        return bool(self.allowed.needs or "outcome" in self.allowed.takes)


@dataclass(frozen=True)
class Bar:
    """The buttons in their order; `rare` ones are folded away."""

    often: list[Button]
    rare: list[Button]

    @property
    def first(self) -> Button | None:
        """What is likely next, if it is done without a form: its effect is said below the bar."""
        likely = next((button for button in self.often if button.primary), None)
        return likely if likely and not likely.has_form else None

    def find(self, action: str) -> Button | None:
        return next((one for one in (*self.often, *self.rare) if one.action == action), None)


def bar(viewer: Viewer, case: Case) -> Bar:
    """What this viewer may do now, the likeliest first."""
    stage = Stage(case.stage)
    made = [_button(allowed, stage) for allowed in queries.allowed_actions(viewer, case)]
    often = [button for button in made if Action(button.action) not in RARE]
    rare = [button for button in made if Action(button.action) in RARE]
    return Bar(sorted(often, key=lambda button: not button.primary), rare)


def undo(viewer: Viewer, case: Case, done: str) -> Button | None:
    """The button that takes an action back; None where nothing does, or not for this viewer."""
    back = UNDO.get(Action(done)) if done in Action.values else None
    return bar(viewer, case).find(back) if back else None


def _button(allowed: Allowed, stage: Stage) -> Button:
    action = Action(allowed.action)
    again = action == Action.DISPATCH and stage == Stage.DISPATCHED
    label = _("Dispatch elsewhere") if again else allowed.label
    return Button(allowed, label, KEYS.get(action, ""), action == NEXT.get(stage))
