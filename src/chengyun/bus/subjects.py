"""Every subject and stream of the bus, in one place."""

from dataclasses import dataclass

READINGS = "obs.0"
ALL_READINGS = "obs.*"
ALARM = "alarm.{rule}"
ALL_ALARMS = "alarm.>"
DEAD = "dead.{source}"
ALL_EVENTS = "event.>"

# Not stored: the next one replaces it.
LIVE_VITALS = "live.vitals"
REGISTRY_CHANGED = "registry.changed"
RULES_CHANGED = "rules.changed"
ASK_LIVE = "rpc.live"
ASK_POSITION = "rpc.position"

# Where devices publish over MQTT: topic in/<source name>/observations, or what else its adapter
# reads below in/<source name>/.
DEVICES = "in.>"
# SensorThings' own topics, v1.1/…: nats-server writes a topic's "." as "//". There we tell what has
# changed. What clients publish to them the server turns aside to STA_IN, so that subscribers hear
# entities and not the bodies that others send; what we send to STA_OUT it turns to the topics.
STA_TOPICS = "v1//1.>"
STA_IN = "sta.in.>"
STA_OUT = "sta.out.>"
# To listen to v1.1/# is to listen to v1.1 as well.
STA_HEARD = ("v1//1", STA_TOPICS)
TURNS = ((STA_TOPICS, STA_IN), (STA_OUT, STA_TOPICS))
STA_CONSUMER = "sensorthings"
# Sparkplug nodes have topics of their own: spBv1.0/<group>/<type>/<node>[/<device>]. NATS writes
# a dot within a level as two slashes. What they hear is not stored, hence type by type.
NODES = tuple(
    f"spBv1//0.*.{kind}.>" for kind in ("NBIRTH", "NDATA", "NDEATH", "DBIRTH", "DDATA", "DDEATH")
)
NODE_COMMAND = "spBv1//0.{group}.NCMD.{node}"
# nats-server keeps QoS 1 publishes here. Made by us before the first device comes, to keep what it
# has until the gateway says so: the server's own would drop, after its acknowledgement, what no
# consumer yet waits for.
MQTT_STORE = "$MQTT_msgs"

KIND = "Chengyun-Kind"
BATCH = "batch"
TICK = "tick"

HOUR_S = 3600
MB = 1024 * 1024


@dataclass(frozen=True)
class StreamSpec:
    """A JetStream stream: when it is full it refuses, so that nothing accepted is dropped."""

    name: str
    subjects: tuple[str, ...]
    max_age_s: int
    max_bytes: int
    discard_old: bool = False


STREAMS = (
    StreamSpec("OBS", (ALL_READINGS,), 48 * HOUR_S, 8192 * MB),
    StreamSpec("ALARMS", (ALL_ALARMS,), 14 * 24 * HOUR_S, 1024 * MB),
    StreamSpec("EVENTS", (ALL_EVENTS,), 14 * 24 * HOUR_S, 1024 * MB, discard_old=True),
    StreamSpec(MQTT_STORE, ("$MQTT.msgs.>",), 0, 1024 * MB),
    StreamSpec("DEAD", ("dead.>",), 30 * 24 * HOUR_S, 512 * MB, discard_old=True),
)
