"""The only writer of phrases."""

from collections.abc import Iterable, Mapping

from django.db import transaction

from chengyun.cases.models import CaseType
from chengyun.insight.models import Phrase


@transaction.atomic
def set_phrases(phrases: Mapping[str, Iterable[str]]) -> None:
    """Make these the phrases of each kind of case named; other kinds keep theirs."""
    types = dict(CaseType.objects.filter(key__in=phrases).values_list("key", "pk"))
    wanted = {(types[key], text) for key, some in phrases.items() for text in some}
    there = Phrase.objects.filter(type__in=types.values())
    known = {(row.type_id, row.text): row.pk for row in there}
    Phrase.objects.filter(pk__in=[pk for key, pk in known.items() if key not in wanted]).delete()
    new = sorted(wanted - known.keys())
    Phrase.objects.bulk_create([Phrase(type_id=pk, text=text) for pk, text in new])
