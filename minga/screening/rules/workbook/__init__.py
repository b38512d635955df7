"""A workbook (XLSX) to an instrument: the XLSForm sheets and our `eligibility`, `routes`, `priority`,
`parameters`.
"""

from minga.screening.rules.workbook.reading import Reading, read_workbook

__all__ = ["Reading", "read_workbook"]
