"""Settings from the environment, typed; a wrong value stops the start with a sentence naming it."""

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

from chengyun.runtime import values
from chengyun.runtime.values import Network

LANGUAGES = ("zh-hans", "en")
LOG_LEVELS = ("debug", "info", "warning", "error")


class ConfigError(ValueError):
    """A setting that cannot be used; the text names it, what was given and what is wanted."""


@dataclass(frozen=True)
class Config:
    """Every setting of Chengyun. `docs/guide/settings.md` has a heading for each."""

    data: Path
    host: str
    port: int
    database_url: str
    nats_url: str
    nats_port: int
    mqtt_port: int
    mqtt_host: str
    listen: tuple[tuple[str, int], ...]
    secret_key: str
    secret_keys_old: tuple[str, ...]
    keep_contacts_days: int
    keep_tracks_days: int
    language: str
    time_zone: str
    register_unknown: bool
    storm_alarms: int
    storm_window_s: int
    storm_quiet_s: int
    storm_keeps: int
    max_body_mb: int
    max_backlog_mb: int
    max_photo_mb: int
    max_video_mb: int
    max_audio_mb: int
    max_document_mb: int
    s3_url: str
    s3_bucket: str
    s3_key: str
    s3_secret: str
    s3_region: str
    min_free_mb: int
    log_level: str
    debug: bool
    allowed_hosts: tuple[str, ...]
    behind_tls: bool
    proxies: tuple[Network, ...]
    address: str
    notices_private: tuple[Network, ...]
    open_licence: str
    base_map: str
    base_map_credit: str

    @property
    def base(self) -> str:
        """The beginning of links in messages, without a slash at its end."""
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host  # noqa: S104
        return self.address.rstrip("/") or f"http://{host}:{self.port}"

    @property
    def embedded_bus(self) -> bool:
        """True when Chengyun runs its own nats-server."""
        return not self.nats_url


@dataclass(frozen=True)
class Setting:
    """How one variable is read: its default, its parser and what a right value looks like."""

    default: str
    parse: Callable[[str], object]
    wanted: str


SETTINGS: Mapping[str, Setting] = {
    "data": Setting("var", values.path, "a folder that can be written"),
    "host": Setting("127.0.0.1", values.text, "an address to listen on"),
    "port": Setting("8000", values.port, "a port from 1 to 65535"),
    "database_url": Setting(
        "", values.database, "sqlite:///FILE or postgres://USER:PASSWORD@HOST/NAME"
    ),
    "nats_url": Setting("", values.nats, "nats://HOST:PORT, or nothing for the embedded server"),
    "nats_port": Setting("4222", values.port, "a port from 1 to 65535"),
    "mqtt_port": Setting("1883", values.port, "a port from 1 to 65535"),
    "mqtt_host": Setting("127.0.0.1", values.text, "an address to listen on"),
    "listen": Setting("", values.listen, "protocols and ports with commas, such as hj212:9212"),
    "secret_key": Setting("", values.text, "a long random text"),
    "secret_keys_old": Setting("", values.several, "former secret keys with commas"),
    "keep_contacts_days": Setting("730", values.positive, "a whole number of days above 0"),
    "keep_tracks_days": Setting("30", values.positive, "a whole number of days above 0"),
    "language": Setting("zh-hans", values.one_of(*LANGUAGES), "zh-hans or en"),
    "time_zone": Setting("Asia/Shanghai", values.zone, "a time zone such as Asia/Shanghai"),
    "register_unknown": Setting("off", values.flag, "on or off"),
    "storm_alarms": Setting("20", values.count, "a whole number, 0 for no storms"),
    "storm_window_s": Setting("300", values.positive, "a whole number of seconds above 0"),
    "storm_quiet_s": Setting("600", values.positive, "a whole number of seconds above 0"),
    "storm_keeps": Setting("1", values.one_of_numbers(0, 4), "a whole number from 0 to 4"),
    "max_body_mb": Setting("32", values.positive, "a whole number of megabytes above 0"),
    "max_backlog_mb": Setting("256", values.positive, "a whole number of megabytes above 0"),
    "max_photo_mb": Setting("20", values.positive, "a whole number of megabytes above 0"),
    "max_video_mb": Setting("200", values.positive, "a whole number of megabytes above 0"),
    "max_audio_mb": Setting("30", values.positive, "a whole number of megabytes above 0"),
    "max_document_mb": Setting("20", values.positive, "a whole number of megabytes above 0"),
    "s3_url": Setting("", values.http, "http://HOST:PORT or https://HOST"),
    "s3_bucket": Setting("", values.text, "the name of a bucket, or nothing to keep files on disk"),
    "s3_key": Setting("", values.text, "an access key"),
    "s3_secret": Setting("", values.text, "the secret of the access key"),
    "s3_region": Setting("us-east-1", values.text, "a region as the storage names it"),
    "min_free_mb": Setting("200", values.positive, "a whole number of megabytes above 0"),
    "log_level": Setting("info", values.one_of(*LOG_LEVELS), ", ".join(LOG_LEVELS)),
    "debug": Setting("off", values.flag, "on or off"),
    "behind_tls": Setting("off", values.flag, "on or off"),
    "proxies": Setting(
        "", values.networks, "addresses or networks with commas, such as 10.0.0.0/8"
    ),
    "allowed_hosts": Setting("localhost,127.0.0.1,[::1]", values.several, "host names with commas"),
    "address": Setting("", values.http, "an address such as https://chengyun.example"),
    "notices_private": Setting("", values.networks, "networks with commas, such as 10.0.0.0/8"),
    "open_licence": Setting("", values.text, "a licence's name and address, or nothing"),
    "base_map": Setting(
        "",
        values.tiles,
        "http(s)://HOST/{z}/{x}/{y}.png, the same ending in .pbf, or a .pmtiles file",
    ),
    "base_map_credit": Setting("", values.text, "whom the map is by, or nothing"),
}


def variable(name: str) -> str:
    """The environment variable of a setting: `port` is `CHENGYUN_PORT`."""
    return f"CHENGYUN_{name.upper()}"


def read(environ: Mapping[str, str]) -> Config:
    """Read every setting. Raises ConfigError for the first that is wrong."""
    _refuse_unknown(environ)
    found = {name: _read_one(name, setting, environ) for name, setting in SETTINGS.items()}
    if found["s3_url"] and not found["s3_bucket"]:
        raise ConfigError("CHENGYUN_S3_URL is set; wanted beside it: CHENGYUN_S3_BUCKET.")
    return Config(**found)  # type: ignore[arg-type]


def _read_one(name: str, setting: Setting, environ: Mapping[str, str]) -> object:
    raw = environ.get(variable(name), setting.default).strip() or setting.default
    try:
        return setting.parse(raw)
    except ValueError:
        shown = "***" if name.startswith("secret_key") else repr(raw)
        raise ConfigError(f"{variable(name)} is {shown}; wanted: {setting.wanted}.") from None


# Read by tests and by the build, not by the running system.
OUTSIDE = {"CHENGYUN_TEST_DATA", "CHENGYUN_SKIP_FRONTEND", "CHENGYUN_SOURCE_KEY"}


def _refuse_unknown(environ: Mapping[str, str]) -> None:
    known = {variable(field.name) for field in fields(Config)} | OUTSIDE
    for name in environ:
        if name.startswith("CHENGYUN_") and name not in known:
            raise ConfigError(f"{name} is not a setting; see docs/guide/settings.md.")


def given() -> frozenset[str]:
    """The settings of this process that somebody set; the others are as they come."""
    return frozenset(name for name in SETTINGS if os.environ.get(variable(name), "").strip())


@cache
def current() -> Config:
    """The settings of this process, read once; makes the data folder and a lasting secret key."""
    config = read(os.environ)
    _make_folder(config.data)
    if config.secret_key:
        return config
    return Config(**{**vars(config), "secret_key": _lasting_secret(config.data)})


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise ConfigError(f"CHENGYUN_DATA is '{folder}', which cannot be made: {error}.") from None


def _lasting_secret(folder: Path) -> str:
    path = folder / "secret-key"
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()
