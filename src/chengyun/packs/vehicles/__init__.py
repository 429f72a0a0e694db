"""Working vehicles."""
