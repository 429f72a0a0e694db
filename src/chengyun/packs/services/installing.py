"""The only writers of what packs declare: idempotent, so that every start may call `install`."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from django.db import models, transaction

from chengyun.cases.models import CaseType, Playbook, TaskKind
from chengyun.insight.services import set_phrases
from chengyun.packs import api, registry
from chengyun.packs.models import PackSwitch
from chengyun.packs.queries import active
from chengyun.packs.registry import Pack, Registry
from chengyun.packs.services import conditions, migrating
from chengyun.sensing.models import ObservedProperty
from chengyun.vitals.models import VitalSign


@dataclass(frozen=True)
class Installed:
    """What an installation holds: names of packs on and off, and how many declarations."""

    on: tuple[str, ...]
    off: tuple[str, ...]
    properties: int
    case_types: int
    vitals: int


@transaction.atomic
def install(found: Registry | None = None) -> Installed:
    """Bring the rows of properties, kinds of case, vital signs and phrases to what packs declare.

    A pack that is off or gone keeps its rows and data: its kinds are no longer offered to
    residents and its vital signs are no longer worked out.
    """
    found = found or registry.current()
    former = migrating.versions()
    _note(found.packs.values())
    migrating.apply(found.packs.values(), former)
    live = active(found)
    _sync(ObservedProperty, "code", [_property(p) for p in found.properties()], TOLD)
    _sync(CaseType, "key", [_case_type(p, t) for p in live.packs.values() for t in p.case_types])
    _sync(VitalSign, "key", [_vital(p, v) for p in live.packs.values() for v in p.vitals])
    _sync(Playbook, "key", [_playbook(p, b) for p in live.packs.values() for b in p.playbooks])
    _rest(set(live.packs))
    conditions.install(live.packs.values())
    set_phrases({kind.key: kind.phrases for kind in live.case_types()})
    return _summary(found, live)


@transaction.atomic
def switch(name: str, on: bool, found: Registry | None = None) -> Installed:
    """Switch an installed pack on or off. Raises PackSwitch.DoesNotExist for an unknown name."""
    pack = PackSwitch.objects.get(name=name)
    pack.on = on
    pack.save(update_fields=["on"])
    return install(found)


def _note(packs: Iterable[Pack]) -> None:
    PackSwitch.objects.bulk_create(
        [PackSwitch(name=pack.name, version=pack.manifest.version) for pack in packs],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["version"],
    )


# What others say of a property stays as they said it: SensorThings clients what it is, the
# administrator how long its readings are kept (a pack only begins that).
TOLD = ("name", "definition", "description", "properties", "withdrawn", "keep_days")


def _sync(
    model: type[models.Model], key: str, rows: Sequence[models.Model], keep: Sequence[str] = ()
) -> None:
    """Insert or update by key; every other column but `keep` becomes what is declared."""
    names = [f.name for f in model._meta.concrete_fields if f.name not in ("id", key, *keep)]
    model._default_manager.bulk_create(
        rows, update_conflicts=True, unique_fields=[key], update_fields=names
    )


def _rest(on: set[str]) -> None:
    VitalSign.objects.exclude(pack__in=on).update(active=False)
    CaseType.objects.exclude(pack__in=on).update(reportable=False)
    Playbook.objects.exclude(pack__in=on).update(on=False)


def _property(declared: api.Property) -> ObservedProperty:
    return ObservedProperty(
        code=declared.code,
        name_zh=declared.title_zh,
        name_en=declared.title_en,
        unit=declared.unit,
        minimum=declared.minimum,
        maximum=declared.maximum,
        keep_days=declared.keep_days,
    )


def _case_type(pack: Pack, declared: api.CaseType) -> CaseType:
    return CaseType(
        key=declared.key,
        pack=pack.name,
        title_zh=declared.title_zh,
        title_en=declared.title_en,
        category=declared.category,
        severity=declared.severity,
        limit=declared.limit,
        unit_kind=declared.unit_kind,
        merge_metres=declared.merge_metres,
        merge_hours=declared.merge_hours,
        reportable=declared.reportable,
    )


def _vital(pack: Pack, declared: api.VitalSign) -> VitalSign:
    return VitalSign(
        key=declared.key,
        pack=pack.name,
        title_zh=declared.title_zh,
        title_en=declared.title_en,
        unit=declared.unit,
        low=declared.low,
        high=declared.high,
        night_high=declared.night_high,
        observed_property=declared.property,
        aggregate=declared.aggregate,
        digits=declared.digits,
        order=declared.order,
    )


def _playbook(pack: Pack, declared: api.Playbook) -> Playbook:
    return Playbook(
        key=declared.key,
        pack=pack.name,
        title_zh=declared.title_zh,
        title_en=declared.title_en,
        case_types=list(declared.case_types),
        severity=declared.severity,
        steps=[_step(step) for step in declared.steps],
    )


def _step(declared: api.Step) -> dict[str, object]:
    kind = TaskKind.SCENE if declared.scene else TaskKind.STEP
    told = asdict(declared)
    del told["scene"]
    return told | {"kind": kind.value, "after": list(declared.after)}


def _summary(found: Registry, live: Registry) -> Installed:
    return Installed(
        on=tuple(live.packs),
        off=tuple(sorted(set(found.packs) - set(live.packs))),
        properties=len(found.properties()),
        case_types=len(live.case_types()),
        vitals=len(live.vitals()),
    )
