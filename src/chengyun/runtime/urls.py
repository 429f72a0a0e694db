from importlib.util import find_spec

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from chengyun.api.files import attachment
from chengyun.api.stills import still
from chengyun.api.stream import stream
from chengyun.runtime.health import healthz, metrics

# Only the process that shows pages reads the rooms' admin modules.
admin.autodiscover()

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("metrics", metrics, name="metrics"),
    path("stream/", stream, name="stream"),
    path("attachments/<str:key>/<slug:size>", attachment, name="attachment"),
    path("stills/<str:key>/<slug:size>", still, name="still"),
    # One way to sign in: the one that counts failures.
    path("admin/login/", RedirectView.as_view(url="/sign-in/?next=/admin/")),
    path("admin/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
]
DOORS = {
    "api/v1/": "chengyun.api.urls",
    "open311/": "chengyun.api.open311.urls",
    "sta/": "chengyun.api.sensorthings.urls",
    "wall/": "chengyun.faces.wall.urls",
    "desk/": "chengyun.faces.desk.urls",
    "goals/": "chengyun.faces.goals.urls",
    "scenes/": "chengyun.faces.scenes.urls",
    "s/": "chengyun.faces.scenes.public_urls",
    "field/": "chengyun.faces.field.urls",
    "": "chengyun.faces.public.urls",
}
urlpatterns += [path(at, include(name)) for at, name in DOORS.items() if find_spec(name)]
