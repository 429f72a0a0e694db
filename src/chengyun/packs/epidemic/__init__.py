"""Epidemic control: early warnings weighed together, cases within the law’s hours, sealed."""
