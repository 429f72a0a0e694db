"""Plans, indicators, projects and matters under supervision."""
