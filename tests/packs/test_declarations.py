"""What a pack may declare about registers, and the sentence that names what is wrong with it."""

from collections.abc import Callable
from typing import Any

import pytest

from chengyun.packs import api, registry
from chengyun.packs.declare.registers import ROLES
from chengyun.people.choices import Role
from tests.packs.test_registry import given

NAME = api.Field(key="title", title_zh="名称", title_en="Name")
TITLES = {"title_zh": "甲", "title_en": "A"}
STAGES = (api.Stage(key="begun", **TITLES), api.Stage(key="done", ends=True, **TITLES))


def register(**more: Any) -> api.Register:
    return api.Register(**{"key": "things", "fields": (NAME,), "name": "title", **TITLES, **more})


def field(**more: Any) -> api.Field:
    return api.Field(**{"key": "one", **TITLES, **more})


WRONG: list[tuple[Callable[[], Any], str]] = [
    (lambda: field(kind="colour"), "kind is one of"),
    (lambda: field(kind="choice"), "options are for kinds choice and many"),
    (lambda: field(kind="link"), "register is for kind link"),
    (lambda: field(minimum=1), "minimum and maximum of numbers"),
    (lambda: field(kind="number", minimum=2, maximum=1), "minimum < maximum"),
    (lambda: field(kind="number", personal=True), "personal is for text"),
    (lambda: register(name="other"), "name is a field, which 'other' is not"),
    (lambda: register(fields=(NAME, NAME)), "two fields have the same key"),
    (lambda: register(see=("boss",), write=()), "no role ['boss']"),
    (lambda: register(see=("leader",)), "who may write may see"),
    (lambda: register(strict=True), "strict needs unit_kinds"),
    (lambda: register(unit_kinds=("navy",)), "no unit kind ['navy']"),
    (lambda: register(layer="title"), "layer needs point"),
    (lambda: register(layer="title", point=True), "layer is a choice"),
    (lambda: api.Chain(key="way", stages=STAGES[:1], **TITLES), "needs two stages or more"),
    (lambda: api.Chain(key="way", stages=STAGES * 2, **TITLES), "two stages have the same key"),
    (lambda: api.Stage(key="done", limit="soon", **TITLES), "'soon' is not a limit"),
    (lambda: api.Stage(key="done", roles=("king",), **TITLES), "no role"),
    (lambda: api.Item(key="exit", points=0, **TITLES), "points is 1 or more"),
    (lambda: api.Checklist(key="list", register="things", items=(), **TITLES), "has no items"),
    (lambda: api.Task(key="task", register="things", every_days=1, **TITLES), "a checklist or a"),
    (lambda: api.Task(key="task", register="things", form="visit", **TITLES), "is due every 1"),
    (lambda: api.Form(key="tell", register="things", public=True, stage="done", **TITLES),
     "a public one moves nothing on"),
]  # fmt: skip


@pytest.mark.parametrize(("make", "sentence"), WRONG)
def test_a_wrong_declaration_is_refused_in_a_sentence(
    make: Callable[[], Any], sentence: str
) -> None:
    with pytest.raises(ValueError) as told:
        make()
    assert sentence in str(told.value)


def test_the_roles_of_registers_are_those_of_officers() -> None:
    assert set(ROLES) == set(Role.values)


def test_a_chain_leads_forward_and_back_only_where_it_says() -> None:
    chain = {one.key: one for one in registry.current().packs["hazards"].chains}["hazard_chain"]
    ways = {stage.key: [one.key for one in chain.ways(stage.key)] for stage in chain.stages}
    assert ways == {
        "found": ["ordered"],
        "ordered": ["rectified"],
        "rectified": ["checked"],
        "checked": ["struck_off", "ordered"],
        "struck_off": [],
    }


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"registers": (register(chain="way"),)}, "names chain 'way', which no needed pack"),
        (
            {"forms": (api.Form(key="visit", register="hydrant", **TITLES),)},
            "form 'visit' names register 'hydrant', which no needed pack declares",
        ),
        (
            {
                "registers": (register(),),
                "forms": (api.Form(key="visit", register="things", fields=("age",), **TITLES),),
            },
            "form 'visit' names field 'age' of things",
        ),
        (
            {
                "registers": (register(chain="way"),),
                "chains": (api.Chain(key="way", stages=STAGES, **TITLES),),
                "forms": (api.Form(key="visit", register="things", stage="begin", **TITLES),),
            },
            "form 'visit' names stage 'begin' of things",
        ),
        (
            {
                "registers": (register(),),
                "forms": (api.Form(key="visit", register="things", **TITLES),),
                "tasks": (
                    api.Task(
                        key="go",
                        register="things",
                        form="visit",
                        every_days=1,
                        stages=("begun",),
                        **TITLES,
                    ),
                ),
            },
            "task 'go' names stage 'begun' of things",
        ),
    ],
)
def test_what_a_pack_names_must_be_declared(told: dict[str, Any], sentence: str) -> None:
    pack = registry.Pack("new", *_place(), **told)
    assert sentence in registry.gather({"new": given(pack)}).broken["new"]


def _place() -> tuple[Any, Any]:
    fire = registry.current().packs["civic"]
    return fire.folder, fire.manifest


def test_a_stage_may_name_who_takes_it_and_then_the_house_itself_may_not() -> None:
    stage = api.Stage(key="decided", roles=("handler",), **TITLES)
    assert [stage.is_for(role) for role in ("handler", "leader", "")] == [True, False, False]
    assert api.Stage(key="open", **TITLES).is_for("")


def test_key_and_titles_may_stand_without_their_names_and_all_else_may_not() -> None:
    titles = {"title_zh": "名称", "title_en": "Name"}
    assert api.Field("name", "名称", "Name", "long") == api.Field(key="name", kind="long", **titles)
    assert api.Stage("name", "名称", "Name", limit="5wd") == api.Stage(
        key="name", limit="5wd", **titles
    )
    assert api.Column("name", "名称", "Name") == api.Column(key="name", **titles)
    assert api.Page("name", "名称", "Name", print) == api.Page(key="name", show=print, **titles)
    for wrong in (
        lambda: api.Field("name", "名称", "Name", "text", True),
        lambda: api.Stage("name", "名称", "Name", "5wd"),
        lambda: api.Column("name", "名称", "Name", True),
        lambda: api.Page("name", "名称", "Name", print, "public"),
    ):
        with pytest.raises(TypeError):
            wrong()  # type: ignore[no-untyped-call]
