"""The tables of claims, their links, assessments and the predicate registry; projections of the log."""

from sqlalchemy import text
from sqlmodel import CheckConstraint, Field, Index, SQLModel

from app.db import one_of

VALUE_TYPES = ("quantity", "entity", "term", "date", "text", "boolean")
STANCES = ("supports", "neutral", "disputes")
ROLES = ("claimant", "reporter", "translator", "publisher", "archiver")
MODES = ("direct_quote", "paraphrase", "translation", "hearsay", "document")

_ASKED = ("subject", "predicate", "scope", "unit")
# Orders in which the current claims of a question are read from the farthest value inwards.
_OUTWARD = (
    ("lowest_firm", ("modality", "hard_hi", "seq"), "hard_hi IS NOT NULL AND from_hi <= to_lo"),
    ("lowest_loose", ("modality", "hard_hi", "seq"), "hard_hi IS NOT NULL AND from_hi > to_lo"),
    ("highest_firm", ("modality", "hard_lo", "seq"), "hard_lo IS NOT NULL AND from_hi <= to_lo"),
    ("highest_loose", ("modality", "hard_lo", "seq"), "hard_lo IS NOT NULL AND from_hi > to_lo"),
    ("plain", ("plain", "soft_hi", "seq", "soft_lo"), "plain IS NOT NULL"),
)


class PredicateRow(SQLModel, table=True):
    """One row of the predicate registry, numbered by the event that gave it its present definition.

    `definition` is the wire form as JSON.
    """

    __tablename__ = "predicate"
    __table_args__ = (CheckConstraint(one_of("value_type", VALUE_TYPES), name="value_type_known"),)
    seq: int = Field(primary_key=True, foreign_key="event.seq")
    id: str = Field(unique=True)
    key: str = Field(unique=True)
    label: str
    value_type: str
    definition: str
    recorded_at: str
    recorded_by: str


class Claim(SQLModel, table=True):
    """One sourced assertion, as written and normalised; only status, current and retraction ever change.

    `hard_*`, `soft_*` and `plain` hold the hull of a quantity or date (null: unbounded; dates as day
    numbers); `intervals` its alternatives as JSON where there are several; `choices` the terms or
    entity ids, separated by blanks. `from_*` and `to_*` are day numbers with 0 and 4,000,000 for
    unbounded; `spread` is the number of bits in the length of the envelope, by which claims near a day are
    found. `said` is the earliest day the claimant can have said it. `series` digests voice,
    subject, predicate, scope and valid time: within one, the latest word is `current`. `alignment` is the
    claimant's side, or else that of the first document of the chain that has one. `known` and
    `retraction_known` are the days by which a reader of published sources could know of the claim and of
    its retraction (0 for a slip of entry: no source ever said it).
    """

    __tablename__ = "claim"
    __table_args__ = (
        CheckConstraint(one_of("polarity", ("asserts", "denies")), name="polarity_known"),
        CheckConstraint(one_of("status", ("live", "superseded", "retracted")), name="status_known"),
        CheckConstraint(one_of("modality", ("certain", "probable", "possible")), name="modality_known"),
        CheckConstraint(one_of("stance", STANCES), name="stance_known"),
        CheckConstraint(one_of("value_type", VALUE_TYPES), name="value_type_known"),
        CheckConstraint("current IN (0,1) AND (current = 0 OR status = 'live')", name="current_is_live"),
        CheckConstraint("contested IN (0,1) AND lineage_known IN (0,1)", name="flags"),
        CheckConstraint("from_lo <= from_hi AND to_lo <= to_hi AND from_lo <= to_hi", name="days_in_order"),
        CheckConstraint(
            "hard_lo <= soft_lo AND soft_lo <= soft_hi AND soft_hi <= hard_hi", name="bounds_nested"
        ),
        CheckConstraint("(status = 'retracted') = (retraction IS NOT NULL)", name="retraction_told"),
        CheckConstraint(
            "(retraction IS NULL) = (retraction_known IS NULL)", name="retraction_known_of_a_retraction"
        ),
        Index("ix_claim_question", "subject", "predicate", "scope", "unit", "current", "spread", "from_lo"),
        *(
            Index(
                f"ix_claim_{name}",
                *_ASKED,
                *order,
                sqlite_where=text(f"current = 1 AND {where}"),
                postgresql_where=text(f"current = 1 AND {where}"),
            )
            for name, order, where in _OUTWARD
        ),
        Index("ix_claim_source_seq", "source", "seq"),
        Index("ix_claim_claimant_seq", "claimant", "seq"),
        Index("ix_claim_alignment_seq", "alignment", "seq"),
        Index("ix_claim_predicate_seq", "predicate", "seq"),
        Index("ix_claim_subject_seq", "subject", "seq"),
        Index("ix_claim_value_entity_seq", "value_entity", "seq"),
        Index("ix_claim_status_seq", "status", "seq"),
        Index("ix_claim_stance_seq", "stance", "seq"),
        Index("ix_claim_polarity_seq", "polarity", "seq"),
        Index("ix_claim_modality_seq", "modality", "seq"),
        Index(
            "ix_claim_relation",
            "predicate",
            "value_entity",
            "current",
            "polarity",
            "subject",
            "scope",
            sqlite_where=text("value_entity IS NOT NULL"),
            postgresql_where=text("value_entity IS NOT NULL"),
        ),
        Index(
            "ix_claim_alternatives",
            "seq",
            sqlite_where=text("value_type = 'entity' AND value_entity IS NULL"),
            postgresql_where=text("value_type = 'entity' AND value_entity IS NULL"),
        ),
        Index("ix_claim_timeline", "subject", "from_lo", "seq"),
    )
    seq: int = Field(primary_key=True, foreign_key="event.seq")
    id: str = Field(unique=True)
    key: str | None = Field(default=None, unique=True)
    subject: int = Field(foreign_key="entity.seq")
    predicate: str = Field(foreign_key="predicate.key")
    polarity: str
    scope: str
    value_type: str
    value: str
    unit: str
    hard_lo: float | None = None
    hard_hi: float | None = None
    soft_lo: float | None = None
    soft_hi: float | None = None
    plain: float | None = None
    intervals: str | None = None
    choices: str
    value_entity: int | None = Field(default=None, foreign_key="entity.seq")
    valid_edtf: str | None = None
    valid_mode: str | None = None
    from_lo: int
    from_hi: int
    to_lo: int
    to_hi: int
    spread: int
    source: int = Field(foreign_key="source.seq")
    citation: str | None = None
    modality: str
    basis: str
    stated: str | None = None
    said: int | None = None
    voice: str
    claimant: int | None = Field(default=None, foreign_key="entity.seq")
    alignment: str | None = None
    known: int
    lineage_known: int
    stance: str
    contested: int
    series: str = Field(index=True)
    status: str
    current: int
    supersedes: int | None = Field(default=None, foreign_key="claim.seq", index=True)
    retraction: str | None = None
    retraction_known: int | None = None
    recorded_at: str
    recorded_by: str


class Summary(SQLModel, table=True):
    """What the current claims of one subject, predicate, scope and unit have in common.

    A write is held against this before it reads the claims themselves. `claims`, `denials` and `several`
    (those that leave alternatives) are exact. The rest are bounds that only ever widen, so that they hold
    for what is left when a claim goes: `voice` and `choices` are empty where there were several; `low` is
    the highest lower and `top` the lowest upper end of what is asserted as a reader takes it, `hard_low` and
    `hard_top` the same of hard bounds, each with the lowest number of a claim that reaches it; `above` and
    `below` are how many times its plain reading a hard upper end, and its hard lower end a plain reading,
    is at most; `highest` and `lowest` list, as JSON, ends and numbers of the few current claims farthest
    out, with all that lie beyond `passed_high` and `passed_low` among them; `core_*` is the hull of all
    cores, `spreads` a bit for each spread, `first_day` and `last_day` the hull of all envelopes.
    """

    __tablename__ = "question"
    __table_args__ = (
        CheckConstraint("claims >= 0 AND denials >= 0 AND several >= 0", name="counts_natural"),
    )
    subject: int = Field(primary_key=True, foreign_key="entity.seq")
    predicate: str = Field(primary_key=True, foreign_key="predicate.key")
    scope: str = Field(primary_key=True)
    unit: str = Field(primary_key=True)
    claims: int
    denials: int
    several: int
    voice: str
    choices: str
    low: float | None = None
    top: float | None = None
    hard_low: float | None = None
    hard_low_claim: int | None = None
    hard_top: float | None = None
    hard_top_claim: int | None = None
    above: float | None = None
    below: float | None = None
    highest: str
    passed_high: float | None = None
    lowest: str
    passed_low: float | None = None
    core_first: int | None = None
    core_last: int | None = None
    spreads: int
    first_day: int
    last_day: int


class Link(SQLModel, table=True):
    """One link of a claim's attribution, the claimant at position 0."""

    __tablename__ = "claim_link"
    __table_args__ = (
        CheckConstraint(one_of("role", ROLES), name="role_known"),
        CheckConstraint(one_of("mode", MODES), name="mode_known"),
        CheckConstraint(one_of("stance", STANCES), name="stance_known"),
        CheckConstraint("(agent IS NULL) <> (name IS NULL)", name="agent_or_name"),
    )
    claim: int = Field(primary_key=True, foreign_key="claim.seq")
    position: int = Field(primary_key=True)
    agent: int | None = Field(default=None, foreign_key="entity.seq", index=True)
    name: str | None = None
    role: str
    mode: str | None = None
    source: int | None = Field(default=None, foreign_key="source.seq", index=True)
    on_edtf: str | None = None
    stance: str | None = None
    wording: str | None = None


class Assessment(SQLModel, table=True):
    """Somebody's later judgement of a claim; append-only like the claim."""

    __tablename__ = "assessment"
    __table_args__ = (
        CheckConstraint(one_of("stance", STANCES), name="stance_known"),
        CheckConstraint("credibility BETWEEN 1 AND 6", name="credibility_admiralty"),
    )
    seq: int = Field(primary_key=True, foreign_key="event.seq")
    id: str = Field(unique=True)
    key: str | None = Field(default=None, unique=True)
    claim: int = Field(foreign_key="claim.seq", index=True)
    by_entity: int | None = Field(default=None, foreign_key="entity.seq")
    stance: str
    wording: str | None = None
    credibility: int | None = None
    likelihood: str | None = None
    confidence: str | None = None
    reasons: str
    on_edtf: str | None = None
    source: int | None = Field(default=None, foreign_key="source.seq")
    recorded_at: str
    recorded_by: str
