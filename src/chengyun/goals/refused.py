class Refused(Exception):
    """Why a figure or a date was not taken, and what to do."""
