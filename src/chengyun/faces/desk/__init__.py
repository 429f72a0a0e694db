"""工作台: the desk."""
