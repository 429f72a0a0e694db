"""Renewal: consent by heads and by area, stages with clocks, cost by floor."""
