from django.urls import path

from chengyun.faces.scenes import public_form

urlpatterns = [path("<slug:pack>/<slug:key>/", public_form.page, name="public-form")]
