"""The address of the public help page, `<municipality>/ayuda/`."""

from django.urls import path

from .views import help as pages

app_name = "help"
urlpatterns = [path("", pages.help_page, name="help-page")]
