"""The names that the rules of nesting speak of: sets of elements of the HTML standard (13.2.4.2, 13.2.6); no rules."""

from __future__ import annotations

MANY = 1_000_000
"""More elements than any bound allows."""
FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())  # noqa: SIM905
VOID = frozenset(
    "area base basefont bgsound br col embed frame hr image img input keygen link meta param source track wbr".split(),  # noqa: SIM905
)
IGNORED = frozenset({"html", "head", "body"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
CLOSES_P = HEADINGS | frozenset(
    "address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption figure footer form"  # noqa: SIM905
    " header hgroup hr li listing main menu nav ol p plaintext pre search section summary ul xmp".split(),
)
REOPENS = frozenset("dd dt li rb rp rt rtc script style title template noframes textarea iframe noembed".split())  # noqa: SIM905
"""Elements that, like blocks, don't open formatting again."""
SPECIAL = HEADINGS | frozenset(
    "address applet area article aside base basefont bgsound blockquote body br button caption center col colgroup dd"  # noqa: SIM905
    " details dir div dl dt embed fieldset figcaption figure footer form frame frameset head header hgroup hr html"
    " iframe img input keygen li link listing main marquee menu meta nav noembed noframes noscript object ol p param"
    " plaintext pre script search section select source style summary table tbody td template textarea tfoot th thead"
    " title tr track ul wbr xmp svg:foreignobject svg:desc svg:title math:mi math:mo math:mn math:ms math:mtext"
    " math:annotation-xml".split(),
)
SCOPE = frozenset(
    "applet caption table td th marquee object select template svg:foreignobject svg:desc"  # noqa: SIM905
    " svg:title math:mi math:mo math:mn"
    " math:ms math:mtext math:annotation-xml".split(),
)
BARRIERS = {
    "#special": SPECIAL,
    "#scope": SCOPE,
    "#button": SCOPE | {"button"},
    "#list": SCOPE | {"ol", "ul"},
    "#item": SPECIAL - {"address", "div", "p"},
    "#table": frozenset({"table", "template"}),
    "#mode": frozenset({"table", "td", "th", "caption", "template"}),
    "#marker": frozenset({"td", "th", "caption", "applet", "object", "marquee", "template"}),
    "#drawing": frozenset({"svg:svg", "math:math"}),
    "#heading": HEADINGS,
}
"""Sets of elements whose nearest on the stack a rule asks for (13.2.4.2: scopes)."""
MARKS = {
    name: tuple(mark for mark, names in BARRIERS.items() if name in names)
    for name in frozenset().union(*BARRIERS.values())
}
OWN_MARKER = frozenset({"applet", "object", "marquee"})
ALONE = frozenset(
    "address article aside blockquote center dd dir div dl dt fieldset figcaption figure footer header li main nav ol p"  # noqa: SIM905
    " section span ul label option h1 h2 h3 h4 h5 h6 button".split(),
)
"""Elements whose end tag, where they are the current node, ends them and nothing else."""
IMPLIED = frozenset("dd dt li optgroup option p rb rp rt rtc".split())  # noqa: SIM905
TABLE_PARTS = frozenset("caption col colgroup tbody td tfoot th thead tr".split())  # noqa: SIM905
SECTIONS = ("tbody", "thead", "tfoot")
INTEGRATION = frozenset(
    "svg:foreignobject svg:desc svg:title math:mi math:mo math:mn math:ms math:mtext math:annotation-xml".split(),  # noqa: SIM905
)
LEAVES = HEADINGS | frozenset(
    "b big blockquote body br center code dd div dl dt em embed head hr i img li listing menu meta nobr ol p pre ruby s"  # noqa: SIM905
    " small span strong strike sub sup table tt u ul var".split(),
)
"""HTML in a drawing ends it (13.2.6.5)."""
ADOPTIONS = 8
ENDS = {
    **dict.fromkeys(
        "address article aside blockquote button center dd details dialog dir div dl dt fieldset"  # noqa: SIM905
        " figcaption figure footer"
        " header hgroup listing main menu nav ol pre search section select summary ul applet object marquee".split(),
        "#scope",
    ),
    **dict.fromkeys(("td", "th", "tr", "tbody", "thead", "tfoot", "table", "caption"), "#table"),
    "template": "template", "colgroup": "colgroup", "p": "#button", "li": "#list",
}  # fmt: skip
"""Elements that an end tag looks for in a scope, with the scope."""
QUIET = frozenset("hr base link meta param source track basefont bgsound frame".split())  # noqa: SIM905
"""Elements without an end tag that don't open formatting again."""
