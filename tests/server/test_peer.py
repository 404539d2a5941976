#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
"""Judges the judge: the peer against the published vectors, against the released server and its
library, and against itself.

    test_peer.py [--server http://127.0.0.1:PORT --admin-token TOKEN | --keep DIR]

Without --server the released server is started (start.py) and stopped again; with --keep on
PostgreSQL.
"""

import argparse
import asyncio
import base64
import dataclasses
import json
import pathlib
import secrets
import sys
import tempfile
import unicodedata
import uuid

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

import oracle
import peer_flows
import peer_formats as formats
from peer_flows import (
    AttemptCancelled, Authenticated, Cancel, Claimer, Conduct, Greeter, HttpRefusal, PeerError,
    Refused, Sabotage, Server, Untrusted, Vanish, bootstrap,
)
from peer_formats import Address, CryptoError, FormatError
from testkit import Started, check, guarded, report

HERE = pathlib.Path(__file__).parent
VECTORS = [HERE.parent / "vectors" / name for name in ("vectors.json", "passkey.json")]
CHEAP = {"memlimit_kb": 64, "opslimit": 1}
# An attempt takes one to four seconds here; a hundred of them run at a time.
PATIENCE_S = 120


def refuses(function, *arguments, kinds=(FormatError, CryptoError)) -> bool:
    try:
        function(*arguments)
    except kinds:
        return True
    return False


# ---- Vectors -------------------------------------------------------------------------------------

def undo_decoded(value):
    """A vector's "decoded" as the peer's reader gives it."""
    match value:
        case {"$bin": data}:
            return bytes.fromhex(data)
        case {"$ext": [code, data]}:
            return formats._unpack_extension(code, bytes.fromhex(data))
        case {"$f64": number}:
            return float(number)
        case {"$map": pairs}:
            return {undo_decoded(key): undo_decoded(item) for key, item in pairs}
        case dict():
            return {key: undo_decoded(item) for key, item in value.items()}
        case list():
            return [undo_decoded(item) for item in value]
    return value


def same_value(ours, theirs) -> bool:
    """Equal, taking an ext as a map's key (which JSON writes as text) for what it is."""
    return formats.to_json(ours) == formats.to_json(theirs)


def vector_groups() -> dict[str, list[dict]]:
    groups: dict[str, list[dict]] = {}
    for file in VECTORS:
        for vector in json.loads(file.read_text())["vectors"]:
            groups.setdefault(vector["group"], []).append(vector)
    return groups


def check_vectors() -> None:
    groups = vector_groups()

    def unhex(vector, name):
        return bytes.fromhex(vector[name])

    for v in groups["secretkey"]:
        reject = "plaintext" not in v or v["id"].split("/")[1].startswith("reject")
        key, data = unhex(v, "key"), unhex(v, "ciphertext")
        check(v["id"], refuses(formats.decrypt, key, data) if reject
              else formats.decrypt(key, data) == unhex(v, "plaintext"))
    for v in groups["mac512"]:
        check(v["id"], formats.mac512(unhex(v, "key"), unhex(v, "data")) == unhex(v, "mac"))
    for v in groups["sign"]:
        if v["id"].split("/")[1].startswith("reject"):
            check(v["id"], refuses(formats.verify, unhex(v, "verify_key"), unhex(v, "signed")))
        else:
            check(v["id"], formats.verify(unhex(v, "verify_key"), unhex(v, "signed"))
                  == unhex(v, "message")
                  and formats.sign(unhex(v, "seed"), unhex(v, "message")) == unhex(v, "signed")
                  and formats.verify_key(unhex(v, "seed")) == unhex(v, "verify_key"))
    for v in groups["sealedbox"]:
        private, data = unhex(v, "private"), unhex(v, "ciphertext")
        check(v["id"], refuses(formats.unseal, private, data)
              if v["id"].split("/")[1].startswith("reject")
              else formats.unseal(private, data) == unhex(v, "plaintext"))
    for v in groups["shared_secret"]:
        keys = {"greeter": unhex(v, "greeter_public"), "claimer": unhex(v, "claimer_public")}
        for own, other in (("greeter", "claimer"), ("claimer", "greeter")):
            check(f"{v['id']} {own}", formats.shared_key(
                unhex(v, f"{own}_private"), keys[other], **keys) == unhex(v, "shared_secret")
                and formats.public_key(unhex(v, f"{own}_private")) == keys[own])
    for v in groups["sas"]:
        if "value" in v:
            check(v["id"], formats.sas_from_int(v["value"]) == v["code"])
        else:
            codes = formats.sas_codes(
                unhex(v, "shared_secret"), claimer_nonce=unhex(v, "claimer_nonce"),
                greeter_nonce=unhex(v, "greeter_nonce"))
            check(v["id"], (codes.claimer, codes.greeter) == (v["claimer_sas"], v["greeter_sas"])
                  and formats.sha256(unhex(v, "claimer_nonce")).hex() == v["claimer_nonce_sha256"])
    for v in groups["argon2id"]:
        check(v["id"], formats.stretch(v["password"], salt=unhex(v, "salt"), opslimit=v["opslimit"],
                                       memlimit_kb=v["memlimit_kb"]) == unhex(v, "key"))
    for v in groups["totp"]:
        secret = unhex(v, "secret")
        check(v["id"], formats.one_time_code(secret, v["unix"]) == v["otp"]
              and formats.base32_bytes(v["base32"]) == secret
              and formats.base32_text(secret) == v["base32"])
    for v in groups["passphrase"]:
        if "key" not in v:
            check(v["id"], refuses(formats.recovery_key, v["passphrase"]))
        else:
            check(v["id"], formats.recovery_key(v["passphrase"]) == unhex(v, "key")
                  and (v["passphrase"] == formats.recovery_passphrase(unhex(v, "key"))
                       or not v["id"].startswith("passphrase/generated")))
    for v in groups["auth_header"]:
        if v["id"] == "auth_header/device":
            check(v["id"], "Bearer " + peer_flows.device_token(
                uuid.UUID(v["device_id"]), unhex(v, "signing_seed"), v["unix_seconds"])
                == v["header"])
    for v in groups["organization_id"]:
        text = unicodedata.normalize("NFC", v["input"])
        check(v["id"], formats.is_organization_id(text) == v["ok"])
    for v in groups["human_handle_label"]:
        text = unicodedata.normalize("NFC", v["input"])
        check(v["id"], formats.is_name(text) == v["ok"])
    for v in groups["passkey"]:
        def unwrapped(v=v) -> bytes:
            return formats.unwrap_by_passkey(
                unhex(v, "wrapped"), unhex(v, "output"), credential_id=unhex(v, "credential_id"),
                device_id=uuid.UUID(bytes=unhex(v, "device_id")))
        kinds = {"decrypt": CryptoError, "mismatch": FormatError}
        check(v["id"], refuses(unwrapped, kinds=(kinds[v["error"]],)) if "error" in v
              else unwrapped() == unhex(v, "key"))
    for v in groups["passkey_file"]:
        data, outputs = unhex(v, "msgpack"), unhex(v, "outputs")
        opaque_key = unhex(v, "opaque_key") if "opaque_key" in v else None
        check(v["id"], formats.pack(formats.load_file(data)) == data and all(
            formats.load_passkey_file(data, outputs[at:at + 32], opaque_key=opaque_key).dump()
            == unhex(v, "local_device") for at in range(0, len(outputs), 32)))
    check_address_vectors(groups)
    check_container_vectors(groups)
    for v in groups["protocol"]:
        data = unhex(v, "hex")
        value = formats.unpack(data)
        check(v["id"], formats.pack(value) == data
              and same_value(value, undo_decoded(v["decoded"])))


def check_address_vectors(groups) -> None:
    for v in groups["addr"] + groups["addr_parse"]:
        url = v.get("input", v["url"] if "url" in v else None)
        if v["id"] == "addr_parse/token_as_str":  # Tolerated upstream, never written: refused here
            check(v["id"], refuses(Address.parse, url))
        elif not v.get("ok", True):
            check(v["id"], refuses(Address.parse, url))
        else:
            address = Address.parse(url)
            check(v["id"], (address.to_url(), address.to_http()) == (v["url"], v["redirection_url"])
                  and Address.parse(v["redirection_url"]) == address, address)


def check_container_vectors(groups) -> None:
    for v in groups["certificate"]:
        data = formats.open_v0(bytes.fromhex(v["payload_v0"]))
        check(f"{v['id']} envelope", data.hex() == v["msgpack"])
        type_ = v["decoded"]["type"]
        if type_ in formats.SCHEMAS:
            fields = formats.load_certificate(bytes.fromhex(v["signed"]),
                                              bytes.fromhex(v["verify_key"]))
            check(v["id"], same_value(fields, undo_decoded(v["decoded"]))
                  and formats.pack(fields).hex() == v["msgpack"])
            again = formats.dump_certificate(bytes.fromhex(v["signing_seed"]), fields)
            check(f"{v['id']} written", again.hex() == v["signed"])
    strict = 0
    for v in groups["container"]:
        if "signed" not in v or "verify_key" not in v:
            continue
        if refuses(formats.load_certificate, bytes.fromhex(v["signed"]),
                   bytes.fromhex(v["verify_key"])):
            strict += 1
        else:
            check(f"{v['id']} accepted by both", v.get("ok", True), v)
    check("container: something is refused", strict > 20)
    for v in groups["invite"]:
        if v["decoded"]["type"] in formats.SCHEMAS:
            clear = formats.decrypt(bytes.fromhex(v["key"]), bytes.fromhex(v["encrypted"]))
            check(v["id"], same_value(formats.load_v0(clear, v["decoded"]["type"]),
                                      undo_decoded(v["decoded"])))
    files = {v["id"].removeprefix("local_device/"): v for v in groups["local_device"]}
    plain = files["local_device"]["msgpack"]

    def file(name: str) -> bytes:
        return bytes.fromhex(files[name]["msgpack"])

    password = files["file_password"]["password"]
    device = formats.load_password_file(file("file_password"), password)
    check("local_device/file_password", device.dump().hex() == plain)
    check("device file: wrong password", refuses(
        formats.load_password_file, file("file_password"), "not it"))
    opaque_key = bytes.fromhex(files["file_password_totp"]["totp_opaque_key"])
    device = formats.load_password_file(file("file_password_totp"), password,
                                        opaque_key=opaque_key)
    check("local_device/file_password_totp", device.dump().hex() == plain)
    for name, given in (("file_password_totp", {}), ("file_password", {"opaque_key": opaque_key}),
                        ("file_password_totp", {"opaque_key": bytes(32)})):
        check(f"{name} with {list(given)}", refuses(
            lambda: formats.load_password_file(file(name), password, **given)))
    recovered = formats.load_recovery_file(file("file_recovery"),
                                           files["file_recovery"]["passphrase"])
    check("local_device/file_recovery", recovered.dump().hex() == plain)
    check("recovery file: wrong key", refuses(formats.load_recovery_file, file("file_recovery"),
                                              formats.recovery_passphrase(bytes(32))))
    check("recovery file: no password file", refuses(formats.load_password_file,
                                                     file("file_recovery"), password))


def check_device_files() -> None:
    device = peer_flows.make_device(
        Server("https://parsec.example.com"), "Évé-国", root_verify_key=bytes(32),
        user_id=uuid.uuid4(), device_id=uuid.uuid4(), label="Peer", profile="ADMIN",
        human_handle=["ada@example.com", "Ada"], signing_key=secrets.token_bytes(32),
        private_key=secrets.token_bytes(32))
    data = formats.dump_password_file(device, "pässwörd 国")
    check("device file round trip", formats.load_password_file(data, "pässwörd 国") == device)
    head = formats.load_password_head(data)
    algorithm = head["algorithm"]
    check("device file parameters", (algorithm["memlimit_kb"], algorithm["opslimit"],
                                     len(algorithm["salt"])) == (131072, 3, 16))
    layer = formats.Layer(uuid.uuid4(), secrets.token_bytes(32))
    passkeys = [formats.Passkey(secrets.token_bytes(size), "parsec.example.com",
                                secrets.token_bytes(32), label=f"Clé {size}")
                for size in (1, 16, 1023)]
    recovery, passphrase = formats.dump_recovery_file(device)
    check("recovery file round trip", formats.load_recovery_file(recovery, passphrase) == device
          and formats.load_file(recovery)["device_id"] == device.device_id)
    layered = formats.dump_password_file(device, "pw", layer=layer, **CHEAP)
    check("device file with a layer round trip", formats.load_password_file(
        layered, "pw", opaque_key=layer.opaque_key) == device)
    inner = formats.decrypt(layer.opaque_key, formats.load_file(layered)["ciphertext"])
    check("device file: the layer is outermost", len(inner) == len(device.dump()) + 40)
    for outer in (None, layer):
        opaque_key = outer and outer.opaque_key
        sealed = formats.dump_passkey_file(device, passkeys, layer=outer)
        for passkey in passkeys:
            check(f"passkey file round trip, {len(passkey.credential_id)} bytes",
                  formats.load_passkey_file(sealed, passkey.output, opaque_key=opaque_key)
                  == device)
        check("passkey file: another output", refuses(lambda: formats.load_passkey_file(
            sealed, bytes(32), opaque_key=opaque_key)))
    file = formats.load_file(sealed)
    check("passkey file: the key is this device's alone", refuses(
        lambda: formats.unwrap_by_passkey(
            file["passkeys"][0]["wrapped"], passkeys[0].output, device_id=uuid.uuid4(),
            credential_id=passkeys[0].credential_id)))
    check("device files keep no key in clear", not any(
        key in data + layered + recovery + sealed for key in (
            device.signing_key, device.private_key, device.local_symkey, layer.opaque_key,
            passkeys[0].output)))
    check("device: repr shows no key", not any(
        key.hex() in repr(device) or repr(key) in repr(device)
        for key in (device.signing_key, device.private_key, device.user_realm_key)))
    frame = formats.dump_v0({"type": "x"})
    check("envelope starts like upstream's", frame[:7].hex() == "0028b52ffd0058")


class Chain:
    """Certificates of an organization, one microsecond apart."""

    def __init__(self):
        self.root = secrets.token_bytes(32)
        self.keys: dict[uuid.UUID, bytes] = {}
        self.certificates: list[bytes] = []
        self.us = 0

    def _author(self, author) -> tuple[bytes, dict]:
        self.us += 1
        return (self.root if author is None else self.keys[author],
                {"author": author, "timestamp": formats.DateTime(self.us)})

    def user(self, author=None, *, profile="ADMIN", user_id=None, device=True):
        """Returns the ids of a new user and of its first device."""
        key, common = self._author(author)
        user_id = user_id or uuid.uuid4()
        self.certificates.append(formats.make_user_certificates(
            key, **common, user_id=user_id, email="a@example.com", name="A", profile=profile,
            public_key=bytes(32))[0])
        return user_id, self._device(key, common, user_id) if device else None

    def device(self, author, user_id) -> None:
        self._device(*self._author(author), user_id)

    def _device(self, key: bytes, common: dict, user_id) -> uuid.UUID:
        device_id = uuid.uuid4()
        self.keys[device_id] = secrets.token_bytes(32)
        self.certificates.append(formats.make_device_certificates(
            key, **common, user_id=user_id, device_id=device_id, label="PC",
            verify_key=formats.verify_key(self.keys[device_id]))[0])
        return device_id

    def update(self, author, user_id, profile) -> None:
        key, common = self._author(author)
        self.certificates.append(formats.dump_certificate(key, {
            "type": "user_update_certificate", **common, "user_id": user_id,
            "new_profile": profile}))

    def revoke(self, author, user_id) -> None:
        key, common = self._author(author)
        self.certificates.append(formats.make_revoked_certificate(key, **common, user_id=user_id))

    def verify(self) -> peer_flows.Members:
        return peer_flows.Members.verify(formats.verify_key(self.root), self.certificates)


def check_members_rules() -> None:
    def refused(name: str, build) -> None:
        """`build` adds one certificate that must not be believed to a chain that is."""
        chain = Chain()
        admin, admin_device = chain.user()
        user, user_device = chain.user(admin_device, profile="STANDARD")
        chain.verify()
        try:
            build(chain, admin, admin_device, user, user_device)
            chain.verify()
        except Untrusted:
            check(f"members: {name}", True)
        else:
            check(f"members: {name}", False)

    refused("root signs again", lambda c, a, ad, u, ud: c.user())
    refused("user added by a standard user", lambda c, a, ad, u, ud: c.user(ud))
    refused("user twice", lambda c, a, ad, u, ud: c.user(ad, user_id=u))
    refused("user without a device", lambda c, a, ad, u, ud: c.user(ad, device=False))
    refused("device added by another user", lambda c, a, ad, u, ud: c.device(ad, u))
    refused("device of nobody", lambda c, a, ad, u, ud: c.device(ad, uuid.uuid4()))
    refused("revoked by a standard user", lambda c, a, ad, u, ud: c.revoke(ud, a))
    refused("revoked by oneself", lambda c, a, ad, u, ud: c.revoke(ad, a))
    refused("updated by oneself", lambda c, a, ad, u, ud: c.update(ad, a, "STANDARD"))
    refused("updated to the same profile", lambda c, a, ad, u, ud: c.update(ad, u, "STANDARD"))

    def twice(c, a, ad, u, ud):
        c.revoke(ad, u)
        c.revoke(ad, u)

    def after_revocation(c, a, ad, u, ud):
        c.revoke(ad, u)
        c.device(ud, u)

    def after_demotion(c, a, ad, u, ud):
        c.update(ad, u, "ADMIN")
        c.update(ud, a, "STANDARD")
        c.user(ad)

    refused("revoked twice", twice)
    refused("author is revoked", after_revocation)
    refused("author is administrator no more", after_demotion)

    chain = Chain()
    admin, admin_device = chain.user()
    user, user_device = chain.user(admin_device, profile="OUTSIDER")
    chain.update(admin_device, user, "ADMIN")
    chain.device(user_device, user)
    chain.revoke(user_device, admin)
    members = chain.verify()
    check("members: a good chain", (members.users[user].profile, len(members.devices),
                                    members.users[admin].revoked_on is None) == ("ADMIN", 3, False))


# ---- The server's library ------------------------------------------------------------------------

def ask_oracle(**command) -> dict:
    return oracle.answer(json.dumps(command))


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def check_oracle() -> None:
    root, signing, private = (secrets.token_bytes(32) for _ in range(3))
    author = uuid.uuid4()
    common = {"timestamp": formats.DateTime.now(), "user_id": uuid.uuid4()}
    user = {"email": "ada@example.com", "name": "Ada", "profile": "OUTSIDER",
            "public_key": formats.public_key(private)}
    device = {"device_id": uuid.uuid4(), "label": "PC", "verify_key": formats.verify_key(signing)}
    for who in (None, author):
        made = {
            "user": formats.make_user_certificates(root, author=who, **common, **user),
            "device": formats.make_device_certificates(root, author=who, **common, **device),
        }
        for kind, (full, redacted) in made.items():
            name = f"oracle: {kind} certificate by {'root' if who is None else 'a device'}"
            command = {"do": "load_certificate", "kind": kind, "author": who and who.hex,
                       "verify_key": b64(formats.verify_key(root))}
            loaded = ask_oracle(signed=b64(full), **command)
            check(name, loaded["ok"] and loaded["fields"]["user_id"] == {
                "$uuid": common["user_id"].hex} and not loaded["fields"]["is_redacted"]
                and loaded["fields"]["timestamp"] == {"$time": common["timestamp"].us}, loaded)
            if kind == "user" and loaded["ok"]:
                check(f"{name}, fields", loaded["fields"]["human_handle"]
                      == ["ada@example.com", "Ada"] and loaded["fields"]["profile"] == "OUTSIDER"
                      and loaded["fields"]["public_key"] == {"$bin": user["public_key"].hex()})
            check(f"{name}, redacted", ask_oracle(
                do="compare_redacted", kind=kind, signed=b64(full), redacted=b64(redacted))
                == {"ok": True, "same": True}
                and ask_oracle(signed=b64(redacted), **command)["ok"])
            wrong_author = command | {"author": uuid.uuid4().hex if who is None else None}
            check(f"{name}, another author", not ask_oracle(signed=b64(full), **wrong_author)["ok"])
            wrong_key = command | {"verify_key": b64(formats.verify_key(signing))}
            check(f"{name}, another key", not ask_oracle(signed=b64(full), **wrong_key)["ok"])
    revoked = formats.make_revoked_certificate(root, author=author, **common)
    check("oracle: revocation", ask_oracle(
        do="load_certificate", kind="revoked_user", signed=b64(revoked), author=author.hex,
        verify_key=b64(formats.verify_key(root)))["ok"])

    token = secrets.token_bytes(16)
    for kind, payload in (("user", token), ("device", token), ("shamir", token),
                          ("bootstrap", token), ("bootstrap", None),
                          ("organization", secrets.token_bytes(32)), ("pki_enrollment", None),
                          ("totp_reset", [uuid.uuid4(), token])):
        for host, port, use_ssl in (("127.0.0.1", 6777, False), ("parsec.example.com", None, True)):
            address = Address(host, port, use_ssl, "Évé-国", kind, payload)
            for url in (address.to_url(), address.to_http()):
                loaded = ask_oracle(do="load_address", url=url)
                check(f"oracle: address {url}", loaded["ok"] and loaded["kind"] == kind
                      and (loaded["url"], loaded["http"]) == (address.to_url(), address.to_http())
                      and loaded["fields"]["organization_id"] == "Évé-国", loaded)
    check("oracle: bad address",
          not ask_oracle(do="load_address", url="https://example.com/x")["ok"])

    attempt = uuid.uuid4().hex
    reply = ask_oracle(do="dump_reply", family="invited", cmd="invite_claimer_step", status="ok",
                       fields={"greeter_step": {"step": "5"}})
    check("oracle: dumped reply is read by the peer", reply["ok"] and formats.unpack(
        base64.b64decode(reply["raw"])) == {"status": "ok", "greeter_step": {"step": "5"}}, reply)
    cancelled = ask_oracle(
        do="dump_reply", family="invited", cmd="invite_claimer_step", fields={
            "origin": "GREETER", "timestamp": {"$time": 1}, "reason": "INVALID_SAS_CODE"},
        status="greeting_attempt_cancelled")
    check("oracle: dumped reply with fields", cancelled["ok"] and ask_oracle(
        do="load_reply", family="invited", cmd="invite_claimer_step", raw=cancelled["raw"])
        == {"ok": True, "class": "RepGreetingAttemptCancelled", "fields": {
            "origin": "GREETER", "reason": "INVALID_SAS_CODE", "timestamp": {"$time": 1}}},
        cancelled)
    check("oracle: unknown status", not ask_oracle(
        do="dump_reply", family="invited", cmd="invite_claimer_step", status="no_such")["ok"])
    request = ask_oracle(do="dump_request", family="invited", cmd="invite_claimer_step", fields={
        "greeting_attempt": {"$uuid": attempt}, "claimer_step": {"step": "NUMBER_2_GET_NONCE"}})
    check("oracle: request", request["ok"] and ask_oracle(
        do="load_request", family="invited", raw=request["raw"])["fields"]["greeting_attempt"]
        == {"$uuid": attempt}, request)
    check("oracle: not a request", not ask_oracle(
        do="load_request", family="invited", raw=b64(b"\x80"))["ok"])


class Recorder:
    """Every distinct command that the server took from the peer in this run, for its library."""

    def __init__(self):
        self.bodies: dict[tuple, tuple[str, dict]] = {}
        call = Server.call

        async def recorded(server, path, body, authorization=None):
            reply = await call(server, path, body, authorization)
            step = body.get("greeter_step") or body.get("claimer_step") or {}
            self.bodies[body["cmd"], step.get("step")] = (path.split("/")[1], body)
            return reply

        Server.call = recorded

    def check_commands(self) -> None:
        for (command, step), (family, body) in sorted(self.bodies.items(), key=str):
            loaded = ask_oracle(do="load_request", family=family, raw=b64(formats.pack(body)))
            check(f"oracle: {family} {command} {step or ''}",
                  loaded["ok"] and loaded["cmd"] == command, loaded)

    def check(self) -> None:
        self.check_commands()
        check("oracle: all steps were seen", sum(
            step is not None for _, step in self.bodies) == 18, list(self.bodies))


# ---- Greetings -----------------------------------------------------------------------------------

class Call:
    """The telephone between the two people."""

    def __init__(self):
        self.codes = {"greeter": asyncio.Queue(), "claimer": asyncio.Queue()}
        self.both_started = asyncio.Barrier(2)


class Person(Sabotage, Conduct):
    """Picks the code that is heard in the call, never the one that the program knows."""

    def __init__(self, call: Call, role: str, plan: dict | None = None, *, profile="STANDARD",
                 pick="heard", **attributes):
        super().__init__(plan=plan, profile=profile)
        self.call = call
        self.role = role
        self.pick = pick
        self.restarts = 0
        self.reviews = []
        self.saved = []
        self.met = False
        for name, value in attributes.items():
            setattr(self, name, value)

    async def started(self, attempt):
        # An attempt that the other side has not joined is not the other side's to see cancelled
        if not self.met:
            self.met = True
            await self.call.both_started.wait()

    async def restarted(self, error):
        self.restarts += 1

    async def own_code(self, code):
        self.call.codes[self.role].put_nowait(code)

    async def choose(self, choices, right):
        if self.pick == "none":
            return None
        if self.pick == "known":  # For a call in which the other side has nothing to say
            return right
        heard = await self.call.codes["claimer" if self.role == "greeter" else "greeter"].get()
        if heard not in choices or len(set(choices)) != 4:
            raise PeerError(f"{heard} not among {choices}")
        if self.pick == "wrong":
            return next(choice for choice in choices if choice != heard)
        return heard

    async def review(self, request):
        self.reviews.append(request)
        return await super().review(request)

    async def save(self, device):
        self.saved.append(device)


def first_line(result) -> str:
    return f"{type(result).__name__}: {result}"


async def refused_soon(accepted) -> bool:
    """The server forgets that it let somebody in a moment after a revocation or a freeze."""
    for delay in (0, 0.05, 0.2, 1, 3):
        await asyncio.sleep(delay)
        if not await accepted():
            return True
    return False


class Organization:
    """One organization on the server under test."""

    def __init__(self, server: Server, admin_token: str):
        self.server = server
        self.admin_token = admin_token
        self.newcomers = 0

    async def create(self) -> "Organization":
        self.name = "Org" + secrets.token_hex(4)
        self.admin = Authenticated(self.server, await bootstrap(
            self.server, self.name, email="ada@example.com", name="Ada Admin"))
        return self

    async def administration(self, method: str, path: str, **body) -> dict:
        answer = await self.server.http.request(
            method, f"/administration/organizations{path}", json=body,
            headers={"Authorization": f"Bearer {self.admin_token}"})
        answer.raise_for_status()
        return answer.json()

    async def invite(self) -> tuple[bytes, str]:
        self.newcomers += 1
        reply = await self.admin.invite(f"newcomer{self.newcomers}@example.com")
        return reply["token"], self.admin.invitation_address(reply["token"]).to_http()

    async def meet(self, greeter: dict | None = None, claimer: dict | None = None, *,
                   linger: float = PATIENCE_S, greeting_person=None, claiming_person=None):
        """Both sides of one invitation; what each returned or raised, and the two people. Whoever
        is still waiting `linger` seconds after the other has ended is taken to wait for ever."""
        token, link = await self.invite()
        call = Call()
        people = (greeting_person or {}), (claiming_person or {})
        greeting = Person(call, "greeter", greeter, **people[0])
        claiming = Person(call, "claimer", claimer, **people[1])
        flows = Greeter(self.admin, token, greeting), Claimer.from_link(link, claiming)
        tasks = [asyncio.create_task(flow.run()) for flow in flows]
        await asyncio.wait(tasks, timeout=PATIENCE_S, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.wait(tasks, timeout=linger)
        for task in tasks:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        return Meeting(*results, greeting, claiming, token)


@dataclasses.dataclass
class Meeting:
    greeted: object
    claimed: object
    greeting: Person
    claiming: Person
    token: bytes

    def __str__(self):
        return f"greeter {first_line(self.greeted)} | claimer {first_line(self.claimed)}"


def is_cancelled(result, origin: str, reason: str) -> bool:
    return (isinstance(result, AttemptCancelled)
            and (result.origin, result.reason) == (origin, reason))


def cancelled_itself(result, reason: str) -> bool:
    return isinstance(result, Cancel) and result.reason == reason


async def check_organization(server: Server, admin_token: str) -> None:
    org = await Organization(server, admin_token).create()
    check("bootstrap: device accepted", await org.admin.accepted())
    try:
        await bootstrap(server, org.name, email="eve@example.com", name="Eve")
        check("bootstrap: name taken", False)
    except Refused as error:
        check("bootstrap: name taken", error.status == "organization_already_bootstrapped")
    stranger = dataclasses.replace(org.admin.device, signing_key=secrets.token_bytes(32))
    check("bootstrap: other key not accepted", not await Authenticated(server, stranger).accepted())

    reserved = "Res" + secrets.token_hex(4)
    created = await org.administration("POST", "", organization_id=reserved)
    address = Address.parse(created["bootstrap_url"])
    check("bootstrap address", address.kind == "bootstrap" and address.organization == reserved
          and address == Address.parse(created["bootstrap_url_as_http_redirection"])
          and address.to_url() == created["bootstrap_url"]
          and address.to_http() == created["bootstrap_url_as_http_redirection"])
    try:
        await bootstrap(server, reserved, email="a@example.com", name="A", token=bytes(16))
        check("bootstrap: wrong token", False)
    except Refused as error:
        check("bootstrap: wrong token", error.status == "invalid_bootstrap_token")
    pem = rsa.generate_private_key(65537, 2048).public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()
    sequestered = await bootstrap(server, reserved, email="a@example.com", name="A",
                                  token=address.token, sequester_pem=pem)
    check("bootstrap: token and sequester authority",
          await Authenticated(server, sequestered).accepted())

    token, link = await org.invite()
    again = await org.admin.invite(f"newcomer{org.newcomers}@example.com")
    check("invite: same token while pending", again["token"] == token)
    check("invite: link", Address.parse(link).token == token)
    items = await org.admin.invitations()
    check("invitations", [(item["token"], item["status"], item["claimer_email"])
                          for item in items] == [(token, "PENDING", "newcomer1@example.com")])
    await org.admin.ok("invite_cancel", token=token)
    check("invitations: cancelled", (await org.admin.invitations())[0]["status"] == "CANCELLED")

    async def claim_error(link: str, **options):
        try:
            await Claimer.from_link(link, Conduct(), **options).run()
        except PeerError as error:
            return error
        return None

    error = await claim_error(link)
    check("claim: cancelled invitation", isinstance(error, HttpRefusal) and error.status == 410)
    address = Address.parse(link)
    for name, changed, status in (
            ("unknown token", {"payload": secrets.token_bytes(16)}, 403),
            ("unknown organization", {"organization": "Nope" + secrets.token_hex(4)}, 404)):
        error = await claim_error(dataclasses.replace(address, **changed).to_url())
        check(f"claim: {name}", isinstance(error, HttpRefusal) and error.status == status)
    check("claim: recovery invitation", refuses(
        Claimer.from_link, dataclasses.replace(address, kind="shamir").to_url(), Conduct()))

    late = Authenticated(Server(server.address.server_url, clock_offset=-600), org.admin.device)
    try:
        await late.invitations()
        check("clock ten minutes late: token", False)
    except HttpRefusal as error:
        check("clock ten minutes late: token", error.status == 498)
    try:
        await bootstrap(late.server, "Late" + secrets.token_hex(4), email="a@b.example", name="A")
        check("clock ten minutes late: certificate", False)
    except Refused as error:
        check("clock ten minutes late: certificate", error.status == "timestamp_out_of_ballpark")


async def check_journey(server: Server, admin_token: str) -> None:
    org = await Organization(server, admin_token).create()
    meeting = await org.meet()
    device, granted = meeting.claimed, meeting.greeted
    if isinstance(device, BaseException) or isinstance(granted, BaseException):
        check("journey", False, meeting)
        return
    check("journey: same person", device.user_id == granted.user_id
          and device.device_id == granted.device_id
          and device.human_handle == [granted.email, granted.name]
          == ["newcomer1@example.com", "Nova Newcomer"])
    check("journey: root key", device.root_verify_key == org.admin.device.root_verify_key)
    check("journey: saved before the acknowledgement", meeting.claiming.saved == [device])
    newcomer = Authenticated(server, device)
    check("journey: device accepted", await newcomer.accepted())
    check("journey: e-mail as invited", meeting.greeting.reviews[0].invited_email
          == meeting.greeting.reviews[0].email)
    check("journey: invitation finished", [item["status"] for item in await org.admin.invitations()]
          == ["FINISHED"])
    data = formats.dump_password_file(device, "secret", **CHEAP)
    check("journey: device file", await Authenticated(
        server, formats.load_password_file(data, "secret")).accepted())
    members = await newcomer.members()
    check("journey: members", {user.email: user.profile for user in members.users.values()}
          == {"ada@example.com": "ADMIN", "newcomer1@example.com": "STANDARD"})
    try:
        await newcomer.invite("x@example.com")
        check("journey: a standard user invites nobody", False)
    except Refused as error:
        check("journey: a standard user invites nobody", error.status == "author_not_allowed")

    certificates = (await org.admin.ok(
        "certificate_get", common_after=None, sequester_after=None, shamir_recovery_after=None,
        realm_after={}))["common_certificates"]
    verify = peer_flows.Members.verify
    root = org.admin.device.root_verify_key
    refused = (Untrusted, CryptoError, FormatError)
    check("members: another root key", refuses(
        verify, formats.verify_key(bytes(32)), certificates, kinds=refused))
    for index in range(len(certificates) - 1):
        missing = certificates[:index] + certificates[index + 1:]
        check(f"members: without certificate {index}",
              refuses(verify, root, missing, kinds=refused))
    check("members: without the last device", refuses(verify, root, certificates[:-1],
                                                      kinds=refused))
    check("members: in another order", refuses(
        verify, root, certificates[2:] + certificates[:2], kinds=refused))

    # A certificate dated ahead makes the next one need a later date than the clock gives
    ahead = Authenticated(Server(server.address.server_url, clock_offset=200), org.admin.device)
    await ahead.revoke(device.user_id)
    check("revoked: not accepted", await refused_soon(newcomer.accepted))
    members = await org.admin.members()
    check("revoked: members", members.users[device.user_id].revoked_on is not None)
    meeting = await org.meet()
    check("journey: dated after the latest certificate",
          not isinstance(meeting.claimed, BaseException)
          and await Authenticated(server, meeting.claimed).accepted(), meeting)

    await org.administration("POST", f"/{org.name}/users/freeze", frozen=True,
                             user_id=meeting.claimed.user_id.hex)
    check("frozen: not accepted", await refused_soon(
        Authenticated(server, meeting.claimed).accepted))
    await org.administration("PATCH", f"/{org.name}", is_expired=True)
    try:
        await org.admin.invitations()
        check("expired organization", False)
    except HttpRefusal as error:
        check("expired organization", error.status == 460)


async def check_other_greetings(org: Organization) -> None:
    """The misbehaviours; each is (name, meeting, what must be true of it)."""
    cases = []

    def case(name, expected, greeter=None, claimer=None, **options):
        cases.append((name, expected, org.meet(greeter, claimer, **options)))

    for role, side, victim in (("greeter", "GREETER", "CLAIMER"),
                               ("claimer", "CLAIMER", "GREETER")):
        def sides(m, role=role):
            """(the misbehaving one's result, the other's)."""
            return (m.greeted, m.claimed) if role == "greeter" else (m.claimed, m.greeted)

        def told(reason, role=role, victim=victim):
            # The victim refuses and says why; the saboteur learns it at its next step
            return lambda m: (cancelled_itself(sides(m, role)[1], reason)
                              and is_cancelled(sides(m, role)[0], victim, reason))

        for pick in ("none", "wrong"):
            case(f"{role} picks {pick}", lambda m, s=side, r=role: cancelled_itself(
                sides(m, r)[0], "INVALID_SAS_CODE")
                and is_cancelled(sides(m, r)[1], s, "INVALID_SAS_CODE"),
                **{"greeting_person" if role == "greeter" else "claiming_person": {"pick": pick}})
        for reason in formats.CANCEL_REASONS:
            case(f"{role} cancels: {reason}", lambda m, s=side, r=role, reason=reason:
                 cancelled_itself(sides(m, r)[0], reason)
                 and is_cancelled(sides(m, r)[1], s, reason),
                 **{role: {"cancel_at": 5, "reason": reason}})
        for step in range(9):
            if (role, step) == ("greeter", 8):
                continue  # The claimer may have acknowledged and left already
            case(f"{role} cancels at step {step}", lambda m, s=side, r=role: is_cancelled(
                sides(m, r)[1], s, "MANUALLY_CANCELLED"), **{role: {"cancel_at": step}})
            case(f"{role} vanishes at step {step}", lambda m, r=role: isinstance(
                sides(m, r)[0], Vanish) and isinstance(sides(m, r)[1], asyncio.CancelledError),
                **{role: {"vanish_at": step}}, linger=3)
        for key in ("zero", "small_order"):
            case(f"{role} sends a {key} key", lambda m, r=role, v=victim: isinstance(
                sides(m, r)[1], CryptoError)
                and is_cancelled(sides(m, r)[0], v, "MANUALLY_CANCELLED"),
                **{role: {"public_key": key}})
        case(f"{role} sends a short nonce", lambda m, r=role, v=victim: isinstance(
            sides(m, r)[1], FormatError)
            and is_cancelled(sides(m, r)[0], v, "MANUALLY_CANCELLED"),
            **{role: {"nonce_bytes": 63}}, claiming_person={"pick": "known"})
        for payload in ("garbage", "short", "wrong_key"):
            case(f"{role} payload {payload}", told("UNDECIPHERABLE_PAYLOAD"),
                 **{role: {"payload": payload}})
        for payload in ("not_v0", "bad_zstd", "truncated_zstd", "bad_msgpack", "wrong_type",
                        "bomb"):
            case(f"{role} payload {payload}", told("UNDESERIALIZABLE_PAYLOAD"),
                 **{role: {"payload": payload}})
        field = "root_verify_key" if role == "greeter" else "verify_key"
        for name, value in (("short", bytes(31)), ("absent", {"$absent": True})):
            case(f"{role} payload with {field} {name}", told("UNDESERIALIZABLE_PAYLOAD"),
                 **{role: {"fields": {field: value}}})
        # Before a restart the other side may itself be cancelled once more by the crossing starts
        case(f"{role} restarts once", lambda m, r=role: not isinstance(m.claimed, BaseException)
             and not isinstance(m.greeted, BaseException)
             and (m.claiming if r == "greeter" else m.greeting).restarts >= 1,
             **{role: {"restart_at": 2}})
        case(f"{role} restarts without end", lambda m, s=side, r=role: is_cancelled(
            sides(m, r)[1], s, "AUTOMATICALLY_CANCELLED")
            and (m.claiming if r == "greeter" else m.greeting).restarts == 8,
            **{role: {"restart_at": 2, "restarts": 12}}, linger=1)
        case(f"{role} restarts after the codes", lambda m, s=side, r=role: is_cancelled(
            sides(m, r)[1], s, "AUTOMATICALLY_CANCELLED"), **{role: {"restart_at": 6}}, linger=1)
        case(f"{role} restarts after the codes and is followed", lambda m, r=role:
             not isinstance(m.claimed, BaseException) and not isinstance(m.greeted, BaseException),
             **{role: {"restart_at": 6},
                "claiming_person" if role == "greeter" else "greeting_person":
                    {"follows_restarts": True}})

    case("claimer's commitment is wrong", lambda m: cancelled_itself(
        m.greeted, "INVALID_NONCE_HASH")
        and is_cancelled(m.claimed, "GREETER", "INVALID_NONCE_HASH"),
        claimer={"hashed_nonce": "wrong"}, claiming_person={"pick": "known"})
    case("greeter's profile is none", lambda m: cancelled_itself(
        m.claimed, "UNDESERIALIZABLE_PAYLOAD"), greeter={"fields": {"profile": "EMPEROR"}})
    case("greeter grants another profile than certified", lambda m:
         m.claimed.initial_profile == "ADMIN" and m.greeted.profile == "STANDARD",
         greeter={"fields": {"profile": "ADMIN"}})
    case("claimer asks for another e-mail", lambda m: (
        m.greeting.reviews[0].email, m.claimed.human_handle[0]) == ("eve@evil.example",) * 2
        and m.greeting.reviews[0].invited_email != "eve@evil.example",
        claimer={"fields": {"requested_human_handle": ["eve@evil.example", "Eve"]}})
    case("greeter does not enroll", lambda m: not isinstance(m.claimed, BaseException),
         greeter={"enroll": False, "complete": False})
    case("step with another tag", lambda m: isinstance(m.greeted, HttpRefusal)
         and m.greeted.status == 415 and isinstance(m.claimed, asyncio.CancelledError),
         greeter={"steps": {"5": {"step": "NUMBER_5_SIGNIFY_TRUST"}}}, linger=1)

    # Few enough at a time that nobody's patience ends because of the others
    limit = asyncio.Semaphore(24)

    async def limited(coroutine):
        async with limit:
            return await coroutine

    meetings = await asyncio.gather(*(limited(coroutine) for _, _, coroutine in cases))
    for (name, expected, _), meeting in zip(cases, meetings):
        with guarded(name):
            check(name, expected(meeting), meeting)


async def check_two_administrators(org: Organization) -> None:
    meeting = await org.meet(greeting_person={"profile": "ADMIN"})
    second = Authenticated(org.server, meeting.claimed)
    token, link = await org.invite()

    class Auto(Conduct):
        """Takes the right code from the program: there are three people in this call."""

    flows = [Greeter(org.admin, token, Auto()), Greeter(second, token, Auto()),
             Claimer.from_link(link, Auto())]
    first, other, device = await asyncio.wait_for(
        asyncio.gather(*(flow.run() for flow in flows), return_exceptions=True), PATIENCE_S)
    results = [first, other]
    winners = [result for result in results if not isinstance(result, BaseException)]
    losers = [result for result in results if isinstance(result, BaseException)]
    check("two administrators: one wins", len(winners) == 1
          and winners[0].device_id == device.device_id, results)
    check("two administrators: the other is told", len(losers) == 1
          and is_cancelled(losers[0], "CLAIMER", "MANUALLY_CANCELLED"), results)
    check("two administrators: device accepted", await Authenticated(org.server, device).accepted())

    token, link = await org.invite()

    class OnlySecond(Conduct):
        async def invitation(self, info):
            return second.device.user_id

    granted, device = await asyncio.wait_for(asyncio.gather(
        Greeter(second, token, Auto()).run(), Claimer.from_link(link, OnlySecond()).run()),
        PATIENCE_S)
    check("one chosen administrator", granted.device_id == device.device_id)


# ---- The programs --------------------------------------------------------------------------------

class Process:
    """`peer.py serve`, driven by lines."""

    def __init__(self):
        self.transcript = ""

    async def __aenter__(self):
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, str(HERE / "peer.py"), "serve", stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE)
        return self

    async def __aexit__(self, *_):
        self.process.stdin.close()
        await asyncio.wait_for(self.process.wait(), 20)

    async def line(self) -> dict:
        line = await asyncio.wait_for(self.process.stdout.readline(), PATIENCE_S)
        self.transcript += line.decode()
        return json.loads(line)

    async def do(self, do: str, **fields) -> dict:
        self.process.stdin.write(json.dumps({"do": do, "id": 7} | fields).encode() + b"\n")
        while "ok" not in (answer := await self.line()):
            self.pending.append(answer)
        assert answer["id"] == 7
        return answer

    @property
    def pending(self) -> list:
        return self.__dict__.setdefault("_pending", [])

    async def event(self, name: str) -> dict:
        """The next event of that name; a different last one is an error."""
        while True:
            event = self.pending.pop(0) if self.pending else await self.line()
            if event.get("event") == name:
                return event
            if event.get("event") in ("done", "failed", "cancelled", "vanished"):
                raise AssertionError(f"{event} instead of {name}")


async def check_serve(server: Server) -> None:
    url = server.address.server_url.rstrip("/")
    organization = "Org" + secrets.token_hex(4)
    async with Process() as admin, Process() as newcomer:
        made = await admin.do("bootstrap", server=url, organization=organization,
                              email="ada@example.com", name="Ada", password="pw", argon2=CHEAP)
        check("serve: bootstrap", made["ok"] and made["profile"] == "ADMIN", made)
        check("serve: no command", not (await admin.do("nonsense"))["ok"]
              and not (await admin.do("choose", code="AAAA"))["ok"]
              and not (await newcomer.do("invite", email="x@example.com"))["ok"])
        file = {"device_file": made["device_file"]}
        opened = await newcomer.do("open_device_file", **file, password="pw")
        check("serve: open device file", opened["ok"] and opened["accepted"]
              and opened["device"] == made["device"], opened)
        wrong = await newcomer.do("open_device_file", **file, password="no")
        check("serve: wrong password", wrong["error"] == "crypto", wrong)
        invitation = await admin.do("invite", email="nova@example.com")
        link = await newcomer.do("parse_link", link=invitation["link_parsec3"])
        check("serve: links", link["token"] == invitation["token"] and link["kind"] == "user"
              and link["link_http"] == invitation["link_http"], link)

        # The whole journey, every decision taken by us
        await admin.do("greet", token=invitation["token"])
        await newcomer.do("claim", link=invitation["link_http"])
        event = await newcomer.event("invitation")
        check("serve: invitation", event["email"] == "nova@example.com"
              and event["administrators"][0]["name"] == "Ada", event)
        heard = (await admin.event("own_code"))["code"]
        choices = (await newcomer.event("choose"))["choices"]
        check("serve: four distinct choices", len(set(choices)) == 4 and heard in choices)
        await newcomer.do("choose", code=heard)
        heard = (await newcomer.event("own_code"))["code"]
        check("serve: code among choices", heard in (await admin.event("choose"))["choices"])
        check("serve: decision of another moment", not (await admin.do("approve", name="X"))["ok"])
        await admin.do("choose", code=heard)
        await newcomer.event("details")
        await newcomer.do("details", name="Nova", label="Laptop", password="nova", argon2=CHEAP)
        event = await admin.event("review")
        check("serve: review", event["email_matches"] and (event["name"], event["label"])
              == ("Nova", "Laptop"), event)
        await admin.do("approve", name="Nova N.", profile="OUTSIDER")
        done, granted = await newcomer.event("done"), await admin.event("done")
        check("serve: done", done["device"] == granted["device_id"] and done["name"] == "Nova N."
              and done["profile"] == "OUTSIDER" and done["label"] == "Laptop", (done, granted))
        file = {"device_file": done["device_file"]}
        opened = await admin.do("open_device_file", **file, password="nova")
        check("serve: newcomer's device file", opened["accepted"], opened)
        check("serve: prove", (await newcomer.do("prove"))["accepted"])

        device = made["device"]
        members = await admin.do("members", device=device)
        check("serve: members", [user["name"] for user in members["users"]] == ["Ada", "Nova N."])
        added = await admin.do("add_device", device=device, label="Phone", password="ada",
                               argon2=CHEAP)
        members = await admin.do("members", device=added["device"])
        check("serve: one more device", (added["user_id"], added["label"]) ==
              (made["user_id"], "Phone") and members["users"][0]["devices"] ==
              [device, added["device"]], members)
        revoked = await admin.do("revoke", device=device, email="nova@example.com")

        async def accepted() -> bool:
            return (await newcomer.do("prove"))["accepted"]

        check("serve: revoke", revoked["user_id"] == done["user_id"]
              and await refused_soon(accepted))
        reply = await newcomer.do("request", family="authenticated", body={"cmd": "invite_list"})
        check("serve: http error", reply["error"] == "http" and reply["http"] == 461, reply)

        for side, other, name in ((admin, newcomer, "GREETER"), (newcomer, admin, "CLAIMER")):
            email = f"{name.lower()}@example.com"
            invitation = await admin.do("invite", device=device, email=email)
            await admin.do("greet", device=device, token=invitation["token"])
            await newcomer.do("claim", link=invitation["link_parsec3"])
            await newcomer.event("choose")
            check(f"serve: {name} busy", not (await side.do(
                "greet", device=device, token=invitation["token"]))["ok"])
            await side.do("cancel", reason="INVALID_SAS_CODE")
            await side.event("cancelled")
            if other is newcomer:
                await other.do("choose", code="none of these is the right one")
                event = await other.event("cancelled")
                check("serve: wrong code after a cancel", event["by"] == "self", event)
            else:
                event = await other.event("cancelled")
                check(f"serve: {name} cancels", (event["by"], event["origin"], event["reason"])
                      == ("peer", name, "INVALID_SAS_CODE"), event)
            await admin.do("greet", device=device, token=invitation["token"])
            await newcomer.do("claim", link=invitation["link_parsec3"])
            await newcomer.event("choose")
            await side.do("vanish")
            await side.event("vanished")
            await other.do("cancel")
            await other.event("cancelled")
            invitations = (await admin.do("invitations", device=device))["invitations"]
            check("serve: invitation pending", ("PENDING", email) in [
                (item["status"], item["email"]) for item in invitations])
            check("serve: cancel invitation", (await admin.do(
                "cancel_invitation", device=device, token=invitation["token"]))["ok"])

        invitation = await admin.do("invite", device=device, email="auto@example.com")
        await admin.do("greet", device=device, token=invitation["token"], auto=True, name="Renamed",
                       profile="ADMIN")
        for code in ("wrong", "none"):
            await newcomer.do("claim", link=invitation["link_http"], auto=True,
                              misbehave={"code": code})
            event = await newcomer.event("cancelled")
            check(f"serve: auto, {code} code", event["by"] == "self", event)
            await admin.event("cancelled")
            await admin.do("greet", device=device, link=invitation["link_http"], auto=True,
                           name="Renamed", profile="ADMIN")
        await newcomer.do("claim", link=invitation["link_http"], auto=True, name="Auto",
                          password="p", argon2=CHEAP, pause_at=[7], misbehave={"fields": {
                              "requested_human_handle": ["other@example.com", "Other"]}})
        event = await admin.event("review")
        check("serve: e-mail differs", not event["email_matches"], event)
        check("serve: paused", (await newcomer.event("paused"))["step"] == 7)
        check("serve: go", (await newcomer.do("go"))["ok"] and not (await newcomer.do("go"))["ok"])
        done = await newcomer.event("done")
        check("serve: auto", (done["name"], done["email"], done["profile"])
              == ("Renamed", "other@example.com", "ADMIN"), done)

    transcript = admin.transcript + newcomer.transcript
    for file, password in ((made["device_file"], "pw"), (done["device_file"], "p")):
        opened = formats.load_password_file(base64.b64decode(file), password)
        keys = [opened.signing_key, opened.private_key, opened.user_realm_key, opened.local_symkey]
        check("serve: prints no key", not any(
            key.hex() in transcript or b64(key).rstrip("=") in transcript for key in keys))


async def check_demo(server: Server) -> None:
    async def run(*arguments: str) -> str:
        process = await asyncio.create_subprocess_exec(
            sys.executable, str(HERE / "demo.py"), "--server", server.address.server_url,
            *arguments, stdout=asyncio.subprocess.PIPE)
        output, _ = await asyncio.wait_for(process.communicate(), PATIENCE_S)
        assert process.returncode == 0, process.returncode
        return output.decode()

    def field(text: str, name: str) -> str:
        line, = (line for line in text.splitlines() if line.split()[:1] == [name])
        return line.split(maxsplit=1)[1]

    organization = "Demo" + secrets.token_hex(4)
    with tempfile.TemporaryDirectory() as folder:
        arguments = ("--out", folder, "--organization", organization)
        for name, options in (("demo", ()), ("demo, again", ()), ("demo, kept", ("--keep",))):
            text = await run(*arguments, *options)
            file = pathlib.Path(field(text, "file"))
            device = formats.load_password_file(file.read_bytes(), field(text, "password"))
            check(f"{name}: administrator", file.parent == pathlib.Path(folder).resolve()
                  and file.stem == device.device_id.hex
                  and await Authenticated(server, device).accepted())
            link, = (line.strip() for line in text.splitlines() if "a=claim_user" in line)
            listed = await Authenticated(server, device).invitations()
            check(f"{name}: invitation", [item["token"] for item in listed]
                  == [Address.parse(link).token])
            check(f"{name}: password stored only if kept",
                  file.with_suffix(".password").exists() == bool(options))
        head = formats.load_password_head(file.read_bytes())
        elsewhere = dataclasses.replace(device, server_url="http://127.0.0.1:9/")
        file.write_bytes(formats.dump_password_file(
            elsewhere, field(text, "password"), created_on=head["created_on"], **CHEAP))
        again = await run(*arguments, "--keep")
        moved = formats.load_password_head(file.read_bytes())
        check("demo, on another port", moved["server_url"] == server.address.server_url
              and moved["created_on"] == head["created_on"])
        check("demo, found again", field(again, "file") == str(file)
              and field(again, "password") == field(text, "password") and link in again)
        check("demo: private files", all(
            path.stat().st_mode & 0o077 == 0 for path in pathlib.Path(folder).iterdir()))


async def check_mail(started: Started) -> None:
    org = await Organization(Server(started.url), started.admin_token).create()
    token = (await org.admin.invite("mailed@example.com", send_email=True))["token"]
    while (mail := await asyncio.wait_for(started.mails.get(), 20))["to"] != "mailed@example.com":
        pass
    link, = (word for word in mail["text"].split() if "/redirect/" in word)
    check("invite: e-mailed link", Address.parse(link) == org.admin.invitation_address(token)
          and link == org.admin.invitation_address(token).to_http(), link)


async def check_started(keep: str | None) -> None:
    async with Started(keep) as started:
        await check_all(started.url, started.admin_token)
        with guarded("mail"):
            await check_mail(started)


async def check_all(url: str, admin_token: str) -> None:
    server = Server(url)
    recorder = Recorder()
    org = await Organization(server, admin_token).create()
    for name, test in (
            ("organization", check_organization(server, admin_token)),
            ("journey", check_journey(server, admin_token)),
            ("misbehaviours", check_other_greetings(org)),
            ("two administrators", check_two_administrators(
                await Organization(server, admin_token).create())),
            ("serve", check_serve(server)),
            ("demo", check_demo(server))):
        with guarded(name):
            await test
    recorder.check()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--server")
    parser.add_argument("--admin-token", default="s3cr3t")
    parser.add_argument("--keep", metavar="DIR")
    options = parser.parse_args()
    for name, test in (("vectors", check_vectors), ("device files", check_device_files),
                       ("members", check_members_rules), ("oracle", check_oracle)):
        with guarded(name):
            test()
    with guarded("server"):
        asyncio.run(check_all(options.server, options.admin_token) if options.server
                    else check_started(options.keep))
    return report()


if __name__ == "__main__":
    sys.exit(main())
