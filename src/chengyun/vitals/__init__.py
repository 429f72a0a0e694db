"""Vital signs: definition, healthy band, live value per area."""
