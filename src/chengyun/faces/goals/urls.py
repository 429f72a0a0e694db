from django.urls import path

from chengyun.faces.goals import board_page, drafts_page, matters_page

urlpatterns = [
    path("", board_page.board, name="goals"),
]
# Matters under supervision 督办.
urlpatterns += [
    path("matters/", matters_page.board, name="matters"),
    path("matters/new/", matters_page.new, name="matter-new"),
    path("matters/circulars/", matters_page.circulars, name="circulars"),
    path("matters/circulars/<int:circular>/", matters_page.circular, name="circular"),
    path("matters/notices/<int:notice>/seen/", matters_page.seen, name="matter-notice-seen"),
    path("matters/<str:matter>/", matters_page.one, name="matter"),
    path("matters/<str:matter>/slip.pdf", matters_page.slip, name="matter-slip"),
    path("matters/<str:matter>/do/<str:action>/", matters_page.act, name="matter-act"),
]
# Plan-making 规划编制.
urlpatterns += [
    path("drafts/", drafts_page.listed, name="drafts"),
    path("drafts/new/", drafts_page.new, name="draft-new"),
    path("drafts/<str:draft>/", drafts_page.one, name="draft"),
    path("drafts/<str:draft>/compare/", drafts_page.compare, name="draft-compare"),
    path("drafts/<str:draft>/do/<str:action>/", drafts_page.act, name="draft-act"),
]
