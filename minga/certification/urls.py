"""Certificates inside a municipality."""

from django.urls import path

from . import views

app_name = "certification"
urlpatterns = [
    path("", views.certificate_register, name="register"),
    path("aula/<uuid:public_id>/", views.class_standing, name="class-standing"),
    path("aula/<uuid:public_id>/emitir/", views.issue_certificates, name="issue-certificates"),
    path("aula/<uuid:public_id>/pdf/", views.class_pdf, name="class-pdf"),
    path("aula/<uuid:public_id>/obligacion/", views.add_obligation, name="add-obligation"),
    path("obligacion/<uuid:public_id>/cumplida/", views.meet_obligation, name="meet-obligation"),
    path("<uuid:public_id>/", views.certificate_detail, name="certificate-detail"),
    path("<uuid:public_id>/pdf/", views.certificate_pdf, name="certificate-pdf"),
    path("<uuid:public_id>/anular/", views.revoke_certificate, name="revoke-certificate"),
]
