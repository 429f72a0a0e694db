from django.urls import path

from chengyun.faces.scenes import pages_page, public_form

urlpatterns = [
    path("<slug:pack>/pages/<slug:key>/", pages_page.public, name="scene-public"),
    path("<slug:pack>/<slug:key>/", public_form.page, name="public-form"),
]
