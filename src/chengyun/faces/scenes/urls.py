from django.urls import path

from chengyun.faces.scenes import (
    act_page,
    entry_form,
    import_page,
    list_page,
    running_urls,
    scene_page,
    sheet_page,
    visit_page,
)

at = "<slug:pack>/<slug:register>/"
one = f"{at}<uuid:key>/"
urlpatterns = [
    # What packs show and how they are kept: before registers, whose names are anybody's.
    *running_urls.urlpatterns,
    path("", scene_page.index, name="scenes"),
    path("<slug:pack>/", scene_page.scene, name="scene"),
    path(at, list_page.table, name="register"),
    path(f"{at}points.geojson", list_page.points, name="register-points"),
    path(f"{at}file.<slug:form>", list_page.file, name="register-file"),
    path(f"{at}new/", entry_form.new, name="entry-new"),
    path(f"{at}import/", import_page.choose, name="register-import"),
    path(f"{at}import/<slug:digest>/", import_page.preview, name="register-preview"),
    path(one, sheet_page.sheet, name="entry"),
    path(f"{one}change/", entry_form.change, name="entry-change"),
    path(f"{one}reveal/", sheet_page.reveal, name="entry-reveal"),
    path(f"{one}do/<slug:verb>/", act_page.act, name="entry-act"),
    path(f"{one}visit/<slug:task>/", visit_page.visit, name="entry-visit"),
]
