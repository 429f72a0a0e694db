"""What is answered when a request cannot be done."""


class Fault(Exception):
    """A status and a sentence that says what is wrong, and where."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message

    @property
    def body(self) -> dict[str, object]:
        return {"code": self.status, "type": "error", "message": self.message}


def bad(message: str) -> Fault:
    """400: the request itself is wrong."""
    return Fault(400, message)


def missing(what: str) -> Fault:
    """404: not there, or not the reader's to see; the two look the same."""
    return Fault(404, f"nothing found at {what}")
