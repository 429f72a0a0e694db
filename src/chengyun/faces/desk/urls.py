from django.urls import path

from chengyun.faces.desk import upload, views

urlpatterns = [
    path("", views.desk, name="desk"),
    path("definitions/", views.definitions, name="definitions"),
    path("upload/", upload.choose, name="upload"),
    path("upload/<slug:digest>/", upload.preview, name="upload-preview"),
    path("datastreams/<int:pk>/", views.datastream, name="datastream"),
    path("cases/<str:number>/", views.case, name="desk-case"),
    path("cases/<str:number>/row/", views.row, name="desk-row"),
    path("cases/<str:number>/do/<slug:action>/", views.form, name="desk-form"),
    path("cases/<str:number>/act/<slug:action>/", views.act, name="desk-act"),
]
