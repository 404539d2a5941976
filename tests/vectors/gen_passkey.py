#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
"""Computes passkey.json: known answers for keys under a passkey and for the files that passkeys open
(docs/passkey-file.md), with hashlib and PyNaCl. Everything is derived from fixed texts: the same
bytes come out each time.

    ./dev shell sh -c '$PARSEC_PYTHON tests/vectors/gen_passkey.py > tests/vectors/passkey.json'
"""

import hashlib
import json
import pathlib
import sys
import uuid

import msgpack
import nacl.secret

HERE = pathlib.Path(__file__).parent
DOMAIN = b"parsec-web.passkey.device-file-key"
VERSION = 1


def derived(text: str, size: int = 32) -> bytes:
    """Bytes that mean nothing, the same each time."""
    return hashlib.shake_256(f"passkey vectors: {text}".encode()).digest(size)


def secretbox(key: bytes, data: bytes, nonce: str) -> bytes:
    return bytes(nacl.secret.SecretBox(key).encrypt(data, derived(f"nonce {nonce}", 24)))


def kek(output: bytes, device_id: bytes, credential_id: bytes, *, domain: bytes = DOMAIN,
        version: int = VERSION) -> bytes:
    return hashlib.blake2b(domain + bytes([version]) + device_id + credential_id, key=output,
                           digest_size=32).digest()


def wrap_vectors():
    device_id, other_id = derived("device", 16), derived("other device", 16)
    for size in (1, 16, 32, 64, 255, 1023):
        credential_id, output = derived(f"credential {size}", size), derived(f"output {size}")
        key = derived(f"key {size}")
        yield f"wrapped/{size}", {
            "key": key, "device_id": device_id, "credential_id": credential_id, "output": output,
            "kek": kek(output, device_id, credential_id),
            "wrapped": secretbox(kek(output, device_id, credential_id), key + device_id,
                                 f"wrap {size}")}

    credential_id, output, key = derived("credential", 32), derived("output"), derived("key")
    given = {"device_id": device_id, "credential_id": credential_id, "output": output}

    def box(inside: bytes = key + device_id, **changes) -> bytes:
        fields = {"output": output, "device_id": device_id, "credential_id": credential_id}
        return secretbox(kek(**fields | changes), inside, "reject")

    for name, wrapped in {
            "output": box(output=derived("other output")),
            "device": box(device_id=other_id),
            "credential": box(credential_id=credential_id[::-1]),
            "credential_shorter": box(credential_id=credential_id[:-1]),
            "credential_longer": box(credential_id=credential_id + b"\0"),
            "version": box(version=2), "domain": box(domain=DOMAIN[:-1]),
            "domain_with_its_end": box(domain=DOMAIN + b"\0"),
            # The key itself, under which nothing of ours is
            "output_as_key": secretbox(output, key + device_id, "reject"),
            "cut": box()[:-1], "empty": b"", "nonce_alone": box()[:24]}.items():
        yield f"reject/{name}", given | {"wrapped": wrapped, "error": "decrypt"}
    for name, inside in {
            "other_device_inside": key + other_id, "no_device_inside": key, "nothing_inside": b"",
            "more_inside": key + device_id + b"\0", "device_before_key": device_id + key}.items():
        yield f"reject/{name}", given | {"wrapped": box(inside), "error": "mismatch"}


def extension(value):
    return msgpack.ExtType(2, value.bytes)


def pack(value) -> bytes:
    return msgpack.packb(value, default=extension, use_bin_type=True)


def time(seconds: int) -> msgpack.ExtType:
    return msgpack.ExtType(1, (seconds * 1_000_000).to_bytes(8, "big"))


def file_vectors():
    vectors = json.loads((HERE / "vectors.json").read_text())["vectors"]
    plain, = (bytes.fromhex(vector["msgpack"]) for vector in vectors
              if vector["id"] == "local_device/local_device")
    local = msgpack.unpackb(plain, raw=False)
    head = {name: local[name] for name in ("server_url", "organization_id", "user_id", "device_id",
                                           "human_handle", "device_label")}
    device_id = local["device_id"].data
    for count, layer in ((1, False), (3, False), (4, True)):
        key, opaque_key = derived(f"file key {count}"), derived("opaque key")
        passkeys = []
        for number in range(count):
            credential_id = derived(f"file credential {number}", 16 + number)
            passkeys.append({
                "version": VERSION, "credential_id": credential_id, "rp_id": "parsec.example.com",
                "salt": derived(f"file salt {number}"), "label": f"Clé n° {number}",
                "created_on": time(1_770_000_000 + number),
                "wrapped": secretbox(
                    kek(derived(f"file output {number}"), device_id, credential_id),
                    key + device_id, f"file {count} {number}")})
        ciphertext = secretbox(key, plain, f"file {count}")
        if layer:
            ciphertext = secretbox(opaque_key, ciphertext, f"layer {count}")
        yield f"{count}_of_them{'_and_a_code' if layer else ''}", {
            "msgpack": pack({
                "type": "web_passkey", "created_on": time(1_770_000_000),
                "protected_on": time(1_770_000_100), **head, "passkeys": passkeys,
                "ciphertext": ciphertext,
                "totp_opaque_key_id": uuid.UUID(bytes=derived("opaque key id", 16))
                if layer else None}),
            "outputs": b"".join(derived(f"file output {number}") for number in range(count)),
            "passkeys": count, "key": key, "local_device": plain,
            **({"opaque_key": opaque_key} if layer else {})}


def main() -> None:
    def vector(group: str, id_: str, members: dict) -> dict:
        return {"id": f"{group}/{id_}", "group": group, "src": "indep", **{
            name: value.hex() if isinstance(value, bytes) else value
            for name, value in members.items()}}

    json.dump({"vectors": [
        *(vector("passkey", *one) for one in wrap_vectors()),
        *(vector("passkey_file", *one) for one in file_vectors())]}, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
