"""Signing in, and what a token opens."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chengyun.people import services
from chengyun.people.models import SignInGuard, Token

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
PASSWORD = "一网统管-2026"


def fail(times: int, now: datetime = NOW, name: str = "zhoumin") -> None:
    for _ in range(times):
        with pytest.raises(services.SignInRefused, check=lambda error: error.code == "wrong"):
            services.sign_in(name, "wrong", now)


def test_an_officer_signs_in_and_the_token_opens_the_api(zhoumin: Any) -> None:
    token, expires = services.sign_in("zhoumin", PASSWORD, NOW)
    assert services.user_for_token(token, now=NOW) == zhoumin
    assert expires == NOW + services.SESSION


def test_only_the_hash_of_a_token_is_kept(zhoumin: Any) -> None:
    token, _ = services.sign_in("zhoumin", PASSWORD, NOW)
    kept = Token.objects.get()
    assert token not in (kept.digest, str(kept)) and len(kept.digest) == 64


def test_an_expired_token_opens_nothing(zhoumin: Any) -> None:
    token, expires = services.sign_in("zhoumin", PASSWORD, NOW)
    assert services.user_for_token(token, now=expires) is None


def test_a_revoked_token_opens_nothing(zhoumin: Any) -> None:
    one, two = (services.issue_token(zhoumin) for _ in range(2))
    assert services.revoke(one) and not services.revoke(one)
    assert services.user_for_token(one) is None
    assert services.user_for_token(two) == zhoumin
    assert services.revoke_all(zhoumin) == 1
    assert services.user_for_token(two) is None


def test_a_token_of_someone_who_left_opens_nothing(zhoumin: Any) -> None:
    token = services.issue_token(zhoumin)
    zhoumin.is_active = False
    zhoumin.save()
    assert services.user_for_token(token) is None


def test_a_kiosk_token_is_no_api_token(zhoumin: Any) -> None:
    token = services.issue_token(zhoumin, "kiosk", timedelta(days=30))
    assert services.user_for_token(token) is None
    assert services.user_for_token(token, "kiosk") == zhoumin


def test_rubbish_opens_nothing(zhoumin: Any) -> None:
    assert services.user_for_token("") is None
    assert services.user_for_token("x" * 5000) is None


def test_after_five_failures_even_the_right_password_must_wait(zhoumin: Any) -> None:
    fail(5)
    with pytest.raises(services.SignInRefused) as refused:
        services.sign_in("zhoumin", PASSWORD, NOW)
    assert (refused.value.code, refused.value.status) == ("wait", 429)
    assert 0 < refused.value.retry_after_s <= 31
    services.sign_in("zhoumin", PASSWORD, NOW + timedelta(seconds=31))


def test_waiting_grows_to_a_quarter_of_an_hour(zhoumin: Any) -> None:
    now = NOW
    for _ in range(14):
        fail(1, now)
        now = max(now, SignInGuard.objects.get().closed_until) + timedelta(seconds=1)
    guard = SignInGuard.objects.get()
    assert guard.closed_until - guard.failed_at == timedelta(minutes=15)


def test_a_success_forgets_the_failures(zhoumin: Any) -> None:
    fail(4)
    services.sign_in("zhoumin", PASSWORD, NOW)
    fail(4)


def test_a_name_that_nobody_has_behaves_the_same(district: Any) -> None:
    fail(5, name="nobody")
    with pytest.raises(services.SignInRefused, check=lambda error: error.code == "wait"):
        services.sign_in("nobody", "x", NOW)


def test_failures_are_forgotten_after_a_day(zhoumin: Any) -> None:
    fail(4, name="somebody")
    fail(1, NOW + timedelta(days=2))
    assert list(SignInGuard.objects.values_list("username", flat=True)) == ["zhoumin"]
