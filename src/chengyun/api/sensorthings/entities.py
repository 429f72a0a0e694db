"""The entity sets of SensorThings as data (OGC 18-088, clause 8): properties, links, columns."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.db.models import Model

from chengyun.sensing.models import Datastream, ObservedProperty, Thing
from chengyun.sensing.sta_models import (
    FeatureOfInterest,
    HistoricalLocation,
    Location,
    MultiDatastream,
    ObservationExtra,
    Sensor,
)


@dataclass(frozen=True)
class Field:
    """A property. `kind` says how it is written, checked and compared.

    `column` is the model's attribute; without `searchable` a filter is worked out row by row.
    """

    name: str
    column: str = ""
    kind: str = "text"
    needed: bool = False
    searchable: bool = True


@dataclass(frozen=True)
class Link:
    """A way to another set. `back` is the lookup from the target to this; `own` the attribute
    by which this one holds it, where it does."""

    name: str
    target: str
    many: bool
    back: str = ""
    own: str = ""
    needed: bool = False


@dataclass(frozen=True)
class EntitySet:
    """One entity set. `area` is the lookup of the area's path that decides who sees a row."""

    name: str
    single: str
    model: type[Model]
    fields: tuple[Field, ...]
    links: tuple[Link, ...]
    area: str = ""

    def field(self, name: str) -> Field | None:
        return next((field for field in self.fields if field.name == name), None)

    def link(self, name: str) -> Link | None:
        return next((link for link in self.links if link.name == name), None)

    @property
    def stored(self) -> bool:
        """False for Observations: they are in history, not in the database."""
        return self.name != OBSERVATIONS


OBSERVATIONS = "Observations"
NAME = Field("name", "name", needed=True)
DESCRIPTION = Field("description", "description", needed=True)
PROPERTIES = Field("properties", "properties", "object", searchable=False)
ENCODING = Field("encodingType", "encoding_type", needed=True)
COMPLEX = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_ComplexObservation"

# What a datastream tells of its observations; worked out, never written.
OBSERVED = (
    Field("observedArea", "observed_area", "json", searchable=False),
    Field("phenomenonTime", "", "computed", searchable=False),
    Field("resultTime", "", "computed", searchable=False),
)

THINGS = EntitySet(
    "Things", "Thing", Thing,
    (NAME, DESCRIPTION, PROPERTIES),
    (
        Link("Locations", "Locations", True, "things", own="locations"),
        Link("HistoricalLocations", "HistoricalLocations", True, "thing"),
        Link("Datastreams", "Datastreams", True, "thing"),
        Link("MultiDatastreams", "MultiDatastreams", True, "thing"),
    ),
    "area__path",
)  # fmt: skip
LOCATIONS = EntitySet(
    "Locations", "Location", Location,
    (NAME, DESCRIPTION, ENCODING,
     Field("location", "location", "json", True, False), PROPERTIES),
    (
        Link("Things", "Things", True, "locations"),
        Link("HistoricalLocations", "HistoricalLocations", True, "locations"),
    ),
    "area__path",
)  # fmt: skip
HISTORICAL_LOCATIONS = EntitySet(
    "HistoricalLocations", "HistoricalLocation", HistoricalLocation,
    (Field("time", "time", "instant", True),),
    (
        Link("Thing", "Things", False, "historical_locations", own="thing", needed=True),
        Link("Locations", "Locations", True, "historical_locations", own="locations", needed=True),
    ),
    "thing__area__path",
)  # fmt: skip
DATASTREAMS = EntitySet(
    "Datastreams", "Datastream", Datastream,
    (
        NAME, DESCRIPTION, Field("observationType", "observation_type", needed=True),
        Field("unitOfMeasurement", "unit", "unit", True, False), *OBSERVED, PROPERTIES,
    ),
    (
        Link("Thing", "Things", False, "datastreams", own="thing", needed=True),
        Link("Sensor", "Sensors", False, "datastreams", own="sensor", needed=True),
        Link("ObservedProperty", "ObservedProperties", False, "datastream",
             own="observed_property", needed=True),
        Link("Observations", OBSERVATIONS, True),
    ),
    "thing__area__path",
)  # fmt: skip
MULTI_DATASTREAMS = EntitySet(
    "MultiDatastreams", "MultiDatastream", MultiDatastream,
    (
        NAME, DESCRIPTION, Field("observationType", "", "complex", searchable=False),
        Field("multiObservationDataTypes", "data_types", "list", True, False),
        Field("unitOfMeasurements", "units", "list", True, False), *OBSERVED, PROPERTIES,
    ),
    (
        Link("Thing", "Things", False, "multi_datastreams", own="thing", needed=True),
        Link("Sensor", "Sensors", False, "multi_datastreams", own="sensor", needed=True),
        Link("ObservedProperties", "ObservedProperties", True, "datastream__multi", needed=True),
        Link("Observations", OBSERVATIONS, True),
    ),
    "thing__area__path",
)  # fmt: skip
SENSORS = EntitySet(
    "Sensors", "Sensor", Sensor,
    (NAME, DESCRIPTION, ENCODING, Field("metadata", "metadata", "json", True, False), PROPERTIES),
    (
        Link("Datastreams", "Datastreams", True, "sensor"),
        Link("MultiDatastreams", "MultiDatastreams", True, "sensor"),
    ),
)  # fmt: skip
OBSERVED_PROPERTIES = EntitySet(
    "ObservedProperties", "ObservedProperty", ObservedProperty,
    (NAME, Field("definition", "definition", needed=True), DESCRIPTION, PROPERTIES),
    (
        Link("Datastreams", "Datastreams", True, "observed_property"),
        Link("MultiDatastreams", "MultiDatastreams", True, "components__observed_property"),
    ),
)  # fmt: skip
OBSERVATION = EntitySet(
    OBSERVATIONS, "Observation", ObservationExtra,
    (
        Field("phenomenonTime", "phenomenon", "time"),
        Field("resultTime", "result_time", "instant"),
        Field("result", "result", "any", True),
        Field("resultQuality", "result_quality", "any"),
        Field("validTime", "valid", "interval"),
        Field("parameters", "parameters", "object"),
    ),
    (
        Link("Datastream", "Datastreams", False),
        Link("MultiDatastream", "MultiDatastreams", False),
        Link("FeatureOfInterest", "FeaturesOfInterest", False),
    ),
)  # fmt: skip
FEATURES = EntitySet(
    "FeaturesOfInterest", "FeatureOfInterest", FeatureOfInterest,
    (NAME, DESCRIPTION, ENCODING, Field("feature", "feature", "json", True, False), PROPERTIES),
    (Link("Observations", OBSERVATIONS, True),),
    "area__path",
)  # fmt: skip

ALL = (
    THINGS, LOCATIONS, HISTORICAL_LOCATIONS, DATASTREAMS, MULTI_DATASTREAMS, SENSORS,
    OBSERVED_PROPERTIES, OBSERVATION, FEATURES,
)  # fmt: skip
SETS: Mapping[str, EntitySet] = MappingProxyType({one.name: one for one in ALL})
