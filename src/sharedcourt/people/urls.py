"""Addresses of this room."""

from django.urls import URLPattern, path

from sharedcourt.people import account, appointments, demo, views

app_name = "people"
urlpatterns: list[URLPattern] = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-in/code/", views.code, name="code"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("i/<str:token>/", views.invitation, name="invitation"),
    path("appointments/<str:token>/", appointments.appointment, name="appointment"),
    path("identity/provider/", views.oidc_start, name="oidc-start"),
    path("identity/provider/return/", views.oidc_return, name="oidc-return"),
    path("account/", account.account, name="account"),
    path("account/name/", account.name, name="name"),
    path("account/tokens/", account.tokens, name="tokens"),
    path("account/tokens/<uuid:pk>/revoke/", account.token_revoke, name="token-revoke"),
    path("demo/", demo.story, name="demo"),
    path("demo/step-in/<slug:key>/", demo.step_in, name="step-in"),
]
