"""Addresses of this room."""

from django.urls import URLPattern, path

from sharedcourt.notices import phone_views, views, webhook_views

app_name = "notices"
urlpatterns: list[URLPattern] = [
    path("", views.inbox, name="list"),
    path("read/", views.read_all, name="read-all"),
    path("<uuid:pk>/open/", views.open_message, name="open"),
    path("outbox/", views.outbox, name="outbox"),
    path("sms-report/", views.sms_report, name="sms-report"),
    path("phone/", phone_views.phone, name="phone"),
    path("phone/push/", phone_views.push_subscribe, name="push-subscribe"),
    path("phone/push/received/", phone_views.push_received, name="push-received"),
    path("phone/push/<uuid:pk>/end/", phone_views.push_end, name="push-end"),
    path("phone/calendar/", phone_views.calendar_open, name="calendar-open"),
    path("phone/calendar/close/", phone_views.calendar_close, name="calendar-close"),
    path("calendar/<str:word>.ics", phone_views.calendar, name="calendar"),
    path("webhooks/", webhook_views.webhooks, name="webhooks"),
    path("webhooks/<uuid:pk>/", webhook_views.webhook, name="webhook"),
    path("webhooks/<uuid:pk>/test/", webhook_views.webhook_test, name="webhook-test"),
    path("webhooks/<uuid:pk>/off/", webhook_views.webhook_off, name="webhook-off"),
    path("webhooks/deliveries/<uuid:pk>/again/", webhook_views.send_again, name="delivery-again"),
]
