from django.urls import path

from chengyun.faces.goals import (
    board_page,
    budget_page,
    drafts_page,
    due_page,
    files_page,
    indicator_acts,
    indicator_form,
    indicator_page,
    matters_page,
    node_form,
    plan_forms,
    plan_page,
    project_files,
    project_form,
    project_page,
    projects_page,
    proofs_page,
    ranking_page,
    report_page,
    sharing_page,
)

urlpatterns = [
    path("", board_page.board, name="goals"),
    path("due/", due_page.calendar, name="goals-due"),
    path("plans/new/", plan_forms.new, name="goal-plan-new"),
    path("plans/<str:plan>/", plan_page.plan, name="goal-plan"),
    path("plans/<str:plan>/do/<slug:verb>/", plan_page.act, name="goal-plan-act"),
    path("plans/<str:plan>/facts/", plan_forms.plan, name="goal-plan-facts"),
    path("plans/<str:plan>/indicators/new/", indicator_form.new, name="goal-indicator-new"),
    path(
        "plans/<str:plan>/indicators/<str:key>/", indicator_form.change, name="goal-indicator-form"
    ),
    path(
        "plans/<str:plan>/indicators/<str:key>/target/",
        indicator_form.target,
        name="goal-indicator-target",
    ),
    path("projects/", projects_page.table, name="projects"),
    path("projects/map/", projects_page.wall, name="projects-map"),
    path("projects/file/", projects_page.file, name="projects-file"),
    path("projects/new/", project_form.new, name="project-new"),
    path("projects/sharing/", sharing_page.page, name="projects-sharing"),
    path("projects/sharing/do/<slug:verb>/", sharing_page.act, name="projects-sharing-act"),
    path("projects/<slug:key>/", project_page.project, name="project"),
    path("projects/<slug:key>/nodes/<slug:node>/", project_page.node, name="project-node"),
    path("projects/<slug:key>/do/<slug:verb>/", project_page.act, name="project-act"),
    path("projects/<slug:key>/nodes/new/form/", node_form.new, name="project-node-new"),
    path("projects/<slug:key>/nodes/<slug:node>/form/", node_form.change, name="project-node-form"),
    path("projects/<slug:key>/report/", report_page.write, name="project-report"),
    path(
        "projects/<slug:key>/photos/<str:photo>/<int:size>/",
        report_page.photo,
        name="project-photo",
    ),
    path("projects/<slug:key>/facts/", project_form.facts, name="project-facts"),
    path("projects/<slug:key>/file/", project_files.file, name="project-file"),
    path("projects/<slug:key>/import/", project_files.choose, name="project-import"),
    path(
        "projects/<slug:key>/import/<slug:digest>/",
        project_files.preview,
        name="project-import-preview",
    ),
    path("budget/", budget_page.page, name="goals-budget"),
    path("budget/do/<slug:verb>/", budget_page.act, name="goals-budget-act"),
    path("ranking/", ranking_page.ranking, name="goals-ranking"),
    path("files/<str:name>.xlsx", files_page.file, name="goals-file"),
    path("indicators/<str:key>/", indicator_page.indicator, name="goal-indicator"),
    path("indicators/<str:key>/<str:act>/", indicator_acts.act, name="goal-act"),
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
    path(
        "matters/<str:matter>/proofs/<str:proof>/erase/",
        proofs_page.erase,
        name="matter-proof-erase",
    ),
    path(
        "matters/<str:matter>/proofs/<str:proof>/<str:size>", proofs_page.proof, name="matter-proof"
    ),
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
