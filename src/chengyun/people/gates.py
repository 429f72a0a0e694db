"""Who may see and who may write a register: the scope of the policy, and what the register asks."""

from dataclasses import dataclass, field

from chengyun.people.choices import Role
from chengyun.people.models import Unit
from chengyun.people.policy import NOTHING, Scope, Viewer, scope_for

EVERYWHERE = Scope(area_path="")


@dataclass(frozen=True)
class Gate:
    """What a register asks of its readers or writers: one of these roles; of handlers, where unit
    kinds are named, a unit of such a kind; and of everyone, if it is strict."""

    roles: tuple[str, ...]
    unit_kinds: tuple[str, ...] = ()
    strict: bool = False


@dataclass
class Doorman:
    """Lets one viewer through gates; asks for their unit once. None is the house itself."""

    viewer: Viewer | None
    _unit: tuple[str, str] | None = field(default=None, init=False)

    def scope(self, gate: Gate) -> Scope:
        """The part of the district in which the viewer may pass."""
        viewer = self.viewer
        if viewer is None:
            return EVERYWHERE
        if viewer.role not in gate.roles or not self._is_of(gate, viewer):
            return NOTHING
        if viewer.role == Role.HANDLER:
            return Scope(viewer.area_path or self.unit[1]) if viewer.unit_id else NOTHING
        return scope_for(viewer)

    def passes(self, gate: Gate) -> bool:
        """True if the viewer may pass anywhere at all."""
        return self.scope(gate).area_path is not None

    @property
    def unit(self) -> tuple[str, str]:
        """Kind of the viewer's unit and the path of its area; "" for none."""
        if self._unit is None:
            found = None
            if self.viewer and self.viewer.unit_id:
                rows = Unit.objects.filter(pk=self.viewer.unit_id)
                found = rows.values_list("kind", "area__path").first()
            self._unit = (found[0], found[1] or "") if found else ("", "")
        return self._unit

    def _is_of(self, gate: Gate, viewer: Viewer) -> bool:
        asked = gate.strict or (viewer.role == Role.HANDLER and bool(gate.unit_kinds))
        return not asked or self.unit[0] in gate.unit_kinds
