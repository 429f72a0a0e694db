"""Addresses of what packs show and of how they are kept; registers have their own."""

from django.urls import path

from chengyun.faces.scenes import challenges_page, keeping_page, pages_page

urlpatterns = [
    path("challenges/", challenges_page.show, name="challenges"),
    path("challenges/new/", challenges_page.new, name="challenge-new"),
    path("challenges/<int:pk>/<slug:verb>/", challenges_page.act, name="challenge-act"),
    path("<slug:pack>/keeping/", keeping_page.show, name="pack-keeping"),
    path("<slug:pack>/keeping/settings/", keeping_page.save, name="pack-settings"),
    path("<slug:pack>/keeping/rest/", keeping_page.rest, name="pack-rest"),
    path("<slug:pack>/pages/<slug:key>/", pages_page.page, name="scene-page"),
    path("<slug:pack>/reports/<slug:key>/", pages_page.report, name="scene-report"),
    path(
        "<slug:pack>/reports/<slug:key>.<slug:form>",
        pages_page.report_file,
        name="scene-report-file",
    ),
]
