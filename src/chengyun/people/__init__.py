"""Units, officers and the one access policy."""
