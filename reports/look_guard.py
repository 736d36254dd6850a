"""What a visitor's SQL may do: an authorizer and limits for each connection; knows no server and no tables' names.

The file is opened immutable; this stands in front of it: even what an immutable file would bear (other files attached,
a gigabyte in one value) is refused.
"""

from __future__ import annotations

import sqlite3

_ACTIONS = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE}
_PRAGMAS = {
    "table_info", "table_xinfo", "foreign_key_list", "index_list", "index_info", "index_xinfo", "schema_version",
    "data_version", "database_list",
}  # fmt: skip
"""What Datasette asks to describe tables. The last tells the path of the copy: a temporary folder, no other."""
_FUNCTIONS = {"load_extension", "fts3_tokenizer", "zeroblob", "randomblob"}
"""Functions that are refused: they reach out, or make something large out of a number."""
_LIMITS = {
    # A thousand rows of a megabyte each were a gigabyte of memory for one address: bytes of a value, columns of a row.
    sqlite3.SQLITE_LIMIT_LENGTH: 20_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 30,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 20_000,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 100,  # matching is exponential in the number of %
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 20,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 200,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
}


def restrict(connection: sqlite3.Connection) -> None:
    """Have a connection read its own file and nothing else, within limits."""
    for limit, most in _LIMITS.items():
        connection.setlimit(limit, most)
    connection.set_authorizer(_may)


def _may(action: int, first: str | None, second: str | None, _database: str | None, _trigger: str | None) -> int:
    """Answer SQLite's question about one step of a statement that it compiles."""
    fine = action in _ACTIONS
    if action == sqlite3.SQLITE_PRAGMA:
        fine = first in _PRAGMAS
    elif action == sqlite3.SQLITE_UPDATE:
        fine = (
            first == "sqlite_master"
        )  # how SQLite asks when it opens an FTS table; a real update of it is never allowed
    elif action == sqlite3.SQLITE_FUNCTION:
        fine = (second or "").lower() not in _FUNCTIONS
    return sqlite3.SQLITE_OK if fine else sqlite3.SQLITE_DENY
