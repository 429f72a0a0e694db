"""The district file as a door: areas, base map, facilities, units, officers and devices at once."""

from typing import Any

from django.db import transaction

from chengyun.people.officers import take_officers, take_units
from chengyun.people.posts import take_posts
from chengyun.places import district_file
from chengyun.places.areas import take_areas, take_facilities
from chengyun.places.district_file import DistrictFile
from chengyun.places.layers import put_layer
from chengyun.places.taking import Say
from chengyun.sensing.things import take_things


def import_district(
    district: DistrictFile | dict[str, Any],
    *,
    officer_password: str,
    say: Say = lambda what, how_many: None,
) -> None:
    """Write a district in one transaction; what is there already is brought up to date by its key.

    Officers that exist keep their password. `say(what, how_many)` follows each step. Raises
    ImportFault when something refers to what is not there; then nothing was written.
    """
    known = district if isinstance(district, DistrictFile) else district_file.parse(district)
    with transaction.atomic():
        take_areas(known.areas)
        say("areas", len(known.areas))
        for layer in known.layers:
            put_layer(layer.kind, layer.features)
        say("layers of the base map", len(known.layers))
        take_facilities(known.facilities)
        say("facilities", len(known.facilities))
        take_units(known.units)
        say("units", len(known.units))
        take_officers(known.officers, officer_password, simulated=known.simulated)
        say("officers", len(known.officers))
        take_posts(known.posts)
        say("posts of the rota", len(known.posts))
        say("datastreams", take_things(known.things, simulated=known.simulated))
