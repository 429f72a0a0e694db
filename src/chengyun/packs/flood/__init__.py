"""Flood prevention."""
