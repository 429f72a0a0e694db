"""The register of draws, its stages, and what each of them does."""

import secrets

from chengyun.packs.api import Chain, District, EntryView, Field, On, Register, Stage, StageHeard
from chengyun.packs.hazards.draw import Told, digest, digest_of, drawn, paired

RISKS = ("red", "orange", "yellow", "blue")
CHAIN = Chain(
    key="draw_chain",
    title_zh="双随机抽查",
    title_en="A draw",
    stages=(
        Stage(key="planned", title_zh="拟定", title_en="Planned"),
        Stage(key="committed", title_zh="名单封存", title_en="List sealed"),
        Stage(key="drawn", title_zh="开号抽取", title_en="Drawn", needs=("number",)),
        Stage(key="done", title_zh="检查完毕", title_en="Inspected", ends=True),
    ),
)


def registers(inspectors: tuple[str, ...]) -> tuple[Register, Register]:
    """Draws, and their seeds until they are shown: no role may read those."""
    draws = Register(
        key="hazard_draw",
        title_zh="双随机抽查",
        title_en="Draws",
        name="title",
        unit_kinds=inspectors,
        chain="draw_chain",
        order=40,
        fields=(
            Field("title", "抽查名称", "Draw", needed=True),
            Field("many", "抽取户数", "How many", "whole", needed=True, minimum=1, maximum=500),
            Field("risk", "风险等级", "Of which risk", "choice", options=(
                   ("all", "全部", "All"), ("red", "重大（红）", "Major (red)"),
                   ("orange", "较大（橙）", "Considerable (orange)"),
                   ("yellow", "一般（黄）", "Ordinary (yellow)"),
                   ("blue", "低（蓝）", "Low (blue)"))),
            Field("inspectors", "检查人员工号", "Inspectors", "long", needed=True,
                  help_zh="每行一个工号。", help_en="Their work numbers, one a line."),
            Field("number", "公共随机数", "Public number",
                  help_zh="封存后才会产生的公开数字，如当日上证指数收盘价。",
                  help_en="A public number that came about after the list was sealed, such as the "
                  "day’s closing index."),
            Field("source", "数字出处", "Where it stands"),
            Field("codes", "待抽名单", "List", "long"),
            Field("list_digest", "名单摘要", "Digest of the list"),
            Field("seed_digest", "种子摘要", "Digest of the seed"),
            Field("seed", "种子", "Seed"),
            Field("picked", "抽中名单", "Drawn", "long"),
            Field("pairs", "场所与检查人员", "Places and inspectors", "long"),
        ),
    )  # fmt: skip
    seeds = Register(
        key="hazard_seed",
        title_zh="抽查种子",
        title_en="Seeds",
        name="draw",
        see=(),
        write=(),
        keep_days=1,
        order=90,
        fields=(
            Field("draw", "抽查", "Draw", needed=True),
            Field("seed", "种子", "Seed", needed=True),
        ),
    )
    return draws, seeds


def told(one: EntryView) -> Told:
    """A draw as its register has it."""
    held = one.values
    return Told(
        lines(held.get("codes")),
        lines(held.get("inspectors")),
        int(held["many"]),
        str(held.get("list_digest", "")),
        str(held.get("seed_digest", "")),
        str(held.get("seed", "")),
        str(held.get("number", "")),
        lines(held.get("picked")),
        lines(held.get("pairs")),
    )


def lines(text: object) -> tuple[str, ...]:
    """The lines of a field that are not empty."""
    return tuple(line.strip() for line in str(text or "").splitlines() if line.strip())


def on_stage(district: District, heard: StageHeard) -> None:
    """Sealed: the list is frozen, a seed made. Drawn: the seed is shown, the lots reckoned."""
    one = district.entry(heard.entry)
    if one is None or one.stage != heard.stage:
        return
    if heard.stage == "committed" and not one.values.get("list_digest"):
        commit(district, one)
    elif heard.stage == "drawn" and not one.values.get("seed"):
        reveal(district, one)


def commit(district: District, one: EntryView, seed: str = "") -> None:
    """Freeze the list of places of that risk within the draw's area, and make its seed."""
    risk = one.values.get("risk")
    where = {"area": one.area} | ({"risk": risk} if risk in RISKS else {})
    codes = sorted({str(place.values["licence"]) for place in
                    district.entries("hazard_place", **where)})  # fmt: skip
    made = district.add(
        "hazard_seed",
        {"draw": one.key, "seed": seed or secrets.token_hex(16)},
        area=one.area,
        key=one.key,
    )
    district.change(
        one.key,
        codes="\n".join(codes),
        list_digest=digest_of(codes, lines(one.values["inspectors"]), int(one.values["many"])),
        seed_digest=digest(str(made.values["seed"])),
    )


def reveal(district: District, one: EntryView) -> None:
    """Show the seed, and draw with it and the public number."""
    held = next((s for s in district.entries("hazard_seed", draw=one.key)), None)
    if held is None:
        return
    seed, number = str(held.values["seed"]), str(one.values["number"])
    picked = drawn(lines(one.values.get("codes")), seed, number, int(one.values["many"]))
    pairs = paired(picked, lines(one.values["inspectors"]), seed, number)
    district.change(
        one.key,
        seed=seed,
        picked="\n".join(picked),
        pairs="\n".join(" ".join(pair).strip() for pair in pairs),
    )
    district.end(held.key, "revealed")


HOOKS = (On(event="stage", run=on_stage, of=("hazard_draw",)),)
