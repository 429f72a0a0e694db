"""Forms: a few fields of a register to fill in, by officers or by everyone."""

from dataclasses import dataclass

from chengyun.packs.declare.core import need, need_key, need_own_keys, need_titles


@dataclass(frozen=True, kw_only=True)
class Form:
    """Writes an entry of a register; as the form of a task it changes the entry it is due on.

    fields are shown in that order (none: all), fill are values that the form itself gives; once a
    task's is filled in the entry moves on to stage, where one is named. A
    public one has an address without signing in and takes as much from one sender as reports.
    """

    key: str
    title_zh: str
    title_en: str
    register: str
    fields: tuple[str, ...] = ()
    fill: tuple[tuple[str, str], ...] = ()
    stage: str = ""
    public: bool = False
    intro_zh: str = ""
    intro_en: str = ""

    def __post_init__(self) -> None:
        need_key("form", self.key)
        need_titles("form", self.key, self.title_zh, self.title_en)
        need_own_keys("form", self.key, "fields", self.fields)
        both = {*self.fields} & {name for name, _ in self.fill}
        need(not (self.public and self.stage), "form", self.key, "a public one moves nothing on")
        need(not both, "form", self.key, f"asks and fills {sorted(both)}")
