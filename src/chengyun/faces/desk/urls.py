from django.urls import path

from chengyun.faces.desk import (
    alarm_page,
    case_alarms,
    maintenance_page,
    rule_views,
    sources,
    upload,
    views,
)

urlpatterns = [
    path("", views.desk, name="desk"),
    path("definitions/", views.definitions, name="definitions"),
    path("upload/", upload.choose, name="upload"),
    path("upload/<slug:digest>/", upload.preview, name="upload-preview"),
    path("sources/", sources.sources, name="sources"),
    path("deadletters/", sources.letters, name="deadletters"),
    path("deadletters/replay/", sources.replay, name="deadletters-replay"),
    path("deadletters/discard/", sources.discard, name="deadletters-discard"),
    path("datastreams/<int:pk>/", views.datastream, name="datastream"),
    path("cases/<str:number>/", views.case, name="desk-case"),
    path("cases/<str:number>/row/", views.row, name="desk-row"),
    path("cases/<str:number>/do/<slug:action>/", views.form, name="desk-form"),
    path("cases/<str:number>/act/<slug:action>/", views.act, name="desk-act"),
    path("cases/<str:number>/alarms/", case_alarms.alarms, name="case-alarms"),
    path("alarms/<str:key>/", alarm_page.alarm, name="alarm"),
    path("maintenance/", maintenance_page.windows, name="maintenance"),
    path("maintenance/<int:pk>/end/", maintenance_page.end, name="maintenance-end"),
    path("rules/", rule_views.rules, name="rules"),
    path("rules/new/", rule_views.new, name="rule-new"),
    path("rules/words/", rule_views.words, name="rule-words"),
    path("rules/trial/", rule_views.trial, name="rule-trial"),
    path("rules/of/<str:key>/", rule_views.rule, name="rule"),
    path("rules/of/<str:key>/edit/", rule_views.edit, name="rule-edit"),
    path("rules/of/<str:key>/switch/", rule_views.switch, name="rule-switch"),
]
