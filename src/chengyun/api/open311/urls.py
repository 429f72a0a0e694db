from django.urls import path
from django.views.generic import RedirectView

from chengyun.api.open311 import views

V2 = "v2/"
urlpatterns = [
    path("discovery.<str:fmt>", views.discovery, name="open311-discovery"),
    path(V2, RedirectView.as_view(url="discovery.xml"), name="open311-root"),
    path(f"{V2}discovery.<str:fmt>", views.discovery),
    path(f"{V2}services.<str:fmt>", views.service_list),
    path(f"{V2}services/<str:code>.<str:fmt>", views.service_definition),
    path(f"{V2}requests.<str:fmt>", views.request_list),
    path(f"{V2}requests/<str:receipt>.<str:fmt>", views.request_one),
    path(f"{V2}tokens/<str:receipt>.<str:fmt>", views.token),
    path(f"{V2}servicerequestupdates.<str:fmt>", views.update_list),
]
