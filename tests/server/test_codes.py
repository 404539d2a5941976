#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
"""One-time codes, recovery files and advised protections: what our client takes for granted of the
released server, and that the peer, which judges our client, gets along with it.

    test_codes.py
"""

import asyncio
import base64
import dataclasses
import secrets
import sys
import time
import uuid

import peer_formats as formats
from peer_flows import (
    Anonymous, Authenticated, HttpRefusal, PeerError, Refused, Server, bootstrap,
)
from peer_formats import Address, DateTime
from test_peer import CHEAP, Process, Recorder, refused_soon
from testkit import Started, check, guarded, report

SECOND_US = 1_000_000
STEP_S = 30


async def refusal(awaitable) -> str | dict:
    """The status of a refused command, with its reply when there is more in it."""
    try:
        await awaitable
    except Refused as error:
        return error.reply if len(error.reply) > 1 else error.status
    except HttpRefusal as error:
        return f"http {error.status}"
    return "ok"


class Person:
    """Somebody with an organization of their own and one-time codes in it."""

    def __init__(self, started: Started):
        self.started = started
        self.server = Server(started.url)
        self.email = f"{secrets.token_hex(4)}@example.com"

    async def create(self) -> "Person":
        self.organization = "Org" + secrets.token_hex(4)
        self.commands = Authenticated(self.server, await bootstrap(
            self.server, self.organization, email=self.email, name="Ada"))
        self.device = self.commands.device
        self.anonymous = Anonymous(self.server, self.organization)
        return self

    async def fetch(self, layer: formats.Layer, code: str) -> bytes:
        return await self.anonymous.fetch_opaque_key(self.device.user_id, layer.opaque_key_id, code)

    async def reset(self, **how) -> Address:
        return Address.parse(await self.started.reset_codes(self.organization, self.email, **how))


def code_now(secret: bytes, steps: int = 0) -> str:
    return formats.one_time_code(secret, time.time() + steps * STEP_S)


def wrong_code(secret: bytes) -> str:
    right = {code_now(secret, steps) for steps in range(-3, 4)}
    return next(code for code in ("000000", "000001", "000002", "000003", "000004", "000005",
                                  "000006", "000007") if code not in right)


async def within_one_step(attempt):
    """What `attempt` gives when no thirty seconds end meanwhile: both sides speak of the same."""
    while True:
        before = int(time.time()) // STEP_S
        result = await attempt()
        if int(time.time()) // STEP_S == before:
            return result


async def check_set_up(started: Started) -> bytes:
    person = await Person(started).create()
    commands = person.commands
    layer = await commands.make_layer()
    check("codes: a key can be had before they are set up",
          await refusal(person.fetch(layer, "123456")) == "invalid_one_time_password")
    again = await commands.make_layer()
    check("codes: each key is another", again.opaque_key_id != layer.opaque_key_id
          and again.opaque_key != layer.opaque_key)

    async def secret() -> bytes:
        return (await commands.ok("totp_setup_get_secret"))["totp_secret"]

    first = await secret()
    check("codes: one secret until it is confirmed", len(first) == 20 and first == await secret())
    refused = await refusal(commands.ok("totp_setup_confirm", one_time_password=wrong_code(first)))
    check("codes: a wrong one confirms nothing", refused == "invalid_one_time_password", refused)
    check("codes: none is taken before that", await refusal(
        person.fetch(layer, code_now(first))) == "invalid_one_time_password")
    check("codes: set up", await commands.set_up_codes() == first)
    for command, fields in (("totp_setup_get_secret", {}),
                            ("totp_setup_confirm", {"one_time_password": code_now(first)})):
        refused = await refusal(commands.ok(command, **fields))
        check(f"codes: {command} once they are", refused == "already_setup", refused)
    check("codes: a key made before opens after",
          await person.fetch(layer, code_now(first)) == layer.opaque_key)
    code = code_now(first)
    check("codes: the same one again in its time", [await person.fetch(one, code) for one in (
        layer, layer, again)] == [layer.opaque_key, layer.opaque_key, again.opaque_key])

    async def neighbours() -> list[str]:
        results = []
        for steps in (-2, -1, 0, 1, 2):
            fresh = await commands.make_layer()  # Refusals are counted by key
            results.append(await refusal(person.fetch(fresh, code_now(first, steps))))
        return results

    results = await within_one_step(neighbours)
    check("codes: one step early or late", results == [
        "invalid_one_time_password", "ok", "ok", "ok", "invalid_one_time_password"], results)

    fresh = await commands.make_layer()
    for name, user_id, key_id in (
            ("of nobody", uuid.uuid4(), fresh.opaque_key_id),
            ("for an unknown key", person.device.user_id, uuid.uuid4())):
        refused = await refusal(person.anonymous.fetch_opaque_key(user_id, key_id, code_now(first)))
        check(f"codes: {name}", refused == "invalid_one_time_password", refused)
    other = await Person(started).create()
    other_secret = await other.commands.set_up_codes()
    refused = await refusal(other.anonymous.fetch_opaque_key(
        other.device.user_id, fresh.opaque_key_id, code_now(other_secret)))
    check("codes: another's key", refused == "invalid_one_time_password", refused)
    for text in ("", "12345", "1234567", "１２３４５６", "12 34 56"):
        refused = await refusal(person.fetch(await commands.make_layer(), text))
        check(f"codes: {text!r} is just a wrong one", refused == "invalid_one_time_password",
              refused)
    return first


async def check_throttle(started: Started) -> None:
    person = await Person(started).create()
    secret = await person.commands.set_up_codes()
    layer, other = await person.commands.make_layer(), await person.commands.make_layer()

    async def throttled(code: str) -> int | None:
        reply = await refusal(person.fetch(layer, code))
        return reply["wait_until"].us if isinstance(reply, dict) else None

    async def fail_once() -> tuple[int, int]:
        """Between which two moments the server has counted one more failure."""
        before = DateTime.now().us
        refused = await refusal(person.fetch(layer, wrong_code(secret)))
        check("throttle: a failure", refused == "invalid_one_time_password", refused)
        return before, DateTime.now().us

    for failures in (1, 2, 3):
        before, after = await fail_once()
        wait_until = await throttled(code_now(secret))
        if not check(f"throttle: the right code after {failures}", wait_until is not None):
            return
        pause = 2 ** (failures - 1) * SECOND_US
        check(f"throttle: {2 ** (failures - 1)} s after {failures}",
              before + pause <= wait_until <= after + pause, (before, wait_until, after))
        check(f"throttle: what is throttled does not count, {failures}",
              await throttled(wrong_code(secret)) == wait_until)
        check("throttle: by key", await person.fetch(other, code_now(secret)) == other.opaque_key)
        await asyncio.sleep(max(0, wait_until - DateTime.now().us) / SECOND_US + 0.05)
    check("throttle: it ends", await person.fetch(layer, code_now(secret)) == layer.opaque_key)
    await fail_once()
    wait_until = await throttled(code_now(secret))
    check("throttle: a right code starts the count anew", wait_until is not None
          and wait_until < DateTime.now().us + SECOND_US, wait_until)

    address = await person.reset()
    user_id, token = address.payload
    renewed = await person.anonymous.set_up_codes_again(user_id, token)
    check("throttle: a reset ends it", await person.fetch(layer, code_now(renewed))
          == layer.opaque_key)


async def check_reset(started: Started, secret_of_another: bytes) -> None:
    person = await Person(started).create()
    secret = await person.commands.set_up_codes()
    layer = await person.commands.make_layer()
    file = formats.dump_password_file(person.device, "pw", layer=layer, **CHEAP)
    address = await person.reset()
    user_id, token = address.payload
    check("reset: whose", address.kind == "totp_reset" and user_id == person.device.user_id
          and address.organization == person.organization
          and address.server_url == person.device.server_url, address)
    check("reset: both forms of the link", Address.parse(address.to_url()) == address
          and Address.parse(address.to_http()) == address)
    check("reset: the old codes are over", await refusal(
        person.fetch(layer, code_now(secret))) == "invalid_one_time_password")

    def with_token(command: str, token: bytes, **fields):
        return person.anonymous.ok(command, user_id=user_id, token=token, **fields)

    fresh = (await with_token("totp_setup_get_secret", token))["totp_secret"]
    check("reset: another secret", fresh not in (secret, secret_of_another))
    check("reset: as the person sees it", (await person.commands.ok(
        "totp_setup_get_secret"))["totp_secret"] == fresh)
    for name, attempt, status in (
            ("another token", with_token("totp_setup_get_secret", secrets.token_bytes(16)),
             "bad_token"),
            ("another token confirms nothing", with_token(
                "totp_setup_confirm", secrets.token_bytes(16), one_time_password=code_now(fresh)),
             "bad_token"),
            ("a wrong code", with_token("totp_setup_confirm", token,
                                        one_time_password=wrong_code(fresh)),
             "invalid_one_time_password")):
        refused = await refusal(attempt)
        check(f"reset: {name}", refused == status, refused)
    later = (await person.reset()).payload[1]
    check("reset: a second link ends the first", await refusal(
        with_token("totp_setup_get_secret", token)) == "bad_token")
    renewed = await person.anonymous.set_up_codes_again(user_id, later)
    check("reset: and brings another secret", renewed != fresh)
    for name, attempt in (
            ("asks", with_token("totp_setup_get_secret", later)),
            ("confirms", with_token("totp_setup_confirm", later,
                                    one_time_password=code_now(renewed)))):
        refused = await refusal(attempt)
        check(f"reset: a used link {name} nothing", refused == "bad_token", refused)
    opaque_key = await person.fetch(layer, code_now(renewed))
    check("reset: files of before are opened by the new codes", formats.load_password_file(
        file, "pw", opaque_key=opaque_key) == person.device)

    again = await person.reset()
    check("reset: the person alone is enough, logged in", await person.commands.set_up_codes()
          not in (renewed, fresh) and await refusal(with_token(
              "totp_setup_get_secret", again.payload[1])) == "bad_token")
    link = (await person.reset(send_email=True)).to_http()
    while (mail := await asyncio.wait_for(started.mails.get(), 20))["to"] != person.email:
        pass
    check("reset: by e-mail, alone on a line", link in mail["text"].splitlines(), mail["text"])

    await started.administer("POST", f"/organizations/{person.organization}/users/freeze",
                             user_email=person.email, frozen=True)
    check("reset: not for who is suspended", await refusal(with_token(
        "totp_setup_get_secret", Address.parse(link).payload[1])) == "bad_token")


async def check_barred(started: Started) -> None:
    """Who may not come in gets no key, and hears the same as for a wrong code."""
    person = await Person(started).create()
    commands = person.commands
    secret = await commands.set_up_codes()
    layer = await commands.make_layer()
    path = f"/organizations/{person.organization}/users/freeze"
    await started.administer("POST", path, user_email=person.email, frozen=True)
    check("suspended: no key", await refusal(person.fetch(layer, code_now(secret)))
          == "invalid_one_time_password")
    await started.administer("POST", path, user_email=person.email, frozen=False)
    check("suspended no more: the key", await person.fetch(layer, code_now(secret))
          == layer.opaque_key)
    await started.administer("PATCH", f"/organizations/{person.organization}", is_expired=True)
    refused = await refusal(person.fetch(layer, code_now(secret)))
    check("expired organization: told as such", refused == "http 460", refused)


async def check_recovery(started: Started) -> None:
    person = await Person(started).create()
    commands = person.commands
    secret = await commands.set_up_codes()
    sealed = await commands.add_device("recovery_1", purpose="PASSPHRASE_RECOVERY")
    file, passphrase = formats.dump_recovery_file(sealed)
    opened = formats.load_recovery_file(file, passphrase.lower().replace("-", " "))
    check("recovery: opened", opened == sealed and opened != person.device)
    helper = Authenticated(person.server, opened)
    restored = [await helper.add_device(f"Restored {number}") for number in (1, 2)]
    check("recovery: as often as one likes, without a code", all([
        await Authenticated(person.server, device).accepted() for device in restored]))
    check("recovery: the same person, other keys of the device", all(
        (device.user_id, device.private_key, device.user_realm_key) == (
            person.device.user_id, person.device.private_key, person.device.user_realm_key)
        and device.signing_key != person.device.signing_key
        and device.local_symkey != person.device.local_symkey for device in restored))
    members = await commands.members()
    check("recovery: purposes", [members.purposes[device.device_id] for device in (
        person.device, sealed, *restored)] == ["STANDARD", "PASSPHRASE_RECOVERY", "STANDARD",
                                               "STANDARD"], members.purposes)
    layer = await Authenticated(person.server, restored[0]).make_layer()
    check("recovery: one-time codes are the person's", await person.fetch(
        layer, code_now(secret)) == layer.opaque_key)

    # Somebody who was removed is restored no more.
    other = await Person(started).create()
    admin = other.commands
    newcomer = dataclasses.replace(other.device, user_id=uuid.uuid4(), device_id=uuid.uuid4(),
                                   signing_key=secrets.token_bytes(32), device_label="PC",
                                   private_key=secrets.token_bytes(32),
                                   human_handle=["nova@example.com", "Nova"])

    def make(timestamp: DateTime) -> dict:
        common = {"author": admin.device.device_id, "timestamp": timestamp,
                  "user_id": newcomer.user_id}
        user, redacted_user = formats.make_user_certificates(
            admin.device.signing_key, **common, email="nova@example.com", name="Nova",
            public_key=formats.public_key(newcomer.private_key), profile="STANDARD")
        device, redacted_device = formats.make_device_certificates(
            admin.device.signing_key, **common, device_id=newcomer.device_id, label="PC",
            verify_key=formats.verify_key(newcomer.signing_key))
        return {"user_certificate": user, "device_certificate": device,
                "redacted_user_certificate": redacted_user,
                "redacted_device_certificate": redacted_device}

    await admin.sign_later("user_create", make)
    sealed = await Authenticated(other.server, newcomer).add_device(
        "recovery_1", purpose="PASSPHRASE_RECOVERY")
    await admin.revoke(newcomer.user_id)
    helper = Authenticated(other.server, sealed)
    check("recovery: removed meanwhile", await refused_soon(helper.accepted)
          and await refusal(helper.add_device("Restored")) == "http 461")


async def check_advice() -> None:
    for protections in ((), ("PASSWORD",), ("PASSWORD+TOTP", "OPENBAO")):
        async with Started(protections=protections) as started:
            server = Server(started.url)
            config = await server.server_config()
            await server.close()
            check(f"advice: {protections}", config["advisory_device_file_protection"]
                  == list(protections), config)
    try:
        async with Started(protections=("SMOKE_SIGNALS",)):
            started = True
    except PeerError:
        started = False
    check("advice: nothing that this server does not know", not started)


async def check_peer(started: Started) -> None:
    """The same by the commands of `peer.py serve`."""
    async with Process() as peer:
        async def do(do: str, **fields) -> dict:
            answer = await peer.do(do, **fields)
            check(f"serve: {do}", answer["ok"], answer)
            return answer

        organization = "Org" + secrets.token_hex(4)
        made = await do("bootstrap", server=started.url, organization=organization,
                        email="ada@example.com", name="Ada", password="pw", argon2=CHEAP)
        secret = (await do("totp_setup"))["totp_secret"]
        with_codes = await do("save_device_file", password="pw", argon2=CHEAP, codes=True)
        passkey = {"credential_id": secrets.token_hex(16), "rp_id": "127.0.0.1",
                   "output": secrets.token_hex(32)}
        spare = passkey | {"credential_id": secrets.token_hex(64), "output": secrets.token_hex(32),
                           "salt": secrets.token_hex(32), "label": "Spare"}
        by_passkey = await do("save_device_file", passkeys=[passkey, spare])
        by_both = await do("save_device_file", passkeys=[passkey], codes=True)
        recovery = await do("recovery_create")

        read = await do("read_device_file", device_file=by_passkey["device_file"])
        check("serve: what a file says", (read["kind"], read["codes"], len(read["passkeys"]))
              == ("web_passkey", False, 2) and read["passkeys"][1]["salt"] == spare["salt"]
              and read["head"]["organization_id"] == organization, read)
        read = await do("read_device_file", device_file=recovery["recovery_file"])
        check("serve: what a recovery file says", (read["kind"], read["codes"]) == (
            "recovery", False) and read["head"]["device_id"]["$uuid"] == recovery["device"], read)

        code = {"totp_secret": secret}
        for name, file, by, device in (
                ("password", made["device_file"], {"password": "pw"}, made["device"]),
                ("password and code", with_codes["device_file"], {"password": "pw"} | code,
                 made["device"]),
                ("passkey", by_passkey["device_file"], {"output": passkey["output"]},
                 made["device"]),
                ("the other passkey", by_passkey["device_file"], {"output": spare["output"]},
                 made["device"]),
                ("passkey and code", by_both["device_file"], {
                    "output": passkey["output"],
                    "code": (await do("totp_code", **code))["code"]}, made["device"]),
                ("recovery key", recovery["recovery_file"],
                 {"recovery_key": recovery["recovery_key"]}, recovery["device"])):
            opened = await do("open_device_file", device_file=file, **by)
            check(f"serve: opened by {name}", opened["accepted"] and opened["device"] == device,
                  opened)
        for name, file, by, error in (
                ("another output", by_passkey, {"output": secrets.token_hex(32)}, "crypto"),
                ("another password, with the code", with_codes, {"password": "no"} | code,
                 "crypto"),
                ("no code", with_codes, {"password": "pw"}, "command"),
                ("another code", with_codes, {"password": "pw", "code": wrong_code(
                    formats.base32_bytes(secret))}, "refused"),
                ("a password for a passkey", by_passkey, {"password": "pw"}, "format")):
            answer = await peer.do("open_device_file", device_file=file["device_file"], **by)
            check(f"serve: {name}", answer.get("error") == error, answer)

        restored = await do("recovery_restore", label="New", password="new", argon2=CHEAP,
                            **{name: recovery[name] for name in ("recovery_file", "recovery_key")})
        check("serve: restored", restored["user_id"] == made["user_id"]
              and restored["label"] == "New" and (await do("prove"))["accepted"])
        opened = await do("open_device_file", device_file=restored["device_file"], password="new")
        check("serve: restored, opened", opened["device"] == restored["device"], opened)
        members = await do("members")
        check("serve: purposes", sorted(members["users"][0]["purposes"].items()) == sorted({
            made["device"]: "STANDARD", recovery["device"]: "PASSPHRASE_RECOVERY",
            restored["device"]: "STANDARD"}.items()), members)
        link = await started.reset_codes(organization, "ada@example.com")
        renewed = (await do("totp_setup", link=link))["totp_secret"]
        check("serve: set up anew", renewed != secret and (await do(
            "open_device_file", device_file=with_codes["device_file"], password="pw",
            totp_secret=renewed))["accepted"])
        keys = formats.load_recovery_file(
            base64.b64decode(recovery["recovery_file"]), recovery["recovery_key"])
        check("serve: prints no key of a device", not any(
            key.hex() in peer.transcript for key in (keys.signing_key, keys.private_key)))


async def check_all() -> None:
    recorder = Recorder()
    async with Started() as started:
        secret = b""
        with guarded("set up"):
            secret = await check_set_up(started)
        for name, test in (
                ("throttle", check_throttle(started)), ("reset", check_reset(started, secret)),
                ("barred", check_barred(started)), ("recovery", check_recovery(started)),
                ("serve", check_peer(started))):
            with guarded(name):
                await test
    with guarded("advice"):
        await check_advice()
    recorder.check_commands()


def main() -> int:
    asyncio.run(check_all())
    return report()


if __name__ == "__main__":
    sys.exit(main())
