from django.urls import path

from chengyun.faces.field import (
    areamap,
    components,
    patrol_page,
    sending,
    shell,
    views,
    visit_page,
    weekly_page,
)

urlpatterns = [
    path("", views.today, name="field"),
    path("map/", views.area_map, name="field-map"),
    path("outbox/", views.outbox, name="field-outbox"),
    path("report/", views.report, name="field-report"),
    path("patrol/", patrol_page.patrol, name="field-patrol"),
    path("patrol/<uuid:key>/", patrol_page.past, name="field-past-patrol"),
    path("patrol/<uuid:key>/track.json", patrol_page.track, name="field-track"),
    path(
        "visits/<slug:pack>/<slug:register>/<uuid:key>/<slug:task>/",
        visit_page.visit,
        name="field-visit",
    ),
    path("projects/", weekly_page.listed, name="field-projects"),
    path("projects/<slug:key>/", weekly_page.weekly, name="field-project"),
    path("c/<slug:code>/", components.component, name="field-component"),
    path("tasks/<int:pk>/arrive/", views.arrive, name="field-arrive"),
    path("cases/<str:number>/", views.case, name="field-case"),
    path("cases/<str:number>/act/<slug:action>/", views.act, name="field-act"),
    # What stands behind the pages: the outbox's door, the area, the worker and what it installs.
    path("send/", sending.send, name="field-send"),
    path("me.json", sending.me, name="field-me"),
    path("suggest/", views.suggest, name="field-suggest"),
    path("area.json", areamap.areamap, name="field-area"),
    path("worker.js", shell.worker, name="field-worker"),
    path("manifest.json", shell.manifest, name="field-manifest"),
    path("offline/", shell.offline, name="field-offline"),
]
