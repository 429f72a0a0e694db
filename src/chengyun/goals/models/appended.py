from typing import Any, NoReturn

from django.db import models


class Fixed(RuntimeError):
    """A row that is only ever added was to be changed or taken away: a fault of the program."""


class AppendedRows(models.QuerySet[Any]):
    """Rows that can be read and added."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise Fixed(self.model.__name__)

    def delete(self) -> NoReturn:
        raise Fixed(self.model.__name__)


class Appended(models.Model):
    """A table whose rows are added and never changed."""

    objects = AppendedRows.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row. Raises Fixed for one that is there."""
        if not self._state.adding:
            raise Fixed(type(self).__name__)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise Fixed(type(self).__name__)
