"""Addresses of the programme in a municipality."""

from django.urls import path

from .views import electoral, frame, funds, settings

app_name = "programmes"
urlpatterns = [
    path("", frame.programme, name="programme"),
    path("pasos/<slug:code>/", frame.adapt_step, name="adapt-step"),
    path("etapas/<slug:component>/<slug:code>/", frame.set_stage_status, name="set-stage-status"),
    path("proyectos/", funds.project_list, name="project-list"),
    path("fondos/<uuid:public_id>/", funds.fund, name="fund"),
    path("fondos/<uuid:public_id>/quitar/", funds.remove_fund_rule, name="remove-fund-rule"),
    path("ajustes/", settings.setting_list, name="setting-list"),
    path("ajustes/<slug:key>/", settings.set_setting, name="set-setting"),
    path("periodo-electoral/", electoral.electoral_periods, name="electoral-periods"),
    path("periodo-electoral/nuevo/", electoral.set_electoral_period, name="set-electoral-period"),
    path("periodo-electoral/<uuid:public_id>/terminar/", electoral.end_electoral_period, name="end-electoral-period"),
]
