"""minga: an open platform for socio-economic integration in municipalities."""
