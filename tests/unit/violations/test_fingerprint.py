"""The fingerprint of a case: fixed for good, since those of earlier years are compared with it."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from services.violations.application.intake import submission
from services.violations.domain.case import Place
from services.violations.domain.content import from_content, to_content
from tests.support.violations import a_suspension_case, held_licence

texts = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1)


@given(texts, texts)
def test_it_is_the_digest_of_the_canonical_text(place: str, name: str) -> None:
    case = a_suspension_case(held_items=(held_licence(),))
    case = replace(case, place=Place("79", place), subject=replace(case.subject, full_name=name))
    sent = submission(case)
    canonical = json.dumps(to_content(case), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert sent.content == canonical
    assert sent.fingerprint == sha256(canonical.encode()).hexdigest()
    assert from_content(json.loads(sent.content)) == case
