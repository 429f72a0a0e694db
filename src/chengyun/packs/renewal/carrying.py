"""What a renewal does by itself: a round opens its doors, is counted, ends only when reached."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from chengyun.packs.api import DayHeard, District, EntryView, StageHeard, in_both, say
from chengyun.packs.renewal.homes import Standing, households, standings
from chengyun.packs.renewal.rounds import ROUNDS, SIGNING, WILLING, is_held, percent

# Where a stage of the renewal takes its buildings, and from which of theirs.
BUILDINGS = {"willing": ("standing", "first_round"), "signing": ("first_round", "second_round")}
# What is kept of each round: the share, and that it is reached.
KEPT = {WILLING: ("willing_pct", "willing_told"), SIGNING: ("signed_pct", "signed_told")}
COUNTED = {round_: share for round_, (share, _) in KEPT.items()}
# What is in force is counted no more.
DECIDED = "effective"


def of_stage(district: District, heard: StageHeard) -> None:
    """A stage of a renewal has begun: a round opens its doors and takes the buildings along."""
    one = district.entry(heard.entry)
    if one is None or one.stage != heard.stage or one.stage not in ROUNDS:
        return
    _open(district, one)
    _take_along(district, one)


def name_of(round_: str) -> str:
    """A round in words."""
    return say("一轮征询", "the first round") if round_ == WILLING else say("二轮签约", "signing")


def _open(district: District, one: EntryView) -> None:
    """Whoever has not been asked in this round stands in the lists of the grid officers."""
    for home in households(district).get(one.key, []):
        if not home.values.get(one.stage):
            district.change(home.key, **{one.stage: "open"})


def _take_along(district: District, one: EntryView) -> None:
    before, after = BUILDINGS[one.stage]
    for building in district.entries("renewal_building", renewal=one.key, stage=before):
        if not building.values.get("scheme") and one.values.get("scheme"):
            district.change(building.key, scheme=one.values["scheme"])
        district.advance(building.key, after)


def count_all(district: District, heard: DayHeard) -> None:
    """Each round in hand is counted, for those who may not see the homes, and told once when it is
    reached, or when its last day is over and it is not."""
    for now in count_shares(district, district.entries("renewal_project")):
        one = now.entry
        if one.stage not in ROUNDS:
            continue
        until = str(one.values.get("sign_until", ""))
        if now.reached(one.stage):
            told = in_both(partial(_said_reached, one))
            _tell(district, told, f"reached:{one.key}:{one.stage}", one)
        elif one.stage == SIGNING and until and until < heard.day.isoformat():
            told = [
                f"{one.name}：签约期限 {until} 已过，仍未达到比例",
                f"{one.name}: to be signed until {until}, and still short",
            ]
            _tell(district, told, f"over:{one.key}:{until}", one)


def _said_reached(one: EntryView) -> str:
    stage = name_of(one.stage)
    return say(f"{one.name}：{stage}已达法定比例", f"{one.name}: {stage} has all that the law asks")


def count_shares(district: District, renewals: Sequence[EntryView]) -> list[Standing]:
    """Where renewals stand; shares and what is reached are kept with them. Nobody types these, and
    without them there is no next stage."""
    found = standings(district, renewals) if renewals else []
    for now in found:
        told = dict(_kept(district, now))
        if any(now.entry.values.get(key) != value for key, value in told.items()):
            district.change(now.entry.key, **told)
    return found


def _kept(district: District, now: Standing) -> Iterator[tuple[str, Any]]:
    for round_, (share, said) in KEPT.items():
        if now.entry.stage == DECIDED and share in now.entry.values:
            continue
        yield share, percent(now.homes[round_])
        before = now.entry.values.get(said)
        yield said, (before or _reached(district, now, round_)) if now.reached(round_) else None


def _reached(district: District, now: Standing, round_: str) -> list[str]:
    """That a round is reached, and when: kept in both languages."""
    way, share = str(now.entry.values["way"]), percent(now.homes[round_])
    if not is_held(way, round_):
        return in_both(lambda: say("修缮不需签约", "A repair is signed by nobody"))
    day = district.today
    return in_both(lambda: say(f"{day} 达到，{share:g} %", f"Reached on {day}, {share:g} %"))


def _tell(district: District, text: Sequence[str], key: str, about: EntryView) -> None:
    district.notify(str(district.setting("office")), text, key, about=about)
