"""Coordinates, distances and areas."""
