"""City appearance and order."""
