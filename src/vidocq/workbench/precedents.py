"""A written dossier as a case to find precedents for: its sponsor, victims and year as the documents tell them."""

from __future__ import annotations

from pathlib import Path

from vidocq.statements.precedents import Precedent, case_of
from vidocq.vocabulary.speech import Act
from vidocq.vocabulary.states import is_state
from vidocq.workbench.assessing import load_dossier


def case_from_dossier(wanted: str) -> Precedent | None:
    """The case of a dossier directory or file, or None if ``wanted`` is no path.

    The sponsor is the state that standing statements blame, never the one that the evidence points to.
    """
    if not Path(wanted).exists():
        return None
    dossier = load_dossier(wanted)
    blamed = [
        code.partition(":")[0]
        for one in dossier.standing_statements
        if one.act is Act.ASSERTS
        for code in one.objects
        if is_state(code.partition(":")[0])
    ]
    victims = [victim for incident in dossier.incidents for victim in incident.victims]
    dates = [incident.disclosed.edtf for incident in dossier.incidents if incident.disclosed] or [
        entry.published for entry in dossier.documents if entry.published
    ]
    year = dates[0][:4] if dates else ""
    return case_of(
        sponsor=next(iter(blamed), None),
        victim=next((victim.country for victim in victims if victim.country), None),
        sectors=tuple(dict.fromkeys(sector for victim in victims for sector in victim.sectors)),
        year=int(year) if year.isdecimal() else None,
    )
