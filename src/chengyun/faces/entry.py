"""Signing in and out, and the first page of each role."""

import json
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.people import invitations
from chengyun.people import services as people
from chengyun.people.choices import Role
from chengyun.people.models import User
from chengyun.people.refused import Refused

FIRST_PAGE = {Role.GRID_OFFICER: "field"}
YEAR_S = 365 * 24 * 3600


class SignInForm(AuthenticationForm):
    """User name and password; what is wrong is told in one sentence."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("User name")
        self.fields["password"].label = _("Password")
        for field in self.fields.values():
            field.widget.attrs.update({"required": True})

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("username") and given.get("password"):
            self.user_cache = self._officer(given["username"], given["password"])
        return given

    def _officer(self, username: str, password: str) -> User:
        try:
            return people.authenticate(username, password)
        except people.SignInRefused as refused:
            raise forms.ValidationError(str(refused)) from None


class SignIn(LoginView):
    """The sign-in page; an officer already signed in goes straight on."""

    template_name = "faces/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "demo_accounts": demo_accounts(),
            "ended": "ended" in self.request.GET,
        }


def demo_accounts() -> dict[str, Any]:
    """Password and officers of a demonstration, from `demo.json` in the data folder; else {}."""
    try:
        told = json.loads((settings.CONFIG.data / "demo.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    officers = {user.username: user for user in User.objects.filter(username__in=told["accounts"])}
    known = [officers[name] for name in told["accounts"] if name in officers]
    return {"password": told["password"], "accounts": known}


@officers_only
def go(request: OfficerRequest) -> HttpResponse:
    """To the first page of the officer's role."""
    return redirect(FIRST_PAGE.get(Role(request.user.role), "desk"))


@never_cache
@require_http_methods(["GET", "POST"])
def welcome(request: HttpRequest, secret: str) -> HttpResponse:
    """Where an invitation leads: the officer chooses a password and is signed in."""
    officer = people.user_for_token(secret, invitations.INVITATION)
    if officer is None:
        return _welcome(request, None, str(invitations.OLD_LINK), 410)
    if request.method == "GET":
        return _welcome(request, officer)
    password = request.POST.get("password", "")
    if password != request.POST.get("again"):
        return _welcome(request, officer, _("The new password was typed in two ways."), 422)
    try:
        login(request, invitations.accept(secret, password))
    except Refused as refused:
        return _welcome(request, officer, str(refused), refused.status)
    return redirect("go")


def _welcome(
    request: HttpRequest, officer: User | None, problem: str | Promise = "", status: int = 200
) -> HttpResponse:
    told = {"officer": officer, "problem": problem}
    return render(request, "faces/welcome.html", told, status=status)


@require_POST
def large_type(request: HttpRequest) -> HttpResponse:
    """Turn large type on or off in this browser, and stay on the page."""
    response = HttpResponseRedirect(_safe_place(request))
    if request.POST.get("on") == "1":
        response.set_cookie("large", "1", max_age=YEAR_S, samesite="Lax")
    else:
        response.delete_cookie("large")
    return response


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the device prefers, in this browser, and stay on the page."""
    response = HttpResponseRedirect(_safe_place(request))
    chosen = request.POST.get("theme")
    if chosen in ("light", "dark"):
        response.set_cookie("theme", chosen, max_age=YEAR_S, samesite="Lax")
    else:
        response.delete_cookie("theme")
    return response


def _safe_place(request: HttpRequest) -> str:
    place = request.POST.get("next", "/")
    return place if url_has_allowed_host_and_scheme(place, {request.get_host()}) else "/"
