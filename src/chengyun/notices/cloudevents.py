"""A step of a case as a CloudEvent 1.0 in structured JSON, and its signature.

The signature follows Standard Webhooks: HMAC-SHA256 over "id.timestamp.body", base64, after "v1,".
"""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from typing import Any

from chengyun.notices.events import Happening

PREFIX = "cn.chengyun.case."
CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"
SECRET_PREFIX = "whsec_"  # noqa: S105  what stands before a secret
SECRET_BYTES = 32
# How a type says what happened; an action that is not here goes by its own name.
TYPES = {
    "accept": "accepted",
    "answer": "answered",
    "appeal": "appealed",
    "ask": "asked",
    "ask_extension": "extension_asked",
    "attach": "joined",
    "call": "called",
    "calm": "calmed",
    "cancel": "cancelled",
    "check_fail": "check_failed",
    "check_pass": "check_passed",
    "clear": "cleared",
    "close": "closed",
    "comment": "commented",
    "confirm": "confirmed",
    "dispatch": "dispatched",
    "escalate": "became_graver",
    "escalate_step": "escalated",
    "extend": "extended",
    "file": "filed",
    "grant_appeal": "appeal_granted",
    "handle": "handled",
    "link": "linked",
    "merge": "merged",
    "object": "objected",
    "open": "opened",
    "playbook": "playbook_started",
    "overrule": "objection_overruled",
    "rate": "rated",
    "refuse_appeal": "appeal_refused",
    "refuse_extension": "extension_refused",
    "refute": "refuted",
    "reject": "rejected",
    "reopen": "reopened",
    "resume": "resumed",
    "return": "returned",
    "suspend": "suspended",
    "task_accept": "task_accepted",
    "task_arrive": "task_arrived",
    "task_cancel": "task_cancelled",
    "task_decline": "task_declined",
    "task_open": "task_opened",
    "task_reassign": "task_reassigned",
    "transfer": "transferred",
    "unassign": "unassigned",
    "uphold": "objection_upheld",
    "verify": "verification_asked",
    "warn": "warned",
    "whistle": "called_to_scene",
    "withdraw": "withdrawn",
}


def type_of(action: str) -> str:
    """The type of a CloudEvent: "cn.chengyun.case.dispatched"."""
    return PREFIX + TYPES.get(action, action)


def id_of(seq: int) -> str:
    """The id of an event, the same each time it is sent."""
    return f"case-{seq}"


def envelope(happening: Happening, source: str) -> str:
    """The body of a request. The text of a report is not in it; who may read it asks by number."""
    told = dict(happening.told)
    if told.get("source") == "report":
        told["title"] = told.get("type", {}).get("title", "")
    event: dict[str, Any] = {
        "specversion": "1.0",
        "id": id_of(happening.seq),
        "source": source,
        "type": type_of(happening.action),
        "subject": happening.case.number,
        "time": happening.at.isoformat().replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        # The extension "sequence": texts that sort as the events came.
        "sequence": f"{happening.seq:020d}",
        "data": {"action": happening.action, "case": told},
    }
    return json.dumps(event, ensure_ascii=False, separators=(",", ":"))


def new_secret() -> str:
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """One signature: "v1,<base64>"."""
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def headers(keys: Sequence[str], message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The headers of a request, with a signature by every key that is good at the moment."""
    return {
        "content-type": CONTENT_TYPE,
        "user-agent": "Chengyun",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signature(k, message_id, timestamp, body) for k in keys),
    }
