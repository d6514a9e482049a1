"""What schemathesis takes for a fault and is none, with the reason; nothing is widened without one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from schemathesis.config import ChecksConfig

ACCEPTED = "positive_data_acceptance"
REJECTED = "negative_data_rejection"


@dataclass(frozen=True)
class Widened:
    """A check that takes ``statuses`` on top of its own."""

    check: str
    statuses: tuple[str, ...]
    reason: str

    def as_config(self) -> dict[str, Any]:
        """The section of the configuration."""
        usual = getattr(ChecksConfig(), self.check).expected_statuses
        return {"expected-statuses": [*usual, *self.statuses]}


def refused(reason: str, *statuses: str) -> Widened:
    """What the schema allows and a rule that no schema can say refuses."""
    return Widened(ACCEPTED, statuses or ("422",), reason)


def answered(reason: str, *statuses: str) -> Widened:
    """What the schema forbids and is answered otherwise than by refusing the whole request."""
    return Widened(REJECTED, statuses, reason)


CURSOR = refused("`after` is opaque: nothing but the `next` of a page before is one, and that no schema can say")
OAUTH = refused("RFC 6749 §5.2: whatever is wrong with a token request is 400, a proof that fails included", "400")
EXACTLY_ONE = "exactly one of the criteria is to be named"
VERSION = "If-Match names the version that was looked at; a generated one is hardly ever it"
VERSION_FIRST = answered("whoever names another version is told so before the body is read", "412")
LOAD = answered(
    "a bad record is a rejection in a 200 and never stops the good ones; more records than the limit are 413",
    "200",
    "413",
)

SIGNED = refused("a notice proves itself by the gateway's signature", "401")
TOO_LONG = answered("a notice of more than 4,096 bytes is not read at all", "413")

WIDENED: dict[tuple[str, str], tuple[Widened, ...]] = {
    ("access", "issue_token"): (OAUTH,),
    ("access", "revoke_token"): (OAUTH,),
    ("access", "list_agencies"): (CURSOR,),
    ("access", "list_agreements"): (CURSOR,),
    ("access", "open_agreement"): (
        refused("purposes, scopes and fields must fit the service, the kind and the dates"),
    ),
    ("access", "add_client_key"): (
        refused("x and y must be a point of the curve, valid_to must lie after valid_from"),
    ),
    ("licences", "list_lookups"): (CURSOR,),
    ("licences", "list_holder_exams"): (CURSOR,),
    ("licences", "search_licences"): (refused(EXACTLY_ONE),),
    ("licences", "search_holders"): (refused(f"{EXACTLY_ONE}, a name with its date of birth"),),
    ("licences", "report_licence_loss"): (refused("a loss lies in the past"),),
    ("licences", "issue_licence_card"): (
        refused("the parts ordered must be the licence's own, the standing clear and at most 60 seconds old"),
    ),
    ("licences", "import_holders"): (LOAD,),
    ("licences", "import_exams"): (LOAD,),
    ("licences", "import_licences"): (LOAD,),
    ("violations", "list_lookups"): (CURSOR,),
    ("violations", "list_police_sources"): (CURSOR,),
    ("violations", "push_one_case"): (
        refused("acts are those of the decrees, days follow each other, sums have limits"),
    ),
    ("violations", "push_many_cases"): (LOAD,),
    ("violations", "push_point_restoration"): (refused("a test was passed in the past"),),
    ("violations", "read_one_standing"): (refused("a standing can be told for days that the records reach"),),
    ("violations", "search_cases"): (refused(f"{EXACTLY_ONE}; {CURSOR.reason}"),),
    ("violations", "settle_case"): (refused("the amount must be the fine of the case, and paid after the act"),),
    ("renewals", "list_lookups"): (CURSOR,),
    ("renewals", "list_applications"): (CURSOR,),
    ("renewals", "list_worklist"): (CURSOR,),
    ("renewals", "create_check"): (refused("reason, classes and the reference day go by the law of the procedure"),),
    ("renewals", "file_application"): (
        refused(
            "reason, day and classes go by the law of the procedure; an officer names the applicant, a citizen does not"
        ),
    ),
    ("renewals", "create_payment"): (refused("a fee names its application, a fine its case"),),
    ("renewals", "decide_application"): (
        refused(f"a reason code is of its outcome's table; {VERSION}", "412", "422"),
        VERSION_FIRST,
    ),
    ("renewals", "record_register_search"): (
        refused(f"what was found is stated exactly if something was, on a day that has been; {VERSION}", "412", "422"),
    ),
    ("renewals", "deliver_application"): (refused(VERSION, "412"), VERSION_FIRST),
    ("renewals", "supplement_application"): (refused("a file is what its first bytes say: PDF, JPEG or PNG"),),
    ("renewals", "take_notification"): (SIGNED, TOO_LONG),
    ("renewals", "list_procedures"): (refused("there are no rules before the first of them"),),
    ("renewals", "get_calendar"): (refused("a span ends after it begins, and is no longer than 1,100 days"),),
    ("renewals", "get_procedure"): (refused("there are no rules before the first of them"),),
}
