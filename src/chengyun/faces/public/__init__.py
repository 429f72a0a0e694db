"""市民端: the pages for residents."""
