"""Addresses of venues, sectors, zones and the search of areas."""

from django.urls import path

from .views import places, zones

app_name = "territory"
urlpatterns = [
    path("", places.venue_list, name="venue-list"),
    path("nuevo/", places.create_venue, name="create-venue"),
    path("<uuid:public_id>/", places.update_venue, name="update-venue"),
    path("sectores/nuevo/", places.create_sector, name="create-sector"),
    path("sectores/<uuid:public_id>/", places.rename_sector, name="rename-sector"),
    path("areas/", places.area_search, name="area-search"),
    path("zonas/", zones.zone_list, name="zone-list"),
    path("zonas/nueva/", zones.create_zone, name="create-zone"),
    path("zonas/<uuid:public_id>/", zones.group_cities, name="group-cities"),
]
