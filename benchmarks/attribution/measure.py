"""Fit the weights and measure attribution; run with --help for the parts."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).parent
WEIGHTS = HERE.parents[1] / "src" / "vidocq" / "assessment" / "data" / "weights.json"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parts = parser.add_subparsers(dest="part", required=True)
    for name, words in (
        ("fit", "fit the weights and write them into the package"),
        ("table", "every figure in time order -> results-*.json and .md"),
        ("ablation", "what each feature is worth -> ablation.json"),
        ("speed", "CPU time and memory -> speed.json"),
    ):
        part = parts.add_parser(name, help=words)
        part.add_argument("directory", type=Path, help="cases.jsonl, gold.jsonl, refs.jsonl.gz, knowledge/vX.jsonl.gz")
    predict = parts.add_parser("predict", help="predictions for a file of cases")
    predict.add_argument("--knowledge", type=Path, required=True)
    predict.add_argument("--cases", type=Path, required=True)
    predict.add_argument("--gold", type=Path)
    predict.add_argument("--out", type=Path, required=True)
    text = parts.add_parser("text", help="predictions for a folder of reports")
    text.add_argument("--documents", type=Path, required=True)
    text.add_argument("--knowledge", type=Path, required=True, help="a snapshot file (vidocq kb build)")
    text.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    {"fit": _fit, "table": _table, "ablation": _ablation, "speed": _speed, "predict": _predict, "text": _text}[arguments.part](
        arguments
    )


def _fit(arguments: argparse.Namespace) -> None:
    from vidocq.assessment.model import dumps
    from vidocq.benchmarking.attribution import fit

    model = fit(arguments.directory, today=datetime.now(UTC).strftime("%Y-%m-%d"))
    WEIGHTS.write_bytes(dumps(model))
    print(f"{WEIGHTS}: {model.digest}")


def _table(arguments: argparse.Namespace) -> None:
    from vidocq.benchmarking.attribution_table import markdown, measure

    for shape in ("reports", "profiles"):
        result = measure(arguments.directory, shape=shape)
        (HERE / f"results-{shape}.json").write_text(json.dumps(result, indent=1) + "\n")
        (HERE / f"results-{shape}.md").write_text(f"# Attribution, knowledge by {shape}\n\n{markdown(result)}")
        print(markdown(result))


def _ablation(arguments: argparse.Namespace) -> None:
    from vidocq.benchmarking.attribution_table import ablation

    (HERE / "ablation.json").write_text(json.dumps(ablation(arguments.directory), indent=1) + "\n")


def _speed(arguments: argparse.Namespace) -> None:
    from vidocq.benchmarking.attribution_table import speed

    result = speed(arguments.directory)
    (HERE / "speed.json").write_text(json.dumps(result, indent=1) + "\n")
    print(result)


def _predict(arguments: argparse.Namespace) -> None:
    from vidocq.benchmarking.attribution import bench

    found = bench(arguments.knowledge, arguments.cases, gold=arguments.gold, out=arguments.out)
    print(f"{len(found)} predictions in {arguments.out}")


def _text(arguments: argparse.Namespace) -> None:
    from vidocq import knowledge
    from vidocq.benchmarking.attribution_text import bench_attribution_text

    print(bench_attribution_text(arguments.documents, knowledge.load(arguments.knowledge), arguments.out).text())


if __name__ == "__main__":
    main()
