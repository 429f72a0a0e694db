"""What each setting means, for administrators who did not install the system."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Group:
    """Settings that belong together: (name in `runtime.config`, what it means)."""

    title: str | Promise
    settings: tuple[tuple[str, str | Promise], ...]


GROUPS = (
    Group(
        _("The house"),
        (
            ("language", _("Language of pages until a reader chooses, and of what is sent out.")),
            ("time_zone", _("The zone in which times are shown and working hours are counted.")),
            ("address", _("How people reach this server; links in messages begin with it.")),
            ("allowed_hosts", _("Names under which the pages may be asked for.")),
            ("base_map", _("Map tiles from elsewhere under the wall's own map.")),
            ("base_map_credit", _("Whom these tiles are by, as the wall says.")),
        ),
    ),
    Group(
        _("Residents and files"),
        (
            ("keep_contacts_days", _("Days after closing until names and numbers are erased.")),
            ("keep_tracks_days", _("Days until the tracks of patrols are erased.")),
            ("open_licence", _("The licence of the open figures.")),
            ("max_photo_mb", _("Largest photo, in megabytes.")),
            ("max_video_mb", _("Largest video, in megabytes.")),
            ("max_audio_mb", _("Largest recording, in megabytes.")),
            ("max_document_mb", _("Largest document, in megabytes.")),
        ),
    ),
    Group(
        _("Alarms"),
        (
            (
                "storm_alarms",
                _("More devices than this alarming together are one storm."),
            ),
            ("storm_window_s", _("Alarms beginning within so many seconds may be a storm.")),
            ("storm_quiet_s", _("A storm is over when none begins for so many seconds.")),
            ("storm_keeps", _("Alarms this grave keep their own case in any storm; 0 none.")),
            ("register_unknown", _("Whether unknown devices become datastreams on first sight.")),
        ),
    ),
    Group(
        _("Doors"),
        (
            ("host", _("The address that the pages listen on.")),
            ("port", _("The port of the pages.")),
            ("mqtt_host", _("The address that MQTT listens on.")),
            ("mqtt_port", _("The port of MQTT.")),
            ("listen", _("Doors for devices with protocols of their own.")),
            ("behind_tls", _("Whether a proxy in front ends TLS.")),
            ("proxies", _("Proxies that may say whose request they pass on.")),
            ("notices_private", _("Private networks that messages may be sent to.")),
            ("max_body_mb", _("Largest request, in megabytes.")),
            ("max_backlog_mb", _("What a gateway may hold that is not yet on disk, in megabytes.")),
        ),
    ),
    Group(
        _("Where things are kept"),
        (
            ("data", _("The folder in which everything is written.")),
            ("min_free_mb", _("With less free space, in megabytes, no readings are taken.")),
            ("database_url", _("The database; SQLite where nothing is said.")),
            ("nats_url", _("The bus; its own where nothing is said.")),
            ("nats_port", _("The port of its own bus.")),
            ("s3_url", _("The address of S3 storage for files.")),
            ("s3_bucket", _("The bucket for files; on disk where nothing is said.")),
            ("s3_region", _("The region of S3 storage.")),
            ("s3_key", _("The access key of S3 storage.")),
            ("s3_secret", _("Its secret.")),
            ("secret_key", _("Signs sessions and encrypts what is personal.")),
            ("secret_keys_old", _("Former secret keys that still open what they sealed.")),
            ("log_level", _("How much is written to the log.")),
            ("debug", _("For developers; never on where others reach the address.")),
        ),
    ),
)
