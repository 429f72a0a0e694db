"""Why a file could not be taken in."""


class ImportFault(Exception):
    """A file that cannot be used; the text says what is wrong and where. Nothing was written."""
