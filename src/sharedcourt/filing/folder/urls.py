"""Addresses of the folder, under /filing/folder/."""

from django.urls import path

from sharedcourt.filing.folder import views, views_exchange, views_identity

urlpatterns = [
    path("<uuid:pk>/", views.folder, name="folder"),
    path("<uuid:pk>/add/", views.add, name="folder-add"),
    path("<uuid:pk>/papers/<uuid:paper_id>/", views.paper, name="folder-paper"),
    path("<uuid:pk>/papers/<uuid:paper_id>/pages/<int:number>.png", views.paper_page, name="folder-page"),
    path("<uuid:pk>/papers/<uuid:paper_id>/file/", views.paper_file, name="folder-file"),
    path("<uuid:pk>/papers/<uuid:paper_id>/do/hand-in/", views.paper_act, {"verb": "hand-in"}, "folder-hand-in"),
    path("<uuid:pk>/papers/<uuid:paper_id>/do/take-out/", views.paper_act, {"verb": "take-out"}, "folder-take-out"),
    path("<uuid:pk>/papers/<uuid:paper_id>/do/show/", views.paper_act, {"verb": "show"}, "folder-show"),
    path("<uuid:pk>/search/", views.search, name="folder-search"),
    path("<uuid:pk>/bundle/", views.bundle, name="folder-bundle"),
    path("<uuid:pk>/bundle/<uuid:bundle_id>/file/", views.bundle_file, name="folder-bundle-file"),
    path("<uuid:pk>/access/", views.access, name="folder-access"),
    path("<uuid:pk>/evidence/", views_exchange.evidence, name="folder-evidence"),
    path("<uuid:pk>/evidence/add/", views_exchange.evidence_add, name="folder-evidence-add"),
    path("<uuid:pk>/evidence/identity/", views_identity.identity, name="folder-identity"),
    path("<uuid:pk>/evidence/do/submit/", views_exchange.evidence_act, {"verb": "submit"}, "folder-submit"),
    path(
        "<uuid:pk>/evidence/do/submit-opinions/",
        views_exchange.evidence_act,
        {"verb": "submit-opinions"},
        "folder-submit-opinions",
    ),
    path("<uuid:pk>/evidence/<uuid:item_id>/", views_exchange.item, name="folder-item"),
    path("<uuid:pk>/evidence/<uuid:item_id>/opinion/", views_exchange.opinion, name="folder-opinion"),
    path("<uuid:pk>/messages/", views_exchange.talk, name="folder-messages"),
    path("<uuid:pk>/applications/", views_exchange.applications, name="folder-applications"),
    path("<uuid:pk>/applications/new/<slug:kind>/", views_exchange.apply, name="folder-apply"),
    path("<uuid:pk>/applications/<uuid:application_id>/", views_exchange.application, name="folder-application"),
    *(
        path(
            f"<uuid:pk>/applications/<uuid:application_id>/do/{verb}/",
            views_exchange.application_act,
            {"verb": verb},
            f"folder-{verb}-application",
        )
        for verb in ("withdraw", "decide", "show")
    ),
    path("<uuid:pk>/tasks/", views_exchange.tasks, name="folder-tasks"),
    path("<uuid:pk>/tasks/<uuid:task_id>/done/", views_exchange.task_done, name="folder-task-done"),
]
