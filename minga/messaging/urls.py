"""Addresses of messaging, under `/<municipality>/mensajes/`."""

from django.urls import path

from . import views

app_name = "messaging"
urlpatterns = [
    path("", views.message_list, name="message-list"),
    path("<uuid:message>/enviar-otra-vez/", views.message_send_again, name="message-send-again"),
    path("textos/", views.template_list, name="template-list"),
    path("textos/<slug:purpose>/<slug:shape>/<slug:language>/", views.template_edit, name="template-edit"),
]
