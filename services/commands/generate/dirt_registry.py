"""The ways in which rows of holders, exams and licences are spoiled, and what licences must say of each."""

from __future__ import annotations

from types import MappingProxyType

from services.commands.generate.dirt import (
    CUT,
    IN_A_CENTURY,
    Faults,
    Neighbour,
    Record,
    Spoiler,
    changed,
    cut_off,
    decomposed,
    in_groups,
    left_out,
    letters_for_digits,
    mojibake,
    one_digit_less,
    same_day_in,
    with_bell,
    written,
)
from services.commands.generate.draws import Draws

STRANGER = "999{}000{:03d}"
"""Numbers nobody in the registry has: the generator's own begin at 001000."""
NO_PROVINCE = "988"


def _born_ahead(record: Record, _draws: Draws, _neighbour: Neighbour | None) -> Faults:
    record["date_of_birth"] = IN_A_CENTURY + record["date_of_birth"][4:].replace("-02-29", "-02-28")
    at = "/date_of_birth"
    return ((at, "in-the-future"), (at, "birth-year-contradicts-id"))


def _born_otherwise(record: Record, _draws: Draws, _neighbour: Neighbour | None) -> Faults:
    """Two digits of the year changed places, or the year was guessed."""
    year = int(record["date_of_birth"][:4])
    record["date_of_birth"] = f"{year - 9}-07-01"
    return (("/date_of_birth", "birth-year-contradicts-id"),)


def _other_sex(record: Record, _draws: Draws, _neighbour: Neighbour | None) -> Faults:
    record["sex"] = "male" if record["sex"] == "female" else "female"
    return (("/sex", "sex-contradicts-id"),)


HOLDERS: MappingProxyType[str, Spoiler] = MappingProxyType(
    {
        "personal-number-of-11-digits": changed("/citizen_id", one_digit_less, "not-a-citizen-id"),
        "personal-number-with-letters": changed("/citizen_id", letters_for_digits, "not-a-citizen-id"),
        "birth-on-31-february": written("/date_of_birth", "1985-02-31", "not-a-date"),
        "birth-as-ddmmyyyy-impossible": written("/date_of_birth", "31/04/1979", "not-a-date"),
        "birth-in-the-future": _born_ahead,
        "birth-year-not-of-the-number": _born_otherwise,
        "sex-not-of-the-number": _other_sex,
        "sex-in-the-old-code": written("/sex", "M", "not-one-of"),
        "nationality-in-two-letters": written("/nationality", "VN", "wrong-form"),
        "name-read-as-windows-1252": mojibake("/full_name"),
        "name-with-control-character": changed("/full_name", with_bell, "wrong-character"),
        "name-decomposed": changed("/full_name", decomposed),
        "name-missing": left_out("full_name"),
        "province-unknown": written("/address/province", NO_PROVINCE),
        CUT: cut_off,
    }
)


def _class_of_other_regime(record: Record, _draws: Draws, _neighbour: Neighbour | None) -> Faults:
    record["class"] = "C1" if record["regime"] == "2008" else "FC"
    return (("/class", "unknown-class"),)


def _exam_ahead(record: Record, _draws: Draws, _neighbour: Neighbour | None) -> Faults:
    record["held_on"] = same_day_in(IN_A_CENTURY)(record["held_on"])
    early = (("/pass_decision/date", "date-too-early"),) if record["pass_decision"] else ()
    return (("/held_on", "in-the-future"), *early)


def _decision_early(record: Record, _draws: Draws, _neighbour: Neighbour | None) -> Faults | None:
    if not record["pass_decision"]:
        return None
    record["pass_decision"]["date"] = same_day_in("1995")(record["held_on"])
    return (("/pass_decision/date", "date-too-early"),)


def _decision_without_pass(record: Record, _draws: Draws, _neighbour: Neighbour | None) -> Faults | None:
    if not record["pass_decision"]:
        return None
    record["result"] = "failed"
    return (("/pass_decision", "decision-without-pass"),)


def _of_nobody(record: Record, draws: Draws, _neighbour: Neighbour | None) -> Faults:
    record["citizen_id"] = STRANGER.format(record["citizen_id"][3:6], draws.between(900, 999))
    for part in record["parts"]:
        if "exam" in part:
            part["exam"]["citizen_id"] = record["citizen_id"]
    return (("/citizen_id", "holder-not-found"),)


EXAMS: MappingProxyType[str, Spoiler] = MappingProxyType(
    {
        "class-unknown": written("/class", "B12", "unknown-class"),
        "class-of-the-other-regime": _class_of_other_regime,
        "exam-in-the-future": _exam_ahead,
        "exam-on-30-february": written("/held_on", "2019-02-30", "not-a-date"),
        "decision-before-the-exam": _decision_early,
        "decision-without-a-pass": _decision_without_pass,
        "result-in-the-old-code": written("/result", "DA", "not-one-of"),
        "score-above-the-highest": written("/parts/0/score", 99, "score-too-high"),
        "score-in-words": written("/parts/0/score", "hai mươi mốt", "wrong-type"),
        "exam-of-nobody": _of_nobody,
        "centre-missing": left_out("centre"),
        CUT: cut_off,
    }
)


def _termed(record: Record) -> tuple[int, Record] | None:
    return next(((at, part) for at, part in enumerate(record["parts"]) if part["kind"] == "termed"), None)


def _untermed(record: Record) -> Record | None:
    """The first part, if it has no term."""
    part: Record = record["parts"][0]
    return part if part["kind"] == "untermed" else None


def _other_regime(record: Record, _draws: Draws, _neighbour: Neighbour | None) -> Faults:
    part = record["parts"][0]
    strange = {"untermed": ("A", "A3"), "termed": ("D1", "E")}[part["kind"]]
    part["classes"] = [strange[part["regime"] == "2024"]]
    return (("/parts/0/classes/0", "unknown-class"),)


def _class_of_other_part(record: Record, _draws: Draws, _neighbour: Neighbour | None) -> Faults:
    part = record["parts"][0]
    part["classes"] = ["C" if part["kind"] == "untermed" else "A1"]
    return (("/parts/0/classes/0", "class-of-other-part"),)


def _expires_before_issue(record: Record, _draws: Draws, _neighbour: Neighbour | None) -> Faults | None:
    found = _termed(record)
    if found is None:
        return None
    at, part = found
    part["expires_on"] = same_day_in("1994")(part["issued_on"])
    return ((f"/parts/{at}/expires_on", "end-before-start"),)


def _expires_though_untermed(record: Record, _draws: Draws, _neighbour: Neighbour | None) -> Faults | None:
    part = _untermed(record)
    if part is None:
        return None
    part["expires_on"] = "2099-12-31"
    return (("/parts/0/expires_on", "untermed-never-expires"),)


def _never_expires(record: Record, _draws: Draws, _neighbour: Neighbour | None) -> Faults | None:
    found = _termed(record)
    if found is None:
        return None
    found[1]["expires_on"] = None
    return ((f"/parts/{found[0]}/expires_on", "required"),)


def _issued_before_first(record: Record, _draws: Draws, _neighbour: Neighbour | None) -> Faults:
    part = record["parts"][0]
    part["issued_on"] = same_day_in("1995")(part["first_issued_on"])
    return (("/parts/0/issued_on", "date-too-early"),)


def _exam_after_issue(record: Record, _draws: Draws, _neighbour: Neighbour | None) -> Faults:
    """The exam and the first issue were entered the wrong way round."""
    part = record["parts"][0]
    exam, first = part["exam"], part["first_issued_on"]
    part["first_issued_on"], exam["passed_on"] = exam["passed_on"], first
    return (("/parts/0/exam/passed_on", "exam-after-issue"),)


def _exam_not_on_file(record: Record, _draws: Draws, _neighbour: Neighbour | None) -> Faults:
    """A licence whose exam nobody has: it is taken, and stands without one."""
    record["parts"][0]["exam"]["session"] = "99999K9999"
    return ()


def _number_of_another(record: Record, _draws: Draws, neighbour: Neighbour | None) -> Faults | None:
    if neighbour is None:
        return None
    record["number"] = neighbour.number
    return (("/citizen_id", "licence-of-another-holder"),)


def _card_of_another(record: Record, _draws: Draws, neighbour: Neighbour | None) -> Faults | None:
    if neighbour is None:
        return None
    record["card"]["serial"] = neighbour.serial
    return (("/card/serial", "serial-taken"),)


def _reserved_serial(record: Record, draws: Draws, _neighbour: Neighbour | None) -> Faults:
    record["card"]["serial"] = f"VN{draws.between(1, 999_999):06d}"
    return (("/card/serial", "serial-reserved"),)


LICENCES: MappingProxyType[str, Spoiler] = MappingProxyType(
    {
        "number-of-11-digits": changed("/number", one_digit_less, "not-a-licence-number"),
        "number-in-groups": changed("/number", in_groups, "not-a-licence-number"),
        "number-of-another-licence": _number_of_another,
        "card-of-another-licence": _card_of_another,
        "serial-of-the-reserved-series": _reserved_serial,
        "serial-without-digits": written("/card/serial", "AB", "not-a-serial"),
        "class-unknown": written("/parts/0/classes/0", "B12", "unknown-class"),
        "class-of-the-other-regime": _other_regime,
        "class-of-the-other-part": _class_of_other_part,
        "expiry-before-issue": _expires_before_issue,
        "expiry-of-what-never-expires": _expires_though_untermed,
        "expiry-missing": _never_expires,
        "issue-before-first-issue": _issued_before_first,
        "issue-in-the-future": written("/card/issued_on", f"{IN_A_CENTURY}-01-05", "in-the-future"),
        "issue-on-31-november": written("/card/issued_on", "2018-11-31", "not-a-date"),
        "exam-after-issue": _exam_after_issue,
        "exam-not-on-file": _exam_not_on_file,
        "card-no-longer-current": written("/card/status", "superseded", "no-current-card"),
        "status-in-the-old-code": written("/card/status", "01", "not-one-of"),
        "old-identity-number-of-8-digits": written("/aliases/0", "99912345", "wrong-form"),
        "licence-of-nobody": _of_nobody,
        CUT: cut_off,
    }
)
