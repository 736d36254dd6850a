"""The model of every file of a bundle: as strict when it is read as when it was written. Knows no file."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Strict(BaseModel):
    """A file of a bundle, or a line of one."""

    model_config = ConfigDict(frozen=True, extra="forbid")
