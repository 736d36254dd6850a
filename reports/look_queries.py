"""The saved queries of ``glasnost serve`` and its words: plain data for Datasette. Knows no server."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reports.look import NAME

QUERIES: Mapping[str, Mapping[str, str]] = {
    "gaps_by_item": {
        "title": "Пробелы по пунктам — gaps by item",
        "sql": """
select campaign, item, title, sum(verdict = 'missing') as missing, sum(verdict = 'partial') as partial,
       sum(verdict in ('met', 'partial', 'missing')) as decided,
       round(100.0 * sum(verdict in ('missing', 'partial')) / sum(verdict in ('met', 'partial', 'missing')), 1)
         as percent
from findings where required group by campaign, item having missing + partial > 0
order by missing + partial desc, item""",
    },
    "gaps_by_municipality": {
        "title": "Пробелы по муниципалитетам — gaps by municipality",
        "sql": """
select f.campaign, coalesce(nullif(o.municipality, ''), '—') as municipality, count(distinct f.org) as organisations,
       sum(f.verdict = 'missing') as missing, sum(f.verdict = 'partial') as partial,
       round(1.0 * sum(f.verdict in ('missing', 'partial')) / count(distinct f.org), 1) as gaps_each
from findings f join campaign_orgs o on o.campaign = f.campaign and o.org = f.org
where f.required group by f.campaign, o.municipality order by gaps_each desc, municipality""",
    },
    "not_checked_by_reason": {
        "title": "Не смогли проверить: почему — not checked by reason",
        "sql": """
select campaign, reason, count(*) as items, count(distinct org) as organisations
from findings where verdict = 'not_checked' group by campaign, reason order by items desc, reason""",
    },
    "search": {
        "title": "Поиск по цитатам — search what was quoted",
        "description": "Все слова, как они стоят: «приёма» находит и «приема». В кавычках — точная фраза.",
        "sql": """
select q.quote, q.url, o.short_name, q.item, q.campaign, q.fetched_at
from quotes_words w join quotes q on q.id = w.rowid join organisations o on o.id = q.org
where quotes_words match asked(:words)
order by rank, q.id limit 200""",
    },
}

METADATA: Mapping[str, Any] = {
    "title": "Гласность: заглянуть в данные — look inside",
    "description": "Снимок, сделанный при запуске. Только для чтения. A copy of the moment of its start, read-only.",
    "databases": {
        NAME: {
            "queries": {name: dict(query) for name, query in QUERIES.items()},
            "tables": {"quotes": {"sort": "id"}, "findings": {"facets": ["verdict", "reason"]}}
            | {f"quotes_words{suffix}": {"hidden": True} for suffix in ("", "_config", "_data", "_docsize", "_idx")},
        }
    },
}

SETTINGS: Mapping[str, Any] = {
    "sql_time_limit_ms": 1000,
    "max_returned_rows": 500,
    "max_csv_mb": 50,
    "num_sql_threads": 2,
    "allow_download": False,
    "allow_signed_tokens": False,
    "suggest_facets": False,
    "trace_debug": False,
    "default_cache_ttl": 0,
}
"""What bounds a visitor."""
