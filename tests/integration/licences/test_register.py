"""The use cases of the register on real databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from joserfc import jws
from joserfc.jwk import ECKey
from sqlalchemy import create_engine, insert, update
from sqlalchemy.exc import IntegrityError

from services.licences.adapters.rows import card_row
from services.licences.adapters.tables import CARDS, LICENCES, METADATA
from services.licences.application.issuing import IssueOutcome, issue_card
from services.licences.application.losing import LossOutcome, ReportLoss, report_loss, withdraw_loss
from services.licences.application.ports import HolderQuery, LicenceQuery
from services.licences.domain.card import CardStatus
from services.licences.domain.issuance import IssuanceOrder
from services.licences.domain.loss import Circumstance, LossStatus
from shared.db.audit import broken_links, read_chain
from shared.db.tables import PLAIN
from shared.kernel.errors import Conflict, Invalid, NotFound
from shared.kernel.ids import new_id
from shared.messaging.feed import read_feed
from tests.support.licences import (
    CITIZEN,
    ISSUER,
    NEW_UNTERMED,
    RENEWALS,
    SERIES,
    Register,
    a_holder,
    a_licence,
    a_record,
    a_standing,
    an_exam,
    an_order,
)


def issue(register: Register, licence_id: str, order: IssuanceOrder) -> IssueOutcome:
    return issue_card(
        licence_id,
        order,
        begin=register.database.begin,
        signer=register.signer,
        series=SERIES,
        issuer=ISSUER,
        actor=RENEWALS,
    )


def lose(register: Register, licence_id: str, **changes: Any) -> LossOutcome:
    command = ReportLoss(
        licence_id=licence_id,
        circumstance=Circumstance.FIRE,
        occurred_on=date(2026, 11, 20),
        place="Nhà riêng",
        declaration="Cháy nhà",
    )
    return report_loss(replace(command, **changes), begin=register.database.begin, actor=RENEWALS)


def events(register: Register) -> list[tuple[str, str]]:
    return [(event.type, event.subject_id) for event in read_feed(register.database, after=None).items]


def test_models_equal_migrations(databases: Any) -> None:
    engine = create_engine(databases.fresh("services.licences.migrations").database_url)
    own = set(METADATA.tables) - set(PLAIN.tables)  # the cross-cutting ones are compared where they are made
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "include_name": lambda name, kind, _parents: kind != "table" or name in own,
                "include_object": lambda _object, name, kind, _reflected, _twin: kind != "table" or name in own,
            },
        )
        differences = compare_metadata(context, METADATA)
    engine.dispose()
    assert differences == []


def test_loads_people_exams_and_licences(register: Register) -> None:
    licence = register.seed()
    assert licence.holder.citizen_id == CITIZEN
    assert [(part.kind, part.valid_in_register) for part in licence.parts] == [("untermed", True), ("termed", True)]
    assert licence.parts[0].exam is not None
    assert licence.parts[0].exam.id is not None, "the part points at the exam it rests on"
    assert licence.card.serial == "AB000001"
    assert events(register) == [("licence.imported", licence.id)]


def test_a_second_load_changes_nothing_and_a_corrected_one_counts_up(register: Register) -> None:
    first = register.seed()
    assert register.load_holders(a_holder()).counts == {"unchanged": 1}
    assert register.load_exams(an_exam()).counts == {"unchanged": 1}
    assert register.load_licences(a_record()).counts == {"unchanged": 1}
    assert register.load_holders(a_holder(full_name="Nguyễn Thị Thử")).counts == {"updated": 1}
    assert register.load_exams(an_exam(centre="79013")).counts == {"updated": 1}
    assert register.load_licences(a_record(blank="B000002")).counts == {"updated": 1}
    again = register.licence()
    assert (again.version, again.holder.version, again.card.blank) == (2, 2, "B000002")
    assert again.id == first.id


def test_a_newer_card_of_the_registry_supersedes_and_an_older_one_is_stale(register: Register) -> None:
    register.seed()
    assert register.load_licences(a_record(serial="AC000009", issued_on=date(2020, 1, 1))).counts == {"updated": 1}
    assert register.load_licences(a_record()).counts == {"stale": 1}
    assert register.licence().card.serial == "AC000009"
    assert register.reading.card_status("AB000001", on=register.clock.today()).status == "superseded"


@pytest.mark.parametrize(
    ("record", "code"),
    [
        (a_record(citizen_id="999190000099"), "holder-not-found"),
        (a_record("790190000002", serial="AB000001"), "serial-taken"),
        (a_record("790190000002", serial="VN000777"), "serial-reserved"),
        (a_record(citizen_id="999190000003"), "licence-of-another-holder"),
    ],
)
def test_a_record_that_contradicts_the_register_is_rejected(register: Register, record: Any, code: str) -> None:
    register.seed()
    register.load_holders(a_holder("999190000003"))
    run = register.load_licences(record, a_record("790190000005", serial="AB000005"))
    assert [fault.code for rejection in run.rejections for fault in rejection.faults] == [code]
    assert run.counts == {"created": 1}, "a bad record does not stop a good one"


def test_the_registry_never_overwrites_a_card_issued_here(register: Register) -> None:
    licence = register.seed()
    issue(register, licence.id, an_order())
    run = register.load_licences(a_record(blank="B999999"))
    assert [fault.code for rejection in run.rejections for fault in rejection.faults] == ["newer-card-here"]
    assert register.licence().card.serial == "VN000001"


def test_a_load_does_not_undo_a_report_of_loss(register: Register) -> None:
    licence = register.seed()
    lose(register, licence.id)
    assert register.load_licences(a_record()).counts == {"unchanged": 1}
    assert register.licence().card.status == "reported_lost"


def test_duplicates_within_one_load_are_taken_in_order(register: Register) -> None:
    register.load_holders(a_holder(), a_holder(full_name="Trần Thử"), a_holder(full_name="Trần Thử"))
    assert register.reading.holders(HolderQuery(citizen_id=CITIZEN))[0].holder.version == 2
    run = register.load_licences(a_record(), a_record(blank="B2"), a_record("790190000002", serial="AB000001"))
    assert run.counts == {"created": 1, "updated": 1}
    assert len(run.rejections) == 1


def test_imports_run_in_chunks_and_resume(register: Register) -> None:
    register.load_holders(*(a_holder(f"9991900{index:05d}") for index in range(1200)))
    records = [a_record(f"7901{index:08d}", f"9991900{index:05d}", serial=f"AD{index:06d}") for index in range(1200)]
    from services.licences.application.importing import CHUNK, Parsed, run_import
    from services.licences.application.loading import licences_loader
    from tests.support.licences import LOADER

    loader = licences_loader(series=SERIES, licence_ids=register.reading.licence_ids)
    parsed = [Parsed(index, None, record) for index, record in enumerate(records)]
    calls = []

    def dying(actor: Any, *locks: str) -> Any:
        calls.append(locks)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return register.database.begin(actor, *locks)

    with pytest.raises(KeyboardInterrupt):
        run_import(loader, parsed, key="k", fingerprint="f", begin=dying, actor=LOADER)
    run = run_import(loader, parsed, key="k", fingerprint="f", begin=register.database.begin, actor=LOADER)
    assert (run.done, run.counts) == (1200, {"created": 1200})
    assert CHUNK == 500
    with pytest.raises(Invalid, match="idempotency-key-reused"):
        run_import(loader, parsed, key="k", fingerprint="g", begin=register.database.begin, actor=LOADER)
    assert len(events(register)) == 500, "the feed gives at most what is asked for"


def test_one_load_runs_a_fixed_number_of_statements(register: Register, count_statements: Any) -> None:
    register.load_holders(*(a_holder(f"9991900{index:05d}") for index in range(400)))
    few = [a_record(f"7901{index:08d}", f"9991900{index:05d}", serial=f"AD{index:06d}") for index in range(2)]
    many = [a_record(f"7901{index:08d}", f"9991900{index:05d}", serial=f"AD{index:06d}") for index in range(2, 400)]
    with count_statements() as first:
        register.load_licences(*few)
    with count_statements() as second:
        register.load_licences(*many)
    assert 0 < second.statements <= first.statements, "PostgreSQL takes large sets by COPY"


def test_each_read_is_one_statement(register: Register, count_statements: Any) -> None:
    licence = register.seed()
    for number in range(2, 6):
        register.load_licences(a_record(f"79019000000{number}"))
    today = register.clock.today()
    for query in (
        LicenceQuery(citizen_id=CITIZEN),
        LicenceQuery(serial="AB000001"),
        LicenceQuery(licence_id=licence.id),
    ):
        with count_statements() as counted:
            assert register.reading.licences(query, on=today)
        assert counted.statements == 1
    assert len(register.reading.licences(LicenceQuery(citizen_id=CITIZEN), on=today)) == 5
    with count_statements() as counted:
        assert register.reading.licences(LicenceQuery(citizen_id=CITIZEN), on=today, losses=True)
    assert counted.statements == 2, "one more for the reports of loss of them all"
    with count_statements() as counted:
        register.reading.card_status("AB000001", on=today)
    assert counted.statements == 1


def test_names_are_found_without_their_marks(register: Register) -> None:
    register.seed()
    found = register.reading.holders(HolderQuery(name="  nguyen thi  THU duong", date_of_birth=date(1990, 2, 28)))
    assert [view.holder.citizen_id for view in found] == [CITIZEN]
    assert len(found[0].licence_ids) == 1


def test_loss_and_its_withdrawal(register: Register) -> None:
    licence = register.seed()
    outcome = lose(register, licence.id)
    assert outcome.card.status is CardStatus.REPORTED_LOST
    seen = register.licence()
    assert (seen.card.status, seen.loss_report_id) == ("reported_lost", outcome.report.id)
    assert not any(part.valid_in_register for part in seen.parts)
    with pytest.raises(Conflict, match="loss-already-reported"):
        lose(register, licence.id)
    for _ in range(2):
        back = withdraw_loss(
            licence_id=licence.id,
            report_id=outcome.report.id,
            of_citizen=CITIZEN,
            begin=register.database.begin,
            actor=RENEWALS,
        )
        assert (back.card.status, back.report.status) == (CardStatus.LIVE, LossStatus.WITHDRAWN)
    types = [kind for kind, _ in events(register)]
    assert types == ["licence.imported", "licence.loss_reported", "licence.loss_withdrawn"]


def test_nobody_reports_the_loss_of_somebody_elses_licence(register: Register) -> None:
    licence = register.seed()
    with pytest.raises(NotFound):
        lose(register, licence.id, of_citizen="999190000099")


def test_a_reissue_is_one_change(register: Register) -> None:
    licence = register.seed()
    report = lose(register, licence.id).report
    order = an_order()
    outcome = issue(register, licence.id, order)
    assert (outcome.card.serial, outcome.card.status, outcome.fresh) == ("VN000001", "live", True)
    seen = register.licence()
    assert (seen.card.serial, seen.number, seen.loss_report_id) == ("VN000001", licence.number, None)
    assert seen.parts[0].exam == licence.parts[0].exam
    assert register.reading.card_status("AB000001", on=register.clock.today()).termed is False
    history = register.reading.history(licence.id)
    assert [view.issuance.previous_serial for view in history.issuances] == ["AB000001"]
    assert [view.credential_id for view in history.issuances] == [outcome.credential_id]
    assert [loss.status for loss in history.loss_reports] == [LossStatus.CLOSED]
    assert [(change.serial, change.status) for change in history.status_changes[:2]] == [
        ("VN000001", "live"),
        ("AB000001", "superseded"),
    ]
    assert [kind for kind, _ in events(register)][-2:] == ["card.superseded", "card.issued"]
    with register.database.read() as connection:
        chain = read_chain(connection, f"licence:{licence.id}")
    assert [entry.action for entry in chain] == ["licence-imported", "loss-reported", "card-issued"]
    assert broken_links(chain) == []
    with pytest.raises(Conflict, match="new-card-issued"):
        withdraw_loss(
            licence_id=licence.id, report_id=report.id, of_citizen=None, begin=register.database.begin, actor=RENEWALS
        )


def test_the_same_application_gets_the_same_card(register: Register) -> None:
    licence = register.seed()
    order = an_order()
    first = issue(register, licence.id, order)
    register.clock.move(timedelta(days=3))
    again = issue(register, licence.id, order)
    assert (again.card, again.credential_id, again.fresh) == (first.card, first.credential_id, False)
    register.load_licences(a_record("790190000002"))
    other = register.licence("790190000002")
    with pytest.raises(Conflict, match="application-issued-elsewhere"):
        issue(register, other.id, replace(order, expected_serial=other.card.serial))


def test_the_credential_verifies_and_follows_its_card(register: Register) -> None:
    licence = register.seed()
    outcome = issue(register, licence.id, an_order(parts=(NEW_UNTERMED,)))
    credential = register.reading.credential(outcome.credential_id or "")
    assert credential is not None
    (key,) = register.signer.public_keys()["keys"]
    assert "d" not in key
    signed = jws.deserialize_compact(credential.token, ECKey.import_key(key))
    assert signed.headers()["kid"] == credential.key_id
    assert b'"serial":"VN000001"' in signed.payload
    assert b'"termed"' not in signed.payload, "a part left out is not on the card"
    issue(register, licence.id, an_order("VN000001"))
    later = register.reading.credential(credential.id)
    assert later is not None
    assert later.status is CardStatus.SUPERSEDED


def test_a_refused_issue_leaves_nothing(register: Register) -> None:
    licence = register.seed()
    old = a_standing(as_of=register.clock.now() - timedelta(seconds=61))
    with pytest.raises(Invalid, match="standing-too-old"):
        issue(register, licence.id, an_order(standing=old))
    assert register.licence().card.serial == "AB000001"
    assert issue(register, licence.id, an_order()).card.serial == "VN000001", "no serial is lost"


def test_the_database_refuses_what_the_aggregate_would(register: Register) -> None:
    licence = register.seed()
    card = a_licence().card
    second = card_row(licence.id, 2, replace(card, serial="ZZ000001"))
    with pytest.raises(IntegrityError), register.database.begin(RENEWALS) as work:
        work.connection.execute(insert(CARDS), second)  # a second live card
    dead = {"status": "superseded", "is_current": False}
    with pytest.raises(IntegrityError), register.database.begin(RENEWALS) as work:
        work.connection.execute(update(CARDS).where(CARDS.c.serial == "AB000001").values(**dead))
        work.commit()  # no current card, licence in force
    with pytest.raises(IntegrityError), register.database.begin(RENEWALS) as work:
        work.connection.execute(
            update(LICENCES).where(LICENCES.c.id == licence.id).values(in_force=False, revoked_on=date(2026, 1, 1))
        )
        work.commit()  # revoked, yet with a current card
    assert register.licence().card.status == "live"
    assert new_id()
