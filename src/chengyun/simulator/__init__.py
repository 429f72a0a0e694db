"""A district that lives; it speaks only through the public doors."""
