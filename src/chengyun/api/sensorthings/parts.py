"""The requests of a batch and their answers, however the batch is written."""

from dataclasses import dataclass

from chengyun.api.sensorthings.reply import Reply


@dataclass(frozen=True)
class Part:
    """One request of a batch; those of one `group` are done together or not at all."""

    key: str
    method: str
    url: str
    body: bytes
    kind: str
    group: str = ""


@dataclass(frozen=True)
class Done:
    """A request and its answer."""

    part: Part
    reply: Reply
