"""Who is called when the time of a case runs out: the rota first, else those of the role."""

from dataclasses import dataclass, field
from datetime import datetime

from chengyun.cases.models import Case
from chengyun.people import rota
from chengyun.people.choices import PostKind, Role
from chengyun.people.models import Unit, User
from chengyun.people.policy import scope_for, viewer_of

OF_UNIT = (PostKind.HANDLER, PostKind.UNIT_LEAD)
# Who has the role without being on the rota.
BY_ROLE = {
    PostKind.HANDLER: Role.HANDLER,
    PostKind.DUTY_OFFICER: Role.DUTY_OFFICER,
    PostKind.LEADER: Role.LEADER,
}


@dataclass
class Roster:
    """Who is on duty at one instant, asked once for each unit and kind."""

    at: datetime
    _known: dict[tuple[int | None, str], list[User]] = field(default_factory=dict)

    def called(self, case: Case, kind: str) -> list[User]:
        """Those to call for a case; only who may see it. A case without a unit is the desk's."""
        post = PostKind.DUTY_OFFICER if kind in OF_UNIT and case.unit is None else PostKind(kind)
        if post == PostKind.HANDLER and case.handler:
            return [case.handler]
        facts = {"area_path": case.area_path, "unit_id": case.unit_id}
        on_duty = self._on_duty(case.unit, post) or self._on_duty(None, post)
        found = on_duty or self._of_role(case.unit, post)
        return [user for user in found if scope_for(viewer_of(user)).allows(facts)]

    def _on_duty(self, unit: Unit | None, kind: PostKind) -> list[User]:
        key = (unit.pk if unit else None, kind)
        if key not in self._known:
            self._known[key] = rota.on_duty(unit, kind, self.at)
        return self._known[key]

    def _of_role(self, unit: Unit | None, kind: PostKind) -> list[User]:
        key = (unit.pk if unit else None, f"role {kind}")
        if key not in self._known:
            self._known[key] = _of_role(unit, kind)
        return self._known[key]


def _of_role(unit: Unit | None, kind: PostKind) -> list[User]:
    role = BY_ROLE.get(kind)
    found = User.objects.filter(role=role, is_active=True).select_related("area")
    found = found.defer("area__boundary").order_by("pk")
    return list(found.filter(unit=unit) if kind == PostKind.HANDLER else found)
