# SPDX-License-Identifier: MPL-2.0
"""The peer's side of single sign-on: what a Parsec client asks of OpenBao (flows.md §5.5), and a person
without a browser who signs in on the pages of the provider for tests."""

import base64
import dataclasses
import secrets
import urllib.parse
import uuid

import httpx

MOST_REDIRECTIONS = 10


class OpenBaoRefused(Exception):
    def __init__(self, answer: httpx.Response):
        super().__init__(f"{answer.request.method} {answer.request.url.path}: "
                         f"{answer.status_code} {answer.text.strip()}")
        self.status = answer.status_code
        self.errors = answer.json().get("errors", []) if answer.content else []


class NotSignedIn(Exception):
    """The provider sent the person back without a code."""

    def __init__(self, error: str, description: str | None):
        super().__init__(f"{error}: {description}")
        self.error = error


class Browser:
    """Keeps cookies and goes where it is sent, until it is sent to the app."""

    def __init__(self):
        self.http = httpx.AsyncClient(trust_env=False)

    async def close(self) -> None:
        await self.http.aclose()

    async def follow(self, answer: httpx.Response, app: str) -> httpx.Response | str:
        """The page that it ends at, or the app's address that it does not open any more."""
        for _ in range(MOST_REDIRECTIONS):
            if not answer.has_redirect_location:
                return answer
            there = str(answer.request.url.join(answer.headers["location"]))
            if there.startswith(app):
                return there
            answer = await self.http.get(there)
        raise AssertionError("redirected for ever")

    async def sign_in(self, auth_url: str, app: str, form: dict) -> dict[str, str]:
        """Opens the provider's page and sends its form; returns what comes back to the app."""
        page = await self.follow(await self.http.get(auth_url), app)
        assert isinstance(page, httpx.Response), "there was no page"
        end = await self.follow(await self.http.post(page.url, data=form), app)
        if not isinstance(end, str):
            raise NotSignedIn("no_way_on", end.text)
        given = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(end).query))
        if "error" in given:
            raise NotSignedIn(given["error"], given.get("error_description"))
        return given


@dataclasses.dataclass
class OpenBao:
    """An OpenBao, for nobody or for whoever signed on."""
    url: str
    secret_mount: str = "secret"
    transit_mount: str = "transit"
    token: str | None = None
    entity_id: str | None = None

    async def call(self, method: str, path: str, content: dict | None = None, **query) -> httpx.Response:
        """The answer, whatever it is; `path` comes after /v1/ and goes out as it is written."""
        async with httpx.AsyncClient(trust_env=False) as http:
            return await http.request(method, f"{self.url}/v1/{path}", json=content, params=query,
                                      headers={"X-Vault-Token": self.token} if self.token else {})

    async def ok(self, method: str, path: str, content: dict | None = None, **query) -> dict:
        answer = await self.call(method, path, content, **query)
        if answer.status_code != 200:
            raise OpenBaoRefused(answer)
        return answer.json()

    async def auth_url(self, mount: str, redirect_uri: str, **more) -> str:
        reply = await self.ok("POST", f"{mount}/oidc/auth_url",
                              {"role": "default", "redirect_uri": redirect_uri, **more})
        return reply["data"]["auth_url"]

    async def callback(self, mount: str, given: dict, **more) -> "OpenBao":
        reply = await self.ok("GET", f"{mount}/oidc/callback", code=given["code"],
                              state=given["state"], **more)
        return dataclasses.replace(self, token=reply["auth"]["client_token"],
                                   entity_id=reply["auth"]["entity_id"])

    async def sign_on(self, mount: str, redirect_uri: str, person: dict) -> "OpenBao":
        """The whole way, as {email, password}."""
        nonce = secrets.token_hex(16)
        browser = Browser()
        try:
            url = await self.auth_url(mount, redirect_uri, client_nonce=nonce)
            given = await browser.sign_in(url, redirect_uri, person)
        finally:
            await browser.close()
        return await self.callback(mount, given, client_nonce=nonce)

    def new_key_path(self) -> str:
        return f"{self.entity_id}/{uuid.uuid4().hex}"

    async def put_key(self, path: str, key: bytes) -> None:
        await self.ok("POST", f"{self.secret_mount}/data/{path}",
                      {"options": {"cas": 0}, "data": {"opaque_key": base64.b64encode(key).decode()}})

    async def get_key(self, path: str) -> bytes:
        reply = await self.ok("GET", f"{self.secret_mount}/data/{path}")
        return base64.b64decode(reply["data"]["data"]["opaque_key"], validate=True)

    async def sign(self, payload: bytes) -> str:
        """Signs as this entity, whose key is made when it is first needed."""
        key = f"entity-{self.entity_id}"
        content = {"input": base64.b64encode(payload).decode()}
        try:
            reply = await self.ok("POST", f"{self.transit_mount}/sign/{key}", content)
        except OpenBaoRefused as refusal:
            if refusal.status != 400 or not any("signing key not found" in e for e in refusal.errors):
                raise
            await self.ok("POST", f"{self.transit_mount}/keys/{key}", {"type": "ed25519"})
            reply = await self.ok("POST", f"{self.transit_mount}/sign/{key}", content)
        return reply["data"]["signature"]

    async def verify(self, entity_id: str, payload: bytes, signature: str) -> bool:
        try:
            reply = await self.ok(
                "POST", f"{self.transit_mount}/verify/entity-{entity_id}",
                {"input": base64.b64encode(payload).decode(), "signature": signature})
        except OpenBaoRefused as refusal:
            if refusal.status == 400:  # No such key, or nothing that could be a signature
                return False
            raise
        return reply["data"]["valid"]

    async def emails(self, entity_id: str) -> list[str]:
        reply = await self.ok("GET", f"identity/entity/id/{entity_id}")
        return [alias["name"] for alias in reply["data"]["aliases"]]
