# SPDX-License-Identifier: MPL-2.0
"""Parsec's bytes, written a second time so that the first can be judged.

Nothing here knows the C core or the server's own module: the constructions come from PyNaCl
(secret boxes, sealed boxes, Argon2id), `cryptography` (Ed25519, X25519: OpenSSL, hence not the
libsodium that the core uses) and hashlib (SHA-256, BLAKE2b); MessagePack from `msgpack`; zstd from
the standard library.

As a writer it follows the field order and the compression of the official client. As a reader it
is strict (unknown fields, trailing bytes and wrong types are errors) because what it reads was
written by the implementation under test.
"""

import base64
import binascii
import dataclasses
import hashlib
import hmac
import random
import secrets
import string
import struct
import time
import unicodedata
import urllib.parse
import uuid
from compression import zstd

import msgpack
import nacl.exceptions
import nacl.public
import nacl.pwhash.argon2id
import nacl.secret
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa, x25519

API_VERSION = "5.6"
PROFILES = ("ADMIN", "STANDARD", "OUTSIDER")
CANCEL_REASONS = (
    "MANUALLY_CANCELLED", "INVALID_NONCE_HASH", "INVALID_SAS_CODE", "UNDECIPHERABLE_PAYLOAD",
    "UNDESERIALIZABLE_PAYLOAD", "INCONSISTENT_PAYLOAD", "AUTOMATICALLY_CANCELLED",
)
NONCE_BYTES = 64
# No message of an enrollment comes near; it stops a decompression bomb sent by the other side.
MAX_UNPACKED_BYTES = 1 << 20


class FormatError(ValueError):
    """Bytes that do not follow the format."""


class CryptoError(ValueError):
    """Bytes that a key refuses."""


# ---- MessagePack ---------------------------------------------------------------------------------

@dataclasses.dataclass(frozen=True, order=True)
class DateTime:
    """Microseconds since the Unix epoch."""
    us: int

    @classmethod
    def now(cls, offset_us: int = 0) -> "DateTime":
        return cls(time.time_ns() // 1000 + offset_us)


def _pack_extension(value):
    match value:
        case DateTime():
            return msgpack.ExtType(1, struct.pack(">q", value.us))
        case uuid.UUID():
            return msgpack.ExtType(2, value.bytes)
    raise TypeError(f"no wire form for {type(value).__name__}")


def _unpack_extension(code, data):
    match code, len(data):
        case 1, 8:
            return DateTime(struct.unpack(">q", data)[0])
        case 2, 16:
            return uuid.UUID(bytes=bytes(data))
    raise FormatError(f"unknown extension type {code} of {len(data)} bytes")


def _unpack_map(pairs):
    pairs = list(pairs)
    result = dict(pairs)
    if len(result) != len(pairs):
        raise FormatError("duplicate key")
    return result


def pack(value) -> bytes:
    return msgpack.packb(value, default=_pack_extension, use_bin_type=True)


def unpack(data: bytes):
    try:
        return msgpack.unpackb(data, ext_hook=_unpack_extension, object_pairs_hook=_unpack_map,
                               raw=False, strict_map_key=False)
    except FormatError:
        raise
    except (ValueError, TypeError, msgpack.exceptions.UnpackException) as error:
        raise FormatError(f"not MessagePack: {error}") from error


# ---- Fields --------------------------------------------------------------------------------------

def _bin(size):
    def check(value):
        return isinstance(value, bytes) and len(value) == size
    return check


def _is_word(char: str) -> bool:
    # `\w` of the server's regular expressions; circled letters are alphabetic although symbols.
    category = unicodedata.category(char)
    return (category[0] in "LM" or category in ("Nd", "Nl", "Pc") or char in "\u200c\u200d"
            or "\u24b6" <= char <= "\u24e9")


def is_organization_id(value) -> bool:
    return (isinstance(value, str) and 1 <= len(value.encode()) <= 32
            and unicodedata.is_normalized("NFC", value)
            and all(char == "-" or _is_word(char) for char in value))


def is_device_label(value) -> bool:
    return (isinstance(value, str) and 1 <= len(value.encode()) <= 255
            and unicodedata.is_normalized("NFC", value))


def is_name(value) -> bool:
    return (isinstance(value, str) and 1 <= len(value.encode()) <= 254
            and unicodedata.is_normalized("NFC", value)
            and not any(char in '<>@,:;\\"[]' for char in value))


def is_email(value) -> bool:
    """Coarse on purpose: the server judges the grammar, the peer only the shape."""
    return (isinstance(value, str) and value.isascii() and value.count("@") == 1
            and all(value.split("@")) and not value.endswith("@redacted.invalid"))


def is_human_handle(value) -> bool:
    return (isinstance(value, list) and len(value) == 2 and is_email(value[0])
            and is_name(value[1]))


def is_server_url(value) -> bool:
    if not isinstance(value, str) or not value.endswith("/"):
        return False
    try:
        return Address.from_server_url(value).server_url == value
    except FormatError:
        return False


def _is(kind):
    return lambda value: isinstance(value, kind)


def _or_nil(check):
    return lambda value: value is None or check(value)


def _one_of(*choices):
    return lambda value: value in choices


def _is_count(value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_argon2id(value) -> bool:
    return (isinstance(value, dict)
            and set(value) == {"type", "memlimit_kb", "opslimit", "parallelism", "salt"}
            and value["type"] == "ARGON2ID" and value["parallelism"] == 1
            and _is_count(value["memlimit_kb"]) and _is_count(value["opslimit"])
            and _bin(16)(value["salt"]))


_KEY = _bin(32)
_ID = _is(uuid.UUID)
_TIME = _is(DateTime)

PASSKEY_VERSION = 1
MAX_PASSKEYS = 16
_PASSKEY = {
    "version": _one_of(PASSKEY_VERSION),
    "credential_id": lambda value: isinstance(value, bytes) and 1 <= len(value) <= 1023,
    "rp_id": lambda value: isinstance(value, str) and 1 <= len(value.encode()) <= 253,
    "salt": _KEY, "label": is_device_label, "created_on": _TIME, "wrapped": _bin(24 + 16 + 32 + 16),
}


def _is_passkey(value) -> bool:
    return (isinstance(value, dict) and set(value) == set(_PASSKEY)
            and all(check(value[name]) for name, check in _PASSKEY.items()))


def _are_passkeys(value) -> bool:
    return (isinstance(value, list) and 1 <= len(value) <= MAX_PASSKEYS
            and all(map(_is_passkey, value)))


_FILE_HEAD = {
    "created_on": _TIME, "protected_on": _TIME, "server_url": is_server_url,
    "organization_id": is_organization_id, "user_id": _ID, "device_id": _ID,
    "human_handle": is_human_handle, "device_label": is_device_label,
}

SCHEMAS = {
    "user_certificate": {
        "author": _or_nil(_ID), "timestamp": _TIME, "user_id": _ID,
        "human_handle": _or_nil(is_human_handle), "public_key": _KEY,
        "algorithm": _one_of("X25519_XSALSA20_POLY1305"), "profile": _one_of(*PROFILES),
    },
    "device_certificate": {
        "purpose": _one_of("STANDARD", "SHAMIR_RECOVERY", "PASSPHRASE_RECOVERY", "REGISTRATION"),
        "author": _or_nil(_ID), "timestamp": _TIME, "user_id": _ID, "device_id": _ID,
        "device_label": _or_nil(is_device_label), "verify_key": _KEY,
        "algorithm": _one_of("ED25519"),
    },
    "user_update_certificate": {
        "author": _ID, "timestamp": _TIME, "user_id": _ID, "new_profile": _one_of(*PROFILES),
    },
    "revoked_user_certificate": {"author": _ID, "timestamp": _TIME, "user_id": _ID},
    "sequester_authority_certificate": {"timestamp": _TIME, "verify_key_der": _is(bytes)},
    "invite_user_data": {
        "requested_device_label": is_device_label, "requested_human_handle": is_human_handle,
        "public_key": _KEY, "verify_key": _KEY,
    },
    "invite_user_confirmation": {
        "user_id": _ID, "device_id": _ID, "device_label": is_device_label,
        "human_handle": is_human_handle, "profile": _one_of(*PROFILES), "root_verify_key": _KEY,
    },
    "invite_device_data": {"requested_device_label": is_device_label, "verify_key": _KEY},
    "invite_device_confirmation": {
        "user_id": _ID, "device_id": _ID, "device_label": is_device_label,
        "human_handle": is_human_handle, "profile": _one_of(*PROFILES), "private_key": _KEY,
        "user_realm_id": _ID, "user_realm_key": _KEY, "root_verify_key": _KEY,
    },
    "local_device": {
        "server_url": is_server_url, "organization_id": is_organization_id,
        "root_verify_key": _KEY, "user_id": _ID, "device_id": _ID,
        "device_label": is_device_label, "human_handle": is_human_handle, "signing_key": _KEY,
        "private_key": _KEY, "initial_profile": _one_of(*PROFILES), "user_realm_id": _ID,
        "user_realm_key": _KEY, "local_symkey": _KEY,
    },
    "password": _FILE_HEAD | {
        "algorithm": _is_argon2id, "ciphertext": _is(bytes), "totp_opaque_key_id": _or_nil(_ID),
    },
    "web_passkey": _FILE_HEAD | {
        "passkeys": _are_passkeys, "ciphertext": _is(bytes), "totp_opaque_key_id": _or_nil(_ID),
    },
    "recovery": _FILE_HEAD | {"ciphertext": _is(bytes)},
}
FILE_KINDS = ("password", "web_passkey", "recovery")


def check_fields(value, type_: str) -> dict:
    if not isinstance(value, dict):
        raise FormatError(f"{type_}: not a map")
    if value.get("type") != type_:
        raise FormatError(f"{type_}: type is {value.get('type')!r}")
    schema = SCHEMAS[type_]
    if unknown := set(value) - set(schema) - {"type"}:
        raise FormatError(f"{type_}: unknown fields {sorted(unknown)}")
    for name, check in schema.items():
        if name not in value:
            raise FormatError(f"{type_}: no {name}")
        if not check(value[name]):
            raise FormatError(f"{type_}: bad {name}")
    return value


# ---- v0 envelope ---------------------------------------------------------------------------------

def dump_v0(value: dict) -> bytes:
    # Streaming, so that like upstream's the frame does not carry its content size.
    compressor = zstd.ZstdCompressor(level=3)
    return b"\x00" + compressor.compress(pack(value), zstd.ZstdCompressor.CONTINUE) \
        + compressor.flush(zstd.ZstdCompressor.FLUSH_FRAME)


def open_v0(data: bytes) -> bytes:
    """The MessagePack bytes of an envelope."""
    if data[:1] != b"\x00":
        raise FormatError("envelope: not version 0")
    decompressor = zstd.ZstdDecompressor()
    try:
        content = decompressor.decompress(data[1:], max_length=MAX_UNPACKED_BYTES)
    except zstd.ZstdError as error:
        raise FormatError(f"envelope: {error}") from error
    if not decompressor.eof:
        raise FormatError("envelope: truncated or too large")
    if decompressor.unused_data:
        raise FormatError("envelope: trailing bytes")
    return content


def load_v0(data: bytes, type_: str) -> dict:
    return check_fields(unpack(open_v0(data)), type_)


# ---- Cryptography --------------------------------------------------------------------------------

def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def mac512(key: bytes, data: bytes) -> bytes:
    return hashlib.blake2b(data, key=key, digest_size=64).digest()


def encrypt(key: bytes, data: bytes) -> bytes:
    return bytes(nacl.secret.SecretBox(key).encrypt(data))


def decrypt(key: bytes, data: bytes) -> bytes:
    if len(data) < 40:
        raise CryptoError("ciphertext too short")
    try:
        return nacl.secret.SecretBox(key).decrypt(data)
    except nacl.exceptions.CryptoError as error:
        raise CryptoError("ciphertext refused by the key") from error


def unseal(private_key: bytes, data: bytes) -> bytes:
    try:
        return nacl.public.SealedBox(nacl.public.PrivateKey(private_key)).decrypt(data)
    except (nacl.exceptions.CryptoError, ValueError, TypeError) as error:
        raise CryptoError("sealed box refused by the key") from error


def _raw(key) -> bytes:
    return key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def public_key(private_key: bytes) -> bytes:
    return _raw(x25519.X25519PrivateKey.from_private_bytes(private_key).public_key())


def verify_key(signing_key: bytes) -> bytes:
    return _raw(ed25519.Ed25519PrivateKey.from_private_bytes(signing_key).public_key())


def signature(signing_key: bytes, message: bytes) -> bytes:
    return ed25519.Ed25519PrivateKey.from_private_bytes(signing_key).sign(message)


def sign(signing_key: bytes, message: bytes) -> bytes:
    return signature(signing_key, message) + message


def verify(key: bytes, signed: bytes) -> bytes:
    if len(signed) < 64:
        raise CryptoError("signed message too short")
    try:
        ed25519.Ed25519PublicKey.from_public_bytes(key).verify(signed[:64], signed[64:])
    except (InvalidSignature, ValueError) as error:
        raise CryptoError("bad signature") from error
    return signed[64:]


def shared_key(private_key: bytes, peer_public_key: bytes, *, greeter: bytes, claimer: bytes):
    """The greeting's key; `greeter` and `claimer` are both public keys, in the hash's order."""
    try:
        point = x25519.X25519PrivateKey.from_private_bytes(private_key).exchange(
            x25519.X25519PublicKey.from_public_bytes(peer_public_key))
    except ValueError as error:
        raise CryptoError("key exchange gives the zero point") from error
    return hashlib.blake2b(point + greeter + claimer, digest_size=64).digest()[:32]


SAS_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def sas_from_int(number: int) -> str:
    return "".join(SAS_ALPHABET[(number >> (5 * index)) & 31] for index in range(4))


@dataclasses.dataclass(frozen=True)
class SasCodes:
    greeter: str
    claimer: str


def sas_codes(key: bytes, *, claimer_nonce: bytes, greeter_nonce: bytes) -> SasCodes:
    number = int.from_bytes(mac512(key, claimer_nonce + greeter_nonce)[:5], "big")
    return SasCodes(claimer=sas_from_int(number & 0xFFFFF), greeter=sas_from_int(number >> 20))


def sas_choices(right: str, count: int = 4) -> list[str]:
    choices = {right}
    while len(choices) < count:
        choices.add(sas_from_int(secrets.randbelow(1 << 20)))
    return random.SystemRandom().sample(sorted(choices), count)


def stretch(password: str, *, salt: bytes, memlimit_kb: int, opslimit: int) -> bytes:
    return nacl.pwhash.argon2id.kdf(32, password.encode(), salt, opslimit=opslimit,
                                    memlimit=memlimit_kb * 1024)


def one_time_code(secret: bytes, unix_seconds: float) -> str:
    """RFC 6238 with its defaults: HMAC-SHA-1, 30 seconds, six digits."""
    counter = int(unix_seconds) // 30
    digest = hmac.digest(secret, struct.pack(">Q", counter), "sha1")
    offset = digest[-1] & 15
    number = int.from_bytes(digest[offset:offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def base32_text(data: bytes) -> str:
    return base64.b32encode(data).decode().rstrip("=")


def base32_bytes(text: str) -> bytes:
    try:
        return base64.b32decode(text + "=" * (-len(text) % 8))
    except binascii.Error as error:
        raise FormatError("not base32") from error


def recovery_passphrase(key: bytes) -> str:
    text = base32_text(key)
    return "-".join(text[at:at + 4] for at in range(0, len(text), 4))


_TYPED = str.maketrans(string.ascii_lowercase + "01", string.ascii_uppercase + "OI")


def recovery_key(passphrase: str) -> bytes:
    text = "".join(char for char in passphrase.translate(_TYPED)
                   if char in string.ascii_uppercase + "234567")
    key = base32_bytes(text) if len(text) == 52 else b""
    # Decoding forgives bits that stand for nothing; writing it again does not.
    if len(key) != 32 or base32_text(key) != text:
        raise CryptoError("not a recovery passphrase")
    return key


# ---- Certificates --------------------------------------------------------------------------------

def dump_certificate(signing_key: bytes, fields: dict) -> bytes:
    return sign(signing_key, dump_v0(check_fields(fields, fields["type"])))


def load_certificate(signed: bytes, key: bytes) -> dict:
    value = unpack(open_v0(verify(key, signed)))
    if not isinstance(value, dict) or not str(value.get("type")).endswith("_certificate") \
            or value["type"] not in SCHEMAS:
        raise FormatError("not a certificate of the common topic")
    return check_fields(value, value["type"])


def peek_certificate(signed: bytes) -> dict:
    """The fields before any check, to learn whose key must verify them."""
    value = unpack(open_v0(signed[64:]))
    if not isinstance(value, dict):
        raise FormatError("certificate: not a map")
    return value


def make_user_certificates(signing_key: bytes, *, author, timestamp: DateTime, user_id, email: str,
                           name: str, public_key: bytes, profile: str) -> tuple[bytes, bytes]:
    """The certificate and its redacted twin."""
    def make(handle):
        return dump_certificate(signing_key, {
            "type": "user_certificate", "author": author, "timestamp": timestamp,
            "user_id": user_id, "human_handle": handle, "public_key": public_key,
            "algorithm": "X25519_XSALSA20_POLY1305", "profile": profile,
        })
    return make([email, name]), make(None)


def make_device_certificates(signing_key: bytes, *, author, timestamp: DateTime, user_id,
                             device_id, label: str, verify_key: bytes,
                             purpose: str = "STANDARD") -> tuple[bytes, bytes]:
    def make(label):
        return dump_certificate(signing_key, {
            "type": "device_certificate", "purpose": purpose, "author": author,
            "timestamp": timestamp, "user_id": user_id, "device_id": device_id,
            "device_label": label, "verify_key": verify_key, "algorithm": "ED25519",
        })
    return make(label), make(None)


def make_revoked_certificate(signing_key: bytes, *, author, timestamp: DateTime, user_id) -> bytes:
    return dump_certificate(signing_key, {
        "type": "revoked_user_certificate", "author": author, "timestamp": timestamp,
        "user_id": user_id,
    })


def sequester_der(pem: str) -> bytes:
    """The authority's RSA public key as its certificate carries it."""
    key = serialization.load_pem_public_key(pem.encode())
    if not isinstance(key, rsa.RSAPublicKey):
        raise FormatError("the sequester authority's key is not an RSA key")
    return key.public_bytes(serialization.Encoding.DER,
                            serialization.PublicFormat.SubjectPublicKeyInfo)


# ---- Devices -------------------------------------------------------------------------------------

@dataclasses.dataclass
class LocalDevice:
    server_url: str
    organization_id: str
    root_verify_key: bytes = dataclasses.field(repr=False)
    user_id: uuid.UUID
    device_id: uuid.UUID
    device_label: str
    human_handle: list[str]
    signing_key: bytes = dataclasses.field(repr=False)
    private_key: bytes = dataclasses.field(repr=False)
    initial_profile: str
    user_realm_id: uuid.UUID
    user_realm_key: bytes = dataclasses.field(repr=False)
    local_symkey: bytes = dataclasses.field(repr=False)

    def dump(self) -> bytes:
        return pack(check_fields({"type": "local_device"} | vars(self), "local_device"))

    @classmethod
    def load(cls, data: bytes) -> "LocalDevice":
        fields = check_fields(unpack(data), "local_device")
        return cls(**{name: value for name, value in fields.items() if name != "type"})

    def head(self) -> dict:
        """What a device file says in clear."""
        return {
            "server_url": self.server_url, "organization_id": self.organization_id,
            "user_id": self.user_id, "device_id": self.device_id,
            "human_handle": self.human_handle, "device_label": self.device_label,
        }


# ---- Device files --------------------------------------------------------------------------------

@dataclasses.dataclass(frozen=True)
class Layer:
    """The one outside the primary key's: the server gives its key for a one-time code."""
    opaque_key_id: uuid.UUID
    opaque_key: bytes = dataclasses.field(repr=False)


@dataclasses.dataclass(frozen=True)
class Passkey:
    """What an authenticator gives for a salt, and whose it is."""
    credential_id: bytes
    rp_id: str
    output: bytes = dataclasses.field(repr=False)
    salt: bytes = dataclasses.field(default_factory=lambda: secrets.token_bytes(32))
    label: str = "Peer"


def _passkey_kek(output: bytes, device_id: uuid.UUID, credential_id: bytes) -> bytes:
    about = bytes([PASSKEY_VERSION]) + device_id.bytes + credential_id
    return hashlib.blake2b(b"parsec-web.passkey.device-file-key" + about, key=output,
                           digest_size=32).digest()


def wrap_for_passkey(key: bytes, output: bytes, *, device_id: uuid.UUID,
                     credential_id: bytes) -> bytes:
    return encrypt(_passkey_kek(output, device_id, credential_id), key + device_id.bytes)


def unwrap_by_passkey(wrapped: bytes, output: bytes, *, device_id: uuid.UUID,
                      credential_id: bytes) -> bytes:
    clear = decrypt(_passkey_kek(output, device_id, credential_id), wrapped)
    if len(clear) != 48 or clear[32:] != device_id.bytes:
        raise FormatError("device file: the passkey's key is for another device")
    return clear[:32]


def _dump_file(device: LocalDevice, kind: str, key: bytes, *, created_on: DateTime | None,
               layer: Layer | None = None, **protection) -> bytes:
    now = DateTime.now()
    ciphertext = encrypt(key, device.dump())
    if layer is not None:
        ciphertext = encrypt(layer.opaque_key, ciphertext)
    fields = {"type": kind, "created_on": created_on or now, "protected_on": now, **device.head(),
              **protection, "ciphertext": ciphertext}
    if kind != "recovery":
        fields["totp_opaque_key_id"] = layer and layer.opaque_key_id
    return pack(check_fields(fields, kind))


def dump_password_file(device: LocalDevice, password: str, *, created_on: DateTime | None = None,
                       memlimit_kb: int = 131072, opslimit: int = 3,
                       layer: Layer | None = None) -> bytes:
    salt = secrets.token_bytes(16)
    key = stretch(password, salt=salt, memlimit_kb=memlimit_kb, opslimit=opslimit)
    return _dump_file(device, "password", key, created_on=created_on, layer=layer, algorithm={
        "type": "ARGON2ID", "memlimit_kb": memlimit_kb, "opslimit": opslimit, "parallelism": 1,
        "salt": salt})


def dump_passkey_file(device: LocalDevice, passkeys: list[Passkey], *,
                      created_on: DateTime | None = None, layer: Layer | None = None) -> bytes:
    key = secrets.token_bytes(32)
    return _dump_file(device, "web_passkey", key, created_on=created_on, layer=layer, passkeys=[
        {"version": PASSKEY_VERSION, "credential_id": passkey.credential_id,
         "rp_id": passkey.rp_id, "salt": passkey.salt, "label": passkey.label,
         "created_on": DateTime.now(), "wrapped": wrap_for_passkey(
             key, passkey.output, device_id=device.device_id,
             credential_id=passkey.credential_id)}
        for passkey in passkeys])


def dump_recovery_file(device: LocalDevice, *, created_on: DateTime | None = None,
                       key: bytes | None = None) -> tuple[bytes, str]:
    """The file, and the passphrase that opens it."""
    key = key or secrets.token_bytes(32)
    return _dump_file(device, "recovery", key, created_on=created_on), recovery_passphrase(key)


def load_file(data: bytes) -> dict:
    """What a device file says in clear."""
    value = unpack(data)
    kind = value.get("type") if isinstance(value, dict) else None
    if kind not in FILE_KINDS:
        raise FormatError(f"not a device file, or of another kind: {kind!r}")
    return check_fields(value, kind)


def load_password_head(data: bytes) -> dict:
    return check_fields(unpack(data), "password")


def _open_file(data: bytes, kind: str, primary_key, opaque_key: bytes | None) -> LocalDevice:
    file = check_fields(unpack(data), kind)
    ciphertext = file["ciphertext"]
    if (file.get("totp_opaque_key_id") is None) != (opaque_key is None):
        raise FormatError("the device file wants a one-time code" if opaque_key is None else
                          "the device file wants no one-time code")
    # Outermost, hence told apart from a wrong password
    if opaque_key is not None:
        ciphertext = decrypt(opaque_key, ciphertext)
    device = LocalDevice.load(decrypt(primary_key(file), ciphertext))
    for name, value in device.head().items():
        if file[name] != value:
            raise FormatError(f"device file: {name} differs from the encrypted one")
    return device


def load_password_file(data: bytes, password: str, *,
                       opaque_key: bytes | None = None) -> LocalDevice:
    def primary_key(file: dict) -> bytes:
        algorithm = file["algorithm"]
        return stretch(password, salt=algorithm["salt"], memlimit_kb=algorithm["memlimit_kb"],
                       opslimit=algorithm["opslimit"])
    return _open_file(data, "password", primary_key, opaque_key)


def load_passkey_file(data: bytes, output: bytes, *,
                      opaque_key: bytes | None = None) -> LocalDevice:
    """`output` is what one of the file's passkeys gives for its salt."""
    def primary_key(file: dict) -> bytes:
        for passkey in file["passkeys"]:
            try:
                return unwrap_by_passkey(passkey["wrapped"], output, device_id=file["device_id"],
                                         credential_id=passkey["credential_id"])
            except CryptoError:
                continue
        raise CryptoError("no passkey of the file gives this output")
    return _open_file(data, "web_passkey", primary_key, opaque_key)


def load_recovery_file(data: bytes, passphrase: str) -> LocalDevice:
    key = recovery_key(passphrase)
    return _open_file(data, "recovery", lambda _file: key, None)


# ---- Addresses -----------------------------------------------------------------------------------

ACTIONS = {
    "bootstrap_organization": "bootstrap", "claim_user": "user", "claim_device": "device",
    "claim_shamir_recovery": "shamir", "path": "path", "async_enrollment": "async_enrollment",
    "pki_enrollment": "pki_enrollment", "totp_reset": "totp_reset",
}
_LABELS = {kind: action for action, kind in ACTIONS.items()}


def _decode_payload(text: str):
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError) as error:
        raise FormatError("address: payload is not base64") from error
    # Decoding forgives other alphabets, padding and spare bits; writing it again does not.
    if not text or base64.urlsafe_b64encode(data).rstrip(b"=").decode() != text:
        raise FormatError("address: payload is not strict base64url")
    unpacker = msgpack.Unpacker(ext_hook=_unpack_extension, object_pairs_hook=_unpack_map,
                                raw=False, strict_map_key=False)
    unpacker.feed(data)
    try:
        return unpacker.unpack()  # Bytes after the value are ignored, as upstream does
    except (ValueError, msgpack.exceptions.UnpackException) as error:
        raise FormatError("address: payload is not MessagePack") from error


@dataclasses.dataclass(frozen=True)
class Address:
    """Any Parsec address. `kind` is `server`, `organization` or a value of ACTIONS."""
    host: str
    port: int | None = None  # None: the scheme's default
    use_ssl: bool = True
    organization: str | None = None
    kind: str = "server"
    payload: object = None

    @property
    def token(self) -> bytes | None:
        return self.payload

    @property
    def authority(self) -> str:
        return self.host if self.port is None else f"{self.host}:{self.port}"

    @property
    def server_url(self) -> str:
        return f"{'https' if self.use_ssl else 'http'}://{self.authority}/"

    def _path_and_query(self, *, no_ssl: bool) -> str:
        query = [("no_ssl", "true")] if no_ssl else []
        if self.kind in _LABELS:
            query.append(("a", _LABELS[self.kind]))
        if self.kind not in ("server", "async_enrollment", "pki_enrollment"):
            query.append(("p", base64.urlsafe_b64encode(pack(self.payload)).rstrip(b"=").decode()))
        path = "" if self.organization is None else "/" + urllib.parse.quote(self.organization)
        return path + ("?" + urllib.parse.urlencode(query) if query else "")

    def to_url(self) -> str:
        return f"parsec3://{self.authority}{self._path_and_query(no_ssl=not self.use_ssl)}"

    def to_http(self) -> str:
        return f"{self.server_url}redirect{self._path_and_query(no_ssl=False)}"

    @classmethod
    def from_server_url(cls, url: str) -> "Address":
        parts = urllib.parse.urlsplit(url)
        if parts.scheme not in ("http", "https") or parts.path not in ("", "/"):
            raise FormatError("not a server's address")
        return cls(**_origin(parts, parts.scheme == "https"))

    @classmethod
    def parse(cls, url: str) -> "Address":
        """Reads `parsec3://…`, `http(s)://host/redirect/…` and the page that a server with a web
        app redirects to."""
        url = "".join(char for char in url.strip() if char not in "\t\r\n")
        parts = urllib.parse.urlsplit(url)
        query = urllib.parse.parse_qs(parts.query, keep_blank_values=True)
        if parts.scheme in ("http", "https") and parts.path.endswith("/client/webRedirect"):
            return cls.parse(_only(query, "webRedirectUrl"))
        path = parts.path
        if parts.scheme == "parsec3":
            no_ssl = _only(query, "no_ssl") if "no_ssl" in query else "false"
            if no_ssl.lower() not in ("true", "false"):
                raise FormatError("address: bad no_ssl")
            use_ssl = no_ssl.lower() == "false"
        elif parts.scheme in ("http", "https") and (path + "/").startswith("/redirect/"):
            path = path.removeprefix("/redirect")
            use_ssl = parts.scheme == "https"
        else:
            raise FormatError("address: not a Parsec address")
        origin = _origin(parts, use_ssl)
        if path in ("", "/"):
            # Only a server's address has no organization; it ignores foreign parameters
            if any(action in ACTIONS for action in query.get("a", [])):
                raise FormatError("address: no organization")
            return cls(**origin)
        try:
            organization = urllib.parse.unquote(path[1:], errors="strict")
        except UnicodeDecodeError as error:
            raise FormatError("address: organization is not UTF-8") from error
        if not is_organization_id(organization):
            raise FormatError("address: bad organization")
        if "a" not in query:
            kind = "organization"
        elif (kind := ACTIONS.get(_only(query, "a"))) is None:
            raise FormatError("address: unknown action")
        payload = None
        if kind not in ("async_enrollment", "pki_enrollment"):
            payload = _check_payload(kind, _decode_payload(_only(query, "p")))
        return cls(**origin, organization=organization, kind=kind, payload=payload)


def _only(query: dict, name: str) -> str:
    values = query.get(name, [])
    if len(values) != 1:
        raise FormatError(f"address: {name} stands {len(values)} times")
    return values[0]


def _origin(parts, use_ssl: bool) -> dict:
    try:
        host, port = parts.hostname, parts.port
        host = host and (f"[{host}]" if ":" in host else host.encode("idna").decode())
    except ValueError as error:
        raise FormatError("address: bad host or port") from error
    if not host:
        raise FormatError("address: no host")
    if host == "saas-v3.parsec.cloud":
        host = "app.parsec.cloud"
    if port == (443 if use_ssl else 80):
        port = None
    return {"host": host, "port": port, "use_ssl": use_ssl}


def _check_payload(kind: str, payload):
    match kind:
        case "organization":
            good = _bin(32)(payload)
        case "bootstrap":
            good = payload is None or _bin(16)(payload)
        case "user" | "device" | "shamir":
            good = _bin(16)(payload)
        case "totp_reset":
            good = (isinstance(payload, list) and len(payload) == 2 and _ID(payload[0])
                    and _bin(16)(payload[1]))
        case "path":
            good = (isinstance(payload, list) and len(payload) == 3 and _ID(payload[0])
                    and _is_count(payload[1]) and isinstance(payload[2], (list, bytes)))
            # Written as an array of integers; a reader accepts bytes as well
            payload = payload if not good else [*payload[:2], list(payload[2])]
    if not good:
        raise FormatError(f"address: bad payload for {kind}")
    return payload


# ---- JSON ----------------------------------------------------------------------------------------

def to_json(value):
    """A reply or a certificate as JSON: bytes, ids and times are tagged."""
    match value:
        case bytes():
            return {"$bin": value.hex()}
        case uuid.UUID():
            return {"$uuid": value.hex}
        case DateTime():
            return {"$time": value.us}
        case dict():
            return {str(key.hex if isinstance(key, uuid.UUID) else key): to_json(item)
                    for key, item in value.items()}
        case list() | tuple():
            return [to_json(item) for item in value]
    return value


def from_json(value):
    match value:
        case {"$bin": str(data), **rest} if not rest:
            return bytes.fromhex(data)
        case {"$uuid": str(data), **rest} if not rest:
            return uuid.UUID(data)
        case {"$time": int(us), **rest} if not rest:
            return DateTime(us)
        case dict():
            return {key: from_json(item) for key, item in value.items()}
        case list():
            return [from_json(item) for item in value]
    return value
