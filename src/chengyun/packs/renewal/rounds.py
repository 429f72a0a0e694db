"""The two rounds of a renewal: are they willing, have they signed; and what each must reach.

Public homes are let by the state to tenants: 上海市城市更新条例 (2021) art. 32 counts their
signatures, 95 % rebuilt and made complete alike.
Owners decide together by 民法典 art. 278, by heads and by area; nobody signs for an owner. Where a
block is expropriated all homes count alike: 上海市国有土地上房屋征收与补偿实施细则 (2011).
docs/guide/renewal.md says which of these shares are to be verified.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from chengyun.packs.renewal.consent import AGREE, Home, Share, count, fewest, heads

WILLING, SIGNING = "willing", "signing"
ROUNDS = (WILLING, SIGNING)
# The share in per cent that a setting of this key says.
Rate = Callable[[str], float]


@dataclass(frozen=True)
class Test:
    """What the homes of one kind must reach, and by what law.

    of is public, owned or "" (all homes). rate is the setting with the share of all heads; without
    it the owners vote by heads and by area, major or not.
    """

    of: str
    law_zh: str
    law_en: str
    rate: str = ""
    major: bool = True

    def homes(self, homes: Sequence[Home]) -> list[Home]:
        """Those of the homes that it is about."""
        return [one for one in homes if self.of in ("", "public" if one.public else "owned")]

    def shares(self, homes: Sequence[Home], rate: Rate) -> tuple[Share, ...]:
        """How these homes stand: one share of heads, or the four of a vote of owners."""
        if not self.rate:
            return count(homes, self.major).shares
        agreed = [one for one in homes if one.said == AGREE]
        return (Share(heads(agreed), heads(homes), Fraction(str(rate(self.rate))) / 100),)


_ASKED = Test(
    "public", "承租人同意比例，由区规定", "Tenants, the district’s share", "willing_public"
)
_MAJOR = Test("owned", "《民法典》第二百七十八条", "Civil Code art. 278")
_OWNERS = Test("owned", "产权人逐户签约", "Each owner signs", "sign_owned")
TESTS: Mapping[tuple[str, str], tuple[Test, ...]] = {
    ("repair", WILLING): (
        Test("", "《民法典》第二百七十八条（一般事项）", "Civil Code art. 278, ordinary matters",
             major=False),
    ),
    ("complete", WILLING): (_ASKED, _MAJOR),
    ("complete", SIGNING): (
        Test("public", "《上海市城市更新条例》第三十二条第二款",
             "Shanghai renewal ordinance art. 32 (2)", "sign_complete"),
        _OWNERS,
    ),
    ("rebuild", WILLING): (_ASKED, _MAJOR),
    ("rebuild", SIGNING): (
        Test("public", "《上海市城市更新条例》第三十二条第一款",
             "Shanghai renewal ordinance art. 32 (1)", "sign_rebuild"),
        _OWNERS,
    ),
    ("expropriation", WILLING): (
        Test("", "征收补偿实施细则，改建意愿", "Rules of expropriation, willingness",
             "willing_expropriation"),
    ),
    ("expropriation", SIGNING): (
        Test("", "征收补偿实施细则，协议签约", "Rules of expropriation, signing",
             "sign_expropriation"),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Group:
    """How the homes of one test stand. needed: the fewest that would still have to agree, None
    where all of them together would not do."""

    test: Test
    homes: int
    shares: tuple[Share, ...]
    needed: list[Home] | None

    @property
    def ok(self) -> bool:
        return all(one.ok for one in self.shares)


def is_held(way: str, round_: str) -> bool:
    """Whether that round is held at all: a repair is signed by nobody."""
    return (way, round_) in TESTS


def groups(homes: Sequence[Home], way: str, round_: str, rate: Rate) -> tuple[Group, ...]:
    """How each kind of home stands in a round, `said` being what was said in it."""
    told = ((test, test.homes(homes)) for test in TESTS.get((way, round_), ()))
    return tuple(_group(test, own, rate) for test, own in told if own)


def _group(test: Test, homes: Sequence[Home], rate: Rate) -> Group:
    def passes(told: Sequence[Home]) -> bool:
        return all(share.ok for share in test.shares(told, rate))

    return Group(test, len(homes), test.shares(homes, rate), fewest(homes, passes))


def reached(found: Sequence[Group], entered: int, whole: int) -> bool:
    """Whether a round has all that it asks. A list of homes that is not whole reaches nothing."""
    return entered > 0 and entered >= whole and all(one.ok for one in found)


def percent(homes: Sequence[Home]) -> float:
    """Heads that agreed of all heads, in per cent, cut off."""
    agreed = [one for one in homes if one.said == AGREE]
    return Share(heads(agreed), heads(homes), Fraction(1)).percent
