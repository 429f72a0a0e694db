"""Safety hazards: found, rectified item by item, struck off."""
