from __future__ import annotations

import json
from typing import Any

import pytest
from openapi_spec_validator import validate

from shared import contracts
from tests.support.toy_service import PREFIX, Toy


@pytest.fixture
def spec(toy: Toy) -> dict[str, Any]:
    found: dict[str, Any] = toy.client.get(f"{PREFIX}/openapi.json").json
    return found


def names(operation: dict[str, Any]) -> set[str]:
    return {parameter["name"] for parameter in operation["parameters"]}


def test_it_is_valid_3_1(spec: dict[str, Any]) -> None:
    assert spec["openapi"] == "3.1.0"
    validate(spec)


def test_operations_are_named_after_their_functions(spec: dict[str, Any]) -> None:
    found = {item[m]["operationId"] for item in spec["paths"].values() for m in item if m in contracts.METHODS}
    assert {"list_things", "get_thing", "create_thing", "decide_thing", "list_events", "list_lookups"} <= found


def test_scopes_are_alternatives(spec: dict[str, Any]) -> None:
    assert spec["paths"][f"{PREFIX}/things"]["get"]["security"] == [{"bearer": ["toys:read"]}]
    assert len(spec["paths"][f"{PREFIX}/lookups"]["get"]["security"]) > 1
    assert spec["paths"][f"{PREFIX}/open"]["get"]["security"] == []
    assert spec["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"


def test_headers_follow_the_marks(spec: dict[str, Any]) -> None:
    things, one = spec["paths"][f"{PREFIX}/things"], spec["paths"][f"{PREFIX}/things/{{thing_id}}"]
    decision = spec["paths"][f"{PREFIX}/things/{{thing_id}}/decision"]["post"]
    assert {"Idempotency-Key", "Gplx-Purpose", "Gplx-Case", "Accept-Language"} <= names(things["post"])
    assert "Gplx-On-Behalf-Of" not in names(things["post"]), "people do not act for others"
    assert {"If-None-Match", "Gplx-On-Behalf-Of"} <= names(one["get"])
    assert "If-Match" in names(decision)
    assert "Gplx-Purpose" not in names(things["get"])
    assert one["get"]["responses"]["200"]["headers"]["ETag"]
    assert names(spec["paths"][f"{PREFIX}/open"]["get"]) == {"Accept-Language"}


def test_refusals_are_documented_as_problems(spec: dict[str, Any]) -> None:
    post = spec["paths"][f"{PREFIX}/things"]["post"]["responses"]
    assert {"201", "400", "401", "403", "404", "406", "409", "413", "415", "422", "503"} == post.keys()
    assert {"412", "428"} <= spec["paths"][f"{PREFIX}/things/{{thing_id}}/decision"]["post"]["responses"].keys()
    assert {"304", "429"} <= spec["paths"][f"{PREFIX}/things/{{thing_id}}"]["get"]["responses"].keys()
    for reference in (response["$ref"] for status, response in post.items() if status != "201"):
        response = contracts.resolved(spec, {"$ref": reference})
        assert list(response["content"]) == ["application/problem+json"]


def test_ids_in_paths_have_their_format(spec: dict[str, Any]) -> None:
    (parameter,) = spec["paths"][f"{PREFIX}/things/{{thing_id}}"]["parameters"]
    assert parameter["schema"]["format"] == "uuid"


def test_nothing_of_smorests_pages_is_left(spec: dict[str, Any]) -> None:
    assert "PaginationMetadata" not in spec["components"]["schemas"]


def test_examples_are_there_and_fit(spec: dict[str, Any]) -> None:
    post = spec["paths"][f"{PREFIX}/things"]["post"]
    assert post["requestBody"]["content"]["application/json"]["example"]["name"] == "Cái thứ nhất"
    assert post["responses"]["201"]["content"]["application/json"]["example"]["version"] == 1


def test_the_document_is_the_same_each_time(toy: Toy, spec: dict[str, Any]) -> None:
    assert contracts.text_of(spec) == contracts.text_of(toy.client.get(f"{PREFIX}/openapi.json").json)


def test_contracts_are_read_back(
    toy: Toy, spec: dict[str, Any], tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contracts, "FOLDER", tmp_path)
    contracts.load.cache_clear()
    contracts.path_of("toys").write_text(contracts.text_of(spec), "utf-8")
    try:
        assert contracts.example("toys", "create_thing", 201)["version"] == 1
        assert contracts.request_example("toys", "create_thing")["made_on"] == "2026-11-20"
        assert contracts.operation("toys", "list_things")[:2] == ("GET", f"{PREFIX}/things")
        with pytest.raises(contracts.NoSuchExample, match="it has default"):
            contracts.example("toys", "create_thing", 201, "odd")
        with pytest.raises(contracts.NoSuchExample, match="it has none"):
            contracts.example("toys", "create_thing", 418)
        with pytest.raises(contracts.NoSuchExample, match="list_things"):
            contracts.operation("toys", "no_such")
    finally:
        contracts.load.cache_clear()


def test_the_page_for_people_is_whole_in_both_languages(toy: Toy) -> None:
    vi = toy.client.get(f"{PREFIX}/docs")
    en = toy.client.get(f"{PREFIX}/docs?lang=en")
    by_header = toy.client.get(f"{PREFIX}/docs", headers={"Accept-Language": "en"})
    assert 'lang="vi"' in vi.text
    assert 'lang="en"' in en.text
    assert 'lang="en"' in by_header.text
    assert "Ví dụ gọi" in vi.text
    assert "Example call" in en.text
    assert "curl -sS -X POST" in en.text
    assert "Idempotency-Key: $(uuidgen)" in en.text
    assert json.dumps("Cái thứ nhất", ensure_ascii=False)[1:-1] in en.text
    assert "<script" not in en.text
    assert "width=device-width" in en.text
    nonce = en.headers["Content-Security-Policy"].split("'nonce-")[1].split("'")[0]
    assert f'<style nonce="{nonce}">' in en.text
    assert nonce not in vi.text
