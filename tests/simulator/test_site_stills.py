"""Photos of simulated building sites: small JPEGs, the same for a site, growing with the work."""

import io
from datetime import date

import pytest
from PIL import Image

from chengyun.simulator.site_stills import SIZE, drawn

FRIDAY = date(2026, 11, 20)


@pytest.mark.parametrize("kind", ["renewal", "road", "park", "school", "drain", "lift", "other"])
def test_each_kind_of_work_is_a_photo(kind: str) -> None:
    for done in (-0.1, 0.0, 0.5, 1.0, 1.7):
        content = drawn(kind, f"{kind}-01", done, FRIDAY)
        assert Image.open(io.BytesIO(content)).size == SIZE
        assert len(content) < 200_000


def test_a_site_looks_the_same_until_more_is_done_or_one_stands_elsewhere() -> None:
    first = drawn("renewal", "renewal-01", 0.3, FRIDAY)
    assert drawn("renewal", "renewal-01", 0.3, FRIDAY) == first
    others = [drawn("renewal", "renewal-01", 0.8, FRIDAY),
              drawn("renewal", "renewal-01", 0.3, FRIDAY, 1),
              drawn("renewal", "renewal-02", 0.3, FRIDAY)]  # fmt: skip
    assert len({first, *others}) == 4
