"""An Observation's id: a function of its datastream and time, so that nothing need keep it.

Whole seconds, which is what most devices send, give ids below 2^53, exact in every JSON reader;
others need 63 bits. ADR 16 has the reasons.
"""

from chengyun.api.sensorthings.errors import missing

EPOCH_MS = 946_684_800_000  # 2000-01-01; the gateway takes nothing older
SECONDS = 31
MILLIS = 41
FINE = 1 << 53
# Beyond this many datastreams ids would need more than 63 bits.
STREAMS = (1 << 22) - (1 << 12)


def encode(stream: int, time_us: int) -> int:
    """The id of a datastream's observation at a time (µs); one each millisecond."""
    ms = time_us // 1000 - EPOCH_MS
    if ms % 1000 == 0:
        return (stream << SECONDS) | (ms // 1000)
    return FINE + ((stream << MILLIS) | ms)


def decode(key: int) -> tuple[int, int]:
    """Datastream and time (µs, whole milliseconds) of an id. Raises Fault 404 for none."""
    if 0 < key < FINE:
        stream, seconds = key >> SECONDS, key & ((1 << SECONDS) - 1)
        return stream, (seconds * 1000 + EPOCH_MS) * 1000
    if not FINE <= key < 1 << 63:
        raise missing(f"Observations({key})")
    rest = key - FINE
    return rest >> MILLIS, ((rest & ((1 << MILLIS) - 1)) + EPOCH_MS) * 1000
