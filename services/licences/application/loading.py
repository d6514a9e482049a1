"""The three kinds of registry record: what each does to the register, decided in memory, written in sets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TypeVar

from services.licences.application.importing import Loader, Outcomes, Parsed
from services.licences.application.ports import Change, ExamKey, Work
from services.licences.application.read_models import PhotoView
from services.licences.domain.exam import Exam
from services.licences.domain.holder import Holder
from services.licences.domain.licence import Licence, Part
from services.licences.domain.numbers import SerialSeries
from services.licences.domain.registry import Effect, LicenceRecord, RejectedError, load_licence
from shared.kernel.errors import Fault
from shared.kernel.ids import new_id

E = TypeVar("E", Holder, Exam)


@dataclass(frozen=True, slots=True)
class HolderRecord:
    """A holder as told (``id`` empty), with the picture itself if it came along."""

    holder: Holder
    picture: PhotoView | None = None


def _merged(told: E, before: E | None) -> tuple[E, Effect]:
    """What is told under the identity of what is known."""
    if before is None:
        return replace(told, id=new_id()), Effect.CREATED
    after = replace(told, id=before.id, version=before.version)
    if after == before:
        return before, Effect.UNCHANGED
    return replace(after, version=before.version + 1), Effect.UPDATED


def _changed(before: object | None, after: Holder | Exam | Licence) -> list[str]:
    """The names of what differs; the audit trail keeps no second copy of personal data."""
    if before is None:
        return []
    names = [entry.name for entry in fields(after) if entry.name != "version"]
    return [name for name in names if getattr(before, name) != getattr(after, name)]


def _no_subjects(_records: Sequence[object]) -> Sequence[str]:
    return ()


def _load_holders(
    work: Work, records: Sequence[Parsed[HolderRecord]], _locks: Sequence[str], outcomes: Outcomes
) -> bool:
    values = [record.value for record in records if record.value is not None]
    known = work.holders.by_citizen_ids(sorted({value.holder.citizen_id for value in values}))
    fresh: dict[str, Holder] = {}
    changed: dict[str, Holder] = {}
    pictures: dict[str, PhotoView] = {}
    for value in values:
        told = value.holder
        before = known.get(told.citizen_id)
        after, effect = _merged(told, before)
        outcomes.did(effect)
        known[told.citizen_id] = after
        if value.picture is not None:  # with an unchanged record, too: its first load may have come without
            pictures[after.id] = value.picture
        if effect is Effect.CREATED or after.id in fresh:
            fresh[after.id] = after
        elif effect is Effect.UPDATED:
            changed[after.id] = after
        if effect is not Effect.UNCHANGED:
            detail = {"version": after.version, "changed": _changed(before, after)}
            work.audit(f"holder:{after.id}", f"holder-{effect}", detail)
    work.holders.add(list(fresh.values()))
    work.holders.replace(list(changed.values()))
    work.holders.keep_photos(pictures)
    return True


def _load_exams(work: Work, records: Sequence[Parsed[Exam]], _locks: Sequence[str], outcomes: Outcomes) -> bool:
    people = sorted({record.value.citizen_id for record in records if record.value is not None})
    holders = work.holders.by_citizen_ids(people)
    known = work.exams.of_holders(sorted(holder.id for holder in holders.values()))
    fresh: dict[ExamKey, Exam] = {}
    changed: dict[ExamKey, Exam] = {}
    for record in records:
        told = record.value
        if told is None:
            continue
        holder = holders.get(told.citizen_id)
        if holder is None:
            outcomes.reject(record, Fault("/citizen_id", "holder-not-found"))
            continue
        key = (holder.id, str(told.regime), told.licence_class, told.session)
        before = known.get(key)
        after, effect = _merged(told, before)
        outcomes.did(effect)
        known[key] = after
        if effect is Effect.CREATED or key in fresh:
            fresh[key] = after
        elif effect is Effect.UPDATED:
            changed[key] = after
        if effect is not Effect.UNCHANGED:
            detail = {"exam_id": after.id, "version": after.version, "changed": _changed(before, after)}
            work.audit(f"holder:{holder.id}", f"exam-{effect}", detail)
    work.exams.add(fresh)
    work.exams.replace(changed)
    return True


@dataclass(slots=True)
class _LicenceChunk:
    """What is known while a chunk of licences is decided."""

    holders: Mapping[str, Holder]
    exams: Mapping[ExamKey, Exam]
    before: Mapping[str, Licence]
    after: dict[str, Licence]
    serial_owners: dict[str, str]
    series: SerialSeries

    def decide(self, work: Work, record: LicenceRecord) -> Effect:
        """Take one record. Raises RejectedError."""
        holder = self.holders.get(record.citizen_id)
        if holder is None:
            raise RejectedError(Fault("/citizen_id", "holder-not-found"))
        owner = self.serial_owners.get(record.serial)
        if owner is not None and owner != record.number:
            raise RejectedError(Fault("/card/serial", "serial-taken"))
        if owner is None and self.series.reserves(record.serial):
            raise RejectedError(Fault("/card/serial", "serial-reserved"))
        told = replace(record, parts=tuple(self._with_exam(part, holder.id) for part in record.parts))
        effect, licence = load_licence(
            told, self.after.get(record.number), holder_id=holder.id, now=work.now, fresh_id=new_id
        )
        if effect in {Effect.CREATED, Effect.UPDATED}:
            self.after[record.number] = licence
            self.serial_owners[record.serial] = record.number
        return effect

    def _with_exam(self, part: Part, holder_id: str) -> Part:
        if part.exam is None:
            return part
        codes = (part.exam.licence_class,) if part.exam.licence_class else part.classes
        keys = ((holder_id, regime, code, part.exam.session) for regime in ("2008", "2024") for code in codes)
        found = next((self.exams[key] for key in keys if key in self.exams), None)
        return part if found is None else replace(part, exam=replace(part.exam, id=found.id))


def _load_licences(series: SerialSeries) -> Callable[..., bool]:
    def load(work: Work, records: Sequence[Parsed[LicenceRecord]], locks: Sequence[str], outcomes: Outcomes) -> bool:
        values = [record.value for record in records if record.value is not None]
        before = work.licences.by_numbers(sorted({value.number for value in values}))
        if {f"licence:{licence.id}" for licence in before.values()} - set(locks):
            return False
        holders = work.holders.by_citizen_ids(sorted({value.citizen_id for value in values}))
        chunk = _LicenceChunk(
            holders=holders,
            exams=work.exams.of_holders(sorted(holder.id for holder in holders.values())),
            before=before,
            after=dict(before),
            serial_owners=work.licences.numbers_of_serials(sorted({value.serial for value in values})),
            series=series,
        )
        for record in records:
            if record.value is None:
                continue
            try:
                outcomes.did(chunk.decide(work, record.value))
            except RejectedError as rejected:
                outcomes.reject(record, rejected.fault)
        _write(work, chunk)
        return True

    return load


def _write(work: Work, chunk: _LicenceChunk) -> None:
    changes = [
        Change(chunk.before.get(number), licence)
        for number, licence in chunk.after.items()
        if chunk.before.get(number) != licence
    ]
    work.licences.save(changes, cause="imported")
    for change in changes:
        licence, before = change.after, change.before
        effect = Effect.CREATED if before is None else Effect.UPDATED
        facts = {
            "effect": str(effect),
            "serial": licence.card.serial,
            "status": str(licence.card.status),
            "version": licence.version,
        }
        work.audit(f"licence:{licence.id}", "licence-imported", {**facts, "changed": _changed(before, licence)})
        if before is not None and before.card.serial != licence.card.serial:
            work.emit(
                "card.superseded",
                licence.id,
                {"serial": before.card.serial, "superseded_by": licence.card.serial, "reason": "imported"},
            )
        work.emit("licence.imported", licence.id, facts)


HOLDERS: Loader[HolderRecord] = Loader("holders", _no_subjects, _load_holders)
EXAMS: Loader[Exam] = Loader("exams", _no_subjects, _load_exams)


def licences_loader(
    *, series: SerialSeries, licence_ids: Callable[[Sequence[str]], Mapping[str, str]]
) -> Loader[LicenceRecord]:
    """The loader of licences; ``licence_ids`` finds, outside any transaction, which ones exist by number."""

    def subjects(records: Sequence[LicenceRecord]) -> Sequence[str]:
        return [f"licence:{found}" for found in licence_ids([record.number for record in records]).values()]

    return Loader("licences", subjects, _load_licences(series))
