"""A report that is being written, kept between its pages for a day, under the secret in their
address. What it says is sealed; a contact is never kept here, only sent."""

import json
import secrets
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.utils import timezone
from django.utils.crypto import salted_hmac

from chengyun.cases.choices import Medium
from chengyun.cases.files.intake import Stored
from chengyun.faces.shared import shared
from chengyun.people.secrets import seal, unseal

KEPT_S = 24 * 3600


@dataclass(frozen=True)
class Draft:
    """What has been told so far. `key` makes the report one however often it is sent; `begun_at`
    is when the first page was opened, UTC; `apart`: what is known was shown and is another matter;
    `sent` is the secret of the report that it became."""

    secret: str
    key: str
    begun_at: datetime
    text: str = ""
    kind: str = ""
    lon: float | None = None
    lat: float | None = None
    street: str = ""
    address: str = ""
    photos: tuple[Stored, ...] = ()
    apart: bool = False
    sent: str = ""

    @property
    def place(self) -> dict[str, Any]:
        """Where, as `known.find` and a report take it."""
        names = ("lon", "lat", "street", "address")
        return {name: getattr(self, name) for name in names}

    @property
    def placed(self) -> bool:
        return self.lon is not None or bool(self.street and self.address)

    def but(self, **changes: Any) -> "Draft":
        return replace(self, **changes)


def new(begun_at: datetime | None = None) -> Draft:
    """An empty draft; it is not kept before it is saved."""
    return Draft(secrets.token_urlsafe(24), str(uuid4()), begun_at or timezone.now())


def load(secret: str) -> Draft | None:
    """The draft of an address; None when its day is over, or there never was one."""
    packed = unseal(str(shared().get(_name(secret), ""))).get("draft")
    return _unpacked(json.loads(packed)) if packed else None


def save(draft: Draft) -> Draft:
    """Keep it for a day from now."""
    packed = json.dumps(asdict(draft), default=str, ensure_ascii=False)
    shared().set(_name(draft.secret), seal({"draft": packed}), KEPT_S)
    return draft


def _name(secret: str) -> str:
    # Who can read the cache's folder must not learn the address from the name.
    return "draft:" + salted_hmac("draft", secret, algorithm="sha256").hexdigest()


def _unpacked(told: dict[str, Any]) -> Draft:
    photos = tuple(_photo(one) for one in told.pop("photos"))
    begun = datetime.fromisoformat(told.pop("begun_at"))
    return Draft(**told, photos=photos, begun_at=begun)


def _photo(told: dict[str, Any]) -> Stored:
    taken, place = told.pop("taken_at"), told.pop("place")
    return Stored(
        **told | {"medium": Medium(told["medium"])},
        taken_at=datetime.fromisoformat(taken) if taken else None,
        place=(place[0], place[1]) if place else None,
    )
