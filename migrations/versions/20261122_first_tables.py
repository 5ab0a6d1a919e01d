"""first tables."""

import sqlalchemy as sa
from alembic import op

revision = "d12765ec70b6"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "api_key",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("created_at", sa.String(), nullable=False),
        sa.Column("revoked_at", sa.String(), nullable=True),
        sa.CheckConstraint(
            "role IN ('reader', 'contributor', 'editor', 'admin')", name=op.f("ck_api_key_role_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("digest", name=op.f("uq_api_key_digest")),
    )
    op.create_table(
        "event",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("op", sa.String(), nullable=False),
        sa.Column("object", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("leaf", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_event")),
        sa.UniqueConstraint("leaf", name=op.f("uq_event_leaf")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_object"), ["object"], unique=False)

    op.create_table(
        "standing",
        sa.Column("voice", sa.String(), nullable=False),
        sa.Column("agreements", sa.Integer(), nullable=False),
        sa.Column("claims", sa.Integer(), nullable=False),
        sa.Column("accuracy", sa.Float(), nullable=False),
        sa.Column("taken_at_seq", sa.Integer(), nullable=False),
        sa.CheckConstraint("accuracy > 0 AND accuracy < 1", name=op.f("ck_standing_accuracy_in_range")),
        sa.CheckConstraint("agreements BETWEEN 0 AND claims", name=op.f("ck_standing_agreements_counted")),
        sa.PrimaryKeyConstraint("voice", name=op.f("pk_standing")),
    )
    op.create_table(
        "entity",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("alignment", sa.String(), nullable=True),
        sa.Column("reliability", sa.String(), nullable=True),
        sa.Column("external_ids", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('person', 'armed_group', 'organization', 'state', 'clan', 'place', 'event', 'outlet', 'other')",
            name=op.f("ck_entity_kind_known"),
        ),
        sa.CheckConstraint(
            "reliability IN ('A', 'B', 'C', 'D', 'E', 'F')", name=op.f("ck_entity_reliability_known")
        ),
        sa.ForeignKeyConstraint(["seq"], ["event.seq"], name=op.f("fk_entity_seq_event")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_entity")),
        sa.UniqueConstraint("id", name=op.f("uq_entity_id")),
        sa.UniqueConstraint("key", name=op.f("uq_entity_key")),
    )
    with op.batch_alter_table("entity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entity_kind"), ["kind"], unique=False)

    op.create_table(
        "predicate",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("value_type", sa.String(), nullable=False),
        sa.Column("definition", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.CheckConstraint(
            "value_type IN ('quantity', 'entity', 'term', 'date', 'text', 'boolean')",
            name=op.f("ck_predicate_value_type_known"),
        ),
        sa.ForeignKeyConstraint(["seq"], ["event.seq"], name=op.f("fk_predicate_seq_event")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_predicate")),
        sa.UniqueConstraint("id", name=op.f("uq_predicate_id")),
        sa.UniqueConstraint("key", name=op.f("uq_predicate_key")),
    )
    op.create_table(
        "contradiction",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("subject", sa.Integer(), nullable=False),
        sa.Column("predicate", sa.String(), nullable=False),
        sa.Column("other_predicate", sa.String(), nullable=True),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("severity", sa.Float(), nullable=False),
        sa.Column("open_weight", sa.Float(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("closed_reason", sa.String(), nullable=True),
        sa.Column("disposition", sa.String(), nullable=True),
        sa.Column("witness", sa.String(), nullable=False),
        sa.Column("explanation", sa.String(), nullable=False),
        sa.Column("trace", sa.String(), nullable=False),
        sa.Column("window_lo", sa.Integer(), nullable=False),
        sa.Column("window_hi", sa.Integer(), nullable=False),
        sa.Column("detected_at", sa.String(), nullable=False),
        sa.Column("changed_at", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(status = 'closed') = (closed_reason IS NOT NULL)", name=op.f("ck_contradiction_closing_told")
        ),
        sa.CheckConstraint("label IN ('certain', 'possible')", name=op.f("ck_contradiction_label_known")),
        sa.CheckConstraint(
            "status IN ('open', 'explained', 'resolved', 'dismissed', 'closed')",
            name=op.f("ck_contradiction_status_known"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('explained', 'resolved', 'dismissed') OR disposition IS NOT NULL",
            name=op.f("ck_contradiction_disposition_told"),
        ),
        sa.CheckConstraint("open_weight BETWEEN 0 AND 1", name=op.f("ck_contradiction_open_weight_in_range")),
        sa.CheckConstraint("severity BETWEEN 0 AND 1", name=op.f("ck_contradiction_severity_in_range")),
        sa.CheckConstraint("window_lo <= window_hi", name=op.f("ck_contradiction_window_in_order")),
        sa.ForeignKeyConstraint(["seq"], ["event.seq"], name=op.f("fk_contradiction_seq_event")),
        sa.ForeignKeyConstraint(["subject"], ["entity.seq"], name=op.f("fk_contradiction_subject_entity")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_contradiction")),
        sa.UniqueConstraint("id", name=op.f("uq_contradiction_id")),
    )
    with op.batch_alter_table("contradiction", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_contradiction_other_predicate"), ["other_predicate"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_contradiction_predicate"), ["predicate"], unique=False)
        batch_op.create_index(batch_op.f("ix_contradiction_question"), ["question"], unique=False)
        batch_op.create_index(
            "ix_contradiction_status_changed_at_seq", ["status", "changed_at", "seq"], unique=False
        )
        batch_op.create_index(
            "ix_contradiction_status_open_weight_seq", ["status", "open_weight", "seq"], unique=False
        )
        batch_op.create_index("ix_contradiction_status_seq", ["status", "seq"], unique=False)
        batch_op.create_index(
            "ix_contradiction_status_severity_seq", ["status", "severity", "seq"], unique=False
        )

    op.create_table(
        "entity_name",
        sa.Column("entity", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("lang", sa.String(), nullable=True),
        sa.Column("script", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('label', 'alias', 'transliteration', 'translation', 'nom_de_guerre', 'former')",
            name=op.f("ck_entity_name_kind_known"),
        ),
        sa.ForeignKeyConstraint(["entity"], ["entity.seq"], name=op.f("fk_entity_name_entity_entity")),
        sa.PrimaryKeyConstraint("entity", "position", name=op.f("pk_entity_name")),
    )
    with op.batch_alter_table("entity_name", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entity_name_text"), ["text"], unique=False)

    op.create_table(
        "question",
        sa.Column("subject", sa.Integer(), nullable=False),
        sa.Column("predicate", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("claims", sa.Integer(), nullable=False),
        sa.Column("denials", sa.Integer(), nullable=False),
        sa.Column("several", sa.Integer(), nullable=False),
        sa.Column("voice", sa.String(), nullable=False),
        sa.Column("choices", sa.String(), nullable=False),
        sa.Column("low", sa.Float(), nullable=True),
        sa.Column("top", sa.Float(), nullable=True),
        sa.Column("hard_low", sa.Float(), nullable=True),
        sa.Column("hard_low_claim", sa.Integer(), nullable=True),
        sa.Column("hard_top", sa.Float(), nullable=True),
        sa.Column("hard_top_claim", sa.Integer(), nullable=True),
        sa.Column("above", sa.Float(), nullable=True),
        sa.Column("below", sa.Float(), nullable=True),
        sa.Column("highest", sa.String(), nullable=False),
        sa.Column("passed_high", sa.Float(), nullable=True),
        sa.Column("lowest", sa.String(), nullable=False),
        sa.Column("passed_low", sa.Float(), nullable=True),
        sa.Column("core_first", sa.Integer(), nullable=True),
        sa.Column("core_last", sa.Integer(), nullable=True),
        sa.Column("spreads", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "claims >= 0 AND denials >= 0 AND several >= 0", name=op.f("ck_question_counts_natural")
        ),
        sa.ForeignKeyConstraint(
            ["predicate"], ["predicate.key"], name=op.f("fk_question_predicate_predicate")
        ),
        sa.ForeignKeyConstraint(["subject"], ["entity.seq"], name=op.f("fk_question_subject_entity")),
        sa.PrimaryKeyConstraint("subject", "predicate", "scope", "unit", name=op.f("pk_question")),
    )
    op.create_table(
        "source",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("archive_url", sa.String(), nullable=True),
        sa.Column("publisher", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("published", sa.String(), nullable=True),
        sa.Column("published_lo", sa.Integer(), nullable=True),
        sa.Column("published_hi", sa.Integer(), nullable=True),
        sa.Column("accessed", sa.String(), nullable=True),
        sa.Column("archived_at", sa.String(), nullable=True),
        sa.Column("alignment", sa.String(), nullable=True),
        sa.Column("reliability", sa.String(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("recorded_at", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('article', 'post', 'interview', 'official_document', 'newsletter', 'statement', 'social_media', 'report', 'book', 'dataset', 'image', 'video', 'audio', 'other')",
            name=op.f("ck_source_kind_known"),
        ),
        sa.CheckConstraint(
            "reliability IN ('A', 'B', 'C', 'D', 'E', 'F')", name=op.f("ck_source_reliability_known")
        ),
        sa.CheckConstraint("published_lo <= published_hi", name=op.f("ck_source_published_in_order")),
        sa.ForeignKeyConstraint(["publisher"], ["entity.seq"], name=op.f("fk_source_publisher_entity")),
        sa.ForeignKeyConstraint(["seq"], ["event.seq"], name=op.f("fk_source_seq_event")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_source")),
        sa.UniqueConstraint("id", name=op.f("uq_source_id")),
        sa.UniqueConstraint("key", name=op.f("uq_source_key")),
    )
    op.create_table(
        "claim",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("subject", sa.Integer(), nullable=False),
        sa.Column("predicate", sa.String(), nullable=False),
        sa.Column("polarity", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("value_type", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("hard_lo", sa.Float(), nullable=True),
        sa.Column("hard_hi", sa.Float(), nullable=True),
        sa.Column("soft_lo", sa.Float(), nullable=True),
        sa.Column("soft_hi", sa.Float(), nullable=True),
        sa.Column("plain", sa.Float(), nullable=True),
        sa.Column("intervals", sa.String(), nullable=True),
        sa.Column("choices", sa.String(), nullable=False),
        sa.Column("value_entity", sa.Integer(), nullable=True),
        sa.Column("valid_edtf", sa.String(), nullable=True),
        sa.Column("valid_mode", sa.String(), nullable=True),
        sa.Column("from_lo", sa.Integer(), nullable=False),
        sa.Column("from_hi", sa.Integer(), nullable=False),
        sa.Column("to_lo", sa.Integer(), nullable=False),
        sa.Column("to_hi", sa.Integer(), nullable=False),
        sa.Column("spread", sa.Integer(), nullable=False),
        sa.Column("source", sa.Integer(), nullable=False),
        sa.Column("citation", sa.String(), nullable=True),
        sa.Column("modality", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("stated", sa.String(), nullable=True),
        sa.Column("said", sa.Integer(), nullable=True),
        sa.Column("voice", sa.String(), nullable=False),
        sa.Column("claimant", sa.Integer(), nullable=True),
        sa.Column("alignment", sa.String(), nullable=True),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.Column("lineage_known", sa.Integer(), nullable=False),
        sa.Column("stance", sa.String(), nullable=False),
        sa.Column("contested", sa.Integer(), nullable=False),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("current", sa.Integer(), nullable=False),
        sa.Column("supersedes", sa.Integer(), nullable=True),
        sa.Column("retraction", sa.String(), nullable=True),
        sa.Column("retraction_known", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(status = 'retracted') = (retraction IS NOT NULL)", name=op.f("ck_claim_retraction_told")
        ),
        sa.CheckConstraint(
            "current IN (0,1) AND (current = 0 OR status = 'live')", name=op.f("ck_claim_current_is_live")
        ),
        sa.CheckConstraint(
            "modality IN ('certain', 'probable', 'possible')", name=op.f("ck_claim_modality_known")
        ),
        sa.CheckConstraint("polarity IN ('asserts', 'denies')", name=op.f("ck_claim_polarity_known")),
        sa.CheckConstraint(
            "stance IN ('supports', 'neutral', 'disputes')", name=op.f("ck_claim_stance_known")
        ),
        sa.CheckConstraint(
            "status IN ('live', 'superseded', 'retracted')", name=op.f("ck_claim_status_known")
        ),
        sa.CheckConstraint(
            "value_type IN ('quantity', 'entity', 'term', 'date', 'text', 'boolean')",
            name=op.f("ck_claim_value_type_known"),
        ),
        sa.CheckConstraint(
            "(retraction IS NULL) = (retraction_known IS NULL)",
            name=op.f("ck_claim_retraction_known_of_a_retraction"),
        ),
        sa.CheckConstraint("contested IN (0,1) AND lineage_known IN (0,1)", name=op.f("ck_claim_flags")),
        sa.CheckConstraint(
            "from_lo <= from_hi AND to_lo <= to_hi AND from_lo <= to_hi", name=op.f("ck_claim_days_in_order")
        ),
        sa.CheckConstraint(
            "hard_lo <= soft_lo AND soft_lo <= soft_hi AND soft_hi <= hard_hi",
            name=op.f("ck_claim_bounds_nested"),
        ),
        sa.ForeignKeyConstraint(["claimant"], ["entity.seq"], name=op.f("fk_claim_claimant_entity")),
        sa.ForeignKeyConstraint(["predicate"], ["predicate.key"], name=op.f("fk_claim_predicate_predicate")),
        sa.ForeignKeyConstraint(["seq"], ["event.seq"], name=op.f("fk_claim_seq_event")),
        sa.ForeignKeyConstraint(["source"], ["source.seq"], name=op.f("fk_claim_source_source")),
        sa.ForeignKeyConstraint(["subject"], ["entity.seq"], name=op.f("fk_claim_subject_entity")),
        sa.ForeignKeyConstraint(["supersedes"], ["claim.seq"], name=op.f("fk_claim_supersedes_claim")),
        sa.ForeignKeyConstraint(["value_entity"], ["entity.seq"], name=op.f("fk_claim_value_entity_entity")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_claim")),
        sa.UniqueConstraint("id", name=op.f("uq_claim_id")),
        sa.UniqueConstraint("key", name=op.f("uq_claim_key")),
    )
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.create_index("ix_claim_alignment_seq", ["alignment", "seq"], unique=False)
        batch_op.create_index(
            "ix_claim_alternatives",
            ["seq"],
            unique=False,
            sqlite_where=sa.text("value_type = 'entity' AND value_entity IS NULL"),
            postgresql_where=sa.text("value_type = 'entity' AND value_entity IS NULL"),
        )
        batch_op.create_index("ix_claim_claimant_seq", ["claimant", "seq"], unique=False)
        batch_op.create_index("ix_claim_predicate_seq", ["predicate", "seq"], unique=False)
        batch_op.create_index(
            "ix_claim_question",
            ["subject", "predicate", "scope", "unit", "current", "spread", "from_lo"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_claim_series"), ["series"], unique=False)
        batch_op.create_index("ix_claim_source_seq", ["source", "seq"], unique=False)
        batch_op.create_index("ix_claim_subject_seq", ["subject", "seq"], unique=False)
        batch_op.create_index(batch_op.f("ix_claim_supersedes"), ["supersedes"], unique=False)
        batch_op.create_index("ix_claim_timeline", ["subject", "from_lo", "seq"], unique=False)
        batch_op.create_index("ix_claim_value_entity_seq", ["value_entity", "seq"], unique=False)

    op.create_table(
        "contradiction_subject",
        sa.Column("contradiction", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("entity", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contradiction"],
            ["contradiction.seq"],
            name=op.f("fk_contradiction_subject_contradiction_contradiction"),
        ),
        sa.ForeignKeyConstraint(
            ["entity"], ["entity.seq"], name=op.f("fk_contradiction_subject_entity_entity")
        ),
        sa.PrimaryKeyConstraint("contradiction", "position", name=op.f("pk_contradiction_subject")),
    )
    with op.batch_alter_table("contradiction_subject", schema=None) as batch_op:
        batch_op.create_index("ix_contradiction_subject_entity", ["entity", "contradiction"], unique=False)

    op.create_table(
        "source_author",
        sa.Column("source", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("entity", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entity"], ["entity.seq"], name=op.f("fk_source_author_entity_entity")),
        sa.ForeignKeyConstraint(["source"], ["source.seq"], name=op.f("fk_source_author_source_source")),
        sa.PrimaryKeyConstraint("source", "position", name=op.f("pk_source_author")),
    )
    op.create_table(
        "source_derivation",
        sa.Column("source", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("origin", sa.Integer(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.CheckConstraint(
            "relation IN ('quotes', 'translates', 'repeats', 'summarises', 'archives')",
            name=op.f("ck_source_derivation_relation_known"),
        ),
        sa.ForeignKeyConstraint(["origin"], ["source.seq"], name=op.f("fk_source_derivation_origin_source")),
        sa.ForeignKeyConstraint(["source"], ["source.seq"], name=op.f("fk_source_derivation_source_source")),
        sa.PrimaryKeyConstraint("source", "position", name=op.f("pk_source_derivation")),
    )
    with op.batch_alter_table("source_derivation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_source_derivation_origin"), ["origin"], unique=False)

    op.create_table(
        "assessment",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("claim", sa.Integer(), nullable=False),
        sa.Column("by_entity", sa.Integer(), nullable=True),
        sa.Column("stance", sa.String(), nullable=False),
        sa.Column("wording", sa.String(), nullable=True),
        sa.Column("credibility", sa.Integer(), nullable=True),
        sa.Column("likelihood", sa.String(), nullable=True),
        sa.Column("confidence", sa.String(), nullable=True),
        sa.Column("reasons", sa.String(), nullable=False),
        sa.Column("on_edtf", sa.String(), nullable=True),
        sa.Column("source", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.CheckConstraint(
            "stance IN ('supports', 'neutral', 'disputes')", name=op.f("ck_assessment_stance_known")
        ),
        sa.CheckConstraint("credibility BETWEEN 1 AND 6", name=op.f("ck_assessment_credibility_admiralty")),
        sa.ForeignKeyConstraint(["by_entity"], ["entity.seq"], name=op.f("fk_assessment_by_entity_entity")),
        sa.ForeignKeyConstraint(["claim"], ["claim.seq"], name=op.f("fk_assessment_claim_claim")),
        sa.ForeignKeyConstraint(["seq"], ["event.seq"], name=op.f("fk_assessment_seq_event")),
        sa.ForeignKeyConstraint(["source"], ["source.seq"], name=op.f("fk_assessment_source_source")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_assessment")),
        sa.UniqueConstraint("id", name=op.f("uq_assessment_id")),
        sa.UniqueConstraint("key", name=op.f("uq_assessment_key")),
    )
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assessment_claim"), ["claim"], unique=False)

    op.create_table(
        "claim_link",
        sa.Column("claim", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("agent", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=True),
        sa.Column("source", sa.Integer(), nullable=True),
        sa.Column("on_edtf", sa.String(), nullable=True),
        sa.Column("stance", sa.String(), nullable=True),
        sa.Column("wording", sa.String(), nullable=True),
        sa.CheckConstraint(
            "mode IN ('direct_quote', 'paraphrase', 'translation', 'hearsay', 'document')",
            name=op.f("ck_claim_link_mode_known"),
        ),
        sa.CheckConstraint(
            "role IN ('claimant', 'reporter', 'translator', 'publisher', 'archiver')",
            name=op.f("ck_claim_link_role_known"),
        ),
        sa.CheckConstraint(
            "stance IN ('supports', 'neutral', 'disputes')", name=op.f("ck_claim_link_stance_known")
        ),
        sa.CheckConstraint("(agent IS NULL) <> (name IS NULL)", name=op.f("ck_claim_link_agent_or_name")),
        sa.ForeignKeyConstraint(["agent"], ["entity.seq"], name=op.f("fk_claim_link_agent_entity")),
        sa.ForeignKeyConstraint(["claim"], ["claim.seq"], name=op.f("fk_claim_link_claim_claim")),
        sa.ForeignKeyConstraint(["source"], ["source.seq"], name=op.f("fk_claim_link_source_source")),
        sa.PrimaryKeyConstraint("claim", "position", name=op.f("pk_claim_link")),
    )
    with op.batch_alter_table("claim_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_link_agent"), ["agent"], unique=False)
        batch_op.create_index(batch_op.f("ix_claim_link_source"), ["source"], unique=False)

    op.create_table(
        "contradiction_claim",
        sa.Column("contradiction", sa.Integer(), nullable=False),
        sa.Column("claim", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["claim"], ["claim.seq"], name=op.f("fk_contradiction_claim_claim_claim")),
        sa.ForeignKeyConstraint(
            ["contradiction"],
            ["contradiction.seq"],
            name=op.f("fk_contradiction_claim_contradiction_contradiction"),
        ),
        sa.PrimaryKeyConstraint("contradiction", "claim", name=op.f("pk_contradiction_claim")),
    )
    with op.batch_alter_table("contradiction_claim", schema=None) as batch_op:
        batch_op.create_index("ix_contradiction_claim_claim", ["claim", "contradiction"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("contradiction_claim", schema=None) as batch_op:
        batch_op.drop_index("ix_contradiction_claim_claim")

    op.drop_table("contradiction_claim")
    with op.batch_alter_table("claim_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_claim_link_source"))
        batch_op.drop_index(batch_op.f("ix_claim_link_agent"))

    op.drop_table("claim_link")
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assessment_claim"))

    op.drop_table("assessment")
    with op.batch_alter_table("source_derivation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_source_derivation_origin"))

    op.drop_table("source_derivation")
    op.drop_table("source_author")
    with op.batch_alter_table("contradiction_subject", schema=None) as batch_op:
        batch_op.drop_index("ix_contradiction_subject_entity")

    op.drop_table("contradiction_subject")
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.drop_index("ix_claim_value_entity_seq")
        batch_op.drop_index("ix_claim_timeline")
        batch_op.drop_index(batch_op.f("ix_claim_supersedes"))
        batch_op.drop_index("ix_claim_subject_seq")
        batch_op.drop_index("ix_claim_source_seq")
        batch_op.drop_index(batch_op.f("ix_claim_series"))
        batch_op.drop_index("ix_claim_question")
        batch_op.drop_index("ix_claim_predicate_seq")
        batch_op.drop_index("ix_claim_claimant_seq")
        batch_op.drop_index(
            "ix_claim_alternatives",
            sqlite_where=sa.text("value_type = 'entity' AND value_entity IS NULL"),
            postgresql_where=sa.text("value_type = 'entity' AND value_entity IS NULL"),
        )
        batch_op.drop_index("ix_claim_alignment_seq")

    op.drop_table("claim")
    op.drop_table("source")
    op.drop_table("question")
    with op.batch_alter_table("entity_name", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_entity_name_text"))

    op.drop_table("entity_name")
    with op.batch_alter_table("contradiction", schema=None) as batch_op:
        batch_op.drop_index("ix_contradiction_status_severity_seq")
        batch_op.drop_index("ix_contradiction_status_seq")
        batch_op.drop_index("ix_contradiction_status_open_weight_seq")
        batch_op.drop_index("ix_contradiction_status_changed_at_seq")
        batch_op.drop_index(batch_op.f("ix_contradiction_question"))
        batch_op.drop_index(batch_op.f("ix_contradiction_predicate"))
        batch_op.drop_index(batch_op.f("ix_contradiction_other_predicate"))

    op.drop_table("contradiction")
    op.drop_table("predicate")
    with op.batch_alter_table("entity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_entity_kind"))

    op.drop_table("entity")
    op.drop_table("standing")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_object"))

    op.drop_table("event")
    op.drop_table("api_key")
