"""Addresses of complaints, under `/<municipality>/quejas/`; writing and following are for anybody."""

from django.urls import path

from . import views

app_name = "feedback"
urlpatterns = [
    path("", views.write, name="write"),
    path("seguir/", views.follow, name="follow"),
    path("seguir/<str:code>/", views.follow_code, name="followed"),
    path("bandeja/", views.inbox, name="inbox"),
    path("bandeja/<uuid:public_id>/", views.complaint_detail, name="complaint-detail"),
    path("bandeja/<uuid:public_id>/revisar/", views.take_complaint, name="take-complaint"),
    path("bandeja/<uuid:public_id>/responder/", views.answer_complaint, name="answer-complaint"),
]
