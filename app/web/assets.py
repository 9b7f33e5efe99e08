"""The built browser side: what a page has to load, and the files themselves, from memory, named by their content."""

from __future__ import annotations

import asyncio
import gzip
import json
import mimetypes
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import zstandard
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from app.web.coding import SMALLEST, Coding, tag_of, wanted

URL = "/static/"
LOADER = "/embed/v1/loader.js"
EXPORT = "/embed/v1/export.txt"
ZSTD_LEVEL = 19  # once for all visitors: a tenth of a second for the largest
GZIP_LEVEL = 9
HEADERS = {
    "Access-Control-Allow-Origin": "*",  # a sandboxed embed has no origin of its own
    "Cache-Control": "public, max-age=31536000, immutable",  # the name changes with the content
    "Vary": "Accept-Encoding",
}
HOUR_SECONDS = 3600
TYPES = {
    ".txt": "text/plain",
    ".js": "text/javascript",
    ".css": "text/css",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True)
class Entry:
    """What a page loads: one script, its style sheets, and the scripts that it will import."""

    script: str
    styles: tuple[str, ...]
    preloads: tuple[str, ...]


@dataclass(frozen=True)
class Asset:
    """One file that Vite made."""

    path: Path

    @cached_property
    def content(self) -> bytes:
        """The file as it is."""
        return self.path.read_bytes()

    @cached_property
    def coded(self) -> dict[Coding, bytes]:
        """The file in every coding that makes it smaller by a tenth at least."""
        if len(self.content) < SMALLEST:
            return {}
        all_codings: dict[Coding, bytes] = {
            "zstd": zstandard.ZstdCompressor(level=ZSTD_LEVEL).compress(self.content),
            "gzip": gzip.compress(self.content, GZIP_LEVEL, mtime=0),
        }
        return {coding: body for coding, body in all_codings.items() if len(body) < 0.9 * len(self.content)}

    @property
    def media_type(self) -> str:
        """By the file's suffix; the system's table is asked last, since it differs between systems."""
        return TYPES.get(self.path.suffix) or mimetypes.guess_type(self.path.name)[0] or "application/octet-stream"


class Assets:
    """The folder ``dist`` as Vite left it. Files that did not exist when the server started are not served."""

    def __init__(self, dist: Path) -> None:
        self._manifest: dict[str, Any] = json.loads((dist / ".vite/manifest.json").read_text())
        self._files = {path.name: Asset(path) for path in (dist / "assets").iterdir() if path.is_file()}

    def entry(self, name: str) -> Entry:
        """The page script ``src/<name>.ts`` with everything that it imports at once."""
        chunk = self._manifest[f"src/{name}.ts"]
        imported = list(self._imported(chunk))
        return Entry(
            script=URL + chunk["file"],
            styles=tuple(URL + style for one in [chunk, *imported] for style in one.get("css", [])),
            preloads=tuple(URL + one["file"] for one in imported),
        )

    def _imported(self, chunk: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """The chunks that ``chunk`` imports, and theirs, each once, in the order of the manifest."""
        seen: dict[str, dict[str, Any]] = {}
        waiting = list(chunk.get("imports", []))
        while waiting:
            key = waiting.pop(0)
            if key not in seen:
                seen[key] = self._manifest[key]
                waiting += seen[key].get("imports", [])
        return iter(seen.values())

    async def serve(self, request: Request) -> Response:
        """``/static/assets/{name}``: the file in the coding that the browser wants; 404 for any other name."""
        asset = self._files.get(request.path_params["name"])
        if asset is None:
            raise HTTPException(404)
        return await _answered(asset, request, HEADERS)

    async def serve_loader(self, request: Request) -> Response:
        """The loader under an address that never changes: pages of others name it."""
        name = self._manifest["src/loader.ts"]["file"].removeprefix("assets/")
        return await _answered(
            self._files[name], request, HEADERS | {"Cache-Control": f"public, max-age={HOUR_SECONDS}"}
        )

    async def serve_export(self, request: Request) -> Response:
        """The page that plays without a server, to be filled in by a script; asked about anew each time: it is of our version."""
        name = next((name for name in self._files if name.startswith("export-")), None)
        if name is None:
            raise HTTPException(404)
        return await _answered(self._files[name], request, HEADERS | {"Cache-Control": "no-cache"})


async def _answered(asset: Asset, request: Request, given: dict[str, str]) -> Response:
    """The file in the coding that the browser wants, with the headers ``given``."""
    codings = await asyncio.to_thread(lambda: asset.coded) if "coded" not in vars(asset) else asset.coded
    coding = wanted(request.headers.get("accept-encoding", ""))
    headers = {**given, "ETag": f'"{asset.path.name}"'}
    if coding in codings:
        headers |= {"ETag": tag_of(headers["ETag"], coding), "Content-Encoding": coding}
        return Response(codings[coding], headers=headers, media_type=asset.media_type)
    return Response(asset.content, headers=headers, media_type=asset.media_type)
