from django.contrib.auth.views import LogoutView
from django.urls import path

from chengyun.faces import entry
from chengyun.faces.public import following, known, maps, photos, views

urlpatterns = [
    path("", views.home, name="home"),
    path("report/", views.what, name="report"),
    path("report/<str:kind>/where/", views.where, name="report-where"),
    path("report/<str:kind>/details/", views.details, name="report-details"),
    path("report/known/", known.known, name="report-known"),
    path("report/known/follow/", known.follow_known, name="follow-known"),
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
]
