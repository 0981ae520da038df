"""What a case on disk needs of the rest of the workbench, in one place: reading, gathering, joining, weighing, composing."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable
from typing import Protocol, Unpack

import msgspec

from vidocq._version import __version__
from vidocq.errors import KnowledgeError
from vidocq.knowledge import storage
from vidocq.knowledge.snapshot import Snapshot
from vidocq.model import Assessment, Document, Dossier, Marking
from vidocq.workbench.options import WeighOptions
from vidocq.workbench.record import Record


class Pipeline(Protocol):
    """From bytes to dossier. A test may put a smaller one in its place."""

    version: str

    def read(self, given: str) -> tuple[bytes, tuple[Document, ...]]:
        """The bytes at a path (``-``: standard input) and the documents in them.

        Raises:
            InputError: they cannot be read.
        """
        ...

    def gather(self, document: Document) -> Record:
        """What one document holds."""
        ...

    def join(self, parts: Iterable[Record]) -> Record:
        """What several readings say together."""
        ...

    def resolve(self, name: str) -> tuple[str, str] | None:
        """The one actor (id, name) that the knowledge base has under a name, or None."""
        ...

    def knowledge(self) -> tuple[str, bytes]:
        """The digest of the knowledge in use and the knowledge itself, as bytes that :meth:`with_knowledge` takes."""
        ...

    def with_knowledge(self, content: bytes) -> Pipeline:
        """The same pipeline on other knowledge."""
        ...

    def assess(self, record: Record, **options: Unpack[WeighOptions]) -> Assessment:
        """Weigh a record."""
        ...

    def compose(self, record: Record, assessment: Assessment, *, title: str, created: str, marking: Marking | None) -> Dossier:
        """Put a record and its assessment together."""
        ...


class Standard:
    """The workbench's own pipeline; knowledge is loaded when first needed."""

    version = __version__

    def __init__(self, load: Callable[[], Snapshot], progress: Callable[[str], None] | None = None) -> None:
        self._load = load
        self._progress = progress or (lambda _line: None)
        self._snapshot: Snapshot | None = None

    @property
    def snapshot(self) -> Snapshot:
        """The knowledge in use."""
        if self._snapshot is None:
            self._snapshot = self._load()
        return self._snapshot

    def read(self, given: str) -> tuple[bytes, tuple[Document, ...]]:
        """By the readers of ``vidocq.sources``."""
        from vidocq import sources

        received = sources.receive(given)
        return received.content, sources.read(received)

    def gather(self, document: Document) -> Record:
        """By :func:`vidocq.workbench.case.gather`."""
        from vidocq.workbench.case import gather

        self._progress(f"reading {document.name}")
        return gather(document, self.snapshot)

    def join(self, parts: Iterable[Record]) -> Record:
        """By the same function as the case in memory."""
        from vidocq.workbench.case import joined

        return joined(list(parts), ())

    def resolve(self, name: str) -> tuple[str, str] | None:
        """By the knowledge base's own look-up; a name of several actors is none."""
        from vidocq.knowledge.lookup import find_actor

        found = find_actor(self.snapshot, name)
        return (found[0].id, found[0].name) if len(found) == 1 else None

    def knowledge(self) -> tuple[str, bytes]:
        """The snapshot as compressed MessagePack."""
        packed = zlib.compress(storage.encoded(self.snapshot), 6)
        return self.snapshot.meta.digest, packed

    def with_knowledge(self, content: bytes) -> Standard:
        """The pipeline on a snapshot that was kept.

        Raises:
            KnowledgeError: this version of vidocq cannot read it.
        """
        try:
            snapshot = msgspec.msgpack.decode(zlib.decompress(content), type=Snapshot)
        except (zlib.error, msgspec.DecodeError) as error:
            raise KnowledgeError(f"the kept knowledge cannot be read by this version: {error}") from error
        return Standard(lambda: snapshot, self._progress)

    def assess(self, record: Record, **options: Unpack[WeighOptions]) -> Assessment:
        """By :func:`vidocq.workbench.weighing.weigh`."""
        from vidocq.workbench.weighing import weigh

        self._progress("weighing")
        return weigh(record.evidence, record.documents, self.snapshot, **options)

    def compose(self, record: Record, assessment: Assessment, *, title: str, created: str, marking: Marking | None) -> Dossier:
        """By :func:`vidocq.workbench.compose.compose`."""
        from vidocq.workbench.compose import compose

        return compose(record, assessment, self.snapshot, title=title, created=created, marking=marking)
