from importlib import import_module
from typing import Any

import pytest
from django.contrib.admin import site
from django.test import RequestFactory

from chengyun.packs import services
from chengyun.packs.models import PackSwitch
from chengyun.vitals.models import VitalSign


@pytest.mark.django_db
def test_an_administrator_switches_a_pack_off(admin: Any) -> None:
    services.install()
    import_module("chengyun.runtime.urls")  # where the admin modules are read
    page = site._registry[PackSwitch]
    switch = PackSwitch.objects.get(name="crowd")
    switch.on = False
    request = RequestFactory().post("/")
    request.user = admin
    page.save_model(request, switch, None, change=True)
    assert not VitalSign.objects.get(key="crowd_total").active
    assert not page.has_add_permission(request)
