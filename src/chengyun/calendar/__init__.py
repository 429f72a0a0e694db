"""Working-time and statutory clocks, holidays with make-up workdays."""
