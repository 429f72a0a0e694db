"""The pages of packs: registers in the desk, visits in the field, forms in public."""
