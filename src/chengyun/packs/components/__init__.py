"""City components."""
