"""The default workbook: one CSV a sheet in `focalizacion_v1/`, and `focalizacion_v1.xlsx` built from them."""
