"""Petitions: received, answered in time and in full, without the petitioner’s name leaving."""
