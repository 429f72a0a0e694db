from django.urls import URLPattern, re_path

from chengyun.api.sensorthings.views import sensorthings

urlpatterns: list[URLPattern] = [re_path(r"^v1\.1(?:/(?P<path>.*))?$", sensorthings)]
