"""Address of the wall."""

from django.urls import path

from chengyun.faces.wall import views

app_name = "wall"
urlpatterns = [path("", views.wall, name="wall")]
