#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
"""The OpenBao of the tests answers as flows.md §5.5 says that a real one does, to a peer without a
browser: signing on through the provider's pages, keys, signatures, e-mail addresses, refusals."""

import asyncio
import base64
import dataclasses
import json
import pathlib
import secrets
import sys
import urllib.parse

import httpx
import nacl.signing

from peer_flows import Server
from peer_openbao import Browser, NotSignedIn, OpenBao, OpenBaoRefused
from testkit import Started, check, guarded, report

STACK = pathlib.Path(__file__).parent.parent / "sso" / "stack.mjs"
APP = "http://localhost:6777"
CALLBACK = f"{APP}/client/oidc/callback"
ONE, OTHER = "auth/pro_connect", "auth/hexagone"
PATIENCE_S = 60


class Stack:
    """stack.mjs, for as long as the tests take."""

    async def __aenter__(self) -> "Stack":
        self.process = await asyncio.create_subprocess_exec(
            "node", str(STACK), "--app", APP, stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE)
        line = await asyncio.wait_for(self.process.stdout.readline(), PATIENCE_S)
        self.said = json.loads(line or "{}")
        self.bao = OpenBao(self.said["openbao_url"])
        self.root = dataclasses.replace(self.bao, token=self.said["root_token"])
        self.ada, self.sol, self.noa = self.said["people"]
        return self

    async def __aexit__(self, *_) -> None:
        self.process.stdin.close()
        await asyncio.wait_for(self.process.wait(), PATIENCE_S)

    async def sign_on(self, person: dict, mount: str = ONE) -> OpenBao:
        return await self.bao.sign_on(mount, CALLBACK, person)


async def refused(name: str, status: int, work, saying: str = "") -> None:
    """`work` must be refused with this status and an error that holds these words."""
    try:
        result = await work
    except OpenBaoRefused as refusal:
        said = "".join(refusal.errors)
        check(name, refusal.status == status and saying in said, refusal)
    else:
        check(name, False, f"it was not: {result!r}")


async def health(stack: Stack) -> None:
    answer = await stack.bao.call("GET", "sys/health")
    check("health is for everybody", answer.status_code == 200 and answer.json()["sealed"] is False)


async def signing_on(stack: Stack) -> None:
    bao, given = stack.bao, None
    url = await bao.auth_url(ONE, CALLBACK)
    asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))
    check("the address to sign in has state, nonce and a code challenge",
          all(asked.get(name) for name in ("state", "nonce", "code_challenge"))
          and asked["redirect_uri"] == CALLBACK and "email" in asked["scope"].split(), asked)
    browser = Browser()
    try:
        page = await browser.follow(await browser.http.get(url), CALLBACK)
        answer = await browser.http.post(page.url, data={**stack.ada, "password": "not hers"})
        check("a wrong password is told", answer.status_code == 200 and 'role="alert"' in answer.text)
        given = await browser.sign_in(url, CALLBACK, stack.ada)
        check("the state comes back", given["state"] == asked["state"], given)
        ada = await bao.callback(ONE, given)
        check("a token and an entity are given", ada.token and ada.entity_id)
        await refused("a state counts once", 400, bao.callback(ONE, given), "state")

        page = await browser.follow(await browser.http.get(await bao.auth_url(ONE, CALLBACK)), CALLBACK)
        check("known from before, with a way out for somebody else",
              stack.ada["name"] in page.text and "?other" in page.text)
        page = await browser.http.get(page.url.copy_with(query=b"other"))
        check("who is asked for an e-mail again", 'type="password"' in page.text)
        given = await browser.sign_in(await bao.auth_url(ONE, CALLBACK), CALLBACK, {"what": "continue"})
        again = await bao.callback(ONE, given)
        check("the second sign-on is one click, to the same entity",
              again.entity_id == ada.entity_id and again.token != ada.token)

        given = await browser.sign_in(await bao.auth_url(ONE, CALLBACK), CALLBACK, stack.sol)
        sol = await bao.callback(ONE, given)
        check("another account is another entity", sol.entity_id != ada.entity_id)
        try:
            await browser.sign_in(await bao.auth_url(ONE, CALLBACK), CALLBACK, {"what": "cancel"})
            check("cancelling gives no code", False)
        except NotSignedIn as refusal:
            check("cancelling gives no code", refusal.error == "access_denied", refusal)
    finally:
        await browser.close()


async def refused_sign_ons(stack: Stack) -> None:
    bao = stack.bao
    for name, uri in (("path", f"{APP}/client/elsewhere"),
                      ("host", CALLBACK.replace("localhost", "127.0.0.1")),
                      ("site", "https://elsewhere.example/client/oidc/callback")):
        check(f"no address to sign in for another {name}", await bao.auth_url(ONE, uri) == "")
    await refused("an unknown role", 400, bao.ok("POST", f"{ONE}/oidc/auth_url",
                                                 {"role": "other", "redirect_uri": CALLBACK}), "role")
    await refused("an unknown mount", 403, bao.auth_url("auth/unknown", CALLBACK), "permission denied")
    browser = Browser()
    try:
        url = await bao.auth_url(ONE, CALLBACK, client_nonce="mine")
        given = await browser.sign_in(url, CALLBACK, stack.ada)
        await refused("a code that another window asked for", 400,
                      bao.callback(ONE, given, client_nonce="theirs"), "client_nonce")
        await refused("which is spent then", 400, bao.callback(ONE, given, client_nonce="mine"), "state")
        given = await browser.sign_in(await bao.auth_url(ONE, CALLBACK, client_nonce="mine"), CALLBACK,
                                      {"what": "continue"})
        await refused("a code without the nonce", 400, bao.callback(ONE, given), "client_nonce")
        given = await browser.sign_in(await bao.auth_url(ONE, CALLBACK), CALLBACK, {"what": "continue"})
        await refused("a code of another way to sign on", 400, bao.callback(OTHER, given), "state")
        await refused("a made-up code", 400, bao.callback(ONE, {**given, "code": "x"}), "exchanging")
    finally:
        await browser.close()


async def keys(stack: Stack) -> None:
    ada, sol = await stack.sign_on(stack.ada), await stack.sign_on(stack.sol)
    path, key = ada.new_key_path(), secrets.token_bytes(32)
    await refused("a key that is not there", 404, ada.get_key(path))
    await ada.put_key(path, key)
    check("the key comes back", await ada.get_key(path) == key)
    check("also with %2F for the slash", await ada.get_key(path.replace("/", "%2F")) == key)
    other = ada.new_key_path()
    await ada.put_key(other.replace("/", "%2f"), key[::-1])
    check("and written so", await ada.get_key(other) == key[::-1])
    await refused("a key is not overwritten", 400, ada.put_key(path, key[::-1]), "check-and-set")
    check("nor was it", await ada.get_key(path) == key)
    await refused("somebody else's key", 403, sol.get_key(path), "permission denied")
    await refused("a key among somebody else's", 403, sol.put_key(ada.new_key_path(), key))
    await refused("a key among nobody's", 403, sol.put_key("shared", key))
    for way in ("../", "%2e%2e/", f"{sol.entity_id}/../"):
        answer = await sol.call("GET", f"secret/data/{way}{path}")
        check(f"no way around by {way}", answer.status_code != 200, answer.text)
    await refused("a key for nobody", 403, stack.bao.get_key(path), "permission denied")
    stranger = dataclasses.replace(ada, token="s.unknown")
    await refused("an unknown token", 403, stranger.get_key(path), "permission denied")


async def signatures(stack: Stack) -> None:
    ada, sol = await stack.sign_on(stack.ada), await stack.sign_on(stack.sol)
    payload, name = b"asks to join \x00\xff", f"entity-{ada.entity_id}"
    text = base64.b64encode(payload).decode()
    await refused("nothing is signed before there is a key", 400,
                  ada.ok("POST", f"transit/sign/{name}", {"input": text}), "signing key not found")
    await refused("nor verified", 400,
                  sol.ok("POST", f"transit/verify/{name}", {"input": text, "signature": "vault:v1:AA=="}),
                  "signature verification key not found")
    signature = await ada.sign(payload)
    check("a signature names its key's version", signature.startswith("vault:v1:"), signature)
    check("a second one is the same", await ada.sign(payload) == signature)
    check("anybody can verify it", await sol.verify(ada.entity_id, payload, signature) is True)
    check("not of another text", await sol.verify(ada.entity_id, payload + b".", signature) is False)
    await sol.sign(b"anything")
    check("not of another person", await sol.verify(sol.entity_id, payload, signature) is False)
    for bad in ("", "vault:v1", "vault:v2:AA==", "vault:v1:*", signature.removeprefix("vault:")):
        check(f"no signature: {bad[:14]!r}", await sol.verify(ada.entity_id, payload, bad) is False)

    made = await ada.ok("POST", f"transit/keys/{name}", {"type": "ed25519"})
    check("a key is made once", made["data"]["latest_version"] == 1
          and "already existed" in "".join(made["warnings"]), made)
    public = base64.b64decode(made["data"]["keys"]["1"]["public_key"])
    raw = base64.b64decode(signature.rpartition(":")[2])
    check("it is Ed25519 to another library",
          nacl.signing.VerifyKey(public).verify(payload, raw) == payload)

    await refused("signing as somebody else", 403,
                  sol.ok("POST", f"transit/sign/{name}", {"input": text}), "permission denied")
    await refused("a key for somebody else", 403,
                  sol.ok("POST", "transit/keys/entity-nobody", {"type": "ed25519"}))


async def addresses(stack: Stack) -> None:
    ada, sol = await stack.sign_on(stack.ada), await stack.sign_on(stack.sol)
    check("somebody's e-mail address", await sol.emails(ada.entity_id) == [stack.ada["email"]])
    await refused("an unknown entity", 404, sol.emails("0" * 8), "")
    mounts = (await stack.root.ok("GET", "sys/auth"))["data"]
    second = {"name": stack.noa["email"], "canonical_id": ada.entity_id}
    accessor = {name: mount["accessor"] for name, mount in mounts.items()}
    await refused("addresses are not for everybody to add", 403, ada.ok(
        "POST", "identity/entity-alias", {**second, "mount_accessor": accessor["hexagone/"]}))
    await stack.root.ok("POST", "identity/entity-alias",
                        {**second, "mount_accessor": accessor["hexagone/"]})
    check("an entity may have several",
          await sol.emails(ada.entity_id) == [stack.ada["email"], stack.noa["email"]])
    check("each signs on to it", (await stack.sign_on(stack.noa, OTHER)).entity_id == ada.entity_id)
    await refused("one for each way to sign on", 400, stack.root.ok(
        "POST", "identity/entity-alias", {**second, "mount_accessor": accessor["pro_connect/"]}),
        "already exists")


async def expiry(stack: Stack) -> None:
    role = f"{ONE}/role/default"
    await refused("roles are the administrator's", 403,
                  (await stack.sign_on(stack.sol)).ok("POST", role, {"token_ttl": 1}))
    answer = await stack.root.call("POST", role, {"token_ttl": 1})
    check("who shortens what a sign-on lasts", answer.status_code == 204, answer.text)
    ada = await stack.sign_on(stack.ada)
    check("a token is good at first", await ada.emails(ada.entity_id))
    await asyncio.sleep(1.2)
    await refused("and refused when it is too old", 403, ada.emails(ada.entity_id), "permission denied")
    await stack.root.call("POST", role, {"token_ttl": 60})


async def pages(stack: Stack) -> None:
    """What a browser asks of OpenBao before it lets a page talk to it."""
    async with httpx.AsyncClient(base_url=f"{stack.bao.url}/v1", trust_env=False) as http:
        ask = {"Access-Control-Request-Method": "POST",
               "Access-Control-Request-Headers": "content-type,x-vault-token"}
        answer = await http.options("/secret/data/a", headers={"Origin": APP, **ask})
        allowed = answer.headers["access-control-allow-headers"].lower().split(",")
        check("the app's page may ask", answer.is_success
              and answer.headers["access-control-allow-origin"] == APP
              and "POST" in answer.headers["access-control-allow-methods"]
              and {"x-vault-token", "content-type"} <= set(allowed), answer.headers)
        answer = await http.get("/secret/data/a", headers={"Origin": APP})
        check("and read refusals too", answer.status_code == 403
              and answer.headers["access-control-allow-origin"] == APP)
        answer = await http.options("/secret/data/a", headers={"Origin": "http://evil.example", **ask})
        check("no other page", answer.status_code == 403
              and "access-control-allow-origin" not in answer.headers)


async def announced() -> None:
    """The Parsec server tells its clients of it."""
    async with Started(sso=True) as started:
        said = (await Server(started.url).server_config())["openbao"]
        check("the Parsec server names OpenBao and its mounts", said == {
            "type": "ENABLED", "server_url": started.sso["openbao_url"], "transit_mount_path": "transit",
            "secret": {"type": "KV2", "mount_path": "secret"},
            "auths": said["auths"]} and {auth["id"]: auth["mount_path"] for auth in said["auths"]}
            == started.sso["mounts"] == {"PRO_CONNECT": ONE, "HEXAGONE": OTHER}, said)
        bao = OpenBao(started.sso["openbao_url"])
        ada = await bao.sign_on(ONE, f"{started.url}/client/oidc/callback", started.sso["people"][0])
        check("with which its people sign on", ada.entity_id)


async def main() -> int:
    with guarded("the stack"):
        async with Stack() as stack:
            for part in (health, signing_on, refused_sign_ons, keys, signatures, addresses, expiry,
                         pages):
                with guarded(part.__name__):
                    await part(stack)
    with guarded("announced"):
        await announced()
    return report()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
