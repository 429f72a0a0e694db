from django.urls import path

from chengyun.faces.goals import (
    board_page,
    files_page,
    indicator_acts,
    indicator_page,
    ranking_page,
)

urlpatterns = [
    path("", board_page.board, name="goals"),
    path("ranking/", ranking_page.ranking, name="goals-ranking"),
    path("files/<str:name>.xlsx", files_page.file, name="goals-file"),
    path("indicators/<str:key>/", indicator_page.indicator, name="goal-indicator"),
    path("indicators/<str:key>/<str:act>/", indicator_acts.act, name="goal-act"),
]
