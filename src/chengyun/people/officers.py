"""Taking in units and officers from a file."""

from collections.abc import Sequence

from django.contrib.auth.hashers import make_password

from chengyun.people.choices import Role
from chengyun.people.models import Unit, User
from chengyun.places.district_file import OfficerRow, UnitRow
from chengyun.places.faults import ImportFault
from chengyun.places.models import Area
from chengyun.places.taking import ids_of, look_up, upsert


def take_units(rows: Sequence[UnitRow]) -> None:
    """Insert or update by code. Raises ImportFault for an area that does not exist."""
    areas = ids_of(Area, "code")
    upsert(
        Unit,
        "code",
        [
            Unit(
                code=row.code,
                name_zh=row.name_zh,
                name_en=row.name_en,
                kind=row.kind,
                area_id=look_up(areas, row.area, f"unit {row.code}", "area"),
            )
            for row in rows
        ],
        # What is entered here, the duty hours, stays.
        ["name_zh", "name_en", "kind", "area"],
    )


def take_officers(rows: Sequence[OfficerRow], password: str, *, simulated: bool) -> None:
    """Insert with that password, or update all but the password. Raises ImportFault."""
    areas, units = ids_of(Area, "code"), ids_of(Unit, "code")
    # One hash for all: they share the password, and hashing is slow on purpose.
    hashed = make_password(password) if rows else ""

    def officer(row: OfficerRow) -> User:
        if row.role not in Role.values:
            raise ImportFault(f"officer {row.username} has the role {row.role!r}, which is none")
        rules_all = row.role == Role.ADMINISTRATOR
        return User(
            username=row.username,
            name=row.name,
            role=row.role,
            unit_id=look_up(units, row.unit, f"officer {row.username}", "unit"),
            area_id=look_up(areas, row.area, f"officer {row.username}", "area"),
            is_staff=rules_all,
            is_superuser=rules_all,
            simulated=simulated,
            password=hashed,
        )

    facts = ["name", "role", "unit", "area", "is_staff", "is_superuser", "simulated"]
    upsert(User, "username", [officer(row) for row in rows], facts)
