"""Files that citizens send: checked by content, kept under a random name."""

from __future__ import annotations

import asyncio
import hashlib
import uuid
from collections.abc import Iterable
from pathlib import Path

from starlette.datastructures import UploadFile

from assistant.errors import FileEmpty, FileTooLarge, FileTypeRefused

_SIGNATURES = {
    b"%PDF-": "application/pdf",
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
}


class FileStore:
    """A folder of files by id."""

    def __init__(self, folder: Path, limit: int) -> None:
        self._folder = folder
        self._limit = limit

    async def keep(self, upload: UploadFile) -> tuple[str, str, str, int, str]:
        """Keep a file: its id, clean name, media type, size and SHA-256.

        Raises `FileEmpty`, `FileTooLarge`, `FileTypeRefused`.
        """
        name = Path(upload.filename or "file").name[-120:] or "file"
        content = await upload.read(self._limit + 1)
        if not content:
            raise FileEmpty
        if len(content) > self._limit:
            raise FileTooLarge(megabytes=self._limit // (1024 * 1024))
        media_type = next((kind for start, kind in _SIGNATURES.items() if content.startswith(start)), None)
        if media_type is None:
            raise FileTypeRefused(name=name)
        file_id = uuid.uuid4().hex
        await asyncio.to_thread(self._write, file_id, content)
        return file_id, name, media_type, len(content), hashlib.sha256(content).hexdigest()

    def remove(self, file_ids: Iterable[str]) -> None:
        """Delete files; one that is gone already is fine."""
        for file_id in file_ids:
            (self._folder / file_id).unlink(missing_ok=True)

    def _write(self, file_id: str, content: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / file_id).write_bytes(content)
