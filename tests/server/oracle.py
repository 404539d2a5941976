#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
"""The released server's own library as a judge of what we write.

Reads one JSON command per line, answers one JSON line: {"ok": true, …} or
{"ok": false, "error": TEXT}, with the command's "id" repeated if it has one. Bytes in commands are
standard base64, ids hex; in fields bytes, ids and times are {"$bin":hex}, {"$uuid":hex} and
{"$time":µs}.

  {"do":"load_certificate","kind":"user|device|revoked_user|user_update|sequester_authority",
   "signed":B64,"verify_key":B64,"author":HEX|null}
        → "fields": verified with the key, and the author must be that one (null: the root key)
  {"do":"peek_certificate","kind":…,"signed":B64}                → "fields", nothing verified
  {"do":"compare_redacted","kind":"user|device","signed":B64,"redacted":B64}
        → "same": the redacted one is the other's twin (signatures are not checked)
  {"do":"load_address","url":…}
        → "kind","fields","url","http": as the library understands it and writes it again
  {"do":"load_request","family":"anonymous|anonymous_server|invited|authenticated","raw":B64}
        → "cmd","fields"
  {"do":"load_reply","family":…,"cmd":…,"raw":B64}                → "class","fields"
  {"do":"dump_reply","family":…,"cmd":…,"status":…,"fields":{…}}  → "raw": as the server writes it
  {"do":"dump_request","family":…,"cmd":…,"fields":{…}}           → "raw"
"""

import base64
import json
import sys

from parsec import _parsec

from peer_formats import from_json, pack, to_json

CERTIFICATES = {
    "user": _parsec.UserCertificate, "device": _parsec.DeviceCertificate,
    "revoked_user": _parsec.RevokedUserCertificate, "user_update": _parsec.UserUpdateCertificate,
    "sequester_authority": _parsec.SequesterAuthorityCertificate,
}
# A bare server's address comes last because it ignores parameters
ADDRESSES = {
    "bootstrap": _parsec.ParsecOrganizationBootstrapAddr,
    "invitation": _parsec.ParsecInvitationAddr,
    "path": _parsec.ParsecWorkspacePathAddr, "totp_reset": _parsec.ParsecTOTPResetAddr,
    "pki_enrollment": _parsec.ParsecPkiEnrollmentAddr,
    "organization": _parsec.ParsecOrganizationAddr, "server": _parsec.ParsecAddr,
}
INVITATIONS = {"USER": "user", "DEVICE": "device", "SHAMIR_RECOVERY": "shamir"}


def describe(value):
    """Any object of the library as JSON."""
    match value:
        case None | bool() | int() | float() | str() | bytes():
            return to_json(value)
        case list() | tuple() | set() | frozenset():
            return [describe(item) for item in value]
        case dict():
            return {str(getattr(key, "hex", key)): describe(item) for key, item in value.items()}
        case _parsec.DateTime():
            return {"$time": value.as_timestamp_micros()}
        case _parsec.AccessToken():
            return {"$bin": value.hex}
        case _parsec.HumanHandle():
            return [value.email.str, value.label]
        case _parsec.HashDigest():
            return {"$bin": value.digest.hex()}
        case _parsec.VerifyKey() | _parsec.PublicKey():
            return {"$bin": value.encode().hex()}
        case _parsec.SequesterVerifyKeyDer():
            return {"$bin": value.dump().hex()}
    if hasattr(value, "hyphenated"):
        return {"$uuid": value.hex}
    if isinstance(getattr(value, "str", None), str):
        return value.str
    return {"class": type(value).__name__} | fields_of(value)


def fields_of(value) -> dict:
    names = [name for name in dir(value)
             if not name.startswith("_") and not callable(getattr(value, name))]
    if type(value).__name__.startswith("Invitation") or "VALUES" in names:
        names = [name for name in names if not name.isupper()]
    return {name: describe(getattr(value, name)) for name in names}


def load_certificate(command: dict) -> dict:
    kind = command["kind"]
    signed = base64.b64decode(command["signed"])
    key = _parsec.VerifyKey(base64.b64decode(command["verify_key"]))
    if kind == "sequester_authority":  # Always signed by the root key: it has no author
        return {"fields": fields_of(CERTIFICATES[kind].verify_and_load(signed, key))}
    author = command["author"]
    author = None if author is None else _parsec.DeviceID.from_hex(author)
    certificate = CERTIFICATES[kind].verify_and_load(signed, key, expected_author=author)
    if certificate.author != author:
        raise ValueError(f"author is {certificate.author}")
    return {"fields": fields_of(certificate)}


def peek_certificate(command: dict) -> dict:
    signed = base64.b64decode(command["signed"])
    return {"fields": fields_of(CERTIFICATES[command["kind"]].unsecure_load(signed))}


def compare_redacted(command: dict) -> dict:
    load = CERTIFICATES[command["kind"]].unsecure_load
    full = load(base64.b64decode(command["signed"]))
    redacted = load(base64.b64decode(command["redacted"]))
    if full.is_redacted or not redacted.is_redacted:
        raise ValueError("not a full certificate and a redacted one")
    return {"same": full.redacted_compare(redacted)}


def load_address(command: dict) -> dict:
    url = command["url"]
    errors = []
    for kind, address_class in ADDRESSES.items():
        try:
            address = address_class.from_url(url, allow_http_redirection=True)
        except ValueError as error:
            errors.append(f"{kind}: {error}")
            continue
        if kind == "invitation":
            kind = INVITATIONS[address.invitation_type.str]
        return {"kind": kind, "fields": fields_of(address), "url": address.to_url(),
                "http": address.to_http_redirection_url()}
    raise ValueError("; ".join(errors))


def family_of(command: dict):
    return getattr(_parsec, f"{command['family']}_cmds").latest


def load_request(command: dict) -> dict:
    family = family_of(command)
    request = family.AnyCmdReq.load(base64.b64decode(command["raw"]))
    name, = (name for name in dir(family) if not name.startswith("_")
             and isinstance(request, getattr(getattr(family, name), "Req", ())))
    return {"cmd": name, "fields": fields_of(request)}


def load_reply(command: dict) -> dict:
    reply = getattr(family_of(command), command["cmd"]).Rep.load(base64.b64decode(command["raw"]))
    return {"class": type(reply).__name__, "fields": fields_of(reply)}


def dump_reply(command: dict) -> dict:
    # Through the library both ways: it checks the fields, then the bytes are its own
    body = {"status": command["status"]} | from_json(command.get("fields", {}))
    reply = getattr(family_of(command), command["cmd"]).Rep.load(pack(body))
    if type(reply).__name__ == "RepUnknownStatus":
        raise ValueError(f"{command['cmd']} has no status {command['status']}")
    return {"raw": base64.b64encode(reply.dump()).decode()}


def dump_request(command: dict) -> dict:
    body = {"cmd": command["cmd"]} | from_json(command.get("fields", {}))
    request = family_of(command).AnyCmdReq.load(pack(body))
    return {"raw": base64.b64encode(request.dump()).decode()}


COMMANDS = {
    function.__name__: function for function in (
        load_certificate, peek_certificate, compare_redacted, load_address, load_request,
        load_reply, dump_reply, dump_request)
}


def answer(line: str) -> dict:
    command = {}
    try:
        command = json.loads(line)
        result = {"ok": True} | COMMANDS[command["do"]](command)
    except Exception as error:  # The library raises what it likes: every refusal is an answer
        result = {"ok": False, "error": f"{type(error).__name__}: {error}"}
    return result | ({"id": command["id"]} if "id" in command else {})


def main() -> None:
    for line in sys.stdin:
        if line.strip():
            print(json.dumps(answer(line), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
