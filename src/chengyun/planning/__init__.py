"""Backward schedules, pace, lamps, rankings and roll-ups that add up."""
