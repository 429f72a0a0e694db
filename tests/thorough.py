"""How many examples a property is given that wants more, or can do with fewer, than the others."""

from hypothesis import settings

USUAL = 100
FEWEST = 10


def examples(thorough: int) -> settings:
    """So many under `HYPOTHESIS_PROFILE=thorough`; else the same share of them as of the others."""
    share = settings.default.max_examples / USUAL
    return settings(max_examples=max(round(thorough * share), FEWEST))
