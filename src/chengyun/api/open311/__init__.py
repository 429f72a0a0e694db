"""Open311 GeoReport v2: the door of other systems, in XML and JSON, with the updates extension."""
