from pathlib import Path

from chengyun.testing import check_pack, failures

FOLDER = Path(__file__).parents[1] / "src" / "chengyun_tree_care"


def test_the_pack_keeps_its_promises() -> None:
    assert failures(check_pack(FOLDER)) == []
