"""Addresses of this room."""

from django.urls import URLPattern, path

from sharedcourt.documents import uploading, views
from sharedcourt.documents.reading import views as reading

app_name = "documents"
urlpatterns: list[URLPattern] = [
    path("verify/", views.verify, name="verify"),
    path("verify/authority/root.pem", views.root_certificate, name="root-certificate"),
    path("verify/<str:token>/", views.verify_token, name="verify-token"),
    path("verify/<str:token>/original.pdf", views.verify_original, name="verify-original"),
    path("documents/<uuid:pk>/", views.view, name="view"),
    path("documents/<uuid:pk>/sign/", views.sign, name="sign"),
    path("documents/<uuid:pk>/download/", views.download, name="download"),
    path("documents/<uuid:pk>/certificate/", views.certificate, name="certificate"),
    path("documents/<uuid:pk>/pages/<int:number>.png", views.page, name="page"),
    path("files/<uuid:pk>/", views.file, name="file"),
    path("files/<uuid:pk>/read/", reading.ask, name="read-file"),
    path("readings/<uuid:pk>/", reading.one, name="reading"),
    path("readings/<uuid:pk>/confirm/", reading.confirm, name="reading-confirm"),
    path("readings/<uuid:pk>/progress/", reading.progress, name="reading-progress"),
    path("readings/<uuid:pk>/pages/<int:number>.jpg", reading.page, name="reading-page"),
    path("uploads/", uploading.start, name="uploads"),
    path("uploads/<uuid:pk>/", uploading.one, name="upload"),
    path("uploads/<uuid:pk>/finish/", uploading.finish, name="upload-finish"),
]
