# SPDX-License-Identifier: MPL-2.0
"""What the test programs of this folder share: checks that are counted, and the released server."""

import asyncio
import contextlib
import json
import pathlib
import sys
import traceback

import httpx

from peer_flows import PeerError

HERE = pathlib.Path(__file__).parent
START_PATIENCE_S = 120

_passed = _failed = 0


def check(name: str, condition, detail: object = "") -> bool:
    global _passed, _failed
    if condition:
        _passed += 1
        print(f"ok {name}", flush=True)
    else:
        _failed += 1
        print(f"not ok {name} {detail}", flush=True)
    return bool(condition)


@contextlib.contextmanager
def guarded(name: str):
    """A test that breaks is a test that failed."""
    try:
        yield
    except Exception as error:
        traceback.print_exc()
        check(name, False, f"{type(error).__name__}: {error}")


def report() -> int:
    """The last line of a test program, and what it exits with."""
    print(f"{_passed} passed, {_failed} failed")
    return 1 if _failed else 0


class Started:
    """The released server, for as long as the tests take."""

    def __init__(self, keep: str | None = None, protections: tuple[str, ...] = (),
                 sso: bool = False):
        self.options = ["--keep", keep] if keep else []
        if sso:
            self.options.append("--sso")
        for protection in protections:
            self.options += ["--protection", protection]
        self.mails: asyncio.Queue[dict] = asyncio.Queue()

    async def __aenter__(self) -> "Started":
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, str(HERE / "start.py"), "--json", *self.options,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
        line = await asyncio.wait_for(self.process.stdout.readline(), START_PATIENCE_S)
        started = json.loads(line or "{}")
        if "url" not in started:
            raise PeerError("the server did not start")
        self.url, self.admin_token = started["url"], started["admin_token"]
        self.sso: dict | None = started.get("sso")  # What tests/sso/stack.mjs says
        self.reader = asyncio.create_task(self._read_mails())
        return self

    async def administer(self, method: str, path: str, **body) -> dict:
        """The administration API (protocol.md §5.1); `path` comes after /administration."""
        async with httpx.AsyncClient(base_url=self.url, trust_env=False) as http:
            answer = await http.request(
                method, f"/administration{path}", json=body,
                headers={"Authorization": f"Bearer {self.admin_token}"})
        answer.raise_for_status()
        return answer.json()

    async def reset_codes(self, organization: str, email: str, *, send_email: bool = False) -> str:
        """The link with which this person sets up one-time codes anew."""
        answer = await self.administer("POST", f"/organizations/{organization}/users/reset_totp",
                                       user_email=email, send_email=send_email)
        return answer["totp_reset_url_as_http_redirection"]

    async def _read_mails(self) -> None:
        while line := await self.process.stdout.readline():
            if mail := json.loads(line).get("mail"):
                self.mails.put_nowait(mail)

    async def __aexit__(self, *_) -> None:
        self.process.stdin.close()
        await asyncio.wait_for(self.process.wait(), 30)
        await self.reader
