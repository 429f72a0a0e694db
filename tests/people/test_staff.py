"""Officers and units, as an administrator keeps them."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from chengyun.people import invitations, staff, units
from chengyun.people.choices import Role
from chengyun.people.models import AuditEntry, User
from chengyun.people.policy import viewer_of
from chengyun.people.refused import Refused
from chengyun.people.services import issue_token, user_for_token
from chengyun.people.staff import OfficerFacts
from chengyun.people.units import UnitFacts

pytestmark = pytest.mark.django_db


@pytest.fixture
def local_admin(district: Any) -> User:
    """An administrator of 徐家汇 alone."""
    return User.objects.create(
        username="xjh.admin", name="街道管理员", role=Role.ADMINISTRATOR, area=district.xujiahui
    )


def handler(district: Any, **more: Any) -> OfficerFacts:
    facts: dict[str, Any] = {"name": "沈晓", "role": Role.HANDLER, "unit": district.water}
    return OfficerFacts(**(facts | {"area": district.root} | more))


def test_an_officer_is_taken_in_and_chooses_a_password_with_a_link(
    admin: Any, district: Any
) -> None:
    user = staff.add(admin, "shenxiao", handler(district))
    assert not user.has_usable_password()
    secret = invitations.invite(admin, user)
    assert invitations.accept(secret, "江边的风很大 2026").check_password("江边的风很大 2026")
    with pytest.raises(Refused, match=r"used or too old|已使用|过期"):
        invitations.accept(secret, "江边的风很大 2027")
    assert "shenxiao" in {row.target for row in AuditEntry.objects.filter(action="officer")}


def test_an_invitation_ends_with_the_next_and_after_three_days(admin: Any, district: Any) -> None:
    user = staff.add(admin, "shenxiao", handler(district))
    first = invitations.invite(admin, user)
    second = invitations.invite(admin, user)
    late = timezone.now() + timedelta(hours=73)
    for secret, at in ((first, None), (second, late)):
        with pytest.raises(Refused):
            invitations.accept(secret, "江边的风很大 2026", at)


def test_a_weak_password_is_refused_and_the_link_stays_good(admin: Any, district: Any) -> None:
    user = staff.add(admin, "shenxiao", handler(district))
    secret = invitations.invite(admin, user)
    with pytest.raises(Refused):
        invitations.accept(secret, "12345")
    assert invitations.accept(secret, "江边的风很大 2026") == user


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"name": ""}, "no_name"),
        ({"role": "mayor"}, "no_role"),
        ({"unit": None}, "no_unit"),
        ({"role": Role.GRID_OFFICER, "area": None}, "no_area"),
    ],
)
def test_what_a_role_needs_is_asked_for(
    admin: Any, district: Any, more: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refused) as refused:
        staff.add(admin, "shenxiao", handler(district, **more))
    assert refused.value.code == code
    assert not User.objects.filter(username="shenxiao").exists()


@pytest.mark.parametrize("username", ["", "S", "new", "沈晓", "a b", "x" * 41])
def test_a_user_name_is_plain(admin: Any, district: Any, username: str) -> None:
    with pytest.raises(Refused) as refused:
        staff.add(admin, username, handler(district))
    assert refused.value.code == "bad_username"


def test_a_user_name_is_given_once(admin: Any, liqiang: Any, district: Any) -> None:
    with pytest.raises(Refused) as refused:
        staff.add(admin, "liqiang", handler(district))
    assert refused.value.code == "taken"


@pytest.mark.parametrize("who", ["zhoumin", "chenli", "liqiang", "wangfang", "zhaoguohua"])
def test_nobody_but_an_administrator_keeps_officers(who: str, request: Any, district: Any) -> None:
    author = request.getfixturevalue(who)
    assert not staff.visible(viewer_of(author)).exists()
    assert not units.visible(viewer_of(author)).exists()
    with pytest.raises(Refused) as refused:
        staff.add(author, "shenxiao", handler(district))
    assert refused.value.status == 403


def test_an_administrator_of_an_area_stays_within_it(
    local_admin: User, liqiang: Any, district: Any
) -> None:
    for area in (None, district.root, district.tianlin):
        with pytest.raises(Refused):
            staff.add(local_admin, "shenxiao", handler(district, area=area))
    staff.add(local_admin, "shenxiao", handler(district, area=district.grid))
    seen = {user.username for user in staff.visible(viewer_of(local_admin))}
    assert seen == {"xjh.admin", "shenxiao"}
    with pytest.raises(Refused):
        staff.dismiss(local_admin, liqiang)
    with pytest.raises(Refused):
        staff.change(local_admin, liqiang, handler(district, area=district.grid))


def test_the_administration_of_django_is_for_administrators_of_the_whole(
    admin: Any, district: Any
) -> None:
    role = Role.ADMINISTRATOR
    whole = staff.add(admin, "whole", handler(district, role=role, area=district.root))
    part = staff.add(admin, "part", handler(district, role=role, area=district.xujiahui))
    assert (whole.is_staff, part.is_staff, part.is_superuser) == (True, False, False)
    less = staff.change(admin, whole, handler(district, role=Role.LEADER))
    assert not (less.is_staff or less.is_superuser)


def test_one_administrator_always_stays(admin: Any, district: Any) -> None:
    with pytest.raises(Refused):
        staff.dismiss(admin, admin)
    with pytest.raises(Refused):
        staff.change(admin, admin, OfficerFacts(admin.name, Role.LEADER, None, admin.area))
    named = OfficerFacts("管理员甲", admin.role, admin.unit, admin.area)
    assert staff.change(admin, admin, named).name == "管理员甲"


def test_who_is_sent_home_cannot_come_in_by_any_door(admin: Any, liqiang: Any) -> None:
    token = issue_token(liqiang)
    staff.dismiss(admin, liqiang)
    assert not liqiang.is_active
    assert user_for_token(token) is None
    with pytest.raises(Refused):
        invitations.invite(admin, liqiang)
    staff.restore(admin, liqiang)
    assert liqiang.is_active and user_for_token(token) is None


def test_another_password_needs_the_present_one_and_ends_tokens(liqiang: Any) -> None:
    token = issue_token(liqiang)
    with pytest.raises(Refused) as refused:
        invitations.change_password(liqiang, "不对", "江边的风很大 2026")
    assert refused.value.code == "wrong_password"
    assert user_for_token(token)
    invitations.change_password(liqiang, "一网统管-2026", "江边的风很大 2026")
    assert user_for_token(token) is None


def test_a_unit_is_made_changed_and_audited(admin: Any, district: Any) -> None:
    unit = units.add(admin, "ylj", UnitFacts("区园林局", "Parks", "parks"))
    units.change(admin, unit, UnitFacts("区绿化局", "Parks", "parks", district.xujiahui))
    assert (unit.title, unit.area) == ("区绿化局", district.xujiahui)
    told = AuditEntry.objects.filter(action="unit").order_by("pk")
    assert [row.detail["did"] for row in told] == ["added", "changed"]
    assert told[1].detail["before"] == {"kind": "parks", "area": ""}


@pytest.mark.parametrize(
    ("code", "zh", "kind"), [("", "甲", "x"), ("new", "甲", "x"), ("a b", "甲", "x"),
                             ("swj", "甲", "x"), ("ab", "", "x"), ("ab", "甲", "")]
)  # fmt: skip
def test_a_wrong_unit_is_refused(admin: Any, district: Any, code: str, zh: str, kind: str) -> None:
    with pytest.raises(Refused):
        units.add(admin, code, UnitFacts(zh, "", kind))


def test_what_an_officer_sees_is_said_in_a_sentence(
    liqiang: Any, wangfang: Any, zhoumin: Any, district: Any
) -> None:
    assert district.water.title in staff.sees(liqiang)
    assert wangfang.area.title in staff.sees(wangfang)
    nobody = User(username="x", role=Role.GRID_OFFICER)
    assert staff.sees(nobody) not in (staff.sees(zhoumin), staff.sees(liqiang))
