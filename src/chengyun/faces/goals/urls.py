from django.urls import path

from chengyun.faces.goals import board_page

urlpatterns = [
    path("", board_page.board, name="goals"),
]
