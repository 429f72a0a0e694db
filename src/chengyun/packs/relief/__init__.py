"""Targeted help: who needs it is found by reasons that are shown, and a person decides."""
