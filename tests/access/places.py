"""What stands in an address: for each placeholder an object of side A and one of side B."""

import re
from collections.abc import Callable, Iterator

from django.apps import apps

from tests.access.doors import Door
from tests.access.world import PARCEL, World

SIDES = ("a", "b")

# Beginning of the route, placeholder, what stands there on a side. The first that fits counts.
Maker = Callable[[World, str], object]
RULES: tuple[tuple[str, str, Maker], ...] = (
    ("/desk/standards/", "number", lambda w, side: w["condition"].number),
    ("", "number", lambda w, side: w[f"case_{PARCEL[side]}"].number),
    ("/desk/cases/<str:number>/playbooks/", "key", lambda w, side: w["playbook"].key),
    ("/api/v1/cases/<number>/playbooks/", "key", lambda w, side: w["playbook"].key),
    ("/desk/filters/", "pk", lambda w, side: w[f"filter_{side}"].pk),
    ("/desk/tasks/", "pk", lambda w, side: w[f"task_{side}"].pk),
    ("/field/visits/", "pack", lambda w, side: "hazards"),
    ("/field/visits/", "register", lambda w, side: "hazard_place"),
    ("/field/visits/", "key", lambda w, side: w[f"entry_{side}"].key),
    ("/field/visits/", "task", lambda w, side: "place_visit"),
    ("/desk/sources/keys/", "pk", lambda w, side: w["source"].pk),
    ("/field/projects/", "key", lambda w, side: w[f"project_{side}"].key),
    ("/field/tasks/", "pk", lambda w, side: w[f"task_{side}"].pk),
    ("/api/v1/tasks/", "pk", lambda w, side: w[f"task_{side}"].pk),
    ("/desk/tasks/", "verb", lambda w, side: "accept"),
    ("/api/v1/tasks/", "verb", lambda w, side: "accept"),
    ("/goals/projects/sharing/", "verb", lambda w, side: "accept"),
    ("/goals/budget/", "verb", lambda w, side: "put"),
    ("/goals/projects/", "photo", lambda w, side: w[f"photo_{side}"].key),
    ("/goals/projects/", "size", lambda w, side: 320),
    ("/api/v1/goals/projects/", "key", lambda w, side: w[f"project_{side}"].key),
    ("/goals/plans/", "plan", lambda w, side: w[f"indicator_{side}"].plan.key),
    ("/goals/plans/", "verb", lambda w, side: "progress"),
    ("/goals/projects/", "key", lambda w, side: w[f"project_{side}"].key),
    ("/goals/projects/", "node", lambda w, side: "A1"),
    ("/goals/projects/", "verb", lambda w, side: "report"),
    ("/desk/notices/open/", "pk", lambda w, side: w[f"message_{side}"].pk),
    ("/desk/notices/again/", "pk", lambda w, side: w[f"message_{side}"].pk),
    ("/desk/notices/channels/", "pk", lambda w, side: w[f"channel_{side}"].pk),
    ("/desk/notices/webhooks/", "pk", lambda w, side: w["webhook"].pk),
    ("/api/v1/webhooks/", "pk", lambda w, side: w["webhook"].pk),
    ("", "event", lambda w, side: w["posting"].event),
    ("/desk/notices/", "verb", lambda w, side: "off"),
    ("/goals/files/", "name", lambda w, side: "board"),
    ("/goals/indicators/", "act", lambda w, side: "figure"),
    ("/goals/indicators/", "key", lambda w, side: w[f"indicator_{side}"].key),
    ("/api/v1/goals/indicators/", "key", lambda w, side: w[f"indicator_{side}"].key),
    ("/scenes/", "digest", lambda w, side: "0" * 32),
    ("/scenes/challenges/", "pk", lambda w, side: w[f"challenge_{side}"].pk),
    ("/scenes/challenges/", "verb", lambda w, side: "rate"),
    ("/scenes/<slug:pack>/pages/", "pack", lambda w, side: "flood"),
    ("/scenes/<slug:pack>/pages/", "key", lambda w, side: "flood_waters"),
    ("/scenes/<slug:pack>/reports/", "pack", lambda w, side: "flood"),
    ("/scenes/<slug:pack>/reports/", "key", lambda w, side: "flood_levels"),
    ("/scenes/<slug:pack>/reports/", "form", lambda w, side: "csv"),
    ("/scenes/<slug:pack>/keeping/", "pack", lambda w, side: "flood"),
    ("/s/<slug:pack>/pages/", "pack", lambda w, side: "flood"),
    ("/s/<slug:pack>/pages/", "key", lambda w, side: "flood_public"),
    ("/scenes/", "pack", lambda w, side: "hazards"),
    ("/scenes/", "register", lambda w, side: "hazard_place"),
    ("/scenes/", "key", lambda w, side: w[f"entry_{side}"].key),
    ("/scenes/", "form", lambda w, side: "csv"),
    ("/scenes/", "verb", lambda w, side: "end"),
    ("/scenes/", "task", lambda w, side: "place_visit"),
    ("/s/", "pack", lambda w, side: "hazards"),
    ("/s/", "key", lambda w, side: "hazard_tip"),
    ("/desk/cases/", "row", lambda w, side: "1"),
    ("/desk/import/", "name", lambda w, side: "units"),
    ("/desk/export/", "name", lambda w, side: "cases"),
    ("/desk/export/", "form", lambda w, side: "xlsx"),
    ("/desk/cases/", "receipt", lambda w, side: w[f"report_{PARCEL[side]}"].receipt),
    ("/desk/cases/", "other", lambda w, side: w["case_a-fire" if side == "a" else "case_b-water"]),
    ("/desk/cases/", "key", lambda w, side: w[f"file_{PARCEL[side]}"].key),
    ("/attachments/", "key", lambda w, side: w[f"file_{PARCEL[side]}"].key),
    ("/attachments/", "size", lambda w, side: "original"),
    ("/stills/", "key", lambda w, side: w[f"still_{side}"].key),
    ("/stills/", "size", lambda w, side: 320),
    ("/api/v1/cameras/", "camera", lambda w, side: w[f"still_{side}"].thing.key),
    ("/api/v1/attachments/", "key", lambda w, side: w[f"file_{PARCEL[side]}"].key),
    ("/attachments/", "size", lambda w, side: "original"),
    ("/follow/", "key", lambda w, side: w[f"file_{PARCEL[side]}"].key),
    ("/follow/", "size", lambda w, side: 480),
    ("/follow/", "question", lambda w, side: w[f"question_{PARCEL[side]}"].pk),
    ("/api/v1/reports/", "secret", lambda w, side: w[f"report_{PARCEL[side]}"].follow),
    ("/api/v1/reports/", "follow", lambda w, side: w[f"report_{PARCEL[side]}"].follow),
    ("/goals/matters/", "matter", lambda w, side: w[f"matter_{side}"].number),
    ("/goals/matters/", "notice", lambda w, side: w[f"slip_{side}"].pk),
    ("/goals/matters/", "circular", lambda w, side: w[f"circular_{side}"].pk),
    ("/goals/matters/", "proof", lambda w, side: w[f"proof_{side}"].key),
    ("/goals/matters/", "size", lambda w, side: "original"),
    ("/goals/plans/", "key", lambda w, side: w[f"indicator_{side}"].key),
    ("/goals/drafts/", "draft", lambda w, side: w[f"plan_text_{side}"].number),
    ("/desk/alarms/", "key", lambda w, side: w[f"alarm_{side}"].key),
    ("/api/v1/cap/", "key", lambda w, side: w[f"alarm_{side}"].key),
    ("/desk/datastreams/", "pk", lambda w, side: w[f"stream_{side}"].pk),
    ("/api/v1/datastreams/", "stream", lambda w, side: w[f"stream_{side}"].pk),
    ("/desk/maintenance/", "pk", lambda w, side: w[f"window_{side}"].pk),
    ("/desk/rota/", "pk", lambda w, side: w[f"shift_{side}"].pk),
    ("/field/c/", "code", lambda w, side: w[f"component_{side}"].code),
    ("/field/patrol/", "key", lambda w, side: w[f"patrol_{side}"].key),
    ("/desk/components/", "code", lambda w, side: w[f"component_{side}"].code),
    ("/desk/partners/", "pk", lambda w, side: w["partner"].pk),
    ("/desk/dispatch/", "pk", lambda w, side: w["rule"].pk),
    ("/desk/standards/conditions/", "pk", lambda w, side: w["condition"].pk),
    ("/desk/standards/", "edition", lambda w, side: w["category"].edition),
    ("/desk/standards/", "kind", lambda w, side: w["category"].kind.value),
    ("/desk/standards/", "code", lambda w, side: w["category"].code),
    ("/desk/standards/files/", "what", lambda w, side: "conditions"),
    ("/desk/officers/", "username", lambda w, side:
        w["wangfang" if side == "a" else "zhaojun"].username),
    ("/desk/units/", "code", lambda w, side: w["water" if side == "a" else "fire"].code),
    ("/desk/packs/", "name", lambda w, side: "flood"),
    ("/desk/account/tokens/", "pk", lambda w, side: _a_token(w)),
    ("/welcome/", "secret", lambda w, side: w.secrets["revoked"]),
    ("/report/d/", "secret", lambda w, side: "nobodys-draft"),
    ("/report/d/", "sha256", lambda w, side: "0" * 64),
    ("/figures/", "form", lambda w, side: "csv"),
    ("/brief/", "day", lambda w, side: "2026-01-01"),
    ("/desk/rules/of/", "key", lambda w, side: _a_rule()),
    ("", "action", lambda w, side: "comment"),
    ("", "digest", lambda w, side: "0" * 32),
    ("", "token", lambda w, side: w[f"report_{PARCEL[side]}"].follow),
    ("/open311/", "receipt", lambda w, side:
        w[f"report_{'a-partner' if side == 'a' else 'b-fire'}"].receipt),
    ("/open311/", "fmt", lambda w, side: "json"),
    ("/open311/", "code", lambda w, side: "flood"),
    ("/report/", "kind", lambda w, side: "flood"),
    ("/map/", "kind", lambda w, side: "park"),
    ("/api/v1/layers/", "kind", lambda w, side: "park"),
    ("/admin/people/user/", "id", lambda w, side: w["chenli"].pk),
    ("/admin/", "content_type_id", lambda w, side: 1),
    ("/admin/", "app_label", lambda w, side: "people"),
    ("/admin/", "url", lambda w, side: "nowhere"),
    ("/sta/", "Observations", lambda w, side: 1),
    ("/sta/", "", lambda w, side: 0),
)  # fmt: skip
# What is behind a capability: whoever holds the address may see this parcel.
BEARERS = ("/follow/", "/received/", "/api/v1/reports/")


class Unknown(LookupError):
    """A placeholder that no rule speaks of."""


def sides(world: World, door: Door) -> dict[str, dict[str, object]]:
    """What to ask the door for: one set of values for each side, or one if they are the same."""
    found = {side: _values(world, door, side) for side in SIDES}
    # Where only the form names the object, both sides are asked as well.
    same = found["a"] == found["b"] and (door.reads or _is_office(door))
    return {"": found["a"]} if same else found


def _is_office(door: Door) -> bool:
    return door.route.startswith(("/admin/", "/sta/", "/sign", "/i18n/", "/large-type/", "/theme/"))


def _values(world: World, door: Door, side: str) -> dict[str, object]:
    return {name: _value(world, door, name, side) for name in door.names}


def _value(world: World, door: Door, name: str, side: str) -> object:
    if door.route.startswith("/sta/"):
        return _entity(world, name, side)
    if name == "object_id":
        return _row(door)
    for start, placeholder, make in RULES:
        if placeholder == name and door.route.startswith(start):
            return make(world, side)
    raise Unknown(
        f"{door}: say in tests/access/places.py RULES what <{name}> is for an object of side A "
        "and for one of side B (and make one with its own words in tests/access/world/)"
    )


def _row(door: Door) -> object:
    """The first row of the model whose administration it is."""
    found = re.match(r"/admin/(\w+)/(\w+)/", door.route)
    first = apps.get_model(*found.groups())._default_manager.order_by("pk").first() if found else 0
    return first.pk if first else 0


def _entity(world: World, name: str, side: str) -> object:
    """The id of an entity of SensorThings that belongs to the side's device."""
    from chengyun.api.sensorthings.entities import SETS

    thing, stream = world[f"thing_{side}"], world[f"stream_{side}"]
    if name == "Things":
        return thing.pk
    if name == "Datastreams":
        return stream.pk
    if name == "Locations":
        return thing.locations.values_list("pk", flat=True).first() or 0
    if not SETS[name].stored:
        return (stream.pk << 32) + 1
    return SETS[name].model._default_manager.values_list("pk", flat=True).first() or 1


def _a_token(world: World) -> int:
    """李强's own; it is nobody else's to end."""
    return int(world["liqiang"].tokens.order_by("pk").first().pk)


def _a_rule() -> str:
    from chengyun.packs import registry

    return str(registry.rules()[0].key)


# What a field of a form or a query is given, by its name, for an object of a side.
FIELDS: tuple[tuple[str, Maker], ...] = (
    (r"action", lambda w, side: "comment"),
    (r"area|street|within|areas", lambda w, side: w[f"street_{side}"].code),
    (r"units?", lambda w, side: w["water" if side == "a" else "fire"].code),
    (r"handler|username", lambda w, side: "liqiang" if side == "a" else "sunwei"),
    (r"user|users|person", lambda w, side: w["liqiang" if side == "a" else "sunwei"].pk),
    (r"case|number", lambda w, side: w[f"case_{PARCEL[side]}"].number),
    (r"thing", lambda w, side: w[f"thing_{side}"].key),
    (r"datastream|stream", lambda w, side: w[f"stream_{side}"].key),
    (r"post", lambda w, side: w[f"shift_{side}"].post_id),
    (r"code|component", lambda w, side: w[f"component_{side}"].code),
    (r"case_type|kind", lambda w, side: "flood" if side == "a" else "smoke"),
    (r"service_code", lambda w, side: "flood"),
    (r"service_request_id", lambda w, side:
        w[f"report_{'a-partner' if side == 'a' else 'b-fire'}"].receipt),
    (r"update_id", lambda w, side: "u1"),
    (r"updated_datetime", lambda w, side: "2030-01-01T00:00:00+08:00"),
    (r"status", lambda w, side: "CLOSED"),
    (r"lon|long", lambda w, side: 121.43 if side == "a" else 121.415),
    (r"lat", lambda w, side: 31.19 if side == "a" else 31.18),
    (r"day|date", lambda w, side: "2027-01-04"),
    (r"month", lambda w, side: "2027-01"),
    (r"since|start|begin", lambda w, side: "2027-01-04T08:00"),
    (r"until|end", lambda w, side: "2027-01-04T10:00"),
    (r"hours", lambda w, side: "08:00-12:00"),
    (r"state", lambda w, side: "rest"),
    (r"property", lambda w, side: "water_level"),
    (r"title_zh|name_zh|name|title", lambda w, side: "a name"),
    (r"rating|page|size|days|place|severity", lambda w, side: 3),
    (r"simulated|pulls|anyway", lambda w, side: False),
    (r"on|to", lambda w, side: "on"),
    (r"phone", lambda w, side: ""),
    (r"key", lambda w, side: "k1"),
    (r"api_key|token|seen|try|csrfmiddlewaretoken|next", lambda w, side: None),
    (r"version|condition|into|parts|limit|outcome", lambda w, side: None),
    (r".*", lambda w, side: "because"),
)  # fmt: skip


def filled(world: World, names: set[str] | list[str], side: str) -> dict[str, object]:
    """Fields as somebody would fill them in for an object of the side."""
    told = ((name, _field(world, name, side or "a")) for name in sorted(names))
    return {name: value for name, value in told if value is not None}


def _field(world: World, name: str, side: str) -> object:
    return next(make(world, side) for like, make in FIELDS if re.fullmatch(like, name))


def foreign(world: World, name: str, parcel: str) -> Iterator[object]:
    """What a query named `name` is given to reach a parcel that is not the asker's."""
    case, side = world[f"case_{parcel}"], parcel[0]
    own = {word for word, of in world.words.items() if of == parcel and word != case.number}
    if name in ("q", "text", "search", "name", "thing"):
        yield from (case.number, *sorted(own)[:2])
    elif name in ("area", "street", "within", "areas"):
        yield from (world[f"street_{side}"].code, world[f"grid_{side}"].code, "310104")
    elif re.fullmatch(r"units?", name):
        yield parcel.partition("-")[2]
    elif re.fullmatch(r"\w*(pk|id|user|person|handler|page|size|days?|hours)", name):
        yield from (case.pk, world[f"stream_{side}"].pk)
    else:
        yield from (case.number, "1")
