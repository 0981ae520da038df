"""What the first lines say: names as the documents have them, one name for one party, and what language was not read."""

import msgspec
import pytest

from vidocq import knowledge
from vidocq.dossier.renderers.text import summary
from vidocq.statements.review import decide
from vidocq.workbench.case import Case

DUKES = """At our institute
Published: 2015-07-20
Three machines of the institute held MiniDuke, CosmicDuke and SeaDuke. The implants talked over HTTPS (T1071.001) and came by a
link in a mail (T1566.002). The government said that {name} was behind it.
"""
UNION = (
    "Prague accuses Moscow\nPublished: 2024-05-03\n"
    "The Czech Republic accused Russia on Friday of reading the mail of its ministry. "
    "The government said that APT28 was behind it. "
    "The European Union condemned the attack. The EU expressed solidarity with Prague.\n"
)
GERMAN = (
    "Die tschechische Regierung hat China öffentlich beschuldigt, hinter einem Angriff auf das Netz des Außenministeriums zu "
    "stehen. Die Gruppe APT31 sei verantwortlich, teilte das Ministerium am Mittwoch mit. NATO und EU verurteilten den Angriff.\n"
)


@pytest.fixture(scope="module")
def lines(tmp_path_factory):
    snapshot = knowledge.load()

    def told(*texts, accepted=False):
        folder = tmp_path_factory.mktemp("lines")
        case = Case(snapshot=snapshot)
        for number, text in enumerate(texts):
            path = folder / f"{number}.txt"
            path.write_text(text, encoding="utf-8")
            case.ingest(path)
        found = case.dossier()
        if accepted:
            statements = tuple(decide(one, accept=True, by="an analyst") for one in found.statements)
            found = msgspec.structs.replace(found, statements=statements)
        return " ".join(summary(found).split())

    return told


def test_a_group_has_the_name_that_the_documents_use(lines):
    assert "Cozy Bear (APT29 in the knowledge base)" in lines(DUKES.format(name="Cozy Bear"))


def test_a_group_called_as_in_the_knowledge_base_has_one_name(lines):
    text = lines(DUKES.format(name="APT 29"))
    assert "APT29" in text
    assert "in the knowledge base)" not in text


def test_a_group_that_no_document_names_keeps_its_name(lines):
    text = lines(DUKES.format(name="nobody"))
    assert "APT29: " in text
    assert "in the knowledge base)" not in text


def test_one_party_has_one_name(lines):
    text = lines(UNION, accepted=True)
    assert "The EU condemned it" in text
    assert "The EU expressed solidarity" in text
    assert "European Union" not in text


def test_a_language_that_is_not_read_comes_first(lines):
    text = lines(GERMAN)
    assert text.index("in German") < text.index("Confidence:")
    assert "nobody whose words" not in text


def test_what_is_read_is_told_beside_what_is_not(lines):
    text = lines(GERMAN, "The Czech Republic has attributed the cyberattack on its foreign ministry to Russia.\n")
    assert text.index("in German") < text.index("asserts Russia")


def test_english_and_lists_are_read(lines):
    assert "not read here" not in lines(UNION)
    assert "not read here" not in lines("domain,evil-updates.com\nfile,orden.exe\nmutex,kontrola nalezena zprava\n" * 9)
