#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
"""Device files of every kind, ours opened by the peer and the peer's by us.

    test_files.py [--seed N]

Random ones, protected by a password, passkeys or a recovery key, with and without a layer for
one-time codes, are told to locksmith.c, natively and as wasm: what the peer wrote must open to the
same device, what locksmith writes must open here, and what is damaged must be refused by the part
that is damaged. A few are of a device that the released server knows: its answers are what our side
is told.
"""

import argparse
import asyncio
import base64
import dataclasses
import json
import os
import pathlib
import random
import secrets
import subprocess
import sys
import tempfile
import uuid

import httpx
import msgpack

import oracle
import peer_formats as formats
from peer_flows import Anonymous, Authenticated, Server, bootstrap, organization_path
from peer_formats import CryptoError, DateTime, FormatError, Layer, LocalDevice, Passkey
from test_codes import code_now, wrong_code
from testkit import Started, check, guarded, report

BUILD = pathlib.Path(os.environ["PSC_BUILD_DIR"])
LOCKSMITHS = {"native": [str(BUILD / "native-debug" / "server" / "locksmith")],
              "wasm": ["node", str(BUILD / "wasm" / "server" / "locksmith.cjs")]}
PATIENCE_S = 600
EACH = 200
CHEAP = {"memlimit_kb": 8, "opslimit": 1}
NOW = DateTime(1_800_000_000 * 1_000_000)
KINDS = ("password", "web_passkey", "recovery")
# The order in which formats.md §5.4 and docs/passkey-file.md give them
PROTECTION = {"password": ["algorithm", "ciphertext", "totp_opaque_key_id"],
              "web_passkey": ["passkeys", "ciphertext", "totp_opaque_key_id"],
              "recovery": ["ciphertext"]}
HEAD = ["type", "created_on", "protected_on", "server_url", "organization_id", "user_id",
        "device_id", "human_handle", "device_label"]


# ---- Devices, and what opens them ----------------------------------------------------------------

LETTERS = "abcdefghijklmnopqrstuvwxyz ABCXYZ0189-_.éàœßñÿĀžΩжשअ国語한🗝🇫🇷"


def text(rng: random.Random, most: int, alphabet: str = LETTERS) -> str:
    """At most so many bytes, at least one, composed."""
    chosen = ""
    for _ in range(rng.randint(1, most)):
        longer = formats.unicodedata.normalize("NFC", chosen + rng.choice(alphabet))
        if len(longer.encode()) > most:
            break
        chosen = longer
    return chosen or "x"


def make_device(rng: random.Random, **fields) -> LocalDevice:
    def key() -> bytes:
        return rng.randbytes(32)

    return LocalDevice(**{
        "server_url": rng.choice(("https://parsec.example.com/", "http://127.0.0.1:6777/",
                                  "https://xn--bcher-kva.example:8443/", "https://[::1]/")),
        "organization_id": text(rng, 32, "abcXYZ0189-_éàßжשअ国語한"), "root_verify_key": key(),
        "user_id": uuid.UUID(bytes=rng.randbytes(16)),
        "device_id": uuid.UUID(bytes=rng.randbytes(16)), "device_label": text(rng, 255),
        "human_handle": [f"{text(rng, 20, 'abcxyz.').strip('.') or 'x'}@example.com",
                         text(rng, 254)],
        "signing_key": key(), "private_key": key(),
        "initial_profile": rng.choice(formats.PROFILES),
        "user_realm_id": uuid.UUID(bytes=rng.randbytes(16)), "user_realm_key": key(),
        "local_symkey": key()} | fields)


def make_passkey(rng: random.Random) -> Passkey:
    size = rng.choice((6, 16, 20, 32, 48, 64, 128, 250, 256, 1023))
    return Passkey(rng.randbytes(size), text(rng, 40, "abcxyz-."), rng.randbytes(32),
                   salt=rng.randbytes(32), label=text(rng, 255))


@dataclasses.dataclass
class Lock:
    """How a file is protected, and all that is needed to open it."""
    kind: str
    layer: Layer | None = None
    password: str = ""
    passkeys: list[Passkey] = dataclasses.field(default_factory=list)
    recovery_key: bytes = b""

    @classmethod
    def make(cls, rng: random.Random, kind: str, layered: bool) -> "Lock":
        layer = Layer(uuid.UUID(bytes=rng.randbytes(16)), rng.randbytes(32)) if layered else None
        match kind:
            case "password":
                return cls(kind, layer, password=text(rng, 100))
            case "web_passkey":
                several = rng.choice((1, 1, 2, 3, 16))
                return cls(kind, layer, passkeys=[make_passkey(rng) for _ in range(several)])
        return cls(kind, recovery_key=rng.randbytes(32))

    @property
    def name(self) -> str:
        return self.kind + (" and code" if self.layer else "")

    @property
    def opaque_key(self) -> bytes | None:
        return self.layer and self.layer.opaque_key

    def seal(self, device: LocalDevice) -> bytes:
        match self.kind:
            case "password":
                return formats.dump_password_file(device, self.password, layer=self.layer, **CHEAP)
            case "web_passkey":
                return formats.dump_passkey_file(device, self.passkeys, layer=self.layer)
        return formats.dump_recovery_file(device, key=self.recovery_key)[0]

    def open(self, data: bytes) -> list[LocalDevice]:
        """With each of the things that open it."""
        match self.kind:
            case "password":
                return [formats.load_password_file(data, self.password,
                                                   opaque_key=self.opaque_key)]
            case "web_passkey":
                return [formats.load_passkey_file(data, passkey.output, opaque_key=self.opaque_key)
                        for passkey in self.passkeys]
        return [formats.load_recovery_file(data, formats.recovery_passphrase(self.recovery_key))]

    def told(self, *, using: Passkey | None = None) -> list[str]:
        """Commands: the person has all this."""
        lines = ["clear"]
        if self.password:
            lines.append(f"password {self.password.encode().hex()}")
        if self.recovery_key:
            lines.append(f"recovery-key {self.recovery_key.hex()}")
        lines += [f"passkey {describe(passkey)}" for passkey in self.passkeys]
        if using is not None:
            lines.append(f"use {using.credential_id.hex()} {using.output.hex()}")
        if self.layer is not None:
            lines += [f"layer {self.layer.opaque_key_id.hex} {self.layer.opaque_key.hex()}",
                      "code 123456", self.answer(opaque_key=self.layer.opaque_key)]
        return lines

    @staticmethod
    def answer(status: str = "ok", **fields) -> str:
        """What the server says to a code, written by its own library."""
        answer = oracle.answer(json.dumps({
            "do": "dump_reply", "family": "anonymous", "cmd": "totp_fetch_opaque_key",
            "status": status, "fields": formats.to_json(fields)}))
        return f"answer 200 {base64.b64decode(answer['raw']).hex()}"


def describe(passkey: Passkey) -> str:
    return " ".join(part.hex() for part in (
        passkey.credential_id, passkey.rp_id.encode(), passkey.label.encode(), passkey.output))


def locks(rng: random.Random, count: int):
    for kind in KINDS:
        for layered in (False, True) if kind != "recovery" else (False,):
            for number in range(count):
                yield Lock.make(rng, kind, layered), number


# ---- What is told, and what must be said ---------------------------------------------------------

class Story:
    """Commands, and what judges the lines that they are answered with: None, or what is wrong."""

    def __init__(self, name: str, commands: list[str], judge):
        self.name = name
        self.commands = commands
        self.judge = judge


class Bench:
    """All stories, told in one go to each locksmith."""

    def __init__(self):
        self.stories: list[Story] = []

    def add(self, name: str, commands: list[str], judge) -> None:
        self.stories.append(Story(name, commands, judge))

    def tell(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            script = pathlib.Path(folder) / "script"
            with script.open("w") as file:
                for number, story in enumerate(self.stories):
                    file.write(f"say #{number}\n" + "\n".join(story.commands) + "\n")
            running = {name: subprocess.Popen(
                [*command, str(script)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
                for name, command in LOCKSMITHS.items()}
            for name, process in running.items():
                output, errors = process.communicate(timeout=PATIENCE_S)
                check(f"{name}: the locksmith ends well", process.returncode == 0, errors[-4000:])
                self._judge(name, output)

    def _judge(self, name: str, output: str) -> None:
        said = dict[int, list[str]]()
        for line in output.splitlines():
            if line.startswith("#"):
                lines = said[int(line[1:])] = []
            else:
                lines.append(line)
        for number, story in enumerate(self.stories):
            try:
                wrong = story.judge(said[number])
            except (KeyError, ValueError, IndexError, TypeError) as error:
                wrong = f"{type(error).__name__}: {error} of {said.get(number)}"
            check(f"{name}: {story.name}", wrong is None, str(wrong)[:500])


def ask_locksmith(name: str, commands: list[str]) -> list[str]:
    """One locksmith at once, for what depends on its answers."""
    with tempfile.NamedTemporaryFile("w", suffix=".script") as file:
        file.write("\n".join(commands) + "\n")
        file.flush()
        done = subprocess.run([*LOCKSMITHS[name], file.name], capture_output=True, text=True,
                              timeout=PATIENCE_S)
    if done.returncode != 0:
        raise RuntimeError(done.stderr[-4000:])
    return done.stdout.splitlines()


def payload(line: str, word: str) -> bytes:
    first, value = line.split(" ")
    if first != word:
        raise ValueError(f"{line[:80]} instead of {word}")
    return bytes.fromhex(value)


def judge_asked(line: str, device: LocalDevice, layer: Layer, code: str = "123456") -> str | None:
    """Whether the server's library reads the request as the one that it must be."""
    word, url, body = line.split(" ")
    expected = device.server_url.rstrip("/") + organization_path("anonymous",
                                                                 device.organization_id)
    if (word, url) != ("asked", expected):
        return f"{word} {url} instead of {expected}"
    read = oracle.answer(json.dumps({
        "do": "load_request", "family": "anonymous",
        "raw": base64.b64encode(bytes.fromhex(body)).decode()}))
    fields = {"user_id": {"$uuid": device.user_id.hex}, "one_time_password": code,
              "opaque_key_id": {"$uuid": layer.opaque_key_id.hex}}
    same = read["ok"] and read["cmd"] == "totp_fetch_opaque_key" and all(
        read["fields"].get(name) == value for name, value in fields.items())
    return None if same else f"{read} instead of {fields}"


def judge_opened(said: list[str], lock: Lock, device: LocalDevice) -> str | None:
    """The lines of `unlock`, up to the device."""
    lines = list(said)
    for passkey in lock.passkeys:
        if lines.pop(0) != f"offered {passkey.credential_id.hex()} {passkey.salt.hex()}":
            return f"another passkey is offered: {said}"
    if lock.layer is not None:
        wrong = judge_asked(lines.pop(0), device, lock.layer)
        if wrong is not None:
            return wrong
    if len(lines) != 1 or payload(lines[0], "device") != device.dump():
        return f"{lines} instead of the device"
    return None


def judge_sealed(said: list[str], lock: Lock, device: LocalDevice) -> str | None:
    line, = said
    data = payload(line, "file")
    file = formats.load_file(data)
    if list(file) != HEAD + PROTECTION[lock.kind]:
        return f"other fields, or in another order: {list(file)}"
    if (file["type"], file["created_on"], file["protected_on"]) != (
            lock.kind, NOW, DateTime(NOW.us + 1)):
        return f"another head: {file}"
    if file.get("totp_opaque_key_id") != (lock.layer and lock.layer.opaque_key_id):
        return "another opaque key"
    for passkey, record in zip(lock.passkeys, file.get("passkeys", []), strict=True):
        if (record["credential_id"], record["rp_id"], record["label"]) != (
                passkey.credential_id, passkey.rp_id, passkey.label):
            return f"another passkey: {record}"
    try:
        opened = lock.open(data)
    except (CryptoError, FormatError) as error:
        return f"the peer does not open it: {error}"
    return None if all(one == device for one in opened) else "another device"


# ---- Both directions -----------------------------------------------------------------------------

def unlock_or_unseal(lock: Lock, place: str, data: bytes) -> str:
    return f"unseal {data.hex()}" if lock.kind == "recovery" else f"unlock {place} {data.hex()}"


def tell_both_directions(bench: Bench, rng: random.Random) -> None:
    for lock, number in locks(rng, EACH):
        device = make_device(rng)
        using = rng.choice(lock.passkeys) if lock.passkeys else None
        opening = unlock_or_unseal(lock, device.device_id.hex, lock.seal(device))
        bench.add(f"the peer's file, {lock.name} {number}", [*lock.told(using=using), opening],
                  lambda said, lock=lock, device=device: judge_opened(said, lock, device))
        bench.add(f"our file, {lock.name} {number}",
                  [*lock.told(), f"seal {lock.kind} {device.dump().hex()}"],
                  lambda said, lock=lock, device=device: judge_sealed(said, lock, device))


def exactly(*expected: str):
    return lambda said: None if said[-len(expected):] == list(expected) else \
        f"{said} instead of {expected}"


def tell_tolerated(bench: Bench, rng: random.Random) -> None:
    """What the official reader takes: any order of the fields, unknown ones."""
    for lock, _ in locks(rng, 1):
        device = make_device(rng)
        fields = list(formats.load_file(lock.seal(device)).items()) + [("later", {"more": [1]})]
        rng.shuffle(fields)
        using = lock.passkeys[0] if lock.passkeys else None
        bench.add(f"other order, unknown field, {lock.name}",
                  [*lock.told(using=using),
                   unlock_or_unseal(lock, device.device_id.hex, formats.pack(dict(fields)))],
                  lambda said, lock=lock, device=device: judge_opened(said, lock, device))
    lock, device = Lock.make(rng, "password", False), make_device(rng)
    file = formats.load_file(lock.seal(device))
    del file["totp_opaque_key_id"]  # Before release 3.8 there was none
    bench.add("no word of one-time codes",
              [*lock.told(), f"unlock {device.device_id.hex} {formats.pack(file).hex()}"],
              lambda said: judge_opened(said, lock, device))


def tell_wrong_keys(bench: Bench, rng: random.Random) -> None:
    for lock, number in locks(rng, 3):
        device = make_device(rng)
        data, place = lock.seal(device), device.device_id.hex
        other = Lock.make(rng, lock.kind, lock.layer is not None)
        if lock.kind == "recovery":
            bench.add(f"another key, {lock.name} {number}",
                      [*other.told(), f"unseal {data.hex()}"], exactly("refused decrypt"))
            bench.add(f"another key typed, {number}", [*other.told(), f"recover {data.hex()}"],
                      exactly("wrong recovery key"))
            bench.add(f"not for logging in, {number}",
                      [*lock.told(), f"unlock {place} {data.hex()}"],
                      exactly("refused device-file-kind -"))
            continue
        using = rng.choice(lock.passkeys) if lock.passkeys else None
        mistaken = dataclasses.replace(using, output=rng.randbytes(32)) if using else None
        mistake = f"wrong {'passkey' if using else 'password'}"
        wrong = dataclasses.replace(lock, password=other.password)
        bench.add(f"another key, {lock.name} {number}",
                  [*wrong.told(using=mistaken), f"unlock {place} {data.hex()}"], exactly(mistake))
        if using and len(lock.passkeys) > 1:
            crossed = dataclasses.replace(
                using, output=next(one.output for one in lock.passkeys if one is not using))
            bench.add(f"the output of another of its passkeys, {number}",
                      [*lock.told(using=crossed), f"unlock {place} {data.hex()}"],
                      exactly(mistake))
        bench.add(f"the place of another device, {lock.name} {number}",
                  [*lock.told(using=using), f"unlock {uuid.uuid4().hex} {data.hex()}"],
                  exactly("refused device-file head"))
        for name, changed in (
                ("device", {"device_id": uuid.uuid4()}), ("person", {"user_id": uuid.uuid4()}),
                ("organization", {"organization_id": "Other"})):
            # A head that somebody has put before the ciphertext of another
            forged = dataclasses.replace(device, **changed)
            before = formats.load_file(data) | {
                field: value for field, value in forged.head().items()}
            expected = "wrong passkey" if using and name == "device" else \
                "refused device-file contents"
            bench.add(f"the head of another {name}, {lock.name} {number}",
                      [*lock.told(using=using),
                       f"unlock {forged.device_id.hex} {formats.pack(before).hex()}"],
                      exactly(expected))
        if lock.layer is None:
            continue
        for name, answer, expected in (
                ("another opaque key", Lock.answer(opaque_key=rng.randbytes(32)),
                 "refused device-file layer"),
                ("a code that is refused", Lock.answer("invalid_one_time_password"),
                 "wrong code"),
                ("throttled", Lock.answer("throttled", wait_until=DateTime(NOW.us + 4_000_000)),
                 f"throttled {NOW.us + 4_000_000}"),
                ("suspended meanwhile", "answer 462 -", "refused http-frozen -"),
                ("organization expired", "answer 460 -", "refused http-organization-expired -"),
                ("no organization", "answer 404 -", "refused http-organization-not-found -")):
            bench.add(f"{name}, {lock.name} {number}",
                      [*lock.told(using=using), answer, f"unlock {place} {data.hex()}"],
                      exactly(expected))


# ---- Damage --------------------------------------------------------------------------------------

@dataclasses.dataclass(frozen=True)
class Region:
    """Bytes of a file that are one value, or one key of a map."""
    path: tuple
    start: int
    end: int
    is_key: bool = False


def regions(data: bytes) -> list[Region]:
    """Where what stands in a file: contents only, without the bytes that say of which length."""
    found = []

    def content(value) -> int:
        match value:
            case str():
                return len(value.encode())
            case bytes():
                return len(value)
            case uuid.UUID():
                return 16
            case DateTime():
                return 8
        return 0

    def walk(value, path: tuple, start: int) -> None:
        match value:
            case dict():
                at = start + 1 + (2 if len(value) > 15 else 0)
                for key, item in value.items():
                    after = at + len(formats.pack(key))
                    found.append(Region(path + (key,), after - len(key), after, is_key=True))
                    walk(item, path + (key,), after)
                    at = after + len(formats.pack(item))
            case list():
                at = start + 1 + (2 if len(value) > 15 else 0)
                for index, item in enumerate(value):
                    walk(item, path + (index,), at)
                    at += len(formats.pack(item))
            case _:
                end = start + len(formats.pack(value))
                if size := content(value):
                    found.append(Region(path, end - size, end))

    walk(formats.unpack(data), (), 0)
    return found


HEAD_NAMES = set(HEAD) - {"type"}


def expected_of(lock: Lock, region: Region, used: int | None, byte: int) -> set[str]:
    """What may be said of a file with such a byte in this region; {"device"}: it opens as before."""
    top = region.path[0]
    mistake = {"wrong passkey"} if lock.passkeys else {"wrong password"}
    sealed = {"refused device-file contents"} if lock.passkeys else mistake
    if region.is_key:
        if top == "type" or (len(region.path) == 1 and byte >= 0x80):  # No UTF-8
            return {"refused device-file format"}
        if top in HEAD_NAMES:
            return {"refused device-file head"}
        if top == "totp_opaque_key_id":  # As if there were no layer: what is inside is another's
            return sealed if lock.layer else {"device"}
        return {"refused device-file contents" if top == "ciphertext" else
                "refused device-file protection"}
    match region.path:
        case ("type",):
            return {"refused device-file format"}
        case ("device_id",):
            return {"refused device-file head"}
        case ("created_on" | "protected_on" | "server_url" | "device_label",) | ("human_handle", _):
            return {"device", "refused device-file head"}  # What was sealed counts
        case ("user_id",):
            return {"wrong code" if lock.layer else "refused device-file contents"}
        case ("organization_id",):
            return {"refused device-file head", "refused http-organization-not-found -"
                    if lock.layer else "refused device-file contents"}
        case ("algorithm", "type"):
            return {"refused device-file protection"}
        case ("algorithm", "salt"):
            return mistake
        case ("passkeys", index, "wrapped" | "credential_id"):
            return mistake if index == used else {"device"}
        case ("passkeys", _, "salt"):
            return {"device"}
        case ("passkeys", _, "created_on" | "rp_id" | "label"):
            return {"device", "refused device-file protection"}
        case ("ciphertext",):
            return {"refused device-file layer"} if lock.layer else sealed
        case ("totp_opaque_key_id",):
            return {"wrong code"}
    raise AssertionError(region)


ALWAYS = {"device", "wrong password", "wrong passkey", "wrong code"}


def answer_to_damaged(lock: Lock, device: LocalDevice, damaged: bytes) -> str | None:
    """As the server answers to what the damaged file says; it may ask another organization."""
    if lock.layer is None:
        return None
    try:
        said = msgpack.unpackb(damaged, ext_hook=lambda code, data: data, raw=True,
                               strict_map_key=False)
        names = [said.get(name) for name in (b"organization_id", b"user_id", b"totp_opaque_key_id")]
    except Exception:  # It has got no answer to want
        return None
    if names[0] != device.organization_id.encode():
        return "answer 404 -"
    return None if names[1:] == [device.user_id.bytes, lock.layer.opaque_key_id.bytes] else \
        Lock.answer("invalid_one_time_password")


def judge_damaged(said: list[str], device: LocalDevice, expected: set[str] | None) -> str | None:
    last = said[-1]
    if last.startswith("device "):
        # Whatever is shown of a file, what it opens to is what was sealed
        if payload(last, "device") != device.dump():
            return "another device"
        last = "device"
    if expected is not None:
        return None if last in expected else f"{last} instead of {sorted(expected)}"
    fine = last in ALWAYS or last.startswith("refused ")
    return None if fine else f"{last} of a damaged file"


def tell_damage(bench: Bench, rng: random.Random) -> None:
    for lock, number in locks(rng, EACH):
        if lock.kind == "recovery":
            continue
        device = make_device(rng)
        data = lock.seal(device)
        used = rng.randrange(len(lock.passkeys)) if lock.passkeys else None
        places = regions(data)
        # Half of it anywhere, half of it spread over all that a file says
        region = rng.choice(places) if number % 2 else None
        at = rng.randrange(region.start, region.end) if region else rng.randrange(len(data))
        region = next((one for one in places if one.start <= at < one.end), None)
        damaged = bytearray(data)
        damaged[at] ^= 1 << rng.randrange(8)
        answer = answer_to_damaged(lock, device, bytes(damaged))
        expected = region and expected_of(lock, region, used, damaged[at])
        where = f"{'.'.join(map(str, region.path))}{' (key)' if region.is_key else ''}" \
            if region else f"byte {at}"
        bench.add(f"damaged {lock.name} {number}, {where}",
                  [*lock.told(using=None if used is None else lock.passkeys[used]),
                   *([answer] if answer else []),
                   f"unlock {device.device_id.hex} {damaged.hex()}"],
                  lambda said, device=device, expected=expected: judge_damaged(
                      said, device, expected))


def expected_of_recovery(region: Region, byte: int) -> set[str]:
    """The same for a recovery file, where "opened" is as before."""
    if region.is_key or region.path == ("type",):
        return {"refused recovery-file -"}
    match region.path:
        case ("ciphertext",):
            return {"wrong recovery key"}
        case ("user_id",) | ("device_id",):
            return {"refused device-file contents"}
        case ("organization_id",):
            return {"refused recovery-file -", "refused device-file contents"}
    return {"opened", "refused recovery-file -"}  # What was sealed counts


def tell_recovery_damage(bench: Bench, rng: random.Random) -> None:
    for number in range(EACH):
        lock, device = Lock.make(rng, "recovery", False), make_device(rng)
        data = lock.seal(device)
        places = regions(data)
        region = rng.choice(places) if number % 2 else None
        at = rng.randrange(region.start, region.end) if region else rng.randrange(len(data))
        region = next((one for one in places if one.start <= at < one.end), None)
        damaged = bytearray(data)
        damaged[at] ^= 1 << rng.randrange(8)
        expected = region and expected_of_recovery(region, damaged[at])
        whole = f"opened {device.organization_id.encode().hex()} " \
            f"{device.human_handle[0].encode().hex()}"

        def judge(said: list[str], expected=expected, whole=whole) -> str | None:
            last = "opened" if said[-1] == whole else said[-1]
            fine = last in expected if expected is not None else \
                last in ("opened", "wrong recovery key") or last.startswith("refused ")
            return None if fine else f"{last} instead of {expected}"

        bench.add(f"damaged recovery {number}, {region.path if region else at}",
                  [*lock.told(), f"recover {damaged.hex()}"], judge)


def tell_missing_parts(bench: Bench, rng: random.Random) -> None:
    """Each field left out, or of another type, and each length that a cut-off file can have."""
    for lock, _ in locks(rng, 1):
        device = make_device(rng, device_label="PC", human_handle=["ada@example.com", "Ada"])
        data = lock.seal(device)
        file = formats.load_file(data)
        for cut in sorted({0, 1, len(data) - 1, *rng.sample(range(len(data)), 40)}):
            bench.add(f"cut off after {cut}, {lock.name}", [f"examine {data[:cut].hex()}"],
                      exactly("refused device-file format"))
        for name in file:
            part = {"type": "format", "algorithm": "protection", "passkeys": "protection",
                    "ciphertext": "contents", "totp_opaque_key_id": "contents"}.get(name, "head")
            whole = f"readable {lock.kind}"
            without = {other: value for other, value in file.items() if other != name}
            bench.add(f"no {name}, {lock.name}", [f"examine {formats.pack(without).hex()}"],
                      exactly(whole if name == "totp_opaque_key_id" else
                              f"refused device-file {part}"))
            bench.add(f"a number as {name}, {lock.name}",
                      [f"examine {formats.pack(file | {name: 7}).hex()}"],
                      exactly(f"refused device-file {part}"))
        for name in file.get("algorithm", {}):
            algorithm = {other: value for other, value in file["algorithm"].items()
                         if other != name}
            bench.add(f"no {name} of the algorithm",
                      [f"examine {formats.pack(file | {'algorithm': algorithm}).hex()}"],
                      exactly("refused device-file protection"))
        passkey = file.get("passkeys", [{}])[0]
        for name in passkey:
            changed = {other: value for other, value in passkey.items() if other != name}
            bench.add(f"no {name} of a passkey",
                      [f"examine {formats.pack(file | {'passkeys': [changed]}).hex()}"],
                      exactly("refused device-file protection"))
        for name, wrong in (("credential_id", b""), ("credential_id", bytes(1024)),
                            ("salt", bytes(31)), ("salt", bytes(33)), ("rp_id", ""),
                            ("rp_id", "a" * 254), ("label", ""), ("label", "a" * 256)):
            if passkey:
                bench.add(f"{name} of {len(wrong)}",
                          [f"examine {formats.pack(file | {'passkeys': [passkey | {name: wrong}]}).hex()}"],
                          exactly("refused device-file protection"))
        for count in (0, 16, 17) if passkey else ():
            bench.add(f"{count} passkeys",
                      [f"examine {formats.pack(file | {'passkeys': [passkey] * count}).hex()}"],
                      exactly(f"readable {lock.kind}" if count == 16 else
                              "refused device-file protection"))


# ---- Changes -------------------------------------------------------------------------------------

def judge_changed(said: list[str], before: bytes, device: LocalDevice, new: Lock, *,
                  old: Lock, fresh: Passkey | None) -> str | None:
    lines = list(said)
    while lines[0].startswith(("offered ", "asked ")):
        lines.pop(0)
    salt = payload(lines.pop(0), "salt") if fresh is not None else None
    line, = lines
    data = payload(line, "file")
    was, file = formats.load_file(before), formats.load_file(data)
    kept = [name for name in HEAD if name not in ("type", "protected_on")]
    if any(was[name] != file[name] for name in kept) or file["protected_on"] != NOW:
        return f"another head: {file}"
    if file["totp_opaque_key_id"] != was["totp_opaque_key_id"]:
        return "another layer"
    if list(file) != HEAD + PROTECTION[new.kind]:
        return f"other fields: {list(file)}"
    records = {record["credential_id"]: record for record in file.get("passkeys", [])}
    if list(records) != [passkey.credential_id for passkey in new.passkeys]:
        return f"other passkeys: {records}"
    if fresh is not None:
        record = records[fresh.credential_id]
        if (record["salt"], record["rp_id"], record["label"], record["created_on"]) != (
                salt, fresh.rp_id, fresh.label, NOW):
            return f"another passkey: {record}"
    if new.kind == "password" and (file["algorithm"]["memlimit_kb"],
                                   file["algorithm"]["opslimit"]) != (131072, 3):
        return f"weak: {file['algorithm']}"
    if any(one != device for one in new.open(data)):
        return "another device"
    for passkey in old.passkeys:
        if passkey not in new.passkeys and new.kind == "web_passkey":
            try:
                formats.load_passkey_file(data, passkey.output, opaque_key=new.opaque_key)
            except CryptoError:
                continue
            return "the removed passkey opens it"
    return None


def tell_later_version(bench: Bench, rng: random.Random) -> None:
    """With a record that a later program has made, the whole file is left alone."""
    later, own = make_passkey(rng), make_passkey(rng)
    lock, device = Lock("web_passkey", passkeys=[later, own]), make_device(rng)
    file = formats.load_file(lock.seal(device))
    record = file["passkeys"][0] | {"version": 2, "wrapped": rng.randbytes(100)}
    data = formats.pack(file | {"passkeys": [record, file["passkeys"][1]]}).hex()
    place = device.device_id.hex
    told = [*lock.told(using=own), f"new-passkey {describe(make_passkey(rng))}"]
    for command in (f"unlock {place} {data}", f"change add-passkey {place} {data}"):
        bench.add(f"a later version, {command.split()[0]}", [*told, command],
                  exactly("refused device-file-kind -"))


def tell_changes(bench: Bench, rng: random.Random) -> None:
    """Any way to any other; what comes out is for the peer to open."""
    def add(name: str, old: Lock, new: Lock, job: str, command: str,
            fresh: Passkey | None) -> None:
        device = make_device(rng)
        data = old.seal(device)
        using = rng.choice([one for one in old.passkeys if one in new.passkeys]
                           or old.passkeys or [None])
        bench.add(f"{name}{' and code' if old.layer else ''}",
                  [*old.told(using=using), command,
                   f"change {job} {device.device_id.hex} {data.hex()}"],
                  lambda said: judge_changed(said, data, device, new, old=old, fresh=fresh))

    for layered in (False, True):
        by_password, by_passkey = (Lock.make(rng, kind, layered)
                                   for kind in ("password", "web_passkey"))
        for old in (by_password, by_passkey):
            new = dataclasses.replace(by_password, layer=old.layer, password=text(rng, 60))
            add(f"from {old.kind} to a password", old, new, "method",
                f"new-password {new.password.encode().hex()}", None)
            fresh = make_passkey(rng)
            new = Lock("web_passkey", old.layer, passkeys=[fresh])
            add(f"from {old.kind} to a passkey", old, new, "method",
                f"new-passkey {describe(fresh)}", fresh)
        for several in (1, 15):
            passkeys = [make_passkey(rng) for _ in range(several)]
            fresh, old = make_passkey(rng), dataclasses.replace(by_passkey, passkeys=passkeys)
            new = dataclasses.replace(by_passkey, passkeys=[*passkeys, fresh])
            add(f"one more than {several}", old, new, "add-passkey",
                f"new-passkey {describe(fresh)}", fresh)
            removed = rng.choice(new.passkeys)
            fewer = dataclasses.replace(new, passkeys=[one for one in new.passkeys
                                                       if one is not removed])
            add(f"one less than {several + 1}", new, fewer, "remove-passkey",
                f"new-passkey {describe(removed)}", None)
    tell_later_version(bench, rng)
    full = Lock("web_passkey", passkeys=[make_passkey(rng) for _ in range(16)])
    device = make_device(rng)
    data = full.seal(device).hex()
    for name, job, command, expected in (
            ("a seventeenth passkey", "add-passkey", f"new-passkey {describe(make_passkey(rng))}",
             "refused too-large -"),
            ("a passkey that is not there", "remove-passkey",
             f"new-passkey {describe(make_passkey(rng))}", "refused argument -")):
        bench.add(name, [*full.told(using=full.passkeys[0]), command,
                         f"change {job} {device.device_id.hex} {data}"], exactly(expected))
    only = Lock("web_passkey", passkeys=[make_passkey(rng)])
    bench.add("the last passkey", [*only.told(using=only.passkeys[0]),
                                   f"new-passkey {describe(only.passkeys[0])}",
                                   f"change remove-passkey {device.device_id.hex} "
                                   f"{only.seal(device).hex()}"], exactly("refused argument -"))
    by_password = Lock.make(rng, "password", False)
    bench.add("a passkey beside a password",
              [*by_password.told(), f"new-passkey {describe(make_passkey(rng))}",
               f"change add-passkey {device.device_id.hex} {by_password.seal(device).hex()}"],
              exactly("refused device-file-kind -"))


# ---- With the released server --------------------------------------------------------------------

async def check_server(rng: random.Random) -> None:
    async with Started() as started:
        server = Server(started.url)
        organization = "Org" + secrets.token_hex(4)
        commands = Authenticated(server, await bootstrap(
            server, organization, email="ada@example.com", name="Ada"))
        device = commands.device
        secret = await commands.set_up_codes()
        path = organization_path("anonymous", organization)
        for name in LOCKSMITHS:
            for kind in ("password", "web_passkey"):
                lock = Lock.make(rng, kind, False)
                lock.layer = await commands.make_layer()
                using = lock.passkeys[0] if lock.passkeys else None
                told = [line for line in lock.told(using=using)
                        if not line.startswith(("code ", "answer "))]
                unlock = f"unlock {device.device_id.hex} {lock.seal(device).hex()}"

                async def request(code: str) -> bytes:
                    lines = await asyncio.to_thread(
                        ask_locksmith, name, [*told, f"code {code}", unlock])
                    word, url, body = lines[-2].split(" ")
                    check(f"{name}: asks the server, {kind}", (word, url, lines[-1]) == (
                        "asked", started.url.rstrip("/") + path, "unanswered"), lines)
                    return bytes.fromhex(body)

                async def outcome(answer: httpx.Response) -> str:
                    lines = await asyncio.to_thread(ask_locksmith, name, [
                        *told, "code 123456",
                        f"answer {answer.status_code} {answer.content.hex()}", unlock])
                    return lines[-1]

                right, wrong = await request(code_now(secret)), await request(wrong_code(secret))
                # One after the other without a pause: the last is too early by a second
                answers = [await server.http.post(path, content=body, headers={
                    "Api-Version": formats.API_VERSION, "Content-Type": "application/msgpack"})
                    for body in (right, wrong, right)]
                opened, refused, throttled = [await outcome(answer) for answer in answers]
                check(f"{name}: the server's key opens {kind}",
                      opened == f"device {device.dump().hex()}", opened)
                check(f"{name}: a wrong code, {kind}", refused == "wrong code", refused)
                check(f"{name}: throttled, {kind}", throttled.startswith("throttled "), throttled)
        # What our side writes logs in with the server, after the change as before
        lock, new = Lock.make(rng, "web_passkey", False), text(rng, 40)
        lock.layer = await commands.make_layer()
        for name in LOCKSMITHS:
            said = await asyncio.to_thread(ask_locksmith, name, [
                *lock.told(using=lock.passkeys[0]), f"new-password {new.encode().hex()}",
                f"change method {device.device_id.hex} {lock.seal(device).hex()}"])
            data = payload(said[-1], "file")
            opaque_key = await Anonymous(server, organization).fetch_opaque_key(
                device.user_id, formats.load_file(data)["totp_opaque_key_id"], code_now(secret))
            opened = await asyncio.to_thread(formats.load_password_file, data, new,
                                             opaque_key=opaque_key)
            check(f"{name}: logs in with what became of a passkey",
                  await Authenticated(server, opened).accepted())
        for name in LOCKSMITHS:
            with guarded(f"{name}: recovery"):
                await check_recovery(rng, name, commands)
        await server.close()


async def created_by(name: str, told: list[str], author: Authenticated) -> list[str]:
    """What a locksmith says in the end when the server has answered what it asks in the name of
    `author`, who signs the requests in its place. It draws the same random bytes each time."""
    told = [f"seed {secrets.randbits(48)}", *told[:-1], f"now {DateTime.now().us}", told[-1]]
    asked = await asyncio.to_thread(ask_locksmith, name, told)
    word, url, body = asked[-2].split(" ")
    path = organization_path("authenticated", author.organization)
    check(f"{name}: asks for a device", (word, url, asked[-1]) == (
        "asked", author.server.address.server_url.rstrip("/") + path, "unanswered"), asked)
    answer = await author.server.http.post(path, content=bytes.fromhex(body), headers={
        "Api-Version": formats.API_VERSION, "Content-Type": "application/msgpack",
        "Authorization": f"Bearer {author.authorization()}"})
    check(f"{name}: the server creates it", formats.unpack(answer.content) == {"status": "ok"},
          answer.content)
    return await asyncio.to_thread(ask_locksmith, name, [
        *told[:-1], f"answer {answer.status_code} {answer.content.hex()}", told[-1]])


async def check_recovery(rng: random.Random, name: str, owner: Authenticated) -> None:
    """A recovery file of ours for the peer, and one of the peer's for us."""
    device, server = owner.device, owner.server
    lock = Lock.make(rng, "web_passkey", False)
    said = await created_by(name, [
        *lock.told(using=lock.passkeys[0]),
        f"recovery {device.device_id.hex} {lock.seal(device).hex()}"], owner)
    word, file, passphrase = said[-2].split(" ")
    check(f"{name}: a recovery file is made and loaded back", (word, said[-1]) == ("made", "done"),
          said)
    data = bytes.fromhex(file)
    check(f"{name}: fields of the recovery file", list(formats.load_file(data))
          == HEAD + PROTECTION["recovery"])
    sealed = formats.load_recovery_file(data, passphrase)
    helper = Authenticated(server, sealed)
    restored = await helper.add_device("Restored by the peer")
    members = await owner.members()
    check(f"{name}: the peer restores from it", await Authenticated(server, restored).accepted()
          and members.purposes[sealed.device_id] == "PASSPHRASE_RECOVERY"
          and sealed.user_id == device.user_id and sealed.private_key == device.private_key
          and sealed.signing_key != device.signing_key)

    theirs = await owner.add_device("recovery", purpose="PASSPHRASE_RECOVERY")
    data, passphrase = formats.dump_recovery_file(theirs)
    password = text(rng, 40)
    said = await created_by(name, [
        "clear", f"recovery-key {formats.recovery_key(passphrase).hex()}",
        f"new-password {password.encode().hex()}", f"recover {data.hex()}"],
        Authenticated(server, theirs))
    opened = await asyncio.to_thread(formats.load_password_file, payload(said[-1], "file"),
                                     password)
    members = await owner.members()
    check(f"{name}: restored from the peer's", await Authenticated(server, opened).accepted()
          and members.purposes[opened.device_id] == "STANDARD"
          and (opened.user_id, opened.private_key, opened.user_realm_key, opened.device_label)
          == (device.user_id, device.private_key, device.user_realm_key, "Restored")
          and opened.device_id not in (device.device_id, theirs.device_id), said)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=None)
    options = parser.parse_args()
    seed = secrets.randbits(32) if options.seed is None else options.seed
    print(f"seed {seed}: test_files.py --seed {seed} does the same again")
    rng = random.Random(seed)
    bench = Bench()
    for name, tell in (
            ("both directions", tell_both_directions), ("tolerated", tell_tolerated),
            ("wrong keys", tell_wrong_keys), ("damage", tell_damage),
            ("damaged recovery files", tell_recovery_damage),
            ("missing parts", tell_missing_parts), ("changes", tell_changes)):
        with guarded(name):
            tell(bench, rng)
    with guarded("locksmiths"):
        bench.tell()
    with guarded("server"):
        asyncio.run(check_server(rng))
    return report()


if __name__ == "__main__":
    sys.exit(main())
