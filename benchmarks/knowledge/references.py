"""Measure links read from titles and addresses of reports, on programs whose users ATT&CK itself names.

    python benchmarks/knowledge/references.py SNAPSHOT [--wrong]

Prints, for titles and addresses, how many links were made in all and to programs with users in ATT&CK, and how many of the
latter ATT&CK has too; ``--wrong`` lists the others.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from pathlib import Path

from links import wilson


def main() -> None:
    from vidocq import knowledge
    from vidocq.knowledge.references import GroupsInTitles, title_links
    from vidocq.knowledge.snapshot import Availability

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("snapshot", type=Path)
    parser.add_argument("--wrong", action="store_true")
    arguments = parser.parse_args()
    snapshot = knowledge.load(arguments.snapshot)
    users: dict[str, set[str]] = defaultdict(set)
    for actor in snapshot.actors:
        for use in actor.uses:
            if use.source == "attack":
                users[use.target].add(actor.id)
    groups = [(actor.revoked_by or actor.id, [name.text for name in actor.names]) for actor in snapshot.actors]
    names = GroupsInTitles(groups, (program.name for program in snapshot.software))
    programs = [
        (program.id, program.reports)
        for program in snapshot.software
        if not program.revoked_by and program.availability in (Availability.OWN, Availability.UNKNOWN)
    ]
    count: Counter[tuple[str, str]] = Counter()
    for actor, program, source, reports in title_links(names, programs, snapshot.reports):
        count[source, "made"] += 1
        if not users[program]:
            count[source, "to programs without a user"] += 1
            continue
        right = actor in users[program]
        count[source, "checked"] += 1
        count[source, "right"] += right
        alone = len(users[program]) == 1
        count[source, "checked, one user"] += alone
        count[source, "right, one user"] += alone and right
        if arguments.wrong and not right:
            owners = ", ".join(snapshot.actor_by_id[one].name for one in sorted(users[program]))
            told = snapshot.report_by_id[reports[0]]
            print(
                f"{snapshot.software_by_id[program].name}: {snapshot.actor_by_id[actor].name}, not {owners} | {told.title or told.url}"
            )
    for source in ("reference title", "reference address"):
        for what in ("", ", one user"):
            right, checked = count[source, f"right{what}"], count[source, f"checked{what}"]
            low, high = wilson(right, checked)
            share = f"{right / checked:.3f} ({low:.3f} to {high:.3f})" if checked else "-"
            print(f"{source}{what}: {right} of {checked} right, {share}; made {count[source, 'made']},"
                  f" {count[source, 'to programs without a user']} to programs without a user")  # fmt: skip


if __name__ == "__main__":
    main()
