"""The names of those who reported a case, for masking them in what others write of it."""

from chengyun.cases.models import Case, Report
from chengyun.people.secrets import unseal

# Of a case of a thousand witnesses, officers speak to the last few.
MOST = 50


def reporters_of(case: Case) -> list[str]:
    """Names as they were given, the latest reports first, at most fifty."""
    sealed = Report.objects.filter(case=case).exclude(contact="").order_by("-id")
    names = (
        unseal(text).get("name", "") for text in sealed.values_list("contact", flat=True)[:MOST]
    )
    return sorted({name for name in names if name}, key=len, reverse=True)
