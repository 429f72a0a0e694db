from django.urls import path

from chengyun.faces.field import views

urlpatterns = [
    path("", views.today, name="field"),
    path("report/", views.report, name="field-report"),
    path("tasks/<int:pk>/arrive/", views.arrive, name="field-arrive"),
    path("cases/<str:number>/", views.case, name="field-case"),
    path("cases/<str:number>/act/<slug:action>/", views.act, name="field-act"),
]
