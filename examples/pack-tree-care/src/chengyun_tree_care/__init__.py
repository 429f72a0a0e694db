"""The pack tree_care: street trees."""
