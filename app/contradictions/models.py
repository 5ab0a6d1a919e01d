"""The tables of contradictions, their members and subjects, projections of the log; and of standings."""

from sqlmodel import CheckConstraint, Field, Index, SQLModel

from app.db import one_of

STATUSES = ("open", "explained", "resolved", "dismissed", "closed")


class Contradiction(SQLModel, table=True):
    """One contradiction of one kind in one question; a row is closed, never deleted.

    `question` is its canonical JSON (kind, subject, predicates, scope, unit); `witness` holds the claims
    that carry severity and explanation, in the sentence's order. `window_*` are the day numbers between
    which the conflict holds, 0 and 4,000,000 for unbounded. `subject` is the first it is about.
    `open_weight` is the severity times the smaller weight of the witness; `disposition` what an analyst
    decided last, as JSON.
    """

    __tablename__ = "contradiction"
    __table_args__ = (
        CheckConstraint(one_of("label", ("certain", "possible")), name="label_known"),
        CheckConstraint(one_of("status", STATUSES), name="status_known"),
        CheckConstraint("severity BETWEEN 0 AND 1", name="severity_in_range"),
        CheckConstraint("window_lo <= window_hi", name="window_in_order"),
        CheckConstraint("open_weight BETWEEN 0 AND 1", name="open_weight_in_range"),
        CheckConstraint("(status = 'closed') = (closed_reason IS NOT NULL)", name="closing_told"),
        CheckConstraint(
            "status NOT IN ('explained', 'resolved', 'dismissed') OR disposition IS NOT NULL",
            name="disposition_told",
        ),
        # In each order that a list has, for all rows and for each status; the first also for code and label.
        Index("ix_contradiction_code_seq", "code", "seq"),
        Index("ix_contradiction_label_seq", "label", "seq"),
        Index("ix_contradiction_severity_seq", "severity", "seq"),
        Index("ix_contradiction_open_weight_seq", "open_weight", "seq"),
        Index("ix_contradiction_changed_at_seq", "changed_at", "seq"),
        Index("ix_contradiction_status_seq", "status", "seq"),
        Index("ix_contradiction_status_severity_seq", "status", "severity", "seq"),
        Index("ix_contradiction_status_open_weight_seq", "status", "open_weight", "seq"),
        Index("ix_contradiction_status_changed_at_seq", "status", "changed_at", "seq"),
    )
    seq: int = Field(primary_key=True, foreign_key="event.seq")
    id: str = Field(unique=True)
    code: str
    question: str = Field(index=True)
    subject: int = Field(foreign_key="entity.seq")
    predicate: str = Field(index=True)
    other_predicate: str | None = Field(default=None, index=True)
    label: str
    severity: float
    open_weight: float
    status: str
    closed_reason: str | None = None
    disposition: str | None = None
    witness: str
    explanation: str
    trace: str
    window_lo: int
    window_hi: int
    detected_at: str
    changed_at: str


class Member(SQLModel, table=True):
    """A claim that takes part in a contradiction; those of a closed one are its last."""

    __tablename__ = "contradiction_claim"
    __table_args__ = (Index("ix_contradiction_claim_claim", "claim", "contradiction"),)
    contradiction: int = Field(primary_key=True, foreign_key="contradiction.seq")
    claim: int = Field(primary_key=True, foreign_key="claim.seq")


class About(SQLModel, table=True):
    """An entity that a contradiction is about, in the order of its sentence."""

    __tablename__ = "contradiction_subject"
    __table_args__ = (Index("ix_contradiction_subject_entity", "entity", "contradiction"),)
    contradiction: int = Field(primary_key=True, foreign_key="contradiction.seq")
    position: int = Field(primary_key=True)
    entity: int = Field(foreign_key="entity.seq")


class StandingRow(SQLModel, table=True):
    """A voice's standing when `counterclaim check` last ran; operational, so it stands outside the log.

    Of its `claims` on questions that others answer too, `agreements` were borne out; `taken_at_seq` is the
    last event the snapshot knew.
    """

    __tablename__ = "standing"
    __table_args__ = (
        CheckConstraint("agreements BETWEEN 0 AND claims", name="agreements_counted"),
        CheckConstraint("accuracy > 0 AND accuracy < 1", name="accuracy_in_range"),
    )
    voice: str = Field(primary_key=True)
    agreements: int
    claims: int
    accuracy: float
    taken_at_seq: int
