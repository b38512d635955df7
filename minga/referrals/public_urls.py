"""Addresses of partners, outside any municipality: the secret of the link says which."""

from django.urls import path

from .views import partner

app_name = "partner"
urlpatterns = [
    path("r/s/<uuid:link_id>/", partner.link_page, name="link-page"),
    path("r/s/<uuid:link_id>/codigo/", partner.second_code, name="second-code"),
    path("r/s/<uuid:link_id>/<uuid:referral_id>/", partner.answer, name="answer"),
    path("r/<str:secret>/", partner.open_link, name="open-link"),
]
