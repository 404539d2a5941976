# SPDX-License-Identifier: MPL-2.0
"""Certificates that the released library would not write: other bytes for the same content, and
content that nobody may believe. Each is signed by its rightful author, so that nothing else is
wrong with it (formats.md §2, §5.1)."""

import dataclasses
import random
import struct
import typing
import uuid
from compression import zstd

import peer_formats as formats
from organizations import KINDS, Certificate, Organization

SKIPPABLE_FRAME = struct.pack("<II", 0x184D2A50, 5) + b"hello"
Form = typing.Callable[[dict], bytes]


@dataclasses.dataclass(frozen=True)
class Forgery:
    name: str
    form: Form  # the fields to the signed container
    kinds: tuple[str, ...] = KINDS
    status: str | None = None  # None: to be believed all the same
    known: bool = True  # False: a limit of ours, which the library does not have
    says: dict = dataclasses.field(default_factory=dict)  # otherwise than before

    def of(self, organization: Organization, one: Certificate) -> Certificate:
        def signed(blob: bytes) -> bytes:
            fields = formats.unpack(formats.open_v0(blob[64:]))
            return organization.keys[one.author].sign(self.form(fields))
        full, redacted = signed(one.full), signed(one.redacted)
        return dataclasses.replace(one, full=full, redacted=redacted, malformed=self.status,
                                   **self.says)


def container(content: bytes) -> bytes:
    return b"\x00" + zstd.compress(content)


def packed(fields) -> bytes:
    return container(formats.pack(fields))


def changed(**changes) -> Form:
    return lambda fields: packed(fields | changes)


def without(name: str) -> Form:
    return lambda fields: packed({key: value for key, value in fields.items() if key != name})


def twice(name: str) -> Form:
    def form(fields: dict) -> bytes:
        pairs = [*fields.items(), (name, fields[name])]
        return container(bytes([0x80 | len(pairs)])
                         + b"".join(formats.pack(part) for pair in pairs for part in pair))
    return form


def content(change: typing.Callable[[bytes], bytes]) -> Form:
    return lambda fields: container(change(formats.pack(fields)))


def frames(compress: typing.Callable[[bytes], bytes]) -> Form:
    return lambda fields: b"\x00" + compress(formats.pack(fields))


def uncompressed(data: bytes) -> bytes:
    return (b"\x28\xb5\x2f\xfd\xe0" + struct.pack("<Q", len(data))
            + struct.pack("<I", 1 | len(data) << 3)[:3] + data)


def longest_form(value) -> bytes:
    """Every length as wide as MessagePack has it."""
    match value:
        case dict():
            return b"\xdf" + struct.pack(">I", len(value)) + b"".join(
                longest_form(part) for pair in value.items() for part in pair)
        case list():
            return b"\xdd" + struct.pack(">I", len(value)) + b"".join(map(longest_form, value))
        case str():
            return b"\xdb" + struct.pack(">I", len(value.encode())) + value.encode()
        case bytes():
            return b"\xc6" + struct.pack(">I", len(value)) + value
        case uuid.UUID():
            return b"\xc7\x10\x02" + value.bytes
        case formats.DateTime():
            return b"\xc7\x08\x01" + struct.pack(">q", value.us)
    return formats.pack(value)


TOLERATED = (
    Forgery("a field more", changed(future=[1, {"a": b""}, None])),
    Forgery("another order", lambda fields: packed(dict(reversed(fields.items())))),
    Forgery("without purpose", without("purpose"), ("device",), says={"purpose": None}),
    Forgery("nil purpose", changed(purpose=None), ("device",), says={"purpose": None}),
    Forgery("not compressed", frames(uncompressed)),
    Forgery("checksum", frames(lambda data: zstd.compress(
        data, options={zstd.CompressionParameter.checksum_flag: 1}))),
    Forgery("two frames", frames(lambda data: zstd.compress(data[:9]) + zstd.compress(data[9:]))),
    Forgery("skippable frames", frames(
        lambda data: SKIPPABLE_FRAME + zstd.compress(data) + SKIPPABLE_FRAME)),
    Forgery("something after the map", content(lambda data: data + b"\xc0")),
    Forgery("every length as wide as it gets",
            lambda fields: container(longest_form(fields))),
)
# Only of the two that the root key signs
WITHOUT_AUTHOR = Forgery("author left out", without("author"))

MALFORMED = (
    Forgery("unknown algorithm", changed(algorithm="ML-DSA"), ("user", "device"), "algorithm"),
    Forgery("another's algorithm", changed(algorithm="ED25519"), ("user",), "algorithm"),
    Forgery("unknown profile", changed(profile="OWNER"), ("user",), "value"),
    Forgery("unknown new profile", changed(new_profile="OWNER"), ("user_update",), "value"),
    Forgery("unknown purpose", changed(purpose="TOASTER"), ("device",), "value"),
    Forgery("short key", changed(public_key=bytes(31)), ("user",), "value"),
    Forgery("long key", changed(verify_key=bytes(33)), ("device",), "value"),
    Forgery("empty name", changed(human_handle=["a@example.com", ""]), ("user",), "value"),
    Forgery("long name", changed(human_handle=["a@example.com", "x" * 255]), ("user",), "value"),
    Forgery("forbidden character", changed(human_handle=["a@example.com", "A <b>"]), ("user",),
            "value"),
    Forgery("no e-mail address", changed(human_handle=["example.com", "A"]), ("user",), "value"),
    Forgery("an e-mail address that is not ASCII", changed(human_handle=["é@example.com", "A"]),
            ("user",), "value"),
    Forgery("a name in three parts", changed(human_handle=["a@example.com", "A", "B"]), ("user",),
            "value"),
    Forgery("empty label", changed(device_label=""), ("device",), "value"),
    Forgery("long label", changed(device_label="x" * 256), ("device",), "value"),
    Forgery("a label that is no text", changed(device_label=b"PC"), ("device",), "type",
            known=False),
    Forgery("a number as time", changed(timestamp=1_700_000_000_000_000), KINDS, "type"),
    Forgery("a time beyond all calendars", changed(timestamp=formats.DateTime(-(1 << 63))), KINDS,
            "value"),
    Forgery("a text as identifier", changed(user_id="0" * 32), KINDS, "type"),
    Forgery("nobody as author", changed(author=None), ("user_update", "revoked_user"), "type"),
    Forgery("no author", without("author"), ("user_update", "revoked_user"), "missing-field"),
    Forgery("no timestamp", without("timestamp"), KINDS, "missing-field"),
    Forgery("no person", without("user_id"), KINDS, "missing-field"),
    Forgery("no kind", without("type"), KINDS, "missing-field"),
    Forgery("no name and no nil", without("human_handle"), ("user",), "missing-field"),
    Forgery("no label and no nil", without("device_label"), ("device",), "missing-field"),
    Forgery("author twice", twice("author"), KINDS, "duplicate-field"),
    Forgery("kind twice", twice("type"), KINDS, "duplicate-field"),
    Forgery("unknown kind", changed(type="user_promotion_certificate"), KINDS, "unknown-variant"),
    Forgery("an array", lambda fields: packed([*fields.values()]), KINDS, "type", known=False),
    Forgery("no content", lambda fields: container(b""), KINDS, "truncated"),
    Forgery("cut content", content(lambda data: data[:-1]), KINDS, "truncated"),
    Forgery("content that is not UTF-8",
            content(lambda data: data.replace(b"certif", b"c\xffrtif")), KINDS, "utf8"),
    Forgery("unknown container", lambda fields: b"\x01" + packed(fields)[1:], KINDS,
            "envelope-version"),
    Forgery("no container", lambda fields: b"", KINDS, "envelope-version"),
    Forgery("no frame", lambda fields: b"\x00", KINDS, "compression"),
    Forgery("not compressed, and nobody says so",
            lambda fields: b"\x00" + formats.pack(fields), KINDS, "compression"),
    Forgery("something after the frame", lambda fields: packed(fields) + b"x", KINDS,
            "compression"),
    Forgery("much ado", changed(future=bytes(70_000)), KINDS, "too-large", known=False),
)


def cut(rng: random.Random, one: Certificate) -> Certificate:
    whole = min(len(one.full), len(one.redacted))
    size = rng.choice((0, 1, 63, 64, 65, rng.randrange(whole), whole - 1))
    status = ("truncated" if size < 64 else "envelope-version" if size == 64 else "compression")
    return dataclasses.replace(one, full=one.full[:size], redacted=one.redacted[:size],
                               malformed=status)


def flipped(one: Certificate, bit: int) -> Certificate:
    """One bit is another."""
    def flip(blob: bytes) -> bytes:
        place = bit // 8 % len(blob)
        return blob[:place] + bytes([blob[place] ^ 1 << bit % 8]) + blob[place + 1:]
    return dataclasses.replace(one, full=flip(one.full), redacted=flip(one.redacted))
