"""Rules in the desk: the book, a rule's page, and its form with the trial before it is in force."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chengyun.detection.ruledata import KINDS, rule_to_dict
from chengyun.detection.rules import Rule
from chengyun.faces.access import OfficerRequest, officers_only
from chengyun.faces.desk import pages, rule_form, rule_pages, trial_page
from chengyun.faces.desk.explain import sentence
from chengyun.faces.desk.rule_form import RuleForm
from chengyun.packs import registry
from chengyun.sensing import rulebook
from chengyun.sensing.models import ObservedProperty, RuleVersion

FORM, TRIAL = "desk/rule_form.html", "desk/_trial.html"
ASKED = ("property", "show", "q")


@never_cache
@require_GET
@officers_only
def rules(request: OfficerRequest) -> HttpResponse:
    """All rules: what they watch for, whether they are on, what they raised, who wrote last."""
    asked = {name: request.GET.get(name, "").strip() for name in ASKED}
    page = rule_pages.book(request.viewer, asked) | pages.shell()
    page |= {"here": "rules", "may_write": rulebook.may_write(request.user)}
    return render(request, "desk/rules.html", page)


@never_cache
@require_GET
@officers_only
def rule(request: OfficerRequest, key: str) -> HttpResponse:
    """A rule with its versions and what it raised."""
    try:
        page = rule_pages.page(request.viewer, key) | pages.shell()
    except LookupError:
        raise Http404 from None
    page |= {"here": "rules", "may_write": rulebook.may_write(request.user)}
    return render(request, "desk/rule.html", page)


@never_cache
@require_http_methods(["GET", "POST"])
@officers_only
def new(request: OfficerRequest) -> HttpResponse:
    """First which kind, of which property; then the form."""
    _insist_writer(request)
    kind, prop = _asked(request, "kind"), _asked(request, "property")
    watched = ObservedProperty.objects.filter(code=prop).first()
    if kind not in KINDS or watched is None:
        page = rule_pages.choices(request.viewer) | {"here": "rules", "kind": kind}
        return render(request, "desk/rule_new.html", page | pages.shell())
    if request.method == "GET":
        return _form_page(request, rule_form.blank(kind, prop, watched.unit), watched)
    form = rule_form.read(request.POST, kind, _fresh_key(kind, prop), watched.unit)
    return _given(request, form, watched, None)


@never_cache
@require_http_methods(["GET", "POST"])
@officers_only
def edit(request: OfficerRequest, key: str) -> HttpResponse:
    """Change a rule: a new version of it."""
    _insist_writer(request)
    entry = _entry(key)
    now = entry.rule or entry.declared
    if now is None:
        raise Http404
    watched = ObservedProperty.objects.filter(code=now.property).first()
    unit = watched.unit if watched else ""
    if request.method == "GET":
        return _form_page(request, rule_form.of_rule(now, unit), watched, entry)
    form = rule_form.read(request.POST, now.kind, key, unit, now)
    return _given(request, form, watched, entry)


@require_POST
@officers_only
def switch(request: OfficerRequest, key: str) -> HttpResponse:
    """On, off, or back to what the pack declares; each is a version."""
    entry = _entry(key)
    told = request.POST.get("to", "")
    data = {"key": key} if told == "declared" else _as_it_is(entry)
    return _write(request, key, data, on=told != "off", seen=entry.version)


@require_POST
@officers_only
def words(request: OfficerRequest) -> HttpResponse:
    """The rule in a sentence while it is typed, or what is still wrong with it."""
    form = _typed(request)
    return render(request, "desk/_rule_words.html", _spoken(form))


@require_POST
@officers_only
def trial(request: OfficerRequest) -> HttpResponse:
    """What the rule as typed would have raised in the last seven days."""
    _insist_writer(request)
    form = _typed(request)
    if form.rule is None:
        return render(request, TRIAL, {"form": form, "unfit": True})
    return render(request, TRIAL, trial_page.shown(request.viewer, form.rule, _current(form.rule)))


def _given(
    request: OfficerRequest, form: RuleForm, watched: Any, entry: rulebook.Entry | None
) -> HttpResponse:
    """What the form asks for: to be tried, to be written, or to be mended first."""
    if form.rule is None:
        return _form_page(request, form, watched, entry, status=422)
    if request.POST.get("do") == "try":
        tried = trial_page.shown(request.viewer, form.rule, _current(form.rule))
        return _form_page(request, form, watched, entry, tried=tried)
    seen = int(raw) if (raw := request.POST.get("seen", "")).isdecimal() else 0
    on = request.POST.get("on") == "1"
    return _write(request, form.rule.key, rule_to_dict(form.rule), on=on, seen=seen)


def _form_page(
    request: OfficerRequest,
    form: RuleForm,
    watched: Any,
    entry: rulebook.Entry | None = None,
    tried: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    page = {
        "here": "rules",
        "form": form,
        "watched": watched,
        "entry": entry,
        "tried": tried,
        "given": request.POST,
        **_spoken(form),
        **rule_pages.form_around(),
        **(tried or {}),
    }
    return render(request, FORM, page | pages.shell(), status=status)


def _spoken(form: RuleForm) -> dict[str, Any]:
    rule = form.rule
    return {"form": form, "sentence": sentence(rule, form.unit) if rule else ""}


def _typed(request: OfficerRequest) -> RuleForm:
    kind, prop = _asked(request, "kind"), _asked(request, "property")
    if kind not in KINDS:
        raise Http404
    watched = ObservedProperty.objects.filter(code=prop).first()
    key = _asked(request, "key")
    entries = {one.key: one for one in rulebook.entries(rule_pages.declared())} if key else {}
    base = entries[key].rule if key in entries else None
    same = base if base and base.kind == kind else None
    unit = watched.unit if watched else ""
    return rule_form.read(request.POST, kind, key or _fresh_key(kind, prop), unit, same)


def _write(
    request: OfficerRequest, key: str, data: dict[str, Any], on: bool, seen: int
) -> HttpResponse:
    note = request.POST.get("note", "").strip()
    try:
        row = rulebook.write(
            request.user, data, on=on, note=note, seen=seen, known=registry.rules()
        )
    except rulebook.Refused as refused:
        if refused.message == rulebook.NOT_YOURS:
            raise PermissionDenied from None
        messages.error(request, str(refused.message))
        return redirect("rule", key=key)
    messages.success(request, _written(row))
    return redirect("rule", key=row.key)


def _written(row: RuleVersion) -> str:
    if not row.on:
        return _("Version %(n)s is kept; the rule is off.") % {"n": row.version}
    return _("Version %(n)s is in force. Detection follows at once.") % {"n": row.version}


def _current(rule: Rule) -> Rule | None:
    """The rule in force under the same key."""
    in_force = rulebook.in_force(rule_pages.declared())
    return next((one for one in in_force if one.key == rule.key), None)


def _entry(key: str) -> rulebook.Entry:
    try:
        return rulebook.entry(key, rule_pages.declared())
    except LookupError:
        raise Http404 from None


def _as_it_is(entry: rulebook.Entry) -> dict[str, Any]:
    if entry.latest is not None and not entry.latest.data:
        return {"key": entry.key}
    rule = entry.rule or entry.declared
    if rule is None:
        raise Http404
    return {"key": entry.key} if rule == entry.declared else rule_to_dict(rule)


def _fresh_key(kind: str, prop: str) -> str:
    """A key that nobody has: “pm25_threshold_1”."""
    taken = set(RuleVersion.objects.values_list("key", flat=True))
    taken |= {rule.key for rule in registry.rules()}
    stem = f"{prop}_{kind}"[:52]
    return next(key for n in range(1, len(taken) + 2) if (key := f"{stem}_{n}") not in taken)


def _asked(request: OfficerRequest, name: str) -> str:
    given = request.POST if request.method == "POST" else request.GET
    return given.get(name, "").strip()


def _insist_writer(request: OfficerRequest) -> None:
    if not rulebook.may_write(request.user):
        raise PermissionDenied
