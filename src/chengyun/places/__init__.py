"""The area tree, facilities and base map layers."""
