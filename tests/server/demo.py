#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
"""Prepares something to try on a running development server, and says what to open.

    demo.py --server http://HOST:PORT --out DIR [--app URL] [--keep]

Creates a demonstration organization (the server must let anybody create one), writes its
administrator's device file to DIR/<device id>.keys and invites a newcomer. With --keep the
password stands beside the file as DIR/<device id>.password, so that on the next start with the
same database the same administrator is found again.
"""

import argparse
import asyncio
import dataclasses
import itertools
import pathlib
import re
import secrets
import sys

import httpx

from peer_flows import Authenticated, HttpRefusal, Refused, Server, bootstrap
from peer_formats import (
    CryptoError, FormatError, LocalDevice, dump_password_file, load_password_file,
    load_password_head,
)

ADMIN = {"email": "ada@example.com", "name": "Ada Admin", "label": "Demonstration"}
SERVER_PATIENCE_S = 20


def new_password() -> str:
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))


def numbered(text: str):
    """`Demo`, `Demo2`, `Demo3` …; before the @ of an e-mail address."""
    name, at, domain = text.partition("@")
    for number in itertools.count(1):
        yield f"{name}{number if number > 1 else ''}{at}{domain}"


def write_private(path: pathlib.Path, data: bytes) -> None:
    written = path.with_suffix(".new")
    written.touch(mode=0o600)
    written.write_bytes(data)
    written.replace(path)


def device_files(folder: pathlib.Path):
    """The demonstration's own files in the folder, newest first, with what they say in clear."""
    for path in sorted(folder.glob("*.keys"), key=lambda path: path.stat().st_mtime, reverse=True):
        if re.fullmatch(r"[0-9a-f]{32}", path.stem):
            try:
                yield path, load_password_head(path.read_bytes())
            except FormatError:
                continue


async def wait_for(server: Server) -> None:
    for _ in range(SERVER_PATIENCE_S * 4):
        try:
            await server.server_config()
            return
        except httpx.TransportError:
            await asyncio.sleep(0.25)
    sys.exit(f"demo: no Parsec server answers at {server.address.server_url}; is it running?")


async def find_kept(server: Server, folder: pathlib.Path):
    """The administrator of an earlier start, if this server still knows it."""
    for path, head in device_files(folder):
        secret = path.with_suffix(".password")
        if not secret.exists():
            continue
        password = secret.read_text().strip()
        try:
            device = await asyncio.to_thread(load_password_file, path.read_bytes(), password)
            accepted = await Authenticated(server, device).accepted()
        except (CryptoError, FormatError, HttpRefusal):
            continue  # Another password, another file, or an organization that is gone
        if accepted:
            if device.server_url != server.address.server_url:  # Started on another port
                device.server_url = server.address.server_url
                write_private(path, await asyncio.to_thread(
                    dump_password_file, device, password, created_on=head["created_on"]))
            return device, password, path
    return None


async def create(server: Server, folder: pathlib.Path, *, organization: str, keep: bool):
    for name in numbered(organization):
        try:
            device = await bootstrap(server, name, **ADMIN)
            break
        except Refused as error:
            if error.status == "invalid_bootstrap_token":
                sys.exit("demo: this server lets nobody create an organization; "
                         "start it with --spontaneous-organization-bootstrap")
            if error.status != "organization_already_bootstrapped":
                raise
    # The server has just let this name be created: older files of that name open nothing here
    for old, head in device_files(folder):
        if head["organization_id"] == name:
            old.unlink()
            old.with_suffix(".password").unlink(missing_ok=True)
    password = new_password()
    path = folder / f"{device.device_id.hex}.keys"
    write_private(path, await asyncio.to_thread(dump_password_file, device, password))
    if keep:
        write_private(path.with_suffix(".password"), password.encode() + b"\n")
    return device, password, path


async def invite_newcomer(admin: Authenticated, email: str) -> tuple[str, str]:
    for candidate in numbered(email):
        try:
            reply = await admin.invite(candidate)
            return candidate, admin.invitation_address(reply["token"]).to_http()
        except Refused as error:
            if error.status != "claimer_email_already_enrolled":
                raise
    raise AssertionError("numbers end")


def describe(device: LocalDevice, password: str, path: pathlib.Path, *, app: str, newcomer: str,
             link: str, join: str | None, kept: bool, keep: bool) -> str:
    email, name = device.human_handle
    end = ("Ctrl-C stops; the organization and its members are kept for the next start." if keep
           else "Ctrl-C stops, and then everything vanishes: organization, members, invitations.")
    sso = f"""
  3. Whoever has an account for single sign-on
     In yet another window, ask to join with this link and sign in; the administrator then accepts
     it, having signed on as well.
       {join}
""" if join else ""
    return f"""
  Organization     {device.organization_id}{' (kept from an earlier start)' if kept else ''}

  The app          {app}

  1. The administrator, {name} <{email}>
     In one window, open the app, press “Choose a file” and give this device file; open the
     organization with its password, go to “People” and press “Greet” beside {newcomer}.
       file            {path}
       password        {password}

  2. The newcomer, {newcomer}
     In another window (another profile or a private one), open the invitation link
       {link}
{sso}
  E-mails to whomever you invite are not sent but shown in this terminal.
  {end}
"""


async def main(options: argparse.Namespace) -> None:
    server = Server(options.server)
    await wait_for(server)
    folder = options.out.resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = await find_kept(server, folder) if options.keep else None
    device, password, path = found or await create(
        server, folder, organization=options.organization, keep=options.keep)
    newcomer, link = await invite_newcomer(Authenticated(server, device), options.newcomer)
    # Nobody is invited by it: it is the same for everybody, as long as the server has single sign-on
    join = dataclasses.replace(server.address, kind="async_enrollment",
                               organization=device.organization_id).to_http()
    if (await server.server_config())["openbao"]["type"] != "ENABLED":
        join = None
    print(describe(device, password, path, newcomer=newcomer, link=link, join=join,
                   kept=found is not None, keep=options.keep,
                   app=options.app or f"{server.address.server_url}client/"),
          flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Prepares a demonstration organization.")
    parser.add_argument("--server", required=True, help="http://HOST:PORT")
    parser.add_argument("--out", required=True, type=pathlib.Path, help="folder of the device file")
    parser.add_argument("--app", help="the web app's address (default: the server's /client/)")
    parser.add_argument("--keep", action="store_true", help="find the same administrator again")
    parser.add_argument("--organization", default="Demo")
    parser.add_argument("--newcomer", default="nova@example.com")
    try:
        asyncio.run(main(parser.parse_args()))
    except (Refused, HttpRefusal, httpx.HTTPError, FormatError) as error:
        sys.exit(f"demo: {type(error).__name__}: {error}")
