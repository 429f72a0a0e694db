from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    """环节 of the closed loop (GB/T 30428.8 order)."""

    REPORTED = "reported", _("Reported")
    VERIFICATION = "verification", _("Being verified")
    FILED = "filed", _("Filed")
    DISPATCHED = "dispatched", _("Dispatched")
    HANDLING = "handling", _("Handling")
    CHECK = "check", _("Under check")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


OPEN_STAGES = (
    Stage.REPORTED,
    Stage.VERIFICATION,
    Stage.FILED,
    Stage.DISPATCHED,
    Stage.HANDLING,
    Stage.CHECK,
)


class Severity(models.IntegerChoices):
    """1 is the gravest, as on the duty desk."""

    CRITICAL = 1, _("Critical")
    URGENT = 2, _("Urgent")
    ORDINARY = 3, _("Ordinary")
    MINOR = 4, _("Minor")


class Appeal(models.TextChoices):
    """申诉: once, after closing; granted, the case leaves the punctuality figures."""

    ASKED = "asked", _("Appealed")
    GRANTED = "granted", _("Appeal granted")
    REFUSED = "refused", _("Appeal refused")


class Review(models.TextChoices):
    """What a unit has asked the desk to decide; a case waits for one decision at a time."""

    EXTENSION = "extension", _("More time asked for")
    OBJECTION = "objection", _("Objection to the dispatch")
    APPEAL = "appeal", _("Appeal against lateness")


class Verdict(models.TextChoices):
    """核实: what was found on site before filing."""

    CONFIRMED = "confirmed", _("As reported")
    REFUTED = "refuted", _("Not as reported")


class Outcome(models.TextChoices):
    """How a case ended; kept with it, so that lists can be narrowed by it."""

    HANDLED = "handled", _("Handled")
    RESOLVED_ITSELF = "resolved_itself", _("Resolved by itself")
    NO_FAULT = "no_fault", _("No fault found")
    DUPLICATE = "duplicate", _("Known already")
    NOT_OURS = "not_ours", _("Not ours; referred elsewhere")
    NOT_NOW = "not_now", _("Cannot be done now")
    WITHDRAWN = "withdrawn", _("Withdrawn by the reporter")


class Origin(models.TextChoices):
    ALARM = "alarm", _("Sensor alarm")
    REPORT = "report", _("Resident")
    PATROL = "patrol", _("Patrol")
    IMPORT = "import", _("Imported")


class Action(models.TextChoices):
    """What is done to a case, as the ledger names it; `rules.TRANSITIONS` says when and by whom."""

    FILE = "file", _("File")
    REJECT = "reject", _("Do not file")
    DISPATCH = "dispatch", _("Dispatch")
    WITHDRAW = "withdraw", _("Withdraw the dispatch")
    ACCEPT = "accept", _("Accept")
    RETURN = "return", _("Return")
    HANDLE = "handle", _("Report as handled")
    CHECK_FAIL = "check_fail", _("Send back for rework")
    CLOSE = "close", _("Close the case")
    SUSPEND = "suspend", _("Suspend")
    RESUME = "resume", _("Resume")
    EXTEND = "extend", _("Extend")
    REOPEN = "reopen", _("Reopen")
    COMMENT = "comment", _("Comment")
    VERIFY = "verify", _("Have it verified")
    CONFIRM = "confirm", _("It is as reported")
    REFUTE = "refute", _("It is not as reported")
    CHECK_PASS = "check_pass", _("Check passed")
    UNASSIGN = "unassign", _("Revoke the assignment")
    TRANSFER = "transfer", _("Hand to another unit")
    OBJECT = "object", _("Object to the dispatch")
    UPHOLD = "uphold", _("Uphold the objection")
    OVERRULE = "overrule", _("Overrule the objection")
    ASK_EXTENSION = "ask_extension", _("Ask for more time")
    REFUSE_EXTENSION = "refuse_extension", _("Refuse more time")
    APPEAL = "appeal", _("Appeal")
    GRANT_APPEAL = "grant_appeal", _("Grant the appeal")
    REFUSE_APPEAL = "refuse_appeal", _("Refuse the appeal")
    SPLIT = "split", _("Split into parts")
    SPLIT_OFF = "split_off", _("Split a part off")
    MERGE = "merge", _("Merge into another case")
    UNMERGE = "unmerge", _("Undo the merging")
    MAKE_PART = "make_part", _("Make it part of another case")
    FREE_PART = "free_part", _("Make it a case of its own")
    CANCEL = "cancel", _("Cancel the case")
    # What happens to a case without anybody's decision.
    OPEN = "open", _("Opened")
    ATTACH = "attach", _("Joined by another alarm or report")
    ESCALATE = "escalate", _("Became graver")
    CLEAR = "clear", _("Sensor back to normal")
    LINK = "link", _("Part of an alarm storm")
    CALM = "calm", _("The alarm storm is over")
    WARN = "warn", _("Time is running out")
    OVERDUE = "overdue", _("Overdue")
    RATE = "rate", _("Rated by the resident")
    COMPONENT = "component", _("Component named")
    ESCALATE_STEP = "escalate_step", _("Called by the escalation ladder")
    STEP_OVERDUE = "step_overdue", _("The step in hand is overdue")
    RECOUNT = "recount", _("Due time moved with the calendar")
    # What passes between the district and those who report.
    ASK = "ask", _("Asked the reporter")
    ANSWER = "answer", _("Answered by the reporter")
    CALL_BACK = "call_back", _("Called back after a bad rating")
    RATE_AGAIN = "rate_again", _("Rated again after the call-back")
    LOOK = "look", _("Looked at a confidential contact")
    DISTINCT = "distinct", _("Found not to be the same case")
    ERASE = "erase", _("Personal details erased")
    # Files of a case (`services.attachments`).
    ATTACH_FILE = "attach_file", _("File attached")
    SHOW_FILE = "show_file", _("File shown to the residents")
    HIDE_FILE = "hide_file", _("File no longer shown to the residents")
    ERASE_FILE = "erase_file", _("File erased")
    ABSORB = "absorb", _("Another case was merged into it")
    RELEASE = "release", _("A merging was undone")
    PARTS_DONE = "parts_done", _("All its parts are closed")
    # Units that work together on one case.
    CALL = "call", _("Called to help")
    WHISTLE = "whistle", _("Called to the scene")
    PLAYBOOK = "playbook", _("Playbook started")
    TASK_ACCEPT = "task_accept", _("Task accepted")
    TASK_ARRIVE = "task_arrive", _("Arrived at the scene")
    TASK_DONE = "task_done", _("Task done")
    TASK_DECLINE = "task_decline", _("Task declined")
    TASK_CANCEL = "task_cancel", _("Task cancelled")
    TASK_LATE = "task_late", _("Task overdue")
    TASK_OPEN = "task_open", _("Task can begin")
    TASK_REASSIGN = "task_reassign", _("Task given to another unit")


class Medium(models.TextChoices):
    PHOTO = "photo", _("Photo")
    VIDEO = "video", _("Video")
    AUDIO = "audio", _("Recording")
    DOCUMENT = "document", _("Document")


class Moment(models.TextChoices):
    """What a file shows: the matter before it was handled, after, or something else of it."""

    BEFORE = "before", _("Before handling")
    AFTER = "after", _("After handling")
    EVIDENCE = "evidence", _("Evidence")
