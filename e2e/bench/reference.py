"""The script that many people write first, against which Gleaner is measured.

    reference.py LIST CONCURRENCY

It does what the usual advice says and no more: one session, a semaphore, a connector of
the same size, a total timeout, the text of every page, errors returned and not raised.
Prints one JSON line.
"""

import asyncio
import json
import sys

import aiohttp


async def fetch(session: aiohttp.ClientSession, gate: asyncio.Semaphore, url: str) -> int:
    async with gate:
        async with session.get(url) as response:
            response.raise_for_status()
            text = await response.text()
            return len(text)


async def run(urls: list[str], concurrency: int) -> None:
    gate = asyncio.Semaphore(concurrency)
    connector = aiohttp.TCPConnector(limit=concurrency)
    timeout = aiohttp.ClientTimeout(total=10)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
        results = await asyncio.gather(
            *(fetch(session, gate, url) for url in urls), return_exceptions=True
        )
    lengths = [result for result in results if isinstance(result, int)]
    failures: dict[str, int] = {}
    for result in results:
        if isinstance(result, BaseException):
            name = type(result).__name__
            failures[name] = failures.get(name, 0) + 1
    print(json.dumps({"ok": len(lengths), "characters": sum(lengths), "failures": failures}))


def main() -> None:
    list_path, concurrency = sys.argv[1], int(sys.argv[2])
    with open(list_path, encoding="utf-8") as file:
        urls = [line.strip() for line in file if line.strip()]
    asyncio.run(run(urls, concurrency))


if __name__ == "__main__":
    main()
