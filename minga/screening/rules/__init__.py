"""Pure rules of screening: the expression language, the workbook as an instrument, and what follows from
answers.
"""
