class Refused(Exception):
    """Why a figure or a date was not taken, and what to do."""


class NotYours(Refused):
    """What was asked is for others to do."""
