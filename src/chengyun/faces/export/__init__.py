"""Any list as a file for Excel: a list is declared once, and has its export by that."""
