"""Addresses of finding judgments, below /judgments/."""

from django.urls import path

from sharedcourt.judgments.finding import feeds, sitemaps, views, views_saved

urlpatterns = [
    path("", views.search, name="search"),
    path("suggest/", views.suggest, name="suggest"),
    path("advanced/", views.advanced, name="advanced"),
    path("print/", views.printed, name="print"),
    path("export.csv", views.export, {"form": "csv"}, name="export-csv"),
    path("export.json", views.export, {"form": "json"}, name="export-json"),
    path("forget/", views.forget, name="forget"),
    path("feed/", feeds.search, name="feed"),
    path("courts/<uuid:pk>/feed/", feeds.court, name="court-feed"),
    path("sitemap.xml", sitemaps.index, name="sitemaps"),
    path("sitemap-<int:number>.xml", sitemaps.sitemap, name="sitemap"),
    path("saved/", views_saved.saved, name="saved"),
    path("saved/<uuid:pk>/", views_saved.found, name="saved-found"),
    path("saved/<uuid:pk>/change/", views_saved.change, name="saved-change"),
    path("saved/<uuid:pk>/end/", views_saved.end, name="saved-end"),
    path("saved/<uuid:pk>/stop/<slug:mark>/", views_saved.stop, name="saved-stop"),
]
