import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengyun.places import codes
from chengyun.places.codes import CodeError

regions = st.builds(
    lambda province, rest: f"{province}{rest:04d}",
    st.sampled_from(sorted(codes.PROVINCES)),
    st.integers(0, 9999),
)
categories = st.builds(lambda major, minor: f"{major:02d}{minor:03d}",
                       st.integers(1, 99), st.integers(1, 999))  # fmt: skip
old_categories = st.builds(lambda major, minor: f"{major:02d}{minor:02d}",
                           st.integers(1, 99), st.integers(1, 99))  # fmt: skip
sequences = st.integers(1, 999_999)
bodies = st.builds(
    lambda head, region, tail: head + region + tail,
    st.text(codes.ALPHABET, min_size=2, max_size=2),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(codes.ALPHABET, min_size=9, max_size=9),
)


@given(regions, st.one_of(categories, old_categories), sequences)
def test_a_component_s_code_comes_back_as_it_was_made(
    region: str, category: str, sequence: int
) -> None:
    made = codes.make_component(region, category, sequence)
    found = codes.component(made)
    assert (found.region, found.category, found.sequence) == (region, category, sequence)
    assert (len(made), str(found)) == (12 + len(category), made)


@given(regions, categories)
def test_a_matter_s_code_comes_back_as_it_was_made(region: str, category: str) -> None:
    found = codes.matter(codes.make_matter(region, category))
    assert (found.region, found.category) == (region, category)
    assert len(str(found)) == 11


@given(regions, st.integers(0, 999), st.integers(0, 999), st.integers(0, 999))
def test_a_grid_s_code_comes_back_as_it_was_made(
    region: str, street: int, community: int, number: int
) -> None:
    above = f"{region}{street:03d}{community:03d}"
    found = codes.grid(codes.make_grid(above, number))
    assert (found.community_code, found.street_code, found.region) == (above, above[:9], region)
    assert codes.area(above).level == "committee"
    assert str(codes.area(above)) == above


@given(bodies)
def test_an_organisation_s_code_holds_with_its_check_character_and_with_no_other(
    body: str,
) -> None:
    right = codes.check_character(body)
    assert codes.organisation(body + right) == body + right
    for wrong in set(codes.ALPHABET) - {right}:
        with pytest.raises(CodeError) as refused:
            codes.organisation(body + wrong)
        assert (refused.value.fault, refused.value.at) == ("bad_check", 18)


@given(bodies, st.integers(0, 16))
def test_one_wrong_character_of_an_organisation_s_code_is_always_noticed(
    body: str, at: int
) -> None:
    right = body + codes.check_character(body)
    others = "0123456789" if 2 <= at < 8 else codes.ALPHABET
    for other in set(others) - {right[at]}:
        with pytest.raises(CodeError):
            codes.organisation(right[:at] + other + right[at + 1 :])


def test_the_example_of_the_standard_holds() -> None:
    assert codes.organisation("91350100m000100y43") == "91350100M000100Y43"


def test_the_component_of_a_system_of_the_earlier_edition_is_read() -> None:
    found = codes.component("3205080101000001")
    assert (found.region, found.category, found.sequence) == ("320508", "0101", 1)


@pytest.mark.parametrize(
    ("read", "code", "fault", "at"),
    [
        (codes.component, "31010401001O00001", "not_digits", 12),
        (codes.component, "310104010010001", "bad_length", 16),
        (codes.component, "99010401001000001", "bad_region", 1),
        (codes.component, "31010401001000000", "bad_sequence", 12),
        (codes.component, "31010401000000001", "bad_category", 7),
        (codes.matter, "310104060100", "bad_length", 12),
        (codes.grid, "31010401400100", "bad_length", 15),
        (codes.area, "31010", "bad_length", 6),
        (codes.organisation, "91350100M000100Y4Z", "bad_character", 18),
        (codes.organisation, "9135O100M000100Y43", "bad_character", 5),
        (codes.organisation, "91350100", "bad_length", 9),
        (codes.organisation, "91350100M000100Y44", "bad_check", 18),
    ],
)
def test_a_refusal_says_what_is_wrong_where_and_what_to_do(
    read: object, code: str, fault: str, at: int
) -> None:
    with pytest.raises(CodeError) as refused:
        read(code)  # type: ignore[operator]
    assert (refused.value.fault, refused.value.at) == (fault, at)
    assert str(at) in str(refused.value)
    assert str(codes.FAULTS[fault][1]) in str(refused.value)


def test_a_sequence_larger_than_its_digits_is_refused() -> None:
    with pytest.raises(CodeError) as refused:
        codes.make_component("310104", "01001", 1_000_000)
    assert refused.value.fault == "too_large"
