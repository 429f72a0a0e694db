"""Settings of packs per area, and where packs rest: written by administrators, audited."""

from django.db import transaction

from chengyun.bus import notice
from chengyun.bus.subjects import RULES_CHANGED
from chengyun.packs.models import PackOff, PackSetting
from chengyun.packs.queries.settings import declared
from chengyun.people import audit
from chengyun.people.models import User
from chengyun.places.models import Area


@transaction.atomic
def put(actor: User | None, pack: str, area: Area, key: str, raw: str) -> None:
    """Set a value in an area and all within it; "" takes the area's own value away.

    Raises ValueError for a value of another kind, LookupError for an unknown setting.
    """
    setting = declared(pack, key)
    rows = PackSetting.objects.filter(pack=pack, area=area, key=key)
    if raw == "":
        changed = bool(rows.delete()[0])
    else:
        value = setting.read(raw)
        changed = not rows.filter(value=value).exists()
        PackSetting.objects.update_or_create(
            pack=pack, area=area, key=key, defaults={"value": value}
        )
    if changed:
        audit.note(actor, "pack_setting", f"{pack}.{key}", area=area.code)


@transaction.atomic
def rest(actor: User | None, pack: str, area: Area, off: bool) -> None:
    """Let a pack rest in an area, or work there again. Its entries and cases stay as they are."""
    rows = PackOff.objects.filter(pack=pack, area=area)
    if off == rows.exists():
        return
    if off:
        PackOff.objects.create(pack=pack, area=area)
    else:
        rows.delete()
    audit.note(actor, "pack", pack, did="off" if off else "on", area=area.code)
    transaction.on_commit(lambda: notice.tell(RULES_CHANGED))
