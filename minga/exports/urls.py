"""Exports inside a municipality."""

from django.urls import path

from . import views

app_name = "exports"
urlpatterns = [
    path("", views.export_list, name="export-list"),
    path("pedir/<slug:dataset>/", views.request_export, name="request-export"),
    path("<uuid:public_id>/", views.export_detail, name="export-detail"),
    path("<uuid:public_id>/decidir/", views.decide_export, name="decide-export"),
    path("<uuid:public_id>/cancelar/", views.cancel_export, name="cancel-export"),
    path("<uuid:public_id>/descargar/", views.download_export, name="download-export"),
]
