"""The framework and what sites answer as FHIR R4: one Bundle of type collection, as JSON.

It holds a Questionnaire for each framework version in use and a QuestionnaireResponse for each
site with an answer. A site is the subject by its id; no patient and no person stands in it.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from readiness.domain.assessment import CHOICES, NOT_APPLICABLE, Response
from readiness.domain.framework import Criterion, Framework, Kind
from readiness.domain.scoring import SCORING_VERSION
from readiness.exports.caution import CAUTION
from readiness.services.snapshot import Progress, SiteOnDate, Snapshot

Json = dict[str, Any]
_SYSTEM = "urn:bispecific-readiness"
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_PARTS = (
    ("evidence_date", "Date of the evidence", "date"),
    ("end_date", "Last day it is good for", "date"),
    ("evidence", "Evidence", "text"),
    ("na_reason", "Why it does not apply", "text"),
)


def fhir_bundle(snapshot: Snapshot, on_progress: Progress | None = None) -> bytes:
    """The Bundle as UTF-8 JSON; the same input gives the same bytes.

    `on_progress` is called with (sites written, sites); what it raises ends the writing.
    """
    entries = [
        _json(_entry(_canonical(version), questionnaire(version)))
        for version in snapshot.frameworks
    ]
    for done, row in enumerate(snapshot.sites, 1):
        if row.answered.responses:
            about = f"{row.site.site_id}|{snapshot.as_of}"
            entries.append(_json(_entry(about, response(row))))
        if on_progress:
            on_progress(done, len(snapshot.sites))
    bundle = {
        "resourceType": "Bundle",
        "meta": {
            "tag": [
                _tag("as-of", snapshot.as_of.isoformat()),
                _tag("scoring-version", SCORING_VERSION),
                _tag("written-on", snapshot.made_on.isoformat()),
                _tag("written-for", snapshot.made_by),
                _tag("caution", "organization-not-patient", CAUTION),
            ]
        },
        "type": "collection",
        "timestamp": f"{snapshot.made_on.isoformat()}T00:00:00Z",
    }
    return f'{_json(bundle)[:-1]},"entry":[{",".join(entries)}]}}\n'.encode()


def _json(part: Mapping[str, Any]) -> str:
    """A part at a time: one call for all would let nothing else run meanwhile."""
    return json.dumps(part, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def questionnaire(framework: Framework) -> Json:
    """The framework: a group for each element, in it a group for each criterion in force."""
    groups = [
        {
            "linkId": element.id,
            "text": _words(element.title),
            "type": "group",
            "item": [_asked(criterion) for criterion in framework.criteria_of(element.id)],
        }
        for element in framework.elements
        if framework.criteria_of(element.id)
    ]
    return {
        "resourceType": "Questionnaire",
        "url": _url(framework),
        "version": _words(framework.version),
        "name": "ReadinessFramework",
        "title": _words(framework.title),
        "status": "active",
        "subjectType": ["Location"],
        "description": CAUTION,
        "item": groups,
    }


def response(row: SiteOnDate) -> Json:
    """What counts at a site on the date: the newest response to each criterion in force."""
    groups = []
    answers = 0
    for element in row.framework.elements:
        items = []
        for criterion in row.framework.criteria_of(element.id):
            recorded = row.answered.responses.get(criterion.id)
            if recorded:
                items.append(
                    {
                        "linkId": criterion.id,
                        "text": _words(criterion.title),
                        "item": list(_stated(criterion, recorded[-1])),
                    }
                )
        answers += len(items)
        if items:
            groups.append({"linkId": element.id, "text": _words(element.title), "item": items})
    newest = max(rows[-1].recorded_at for rows in row.answered.responses.values())
    done = row.score.answered == row.score.applicable
    return {
        "resourceType": "QuestionnaireResponse",
        "identifier": {
            "system": _SYSTEM,
            "value": _words(f"{row.site.site_id} as of {row.score.as_of}"),
        },
        "questionnaire": _canonical(row.framework),
        "status": "completed" if done else "in-progress",
        "subject": {
            "type": "Location",
            "identifier": {"system": f"{_SYSTEM}:site", "value": _words(row.site.site_id)},
            **_shown(_words(row.site.site_name)),
        },
        "authored": f"{newest:%Y-%m-%dT%H:%M:%SZ}",
        **({"item": groups} if answers else {}),
    }


def _asked(criterion: Criterion) -> Json:
    key = criterion.id
    items: list[Json] = []
    if criterion.kind is Kind.CHOICE:
        codes = [*CHOICES, *([NOT_APPLICABLE] if criterion.na_allowed else [])]
        options = [{"valueString": code} for code in codes]
        items.append(_item(f"{key}.answer", criterion.question, "choice", answerOption=options))
    else:
        if criterion.kind is not Kind.DATE:
            items.append(_item(f"{key}.answer", criterion.question, "decimal"))
        if criterion.kind is Kind.PERCENT:
            items.append(_item(f"{key}.numerator", "Or how many", "decimal"))
            items.append(_item(f"{key}.denominator", "Of how many", "decimal"))
        if criterion.na_allowed:
            items.append(_item(f"{key}.not_applicable", "Does it not apply?", "boolean"))
    parts = _PARTS if criterion.na_allowed else _PARTS[:-1]
    items += [_item(f"{key}.{part}", words, kind) for part, words, kind in parts]
    return _item(key, criterion.title, "group", prefix=_words(key), item=items)


def _stated(criterion: Criterion, stated: Response) -> Iterator[Json]:
    key = criterion.id
    if criterion.kind is Kind.CHOICE:
        yield _answer(f"{key}.answer", "valueString", stated.answer)
    elif stated.answer == NOT_APPLICABLE:
        yield _answer(f"{key}.not_applicable", "valueBoolean", True)
    else:
        for part in ("answer", "numerator", "denominator"):
            if text := getattr(stated, part):
                yield _answer(f"{key}.{part}", "valueDecimal", _number(text))
    for part, _, kind in _PARTS:
        value = getattr(stated, part)
        if value and kind == "date":
            yield _answer(f"{key}.{part}", "valueDate", value.isoformat())
        elif value and _words(value):
            yield _answer(f"{key}.{part}", "valueString", _words(value))


def _answer(link: str, kind: str, value: object) -> Json:
    return {"linkId": link, "answer": [{kind: value}]}


def _item(link: str, text: str, kind: str, **more: Any) -> Json:
    return {"linkId": link, "text": _words(text), "type": kind, **more}


def _entry(about: str, resource: Mapping[str, Any]) -> Json:
    return {"fullUrl": f"urn:uuid:{uuid5(NAMESPACE_URL, f'{_SYSTEM}:{about}')}",
            "resource": resource}  # fmt: skip


def _url(framework: Framework) -> str:
    return f"{_SYSTEM}:framework:{re.sub(r'[^A-Za-z0-9.-]', '-', framework.id)}"


def _canonical(framework: Framework) -> str:
    return f"{_url(framework)}|{re.sub(r'[^A-Za-z0-9.-]', '-', framework.version)}"


def _tag(name: str, code: str, display: str = "") -> Json:
    return {
        "system": f"{_SYSTEM}:{name}",
        "code": " ".join(_words(code).split()),
        **_shown(display),
    }


def _shown(display: str) -> Json:
    """Words to show; no element at all without any, since an empty one is not valid."""
    return {"display": display} if display else {}


def _number(text: str) -> int | float:
    return float(text) if "." in text else int(text)


def _words(text: str) -> str:
    """Text as FHIR takes it: no control characters, nothing around it."""
    return _UNFIT.sub("", text).strip()
