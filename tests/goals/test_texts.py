"""Paragraphs keep their ids; a comparison loses no character of either version."""

from hypothesis import given
from hypothesis import strategies as st

from chengyun.goals import texts
from chengyun.goals.texts import Paragraph, Piece

OLD = "# 总体要求\n\n到年底完成九处积水点改造。\n\n分批实施，先急后缓。"


def test_a_paragraph_keeps_its_id_when_it_is_changed_moved_down_or_has_new_neighbours() -> None:
    old = texts.numbered([], OLD)
    new = texts.numbered(
        old, "# 总体要求\n\n坚持系统治理。\n\n到年底完成十二处积水点改造。\n\n分批实施，先急后缓。"
    )
    assert [p.id for p in old] == ["p1", "p2", "p3"]
    assert [p.id for p in new] == ["p1", "p4", "p2", "p3"]


def test_an_id_that_was_ever_given_is_not_given_again() -> None:
    old = texts.numbered([], "一。\n\n二。")
    assert [p.id for p in texts.numbered(old, "一。\n\n完全不同的另一段", used=9)] == ["p1", "p10"]


def test_chinese_is_compared_by_character_and_english_by_word() -> None:
    assert texts.redline("完成九处改造", "完成十二处改造") == (
        Piece("", "完成"), Piece("del", "九"), Piece("ins", "十二"), Piece("", "处改造"),
    )  # fmt: skip
    assert Piece("del", "2026") in texts.redline("by 2026", "by 2027")


def test_what_is_gone_is_shown_where_it_stood() -> None:
    old = texts.numbered([], "第一段文字。\n\n第二段内容。\n\n第三句话。")
    new = texts.numbered(old, "第一段文字。\n\n第三句话。")
    assert [(c.id, c.how) for c in texts.compare(old, new)] == [
        ("p1", ""), ("p2", "removed"), ("p3", ""),
    ]  # fmt: skip


WORDS = st.text("积水点改造分批 ab1。", min_size=1, max_size=30).filter(str.strip)
PLANS = st.lists(WORDS.map(lambda t: t.strip()), min_size=1, max_size=6)


@given(PLANS, PLANS)
def test_a_comparison_gives_back_both_versions(one: list[str], other: list[str]) -> None:
    old = texts.numbered([], "\n\n".join(one))
    new = texts.numbered(old, "\n\n".join(other))
    assert len({p.id for p in new}) == len(new)
    shown = texts.compare(old, new)
    assert [_side(c, "del") for c in shown if c.how != "removed"] == [p.text for p in new]
    before = {c.id: _side(c, "ins") for c in shown if c.how != "added"}
    assert before == {p.id: p.text for p in old}


def _side(compared: texts.Compared, without: str) -> str:
    return "".join(piece.text for piece in compared.pieces if piece.how != without)


@given(PLANS)
def test_what_is_typed_is_read_back_and_a_signature_is_of_the_text(words: list[str]) -> None:
    text = texts.numbered([], "# 标题\n\n" + "\n\n".join(words))
    assert [(p.level, p.text) for p in text] == texts.written(texts.typed(text))
    moved = [Paragraph("p99", p.level, p.text) for p in text]
    assert texts.digest(moved) == texts.digest(text)
    assert texts.digest([*text, Paragraph("p98", 0, "多一段")]) != texts.digest(text)
