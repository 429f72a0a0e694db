"""What passes between the district and those who report: who may, when, and in what words.

Pure decisions. A bad rating is called back and answered within fifteen working days, every one
of them, as the 好差评 rules of government services ask.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from chengyun.cases.choices import Stage
from chengyun.cases.rules import NOT_YOURS, Refusal
from chengyun.people.choices import Role

# Who may read whom to call back, and who may look at a confidential contact with a reason.
MAY_CALL = (Role.DUTY_OFFICER, Role.DISPATCHER)
MAY_ASK = (*MAY_CALL, Role.HANDLER, Role.GRID_OFFICER)
# Who may say that two cases are, or are not, the same.
MAY_JOIN = MAY_CALL
WORST, BEST = 1, 5
# Ratings up to this are called back.
BAD = 2
CALL_BACK_WITHIN = "15wd"
# The same from the same sender within this is a double tap.
DOUBLE_TAP = timedelta(minutes=10)
MAX_TEXT = 2_000
MAX_QUESTION = 500

NEEDS_TEXT = Refusal("needs_text", _("Tell us what is wrong, in a few words."))
TOO_LONG = Refusal("too_long", _("The text is too long; 2,000 characters are enough."))
BAD_PHONE = Refusal("bad_phone", _("This is not a telephone number; leave it empty if you like."))
BAD_PLACE = Refusal("bad_place", _("These are not coordinates of a place on earth."))
OUTSIDE = Refusal("outside", _("This place is outside the district; please report it there."))
NO_CONTACT = Refusal("no_contact", _("A confidential report needs a telephone number."))
UNKNOWN_REPORT = Refusal("unknown_report", _("There is no such report."))
BAD_RATING = Refusal("bad_rating", _("Choose one of the five levels."))
NOT_CLOSED = Refusal("not_closed", _("You can rate it once it is closed."))
RATED = Refusal("rated", _("You have rated it already; thank you."))
NEEDS_QUESTION = Refusal("needs_question", _("Write the question, in at most 500 characters."))
NEEDS_ANSWER = Refusal("needs_answer", _("Write your answer, in a few words."))
CASE_OVER = Refusal("case_over", _("The case is closed; there is nothing to ask any more."))
UNKNOWN_QUESTION = Refusal("unknown_question", _("There is no such question."))
ANSWERED = Refusal("answered", _("You have answered it already; thank you."))
NO_CALL_BACK = Refusal("no_call_back", _("There is no call-back to make for this report."))
CALLED_BACK = Refusal("called_back", _("This call-back has been made already."))
BAD_OUTCOME = Refusal("bad_outcome", _("Say what the call-back came to."))
NEEDS_NOTE = Refusal("needs_note", _("Write what was said, in a few words."))
NEEDS_WHY = Refusal("needs_why", _("Say why you need to see it."))
SAME_CASE = Refusal("same_case", _("A case cannot be compared with itself."))


@dataclass(frozen=True)
class Rated:
    """What a rating is judged by."""

    rating: int
    before: int | None
    stage: str


def no_rating(told: Rated) -> Refusal | None:
    """Why this rating may not be given: 1 to 5, once, and only after closing."""
    if not WORST <= told.rating <= BEST:
        return BAD_RATING
    if told.before is not None:
        return RATED
    return None if told.stage == Stage.CLOSED else NOT_CLOSED


def no_question(role: str, text: str, is_open: bool) -> Refusal | None:
    """Why this officer may not ask this."""
    if role not in MAY_ASK:
        return NOT_YOURS
    if not is_open:
        return CASE_OVER
    return None if 0 < len(text) <= MAX_QUESTION else NEEDS_QUESTION


def no_answer(text: str, answered: bool) -> Refusal | None:
    """Why this answer cannot be taken."""
    if answered:
        return ANSWERED
    if len(text) > MAX_TEXT:
        return TOO_LONG
    return None if text else NEEDS_ANSWER


def no_look(role: str, why: str) -> Refusal | None:
    """Why this officer may not see a confidential contact."""
    if role not in MAY_CALL:
        return NOT_YOURS
    return None if why else NEEDS_WHY
