from django.urls import URLPattern, URLResolver, path

from chengyun.api.rest import make

urlpatterns: list[URLPattern | URLResolver] = [path("", make().urls)]
