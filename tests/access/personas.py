"""Who walks: what each may see of the small world, and how each asks."""

from collections.abc import Mapping
from dataclasses import dataclass, field

A = frozenset({"a-secret", "a-shared", "a-water", "a-fire", "a-alarm", "a-partner", "a-device"})
B = frozenset({"b-water", "b-fire", "b-alarm", "b-device"})
DEVICES = frozenset({"a-device", "b-device"})
# 水务 was called to help with `a-shared`, which is 消防's.
WATER = frozenset({"a-water", "b-water", "a-shared"}) | DEVICES
# Smoke goes to 消防 by itself.
FIRE = frozenset({"a-fire", "b-fire", "a-shared", "a-alarm", "b-alarm"}) | DEVICES
NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Persona:
    """A column of the matrix. `sees` are parcels of the world; `calls`: reads whom to call back.

    `user` signs in with a session; else `way` says how the secret of that name is carried.
    """

    name: str
    sees: frozenset[str] = NOTHING
    calls: bool = False
    user: str = ""
    way: str = ""
    facts: Mapping[str, object] = field(default_factory=dict, hash=False)


def _officer(name: str, role: str, sees: frozenset[str], **facts: object) -> Persona:
    return Persona(name, sees, bool(facts.pop("calls", False)), name, "", {"role": role, **facts})


PERSONAS = (
    Persona("anonymous"),
    _officer("zhoumin", "duty_officer", A | B, area="root", unit="centre", calls=True),
    _officer("chenli", "dispatcher", A | B, area="root", unit="centre", calls=True),
    _officer("liqiang", "handler", WATER, area="root", unit="water"),
    _officer("sunwei", "handler", FIRE, area="root", unit="fire"),
    _officer("wangfang", "grid_officer", A, area="grid_a"),
    _officer("zhaojun", "grid_officer", B, area="grid_b"),
    _officer("zhaoguohua", "leader", A | B, area="root"),
    _officer("admin", "administrator", A | B, is_staff=True, is_superuser=True),
    # The wall of sub-district A.
    Persona("kiosk", A, way="query"),
    # The address of 李强's calendar feed.
    Persona("calendar-link", WATER, way="query"),
    # An API token of 李强's.
    Persona("api-token", WATER, way="bearer"),
    Persona("source-key", NOTHING, way="bearer"),
    # A source that manages things sees all of them, as `docs/guide/devices.md` says.
    Persona("managing-key", DEVICES, way="bearer"),
    Persona("partner-key", frozenset({"a-partner"}), True, way="api_key"),
    Persona("revoked", NOTHING, way="bearer"),
    Persona("expired", NOTHING, way="bearer"),
)
BY_NAME = {persona.name: persona for persona in PERSONAS}
