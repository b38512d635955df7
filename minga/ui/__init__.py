"""The look: components, layout, forms, links and template tags; no models."""
