"""What the streams say now and said then: stations, limits of their zones, wind, dust."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby

from chengyun.packs.api import District, EntryView, Live
from chengyun.packs.environment import limits, tracing
from chengyun.packs.environment.episodes import Episode, Readings, find, time_mean

PM10_FACTOR = "a34002"  # HJ 212-2017 annex B
LINE = re.compile(r"(\d{1,2})\s*时?\s+(\d+(?:\.\d+)?)°?\s+(\d+(?:\.\d+)?)")
BEFORE = timedelta(hours=6)


def device_of(stream: str) -> str:
    """The device of a datastream: what stands before the last dot of its key."""
    return stream.rpartition(".")[0]


def everything(district: District, register: str, **where: object) -> list[EntryView]:
    """The entries of a register, those that have ended too."""
    held = district.entries(register, **where)
    return [*held, *district.entries(register, ended=True, **where)]


def moment(text: object) -> datetime:
    """A moment as a sheet keeps it; without an offset it is UTC."""
    told = datetime.fromisoformat(str(text))
    return told if told.tzinfo else told.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Zones:
    """Which zone each station lies in, and whether it stands at a site; read once for a page."""

    district: District
    stations: Mapping[str, EntryView]
    sites: Mapping[str, EntryView]

    @classmethod
    def of(cls, district: District) -> "Zones":
        held = district.entries("env_station")
        known = {str(one.values["device"]): one for one in held}
        sites = district.entries("env_source", kind="site")
        return cls(
            district, known, {mn: one for one in sites if (mn := str(one.values.get("mn") or ""))}
        )

    def zone(self, device: str, area: str) -> str:
        """The noise zone: of the station's sheet, else the setting of its area."""
        told = self.stations[device].values.get("noise_zone") if device in self.stations else None
        return str(told or self.district.setting("noise_zone", area))

    def limit(self, item: str, stream: str, area: str, at: datetime) -> float:
        """The limit at a station at a moment: noise by zone and hour, dust by class of zone."""
        device = device_of(stream)
        if item == "noise":
            hour, site = at.astimezone().hour, device in self.sites
            return limits.noise_limit(self.zone(device, area), hour, site)
        entry = self.stations.get(device)
        first = entry is not None and entry.values.get("air_zone") == "1"
        return float(self.district.setting(f"limit_{item}{'_1' if first else ''}", area))


def backgrounds(district: District, lives: Sequence[Live]) -> list[Live]:
    """Those of some readings that stand at background stations."""
    told = district.entries("env_station", role="background")
    devices = {str(one.values["device"]) for one in told}
    return [one for one in lives if device_of(one.stream) in devices]


def nearest(lives: Iterable[Live], lon: float, lat: float) -> Live | None:
    """The nearest to a place."""
    placed = [one for one in lives if one.lon is not None and one.lat is not None]
    if not placed:
        return None
    return min(placed, key=lambda one: tracing.apart(lon, lat, one.lon, one.lat)[0])


@dataclass(frozen=True)
class Dust:
    """A site's PM10 beside that of the background station nearest to it, at the last reading."""

    live: Live
    background: Live
    source: EntryView | None

    @property
    def more(self) -> float:
        return self.live.value - self.background.value


def dust(district: District) -> list[Dust]:
    """Sites by how much more PM10 they have than the background, the most first."""
    lives = district.latest("pm10")
    still, zones = backgrounds(district, lives), Zones.of(district)
    devices = {device_of(one.stream) for one in still}
    told = [
        Dust(one, behind, zones.sites.get(device_of(one.stream)))
        for one in lives
        if device_of(one.stream) not in devices
        and (behind := nearest(still, one.lon or 0.0, one.lat or 0.0))
    ]
    return sorted(told, key=lambda one: (-one.more, one.live.stream))


def wind_now(district: District) -> tracing.Blow | None:
    """The mean of the wind stations’ last readings."""
    speeds = {device_of(one.stream): one.value for one in district.latest("wind_speed")}
    vanes = [(device_of(one.stream), one.value) for one in district.latest("wind_from")]
    return tracing.mean_wind(tracing.Blow(v, speeds[d]) for d, v in vanes if d in speeds)


def wind_of(
    district: District, lon: float, lat: float, since: datetime, until: datetime
) -> list[tuple[datetime, tracing.Blow]]:
    """The wind of each hour between two moments, at the vane nearest to a place."""
    speeds = {device_of(one.stream): one for one in district.latest("wind_speed")}
    vanes = [one for one in district.latest("wind_from") if device_of(one.stream) in speeds]
    vane = nearest(vanes, lon, lat)
    if vane is None:
        return []
    fast = dict(district.history(speeds[device_of(vane.stream)].stream, since, 1500))
    rows = [
        (at, tracing.Blow(value, fast[at]))
        for at, value in district.history(vane.stream, since, 1500)
        if at <= until and at in fast
    ]
    hours = groupby(rows, lambda row: row[0].replace(minute=0, second=0, microsecond=0))
    means = ((hour, tracing.mean_wind(blow for _, blow in told)) for hour, told in hours)
    return [(hour, mean) for hour, mean in means if mean]


def written(wind: Iterable[tuple[datetime, tracing.Blow]]) -> str:
    """Wind by hour as a sheet keeps it: local hour, degrees, m/s, one hour a line."""
    return "\n".join(
        f"{at.astimezone():%H}时 {blow.from_deg:.0f}° {blow.speed:.1f}" for at, blow in wind
    )


def read_wind(text: object) -> list[tuple[int, tracing.Blow]]:
    """Wind by local hour as it was written; lines that are none are passed over."""
    found = (LINE.search(line) for line in str(text or "").splitlines())
    return [
        (int(m[1]) % 24, tracing.Blow(float(m[2]) % 360, float(m[3]))) for m in found if m
    ]  # fmt: skip


def episode_at(
    district: District, zones: Zones, item: str, stream: str, area: str, at: datetime
) -> tuple[Episode | None, Readings]:
    """The episode that a moment lies in, by the limit of the zone, and the readings around it."""
    readings = district.history(stream, at - BEFORE, 3000)
    told = find(readings, lambda moment: zones.limit(item, stream, area, moment))
    slack = timedelta(minutes=10)
    held = [one for one in told if one.onset - slack <= at <= one.last + slack]
    return (held[-1] if held else None), readings


def own_monitor(
    district: District, mn: str, still: Sequence[Live], since: datetime, until: datetime
) -> float | None:
    """A site’s PM10 over that of the background in the same hours, in times of it; None where
    either was not heard."""
    here = _mean(district, f"{mn}.{PM10_FACTOR}", since, until)
    there = [_mean(district, one.stream, since, until) for one in still[:2]]
    told = [one for one in there if one]
    return here / (sum(told) / len(told)) - 1 if here is not None and told else None


def _mean(district: District, stream: str, since: datetime, until: datetime) -> float | None:
    told = [(at, v) for at, v in district.history(stream, since, 600) if at <= until]
    return time_mean(told)
