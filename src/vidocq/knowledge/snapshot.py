"""A knowledge snapshot: everything known beforehand at one date, with where each fact comes from."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from functools import cached_property

import msgspec

from vidocq.model import Noun

#: Version of the shape of a snapshot; a file of another shape is refused.
SCHEMA = 3


class Availability(Enum):
    """Who can get hold of a program: what decides whether finding it says anything about who used it."""

    BUILT_IN = "built-in"
    PUBLIC = "public"
    PRODUCT = "product"
    SOLD = "sold"
    SHARED = "shared"
    OWN = "own"
    UNKNOWN = "unknown"


class KnownName(Noun, frozen=True, kw_only=True):
    """A name and who uses it. A name belongs to its reporter; it never merges two actors by itself."""

    text: str
    reporter: str = ""
    source: str = ""


class Report(Noun, frozen=True, kw_only=True):
    """A published report that the knowledge base cites: the origin of what it supports. Dates are EDTF.

    ``name`` is the citation's name where there is one (ATT&CK), else the address; ``title`` is what the citation says of it.
    """

    id: str
    name: str
    url: str = ""
    published: str | None = None
    title: str = ""


class Use(Noun, frozen=True, kw_only=True):
    """An actor or a piece of software uses something.

    ``target`` is the id of a technique or of software, ``reports`` the ids of the reports cited for it (the origins),
    ``procedure`` the recorded sentence, ``created`` when the knowledge base first said so (EDTF). ``source`` says which
    collection makes the link (``attack``, ``tidal-software``, ``malpedia reference`` ...): they are not equally reliable.
    """

    target: str
    reports: tuple[str, ...] = ()
    procedure: str = ""
    created: str | None = None
    source: str = "attack"


class ActorClaim(Noun, frozen=True, kw_only=True):
    """A claim about two actors (same-as, overlaps, part-of, disputed), with who makes it and how likely they say it is.

    ``view`` marks a claim the profile was drawn together over: names, country and targets of ``target`` are shown on it.
    ``name`` is the other's name there.
    """

    relation: str
    target: str
    source: str
    date: str | None = None
    likelihood: str = ""
    name: str = ""
    view: bool = False


class ActorProfile(Noun, frozen=True, kw_only=True):
    """A group as the knowledge base has it.

    ``id`` is the ATT&CK id where there is one (``G0128``), else ``galaxy:UUID``. ``country`` is the ISO 3166 alpha-2 code the
    knowledge base gives as origin, ``sponsor`` the state it is suspected to work for (None: not said), ``country_source`` where
    from. ``targets`` are ISO codes of victim countries, ``target_sectors`` sectors, as recorded. ``attribution_confidence`` is
    the galaxy's number; nearly always its default of 50, so it says nothing and nothing is computed from it.
    ``criminal`` and ``vulnerabilities`` (CVE numbers) stand for what its texts said, in a pack that leaves the texts out.
    """

    id: str
    name: str
    names: tuple[KnownName, ...] = ()
    description: str = ""
    country: str | None = None
    sponsor: str | None = None
    country_source: str = ""
    targets: tuple[str, ...] = ()
    target_sectors: tuple[str, ...] = ()
    uses: tuple[Use, ...] = ()
    claims: tuple[ActorClaim, ...] = ()
    reports: tuple[str, ...] = ()
    external_ids: tuple[tuple[str, str], ...] = ()
    first_seen: str | None = None
    created: str | None = None
    modified: str | None = None
    revoked_by: str | None = None
    attribution_confidence: str = ""
    criminal: bool = False
    vulnerabilities: tuple[str, ...] = ()


class SoftwareProfile(Noun, frozen=True, kw_only=True):
    """Malware or a tool. ``commodity`` means built-in or freely available to all: recognised, weighs nothing.

    ``availability`` is who can get hold of it, ``availability_source`` what says so (a collection or a rule), and
    ``availability_reason`` why, in a few words.
    """

    id: str
    name: str
    kind: str
    names: tuple[KnownName, ...] = ()
    description: str = ""
    uses: tuple[Use, ...] = ()
    actors: tuple[str, ...] = ()
    commodity: bool = False
    availability: Availability = Availability.UNKNOWN
    availability_source: str = ""
    availability_reason: str = ""
    reports: tuple[str, ...] = ()
    external_ids: tuple[tuple[str, str], ...] = ()
    created: str | None = None
    revoked_by: str | None = None


class TechniqueProfile(Noun, frozen=True, kw_only=True):
    """An ATT&CK technique; ``parent`` is set for sub-techniques; ``tactics`` are short names in matrix order."""

    id: str
    name: str
    tactics: tuple[str, ...] = ()
    parent: str | None = None
    description: str = ""
    created: str | None = None
    revoked_by: str | None = None
    deprecated: bool = False


class CampaignProfile(Noun, frozen=True, kw_only=True):
    """A campaign as the knowledge base has it; ``actors`` are the groups it is attributed to, ``reports`` who says so."""

    id: str
    name: str
    actors: tuple[str, ...] = ()
    first_seen: str | None = None
    last_seen: str | None = None
    uses: tuple[Use, ...] = ()
    created: str | None = None
    names: tuple[KnownName, ...] = ()
    description: str = ""
    reports: tuple[str, ...] = ()


class GazetteerEntry(Noun, frozen=True, kw_only=True):
    """One name to look for in text.

    ``kind`` is an evidence kind (intrusion-set, malware, tool, campaign, vendor, country, sector, agency); ``refs`` all the ids
    it may mean (a set of candidates, never merged); ``dictionary_class`` says how safe it is to read: ``distinctive`` (stands by
    itself), ``cased`` (only in the given case), ``cue`` (only beside a cue word such as *group*, *ransomware*, *malware*),
    ``commodity`` (recognised, weighs nothing). ``reason`` says in a few words why it is not distinctive.
    """

    text: str
    kind: str
    refs: tuple[str, ...]
    dictionary_class: str = "distinctive"
    reason: str = ""


class SnapshotMeta(Noun, frozen=True, kw_only=True):
    """What a snapshot is: its digest (SHA-256 of its canonical contents), date, sources and their licences.

    ``dates`` are the sources' own (label, EDTF day or month): how old the data are, whenever they were put together.
    """

    digest: str
    built: str
    as_of: str | None
    sources: tuple[tuple[str, str], ...]
    licences: tuple[tuple[str, str], ...]
    schema: int = SCHEMA
    contents: tuple[tuple[str, int], ...] = ()
    problems: tuple[str, ...] = ()
    dates: tuple[tuple[str, str], ...] = ()

    @property
    def newest(self) -> str | None:
        """The newest day or month of any source (EDTF), None where no source says its own."""
        return max((day for _, day in self.dates), default=None)


class Snapshot(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """All knowledge at one date. Loads from one file in a fraction of a second; look-ups are built when first asked for.

    ``numbers`` are what a pack without texts carries in their place: by name, what ``techniques`` and ``texts`` decode.
    """

    meta: SnapshotMeta
    actors: tuple[ActorProfile, ...] = ()
    software: tuple[SoftwareProfile, ...] = ()
    techniques: tuple[TechniqueProfile, ...] = ()
    campaigns: tuple[CampaignProfile, ...] = ()
    reports: tuple[Report, ...] = ()
    gazetteer: tuple[GazetteerEntry, ...] = ()
    numbers: Mapping[str, bytes] = {}

    @cached_property
    def actor_by_id(self) -> Mapping[str, ActorProfile]:
        """Actors by id."""
        return {actor.id: actor for actor in self.actors}

    @cached_property
    def software_by_id(self) -> Mapping[str, SoftwareProfile]:
        """Software by id."""
        return {software.id: software for software in self.software}

    @cached_property
    def technique_by_id(self) -> Mapping[str, TechniqueProfile]:
        """Techniques by ATT&CK id."""
        return {technique.id: technique for technique in self.techniques}

    @cached_property
    def campaign_by_id(self) -> Mapping[str, CampaignProfile]:
        """Campaigns by id."""
        return {campaign.id: campaign for campaign in self.campaigns}

    @cached_property
    def report_by_id(self) -> Mapping[str, Report]:
        """Cited reports by id."""
        return {report.id: report for report in self.reports}
