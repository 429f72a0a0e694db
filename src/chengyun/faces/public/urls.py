from django.contrib.auth.views import LogoutView
from django.urls import path

from chengyun.faces import entry
from chengyun.faces.public import (
    brief_page,
    figures_page,
    following,
    known,
    known_map,
    maps,
    photos,
    reporting,
    views,
)

urlpatterns = [
    path("", views.home, name="home"),
    path("report/", reporting.begin, name="report"),
    path("report/kinds/", reporting.suggest, name="report-kinds"),
    path("report/places/", reporting.find_places, name="report-places"),
    path("report/known/", known.known, name="report-known"),
    path("report/known/follow/", known.follow_known, name="follow-known"),
    path("report/d/<str:secret>/", reporting.matter, name="report-matter"),
    path("report/d/<str:secret>/nearby/", reporting.nearby, name="report-nearby"),
    path("report/d/<str:secret>/send/", reporting.send, name="report-send"),
    path("report/d/<str:secret>/<slug:sha256>.jpg", reporting.photo, name="report-photo"),
    path("known/", known_map.page, name="known-map"),
    path("known/map.geojson", known_map.points, name="known-points"),
    path("figures/", figures_page.figures, name="figures"),
    path("figures/figures.<slug:form>", figures_page.download, name="figures-file"),
    path("brief/", brief_page.latest, name="brief"),
    path("brief/<str:day>/", brief_page.of_day, name="brief-day"),
    path("follow/", views.by_code, name="follow-code"),
    path("received/<str:token>/", following.received, name="received"),
    path("follow/<str:token>/", following.following, name="follow"),
    path("follow/<str:token>/rate/", following.rate, name="rate"),
    path("follow/<str:token>/answer/<int:question>/", following.answer, name="answer"),
    path("follow/<str:token>/photos/", photos.add, name="follow-photos"),
    path("follow/<str:token>/photos/<str:key>/<int:size>", photos.photo, name="follow-photo"),
    path("map/streets.geojson", maps.streets, name="map-streets"),
    path("map/<slug:kind>.geojson", maps.layer, name="map-layer"),
    path("sign-in/", entry.SignIn.as_view(), name="sign-in"),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("welcome/<str:secret>/", entry.welcome, name="welcome"),
    path("go/", entry.go, name="go"),
    path("large-type/", entry.large_type, name="large-type"),
    path("theme/", entry.theme, name="theme"),
]
