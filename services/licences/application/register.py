"""The register as the API reaches it: its ports, bound together once by the composition root."""

from __future__ import annotations

from dataclasses import dataclass

from services.licences.application.ports import Begin, Reading, Signer
from services.licences.domain.numbers import SerialSeries
from shared.kernel.clock import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """``issuer`` names this register in the e-licences it signs."""

    begin: Begin
    reading: Reading
    signer: Signer
    series: SerialSeries
    issuer: str
    clock: Clock
