"""JSON Schemas by which editors complete and check the YAML files. Reads the models, gives text; opens no files."""

from __future__ import annotations

import functools
import json
import operator
from typing import Any

from pydantic import TypeAdapter

from checklists.load import TABLES
from checklists.method import Method
from checklists.questionnaire import Questionnaire
from checklists.schema import Checklist

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def documents() -> dict[str, str]:
    """File name → text of a schema: of check-lists, methodologies, questionnaires, of the files with a fixed name."""
    tables: Any = functools.reduce(operator.or_, TABLES.values())
    return {
        "checklist.schema.json": _text("A check-list", Checklist.model_json_schema()),
        "methodology.schema.json": _text("How a rating is counted", Method.model_json_schema()),
        "questionnaire.schema.json": _text("The questionnaire of a survey", Questionnaire.model_json_schema()),
        "tables.schema.json": _text("Tables that check-lists refer to", TypeAdapter(tables).json_schema()),
    }


def _text(title: str, schema: dict[str, Any]) -> str:
    whole = {"$schema": DRAFT, **schema, "title": title}
    return json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
