"""Pictures of the record: what counts in them, and which conflicts, words and joins are left then."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

import pytest

from app import intake
from app.access.keys import OPERATOR
from app.claims import pictures
from app.claims.identity_schemas import JudgementCreate
from app.claims.pictures import LATEST, Picture
from app.claims.schemas import AssessmentCreate, RetractionCreate
from app.claims.service import by_seq
from app.claims.values.time import END
from app.contradictions import computed, impact
from app.contradictions.pictures import PictureWorld
from app.contradictions.schemas import DispositionCreate
from app.db import Row
from app.entities import service as entities
from app.errors import BadParameter
from app.provenance import log
from app.sources import service as sources
from tests.conftest import Record

STRENGTH: dict[str, Any] = {"subject": "brigade", "predicate": "strength", "valid": {"edtf": "2016-01-10"}}


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def row(record: Record, key: str) -> Row:
    return entities.get(record.reader, key)


def without(record: Record, *keys: str) -> Picture:
    return Picture.without(record.reader, [sources.get(record.reader, key) for key in keys])


def words(
    record: Record, picture: Picture, predicate: str = "strength", subject: str = "brigade"
) -> list[str]:
    """The keys of the claims that are current in a picture."""
    world = PictureWorld(record.reader, picture)
    return [key_of(record, fact.claim) for fact in world.about(row(record, subject)["id"], predicate)]


def key_of(record: Record, seq: int) -> str:
    return str(by_seq(record.reader, seq)["key"])


def conflicts(record: Record, picture: Picture) -> list[tuple[str, set[str]]]:
    """Code and members of what the rules find in a picture."""
    found = computed.all_of(PictureWorld(record.reader, picture))
    return [(each.sort[0], {key_of(record, seq) for seq in each.members}) for each in found]


def head(record: Record) -> str:
    """The time of the last event."""
    return list(log.replay(record.reader))[-1].at


def retract(record: Record, key: str, reason: str = "entry_error", **more: Any) -> None:
    given = RetractionCreate.model_validate({"reason": reason, "text": "told", **more})
    record.writer.call(partial(intake.retract, account=OPERATOR, ref=key, given=given))


KNOWN: Mapping[str, tuple[dict[str, Any], str | None]] = {
    "the last day the source can have been published": ({"source": "paper"}, "2016-05-31"),
    "a day": ({"source": "daily"}, "2016-02-03"),
    "the earliest of the chain's documents": (
        {"attribution": [{"agent": "analyst", "role": "claimant", "source": "early"}], "source": "daily"},
        "2015-12-31",
    ),
    "a later document of the chain changes nothing": (
        {"attribution": [{"agent": "analyst", "role": "claimant", "source": "paper"}], "source": "daily"},
        "2016-02-03",
    ),
    "the day of recording where nothing is dated": ({"source": "undated"}, None),
    "the day of recording where the date has no end": ({"source": "since"}, None),
    "the dated one of two": (
        {"attribution": [{"agent": "analyst", "role": "claimant", "source": "undated"}], "source": "daily"},
        "2016-02-03",
    ),
    "a doubtful date with its margin": ({"source": "about"}, "2016-02-06"),
}


@pytest.mark.parametrize("name", KNOWN)
def test_a_claim_is_known_by_the_earliest_day_by_which_a_document_was_surely_published(
    record: Record, name: str
) -> None:
    dates = {"daily": "2016-02-03", "early": "2015", "since": "2015/..", "about": "2016-02-03~"}
    for key, published in dates.items():
        record.source(key, published=published)
    record.source("undated")
    body, expected = KNOWN[name]
    record.claim(key="it", value="200", **STRENGTH, **body)
    known = day(expected or head(record)[:10])
    assert words(record, Picture(known_by=known)) == ["it"]
    assert words(record, Picture(known_by=known - 1)) == []


def test_a_picture_before_anything_was_recorded_is_empty(record: Record) -> None:
    record.claim(key="it", value="200", **STRENGTH)
    for picture in (
        Picture(as_of="2000-01-01T00:00:00.000000Z"),
        Picture(known_by=1),
        Picture(side="nobody"),
    ):
        assert words(record, picture) == []
        assert conflicts(record, picture) == []


def test_a_retraction_and_a_later_word_count_from_their_own_times(record: Record) -> None:
    record.source("later", published="2017-03-04")
    record.source("notice", published="2018-01-01")
    record.claim(key="old", value="200", **STRENGTH)
    record.claim(key="other", agent="rebel", value="900", **STRENGTH)
    loaded = head(record)
    retract(record, "other", "withdrawn", source="notice", by="rebel")
    retracted = head(record)
    record.claim(key="new", value="300", supersedes="old", source="later", **STRENGTH)
    assert words(record, Picture(as_of=loaded)) == ["old", "other"]
    assert words(record, Picture(as_of=retracted)) == ["old"]
    assert words(record, Picture()) == ["new"]
    assert words(record, Picture(known_by=day("2017-03-03"))) == ["old", "other"]
    assert words(record, Picture(known_by=day("2017-03-04"))) == ["other", "new"]
    assert words(record, Picture(known_by=day("2018-01-01"))) == ["new"]
    assert conflicts(record, Picture(as_of=loaded)) == [("value_disjoint", {"old", "other"})]
    assert conflicts(record, Picture()) == []


@pytest.mark.parametrize(
    ("more", "known"),
    [
        ({"source": "notice", "on": "2017-01"}, "2018-01-01"),
        ({"source": "letter", "on": "2017-01"}, "2017-01-31"),
        ({"source": "letter"}, None),
        ({"source": "letter", "on": "2017/.."}, None),
    ],
)
def test_a_withdrawal_is_known_when_published_or_else_when_made_or_else_when_recorded(
    record: Record, more: dict[str, str], known: str | None
) -> None:
    record.source("notice", published="2018-01-01")
    record.source("letter")
    record.claim(key="it", value="200", **STRENGTH)
    retract(record, "it", "withdrawn", **more)
    known_by = day(known or head(record)[:10])
    assert words(record, Picture(known_by=known_by - 1)) == ["it"]
    assert words(record, Picture(known_by=known_by)) == []


def test_a_slip_of_entry_was_never_known_but_was_held_until_it_was_found(record: Record) -> None:
    record.claim(key="old", value="200", **STRENGTH)
    record.claim(key="slip", value="300", supersedes="old", **STRENGTH)
    held = head(record)
    retract(record, "slip")
    assert words(record, Picture(known_by=day("2016-12-31"))) == ["old"]
    assert words(record, Picture(as_of=held)) == ["slip"]
    assert words(record, Picture(as_of=held, known_by=day("2016-12-31"))) == ["slip"]
    assert words(record, Picture()) == ["old"]


def test_a_withdrawal_read_in_a_source_falls_with_it_but_a_slip_does_not(record: Record) -> None:
    record.source("notice", published="2018-01-01")
    record.claim(key="withdrawn", value="200", **STRENGTH)
    record.claim(key="slip", agent="rebel", value="900", **STRENGTH)
    retract(record, "withdrawn", "withdrawn", source="notice")
    retract(record, "slip", "entry_error", source="notice")
    assert words(record, Picture()) == []
    assert words(record, without(record, "notice")) == ["withdrawn"]
    told = impact.of_source(record.reader, sources.get(record.reader, "notice"))
    assert [each["key"] for each in told["returning"]["data"]] == ["withdrawn"]
    assert told["claims"]["count"] == 0


def test_without_a_source_go_its_claims_its_chains_and_all_that_was_made_out_of_it(record: Record) -> None:
    record.source("copy", derived_from=[{"source": "paper", "relation": "translates"}])
    record.source(
        "copy of the copy".replace(" ", "-"), derived_from=[{"source": "copy", "relation": "quotes"}]
    )
    record.source("own")
    through = [{"agent": "outlet-a", "role": "claimant", "source": "copy"}]
    bodies: dict[str, dict[str, Any]] = {
        "in-it": {"agent": "analyst"},
        "in-a-copy": {"agent": "rebel", "source": "copy-of-the-copy"},
        "through-it": {"attribution": through, "source": "own"},
        "beside-it": {"agent": "outlet-b", "source": "own"},
    }
    for key, body in bodies.items():
        record.claim(key=key, value="200", **STRENGTH, **body)
    assert words(record, without(record, "paper")) == ["beside-it"]
    assert words(record, without(record, "copy")) == ["in-it", "beside-it"]
    assert words(record, without(record, "copy-of-the-copy")) == ["in-it", "through-it", "beside-it"]
    assert words(record, without(record, "copy-of-the-copy", "own")) == ["in-it"]


def test_an_article_made_out_of_many_documents_loses_only_what_came_from_the_one_left_out(
    record: Record,
) -> None:
    record.source("interview")
    record.source(
        "article", derived_from=[{"source": each, "relation": "quotes"} for each in ("paper", "interview")]
    )
    for key, document in (("from-paper", "paper"), ("from-interview", "interview"), ("its-own", None)):
        link = {"name": key, "role": "claimant", **({"source": document} if document else {})}
        reporter = {"agent": "outlet-a", "role": "reporter", "source": "article"}
        record.claim(key=key, value="200", source="article", attribution=[link, reporter], **STRENGTH)
    assert words(record, without(record, "paper")) == ["from-interview"]
    assert words(record, without(record, "article")) == []


def test_without_an_account_its_contradiction_goes_and_the_earlier_word_stands_again(record: Record) -> None:
    record.source("second", published="2016-06")
    record.claim(key="earlier", value="200", stated="2016-02", **STRENGTH)
    record.claim(key="later", value="900", stated="2016-06", source="second", **STRENGTH)
    record.claim(key="other", agent="rebel", value="200", **STRENGTH)
    assert conflicts(record, Picture()) == [("value_disjoint", {"later", "other"})]
    assert words(record, without(record, "second")) == ["earlier", "other"]
    assert conflicts(record, without(record, "second")) == []
    assert words(record, Picture(claimants=(row(record, "analyst")["seq"],))) == ["other"]
    assert words(record, Picture(claimants=(row(record, "outlet-a")["seq"],))) == ["later", "other"]


def test_the_side_is_the_claimants_or_else_that_of_the_first_document(record: Record) -> None:
    record.entity("ally", alignment="red")
    record.source("pamphlet", alignment="red")
    record.claim(key="his", agent="ally", value="200", **STRENGTH)
    printed = [{"agent": "rebel", "role": "claimant", "source": "pamphlet"}]
    record.claim(key="printed", attribution=printed, value="200", **STRENGTH)
    record.claim(key="neither", value="900", **STRENGTH)
    assert words(record, Picture(side="red")) == ["his", "printed"]
    assert conflicts(record, Picture(side="red")) == []
    assert conflicts(record, Picture()) != []


def test_entities_are_one_in_a_picture_where_a_judgement_that_counts_joins_them(record: Record) -> None:
    record.entity("brigade-2")
    record.source("study", published="2019")
    record.claim(key="one", value="200", **STRENGTH)
    record.claim(key="two", agent="rebel", value="900", **{**STRENGTH, "subject": "brigade-2"})
    parted = head(record)
    judgement = JudgementCreate.model_validate(
        {
            "other": "brigade-2",
            "source": "study",
            "attribution": [{"agent": "outlet-a", "role": "claimant"}],
            "reasons": "one seal",
        }
    )
    record.writer.call(partial(intake.join, account=OPERATOR, ref="brigade", given=judgement))
    joined = [("value_disjoint", {"one", "two"})]
    assert conflicts(record, Picture()) == joined
    assert conflicts(record, Picture(known_by=day("2019-12-31"))) == joined
    for picture in (
        Picture(as_of=parted),
        Picture(known_by=day("2019-12-30")),
        without(record, "study"),
        Picture(claimants=(row(record, "outlet-a")["seq"],)),
    ):
        assert conflicts(record, picture) == []
        assert PictureWorld(record.reader, picture).joined == {}
    told = impact.of_source(record.reader, sources.get(record.reader, "study"))
    assert told["contradictions"]["vanishing"]["count"] == 1


def test_a_computed_contradiction_is_the_stored_one_with_the_same_witness(record: Record) -> None:
    record.claim(key="one", value="200", **STRENGTH)
    record.claim(key="two", agent="rebel", value="900", **STRENGTH)
    (stored,) = record.claim(key="three", agent="outlet-a", value="901", **STRENGTH).contradictions
    before = head(record)
    (found,) = computed.all_of(PictureWorld(record.reader, Picture()))
    assert found.shown(LATEST) == stored
    given = {"choice": "irreconcilable", "reasons": "neither yields"}
    record.writer.call(partial(intake.dispose, account=OPERATOR, ref=stored["id"], given=_decision(given)))
    explained = {"choice": "same_origin_variant", "reasons": "one count"}
    record.writer.call(
        partial(intake.dispose, account=OPERATOR, ref=stored["id"], given=_decision(explained))
    )
    assert (found.status(before), found.status(LATEST)) == ("open", "resolved")
    seqs = (row(record, "outlet-a")["seq"],)
    (other,) = computed.all_of(PictureWorld(record.reader, Picture(claimants=seqs)))
    assert other.row is None
    assert other.shown(LATEST)["id"] is None


def _decision(body: dict[str, Any]) -> DispositionCreate:
    return DispositionCreate.model_validate(body)


def test_an_assessment_counts_where_it_was_recorded_known_and_not_left_out(record: Record) -> None:
    record.source("review", published="2017-01-01")
    record.claim(key="it", value="200", **STRENGTH)
    recorded = head(record)
    given = AssessmentCreate(stance="disputes", reasons="no names", by="rebel", source="review")
    record.writer.call(partial(intake.assess, account=OPERATOR, ref="it", given=given))
    predicate = PictureWorld(record.reader, Picture()).registry.by_key["strength"]

    def disputes(picture: Picture) -> int:
        world = PictureWorld(record.reader, picture)
        (position,) = computed.entity_positions(world, row(record, "brigade"), predicate)
        return len(position["disputed_by"])

    assert disputes(Picture()) == disputes(Picture(known_by=day("2017-01-01"))) == 1
    assert disputes(Picture(known_by=day("2016-12-31"))) == 0
    assert disputes(Picture(as_of=recorded)) == 0
    assert disputes(without(record, "review")) == 0
    assert disputes(Picture(claimants=(row(record, "rebel")["seq"],))) == 0


def test_more_claims_than_one_waits_for_are_refused_with_the_way_out(record: Record) -> None:
    for number in range(3):
        record.claim(value=str(number + 1), **{**STRENGTH, "valid": {"edtf": f"20{number + 10}"}})
    with pytest.raises(BadParameter, match="subject="):
        PictureWorld(record.reader, Picture(), most=2).read_all()
    PictureWorld(record.reader, Picture(), most=3).read_all()


def test_what_is_not_said_leaves_everything_in() -> None:
    neutral = Picture().binds()
    assert neutral["picture_known_by"] == END
    assert neutral["picture_as_of"] == LATEST > log.now()
    assert Picture() == pictures.AS_IT_IS
