"""What a verification says: plain data, as text for people and as JSON for programs. Reads and writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from reports.bundles.content import About

Kind = Literal[
    "file", "manifest", "signature", "check-list", "archive", "index", "pages", "ledger", "finding", "microdata",
    "score", "evidence", "organisation", "rating",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is not as the bundle says."""

    kind: Kind
    path: str
    """The file of the bundle."""
    what: str
    org: str = ""
    item: str = ""

    def __str__(self) -> str:
        """One line for a person."""
        about = " ".join(filter(None, (self.org, self.item)))
        return f"{self.kind}: {self.path}{f' ({about})' if about else ''}: {self.what}"


@dataclass(slots=True, kw_only=True)
class Verification:
    """What was compared, what differs, and what could not be compared."""

    bundle: str
    about: About
    files: int = 0
    organisations: int = 0
    """Of them audited anew, or with evidence only: looked through."""
    findings: int = 0
    """Compared to the byte, or with evidence only: whose evidence was looked up."""
    ratings: int = 0
    """Of them counted anew."""
    evidence: int = 0
    """Pieces of evidence that were looked up in their records; with evidence only."""
    signed_by: str = ""
    """Fingerprint of the key; empty where nobody signed."""
    trusted: bool = False
    """Whether that key is the one that was asked for."""
    versions: dict[str, tuple[str, str]] = field(default_factory=dict)
    """What is another version here: name → (there, here)."""
    problems: list[Problem] = field(default_factory=list)
    not_checked: list[str] = field(default_factory=list)

    def fault(self, problem: Problem) -> None:
        """Note a problem, unless the same file is told of already."""
        of_file = ("file", "check-list", "manifest")
        if problem.kind not in of_file or all(
            one.path != problem.path or one.kind not in of_file for one in self.problems
        ):
            self.problems.append(problem)

    def changed(self, *names: str) -> bool:
        """Whether a problem was noted with one of these files itself."""
        return any(one.path in names and one.kind in ("file", "archive") for one in self.problems)

    @property
    def verified(self) -> bool:
        """Whether all that was compared is as the bundle says."""
        return not self.problems

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        names = ("bundle", "files", "organisations", "findings", "ratings", "evidence")
        plain = {name: getattr(self, name) for name in names}
        return {
            "verified": self.verified,
            **plain,
            "campaign": self.about.campaign,
            "as_of": self.about.as_of.isoformat(),
            "evidence_only": self.about.evidence_only,
            "checklists": self.about.checklists,
            "edition": self.about.edition,
            "signed_by": self.signed_by or None,
            "trusted": self.trusted,
            "versions": {name: {"bundle": there, "here": here} for name, (there, here) in self.versions.items()},
            "problems": [asdict(problem) for problem in self.problems],
            "not_checked": self.not_checked,
        }

    def lines(self, most: int = 100) -> Iterator[str]:
        """For people; at most so many problems are told one by one."""
        about = self.about
        yield f"Bundle {self.bundle}: campaign {about.campaign}, as of {about.as_of}, {about.edition} edition."
        yield f"Files compared with their digests: {self.files}."
        done = "looked up in their records" if about.evidence_only else "made anew and compared to the byte"
        yield f"Organisations: {self.organisations}. Findings {done}: {self.findings}."
        if self.ratings:
            yield f"Ratings counted anew: {self.ratings}."
        if about.evidence_only:
            yield f"Pieces of evidence found where findings say: {self.evidence - self._lost()} of {self.evidence}."
        yield self._signature()
        for name, (there, here) in self.versions.items():
            yield f"Another version here: {name} {_short(here)}, in the bundle {_short(there)}."
        yield from (f"Not checked: {what}" for what in self.not_checked)
        yield from (f"DIFFERS {problem}" for problem in self.problems[:most])
        if len(self.problems) > most:
            yield f"… and {len(self.problems) - most} more; all of them: --format json"
        if self.verified:
            yield "Verified: everything that was compared is as the bundle says."
        else:
            because = " Other versions may be the reason." if self.versions else ""
            yield f"Not verified: {len(self.problems)} differences.{because}"

    def _lost(self) -> int:
        return sum(problem.kind == "evidence" for problem in self.problems)

    def _signature(self) -> str:
        if not self.signed_by:
            return "Not signed: it may have been made by anyone."
        known = "the key that you gave" if self.trusted else "a key that nobody vouched for here (--key)"
        return f"Signed by {self.signed_by}, {known}."


def _short(version: str) -> str:
    return version[:19] or "none"
