"""What documents speak of: that the reference data know every name in them."""

import json
import unicodedata
from pathlib import Path

from data.test_reference import Things, kind, texts, things
from kg.rdf.vocab import ALT_LABEL, HIDDEN_LABEL, PREF_LABEL

__all__ = ["things"]  # a fixture, which pytest finds by its name

GOLD_NAMES = {
    "company": {"company", "institution"},
    "field": {"industry", "technology"},
    "industry": {"industry"},
    "application": {"scenario"},
    "measure": {"measure"},
    "zone_type": {"programme"},
    "cluster": {"cluster"},
    "facility": {"facility"},
    "ranking_name": {"ranking"},
    "scope": {"ranking"},
    "issuer": {"government"},
    "publisher": {"company"},
    "organizer": {"company", "institution"},
    "mention": {"company", "institution", "industry"},
}


def test_every_name_of_the_development_corpus_is_known(
    things: Things,
    shared: Path,
):
    known = {
        (kind(c), unicodedata.normalize("NFKC", text))
        for c in things
        for p in (PREF_LABEL, ALT_LABEL, HIDDEN_LABEL)
        for _, text in texts(things, c, p)
    }
    # Documents from number 40 on have names that are made up, which no data of ours should know.
    files = [path for path in sorted((shared / "corpus" / "gold").glob("*.json")) if path.name[0] in "123s"]
    assert len(files) == 10
    unknown = {
        (field, text)
        for path in files
        for fact in json.loads(path.read_text(encoding="utf-8"))["facts"]
        if fact["confidence"] == "clear"
        for field, kinds in GOLD_NAMES.items()
        for text in (fact.get(field) if isinstance(fact.get(field), list) else [fact.get(field)])
        if text and not any((k, unicodedata.normalize("NFKC", text)) in known for k in kinds)
    }
    assert unknown == set()
