"""大屏: the wall."""
