from django.urls import path

from chengyun.faces.desk import sources, upload, views

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
]
