"""Builders for the register of licences: a test names only what matters to it. All people are invented (code 999)."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from services.licences.adapters.reading import SqlReading
from services.licences.adapters.signing import KeyFileSigner, ensure_key
from services.licences.adapters.work import LicencesWork
from services.licences.application.importing import Loader, Parsed, run_import
from services.licences.application.loading import EXAMS, HOLDERS, HolderRecord, licences_loader
from services.licences.application.ports import ImportRun, LicenceQuery
from services.licences.application.read_models import LicenceView
from services.licences.domain.card import Card, CardStatus, Origin
from services.licences.domain.classes import PartKind, Regime
from services.licences.domain.exam import Exam, ExamResult
from services.licences.domain.holder import Address, Holder, Sex
from services.licences.domain.issuance import IssuanceOrder, OrderedPart, Reason, Standing, Verdict
from services.licences.domain.licence import Licence, Part, PartExam
from services.licences.domain.numbers import SerialSeries
from services.licences.domain.registry import LicenceRecord
from shared.db.engine import Database
from shared.kernel.actor import Actor
from shared.kernel.clock import MovableClock
from shared.kernel.ids import new_id

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)
CITIZEN = "999190000001"
NUMBER = "790190000001"
SERIES = SerialSeries.starting("VN000001")
ISSUER = "http://127.0.0.1:8000"
LOADER = Actor(kind="system", subject="loader", client_id="registry-loader", agency="G01.08", purpose="registry-load")
RENEWALS = Actor(kind="system", subject="renewals", client_id="renewals", agency="G01.08", purpose="reissue")

UNTERMED = Part(
    kind=PartKind.UNTERMED,
    regime=Regime.OLD,
    classes=("A1",),
    conditions=(),
    first_issued_on=date(2012, 5, 2),
    issued_on=date(2012, 5, 2),
    expires_on=None,
    exam=PartExam(None, "79012K1201", date(2012, 4, 20), None),
)
TERMED = Part(
    kind=PartKind.TERMED,
    regime=Regime.OLD,
    classes=("B2",),
    conditions=(),
    first_issued_on=date(2018, 3, 1),
    issued_on=date(2018, 3, 1),
    expires_on=date(2028, 3, 1),
)


def a_holder(citizen_id: str = CITIZEN, **changes: Any) -> Holder:
    """A woman born in 1990."""
    plain = Holder(
        id="",
        citizen_id=citizen_id,
        full_name="Nguyễn Thị Thử Đường",
        date_of_birth=date(1990, 2, 28),
        sex=Sex.FEMALE,
        nationality="VNM",
        address=Address("1 Đường Thử, Hà Nội", "01", None),
        aliases=("123456789",),
    )
    return replace(plain, **changes)


def an_exam(citizen_id: str = CITIZEN, **changes: Any) -> Exam:
    """A pass in class A1."""
    plain = Exam(
        id="",
        citizen_id=citizen_id,
        regime=Regime.OLD,
        licence_class="A1",
        session="79012K1201",
        centre="79012",
        held_on=date(2012, 4, 18),
        result=ExamResult.PASSED,
        parts=(),
        pass_decision=None,
    )
    return replace(plain, **changes)


def a_record(number: str = NUMBER, citizen_id: str = CITIZEN, **changes: Any) -> LicenceRecord:
    """A licence with both parts and a live card."""
    plain = LicenceRecord(
        number=number,
        citizen_id=citizen_id,
        aliases=(),
        parts=(UNTERMED, TERMED),
        serial=f"AB{int(number) % 1_000_000:06d}",
        status=CardStatus.LIVE,
        issued_on=date(2018, 3, 1),
        issued_by="Sở GTVT Thử",
        blank="B000001",
    )
    return replace(plain, **changes)


def a_licence(**changes: Any) -> Licence:
    """The aggregate of :func:`a_record`."""
    card = Card(
        serial="AB000001",
        status=CardStatus.LIVE,
        issued_on=date(2018, 3, 1),
        issued_by="Sở GTVT Thử",
        blank="B000001",
        parts=(PartKind.UNTERMED, PartKind.TERMED),
        origin=Origin.REGISTRY,
    )
    plain = Licence(id=new_id(), number=NUMBER, holder_id="h", aliases=(), parts=(UNTERMED, TERMED), cards=(card,))
    return replace(plain, **changes)


NEW_UNTERMED = OrderedPart(PartKind.UNTERMED, Regime.NEW, ("A",), ("A.03",), None)
NEW_TERMED = OrderedPart(PartKind.TERMED, Regime.NEW, ("B",), (), date(2028, 3, 1))


def a_standing(now: datetime = NOW, **changes: Any) -> Standing:
    """A clear standing, ten seconds old."""
    return replace(Standing(new_id(), Verdict.CLEAR, now - timedelta(seconds=10)), **changes)


def an_order(serial: str = "AB000001", **changes: Any) -> IssuanceOrder:
    """A reissue of both parts after a fire."""
    plain = IssuanceOrder(
        application_id=new_id(),
        reason=Reason.FIRE,
        expected_serial=serial,
        parts=(NEW_UNTERMED, NEW_TERMED),
        standing=a_standing(),
    )
    return replace(plain, **changes)


class Register:
    """The register on a real database, without HTTP."""

    def __init__(self, url: str, clock: MovableClock, folder: Path) -> None:
        self.clock = clock
        self.database = Database.open(url, clock=clock, unit_of_work=LicencesWork)
        self.reading = SqlReading(self.database)
        ensure_key(folder / "credential.json")
        self.signer = KeyFileSigner(folder / "credential.json")

    def load(self, loader: Loader[Any], values: Sequence[Any], key: str | None = None) -> ImportRun:
        """Import values as the registry loader does."""
        parsed = [Parsed(index, None, value) for index, value in enumerate(values)]
        return run_import(
            loader,
            parsed,
            key=key or new_id(),
            fingerprint=sha256(str(values).encode()).hexdigest(),
            begin=self.database.begin,
            actor=LOADER,
        )

    def load_holders(self, *holders: Holder) -> ImportRun:
        """Import holders."""
        return self.load(HOLDERS, [HolderRecord(holder) for holder in holders])

    def load_exams(self, *exams: Exam) -> ImportRun:
        """Import exams."""
        return self.load(EXAMS, list(exams))

    def load_licences(self, *records: LicenceRecord) -> ImportRun:
        """Import licences."""
        loader = licences_loader(series=SERIES, licence_ids=self.reading.licence_ids)
        return self.load(loader, list(records))

    def seed(self) -> LicenceView:
        """One holder with one exam and one licence."""
        self.load_holders(a_holder())
        self.load_exams(an_exam())
        self.load_licences(a_record())
        return self.licence()

    def licence(self, number: str = NUMBER) -> LicenceView:
        """The licence as callers see it."""
        return self.reading.licences(LicenceQuery(number=number), on=self.clock.today())[0]

    def close(self) -> None:
        """Give the connections back."""
        self.database.close()


@contextmanager
def a_register(url: str, clock: MovableClock, folder: Path) -> Any:
    """A register that is closed afterwards."""
    register = Register(url, clock, folder)
    try:
        yield register
    finally:
        register.close()
