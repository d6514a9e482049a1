"""A citizen's dossiers at renewals, in short."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from services.portal.adapters.calling import Provider
from services.portal.application.feedback_desk import OwnDossier
from services.portal.application.ports import Citizen
from shared.kernel.words import Words

PATH = "/api/renewals/v1/applications"


class HttpOwnDossiers(Provider):
    """See :class:`services.portal.application.feedback_desk.OwnDossiers`."""

    def dossier(self, citizen: Citizen, application_id: str) -> OwnDossier:
        found = self._get(f"{PATH}/{application_id}", of=citizen)
        with self.readable():
            return _dossier(found)

    def dossiers(self, citizen: Citizen) -> Sequence[OwnDossier]:
        found = self._get(PATH, of=citizen)
        with self.readable():
            return [_dossier(entry) for entry in found["items"]]


def _dossier(entry: Mapping[str, Any]) -> OwnDossier:
    said = entry["end_reason_text"]
    return OwnDossier(
        entry["id"], entry["code"], entry["state"], None if said is None else Words(said["vi"], said["en"])
    )
