"""Which data of a person can be shown as disputed."""

DISPUTABLE = (
    "given_names", "surnames", "known_as", "sex", "gender_identity", "birth_date", "nationality", "population_group",
    "migratory_condition", "arrived_country_on", "resides_zone_since", "address", "children_in_care", "access_needs",
)  # fmt: skip
