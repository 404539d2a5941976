#!/usr/bin/env python3
# SPDX-License-Identifier: MPL-2.0
"""Interop vector generator (run with a Python that has the `parsec-cloud` PyPI wheel, >= 3.14 for `compression.zstd`).

    python gen_vectors.py > vectors.json

Every vector: {"id", "group", "src", ...}
  src = "wheel"  -> bytes/strings produced (or accepted) by the wheel's native module
  src = "indep"  -> computed here with hashlib/cryptography (primitive not exposed by the wheel); cross-checked where possible
  src = "hand"   -> msgpack written by the small encoder below following the schemas (object not exposed by the wheel)
Values inside "decoded": {"$bin": hex} = msgpack bin, {"$ext": [type, hex]} = msgpack ext, {"$f64": x} = float,
{"$map": [[k, v], ...]} = map with non-string keys. Everything else is plain JSON.
"""
import ast, base64, glob, hashlib, hmac, json, os, struct, sys, importlib.metadata, unicodedata
from compression import zstd
import parsec, parsec._parsec as P
from parsec._parsec import *

V = []
def add(group, id, src, **kw):
    assert not any(v["id"] == f"{group}/{id}" for v in V), (group, id)
    V.append({"id": f"{group}/{id}", "group": group, "src": src, **kw})

# ---------------------------------------------------------------- msgpack
class Ext:
    def __init__(s, t, d): s.t, s.d = t, bytes(d)
def DT(us): return Ext(1, struct.pack(">q", us))
def UU(h): return Ext(2, bytes.fromhex(h))

def enc(o):
    if o is None: return b"\xc0"
    if o is True: return b"\xc3"
    if o is False: return b"\xc2"
    if isinstance(o, float): return b"\xcb" + struct.pack(">d", o)
    if isinstance(o, int):
        if o >= 0:
            if o < 128: return bytes([o])
            for c, f, m in ((0xcc, ">B", 1 << 8), (0xcd, ">H", 1 << 16), (0xce, ">I", 1 << 32), (0xcf, ">Q", 1 << 64)):
                if o < m: return bytes([c]) + struct.pack(f, o)
        if o >= -32: return struct.pack(">b", o)
        for c, f, m in ((0xd0, ">b", 1 << 7), (0xd1, ">h", 1 << 15), (0xd2, ">i", 1 << 31), (0xd3, ">q", 1 << 63)):
            if o >= -m: return bytes([c]) + struct.pack(f, o)
    if isinstance(o, str):
        b = o.encode(); n = len(b)
        h = bytes([0xa0 | n]) if n < 32 else b"\xd9" + bytes([n]) if n < 256 else b"\xda" + struct.pack(">H", n) if n < 65536 else b"\xdb" + struct.pack(">I", n)
        return h + b
    if isinstance(o, (bytes, bytearray)):
        n = len(o)
        h = b"\xc4" + bytes([n]) if n < 256 else b"\xc5" + struct.pack(">H", n) if n < 65536 else b"\xc6" + struct.pack(">I", n)
        return h + bytes(o)
    if isinstance(o, Ext):
        n = len(o.d)
        fix = {1: 0xd4, 2: 0xd5, 4: 0xd6, 8: 0xd7, 16: 0xd8}
        h = bytes([fix[n]]) if n in fix else b"\xc7" + bytes([n])
        return h + struct.pack(">b", o.t) + o.d
    if isinstance(o, (list, tuple)):
        n = len(o)
        h = bytes([0x90 | n]) if n < 16 else b"\xdc" + struct.pack(">H", n) if n < 65536 else b"\xdd" + struct.pack(">I", n)
        return h + b"".join(map(enc, o))
    if isinstance(o, dict):
        n = len(o)
        h = bytes([0x80 | n]) if n < 16 else b"\xde" + struct.pack(">H", n) if n < 65536 else b"\xdf" + struct.pack(">I", n)
        return h + b"".join(enc(k) + enc(v) for k, v in o.items())
    raise TypeError(o)

def dec(b):
    pos = 0
    def take(n):
        nonlocal pos
        r = b[pos:pos + n]; assert len(r) == n; pos += n; return r
    def u(f): return struct.unpack(">" + f, take(struct.calcsize(f)))[0]
    def m(n):
        items = [(v(), v()) for _ in range(n)]
        if all(isinstance(k, str) for k, _ in items): return dict(items)
        return {"$map": [[k, x] for k, x in items]}
    def v():
        c = u("B")
        if c < 0x80: return c
        if c < 0x90: return m(c & 15)
        if c < 0xa0: return [v() for _ in range(c & 15)]
        if c < 0xc0: return take(c & 31).decode()
        if c >= 0xe0: return c - 256
        if c == 0xc0: return None
        if c == 0xc2: return False
        if c == 0xc3: return True
        if c in (0xc4, 0xc5, 0xc6): return {"$bin": take(u({0xc4: "B", 0xc5: "H", 0xc6: "I"}[c])).hex()}
        if c in (0xc7, 0xc8):
            n = u("B" if c == 0xc7 else "H"); return {"$ext": [u("b"), take(n).hex()]}
        if c == 0xca: return {"$f32": u("f")}
        if c == 0xcb: return {"$f64": u("d")}
        if 0xcc <= c <= 0xcf: return u("BHIQ"[c - 0xcc])
        if 0xd0 <= c <= 0xd3: return u("bhiq"[c - 0xd0])
        if 0xd4 <= c <= 0xd8: return {"$ext": [u("b"), take(1 << (c - 0xd4)).hex()]}
        if 0xd9 <= c <= 0xdb: return take(u("BHI"[c - 0xd9])).decode()
        if c in (0xdc, 0xdd): return [v() for _ in range(u("HI"[c - 0xdc]))]
        if c in (0xde, 0xdf): return m(u("HI"[c - 0xde]))
        raise ValueError(hex(c))
    r = v(); assert pos == len(b), "trailing bytes"
    return r

def zraw(b):  # zstd frame made of one raw block (what a writer without a compressor may emit; one block only holds 128 KiB)
    return bytes.fromhex("28b52ffd") + b"\xe0" + struct.pack("<Q", len(b)) + struct.pack("<I", 1 | len(b) << 3)[:3] + b
def v0(b): return b"\0" + zraw(b)
def unv0(b):
    assert b[0] == 0
    return zstd.decompress(b[1:])

# ---------------------------------------------------------------- fixed keys & ids
def kb(tag): return hashlib.sha256(b"interop-vector:" + tag.encode()).digest()
SK, SK2 = SecretKey(kb("secret")), SecretKey(kb("secret2"))
ROOT = SigningKey(kb("root")); ALICE = SigningKey(kb("alice-sign")); AUTHVK = ROOT.verify_key
APRIV = PrivateKey(kb("alice-priv")); BPRIV = PrivateKey(kb("bob-priv"))
A_U, A_D = "a11ce00000000000000000000000aa01", "a11ce00000000000000000000000dd01"
B_U, B_D = "b0b0000000000000000000000000aa02", "b0b0000000000000000000000000dd02"
RID, VID, BID = "0a" * 16, "0b" * 16, "0c" * 16
TS = 1770000000123456
T = DateTime.from_timestamp_micros(TS); T2 = DateTime.from_timestamp_micros(TS + 1_500_000)
HHT = ("alice@example.com", "Alicia McÁlice"); HH = HumanHandle(EmailAddress(HHT[0]), HHT[1])
TOKEN = "0123456789abcdef0123456789abcdef"
x = lambda b: bytes(b).hex()

add("keys", "fixed", "wheel", note="seeds are sha256('interop-vector:'+tag); every other vector reuses these",
    secret=SK.secret.hex(), secret2=SK2.secret.hex(),
    root_signing_seed=ROOT.encode().hex(), root_verify=ROOT.verify_key.encode().hex(),
    alice_signing_seed=ALICE.encode().hex(), alice_verify=ALICE.verify_key.encode().hex(),
    alice_private=APRIV.encode().hex(), alice_public=APRIV.public_key.encode().hex(),
    bob_private=BPRIV.encode().hex(), bob_public=BPRIV.public_key.encode().hex(),
    alice_user_id=A_U, alice_device_id=A_D, bob_user_id=B_U, bob_device_id=B_D,
    realm_id=RID, vlob_id=VID, block_id=BID, timestamp_us=TS, human_handle=list(HHT), token=TOKEN)

# ---------------------------------------------------------------- crypto
for n, pt in {"empty": b"", "short": b"hello", "64": bytes(range(64)), "utf8": "dáta 国".encode(), "1k": b"\x5a" * 1024}.items():
    ct = SK.encrypt(pt); assert SK.decrypt(ct) == pt
    add("secretkey", f"decrypt_{n}", "wheel", key=SK.secret.hex(), plaintext=x(pt), ciphertext=x(ct))
ct = SK.encrypt(b"hello")
def fails(f, *a, **k):
    try: f(*a, **k)
    except BaseException as e: return type(e).__name__
    raise AssertionError("should fail")
for n, bad in {"flip_tag": ct[:24] + bytes([ct[24] ^ 1]) + ct[25:], "flip_nonce": bytes([ct[0] ^ 1]) + ct[1:], "flip_body": ct[:-1] + bytes([ct[-1] ^ 1]),
               "too_short_nonce": ct[:23], "only_nonce": ct[:24], "nonce_plus_15": ct[:39], "empty": b""}.items():
    add("secretkey", f"reject_{n}", "wheel", key=SK.secret.hex(), ciphertext=x(bad), error=fails(SK.decrypt, bad))
for n, pt in {"empty": b"", "short": b"hello", "block": bytes(range(128)), "200": b"\xa5" * 200}.items():
    add("mac512", n, "wheel", key=SK.secret.hex(), data=x(pt), mac=x(SK.mac_512(pt)))
    assert SK.mac_512(pt) == hashlib.blake2b(pt, key=SK.secret).digest()
    add("sha256", n, "wheel", data=x(pt), digest=HashDigest.from_data(pt).digest.hex())
    s = ALICE.sign(pt); assert s == ALICE.sign_only_signature(pt) + pt
    add("sign", n, "wheel", seed=ALICE.encode().hex(), verify_key=ALICE.verify_key.encode().hex(), message=x(pt), signed=x(s))
s = ALICE.sign(b"hello")
for n, bad in {"flip_sig": bytes([s[0] ^ 1]) + s[1:], "flip_msg": s[:-1] + bytes([s[-1] ^ 1]), "short63": s[:63], "empty": b""}.items():
    add("sign", f"reject_{n}", "wheel", verify_key=ALICE.verify_key.encode().hex(), signed=x(bad), error=fails(ALICE.verify_key.verify, bad))
zero = VerifyKey(bytes(32))
add("sign", "reject_low_order_key", "wheel", note="32 zero bytes load as a VerifyKey but never verify", verify_key="00" * 32, signed=x(s), error=fails(zero.verify, s))
for n, pt in {"empty": b"", "short": b"hello", "100": bytes(range(100))}.items():
    ct = APRIV.public_key.encrypt_for_self(pt); assert APRIV.decrypt_from_self(ct) == pt
    add("sealedbox", f"open_{n}", "wheel", private=APRIV.encode().hex(), public=APRIV.public_key.encode().hex(), plaintext=x(pt), ciphertext=x(ct))
ct = APRIV.public_key.encrypt_for_self(b"hello")
for n, bad in {"wrong_key": BPRIV.public_key.encrypt_for_self(b"hello"), "flip": ct[:-1] + bytes([ct[-1] ^ 1]), "short47": ct[:47], "small_order_epk": bytes(32) + ct[32:]}.items():
    add("sealedbox", f"reject_{n}", "wheel", private=APRIV.encode().hex(), ciphertext=x(bad), error=fails(APRIV.decrypt_from_self, bad))
for i in range(3):
    pw, k = SecretKey.generate_recovery_passphrase()
    add("passphrase", f"generated_{i}", "wheel", passphrase=pw, key=k.secret.hex())
pw = "-".join(base64.b32encode(SK.secret).decode().rstrip("=")[i:i + 4] for i in range(0, 52, 4))
for n, p in {"canonical": pw, "lower": pw.lower(), "spaces": " " + pw.replace("-", " ") + "\n", "no_dash": pw.replace("-", ""), "zero_for_O_one_for_I": pw.replace("O", "0").replace("I", "1"),
             "junk_chars_89": pw[:9] + "8_9!" + pw[9:], "with_padding": pw + "===="}.items():
    k = SecretKey.from_recovery_passphrase(p); assert k.secret == SK.secret
    add("passphrase", f"parse_{n}", "wheel", passphrase=p, key=k.secret.hex())
nonzero = pw[:-1] + ("B" if pw[-1] != "B" else "C")
for n, p in {"empty": "", "one_group_missing": pw[5:], "one_char_extra": pw + "A", "too_long": pw + "-AAAA-AAAA"}.items():
    add("passphrase", f"reject_{n}", "wheel", passphrase=p, error=fails(SecretKey.from_recovery_passphrase, p))
# last base32 symbol carries 4 significant bits only (256 = 51*5 + 1): 51 full symbols then 1 bit + 4 padding bits
al = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
for tail in "ABQR":
    p = pw[:-1] + tail
    try: r = {"key": SecretKey.from_recovery_passphrase(p).secret.hex()}
    except BaseException as e: r = {"error": type(e).__name__}
    add("passphrase", f"trailing_bits_{tail}", "wheel", passphrase=p, **r)

import uuid
def kdf(key, u, size=32): return hashlib.blake2b(b"", key=key, digest_size=size, salt=u[:8] + bytes(8), person=u[8:] + bytes(8)).digest()
for n, u in {"canary": "0" * 31 + "1", "rename": "0" * 31 + "2", "path_url": "0" * 31 + "3", "auth_mac": "1" * 32, "auth_secret": "2" * 32, "vlob": VID, "mixed": "00112233445566778899aabbccddeeff"}.items():
    add("kdf", n, "indep", master=kb("kdf").hex(), uuid=u, secret_key=kdf(kb("kdf"), bytes.fromhex(u)).hex(), note="= crypto_kdf_derive_from_key(32, LE64(uuid[0:8]), ctx=uuid[8:16], master)")
add("kdf", "auth_method_id", "indep", master=kb("kdf").hex(), uuid="0" * 32, derived_uuid=kdf(kb("kdf"), bytes(16), 16).hex(), note="16-byte output, used verbatim as UUID bytes (no version/variant bits forced)")

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
def shared(priv, peer, greeter_pk, claimer_pk):
    q = X25519PrivateKey.from_private_bytes(priv.encode()).exchange(X25519PublicKey.from_public_bytes(peer.encode()))
    return hashlib.blake2b(q + greeter_pk.encode() + claimer_pk.encode()).digest()[:32]
cpk, gpk = APRIV.public_key, BPRIV.public_key
ssk = shared(APRIV, gpk, gpk, cpk); assert ssk == shared(BPRIV, cpk, gpk, cpk)  # A is the claimer, B the greeter; the greeter key is hashed first
add("shared_secret", "claimer_greeter", "indep", claimer_private=APRIV.encode().hex(), greeter_private=BPRIV.encode().hex(), claimer_public=cpk.encode().hex(), greeter_public=gpk.encode().hex(), shared_secret=ssk.hex(), note="greeter: crypto_kx client rx; claimer: crypto_kx server tx")
SASAL = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
def sas(n): return "".join(SASAL[(n >> (5 * i)) & 31] for i in range(4))
for i in range(5):
    cn, gn = hashlib.sha512(b"claimer%d" % i).digest(), hashlib.sha512(b"greeter%d" % i).digest()
    n = int.from_bytes(SecretKey(ssk).mac_512(cn + gn)[:5], "big")
    add("sas", str(i), "indep", shared_secret=ssk.hex(), claimer_nonce=cn.hex(), greeter_nonce=gn.hex(), claimer_nonce_sha256=HashDigest.from_data(cn).digest.hex(), claimer_sas=sas(n & 0xfffff), greeter_sas=sas(n >> 20))
for n in (0, 1, 31, 32, 123456, (1 << 20) - 1): add("sas", f"from_int_{n}", "indep", value=n, code=sas(n))

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
def a2(pw, salt, kb_, ops): return Argon2id(salt=salt, length=32, iterations=ops, lanes=1, memory_cost=kb_).derive(pw)
SALT = kb("salt")[:16]
for n, (p, m, o) in {"tiny": ("P@ssw0rd.", 8, 1), "default": ("P@ssw0rd.", 131072, 3), "utf8": ("pässwörd 国", 64, 2), "empty_pw": ("", 64, 1)}.items():
    add("argon2id", n, "indep", password=p, salt=SALT.hex(), memlimit_kb=m, opslimit=o, parallelism=1, key=a2(p.encode(), SALT, m, o).hex(), note="Argon2id v1.3; libsodium memlimit = memlimit_kb*1024")
def mailsalt(e): return hashlib.blake2b(b"PARSEC_PASSWORD_ARGON2ID." + e.encode(), digest_size=16).digest()
for e in ("alice@example.com", "Alice@Example.COM", "zack@example.invalid"): add("account", f"salt_{e}", "indep", email=e, salt=mailsalt(e).hex())
ms = a2(b"P@ssw0rd.", mailsalt("alice@example.com"), 131072, 3)
add("account", "auth_method_from_password", "indep", email="alice@example.com", password="P@ssw0rd.", memlimit_kb=131072, opslimit=3, parallelism=1, master_secret=ms.hex(),
    auth_method_id=kdf(ms, bytes(16), 16).hex(), mac_key=kdf(ms, b"\x11" * 16).hex(), secret_key=kdf(ms, b"\x22" * 16).hex())
fp = lambda s: hashlib.sha256(s.encode()).hexdigest()
add("account", "fingerprint_opaque_key", "indep", key_id=VID, preimage=f"OPAQUE_KEY.{VID}", fingerprint=fp(f"OPAQUE_KEY.{VID}"))
add("account", "fingerprint_registration_device", "indep", organization_id="CoolOrg", user_id=A_U, preimage=f"REGISTRATION_DEVICE.CoolOrg.{A_U}", fingerprint=fp(f"REGISTRATION_DEVICE.CoolOrg.{A_U}"))
hb = f"PARSEC-SIGN-ED25519.{A_D}.1770000000"
add("auth_header", "device", "wheel", signing_seed=ALICE.encode().hex(), device_id=A_D, unix_seconds=1770000000, header="Bearer " + hb + "." + base64.urlsafe_b64encode(ALICE.sign_only_signature(hb.encode())).decode())
hb = f"PARSEC-MAC-BLAKE2B.{VID}.1770000000"
add("auth_header", "account", "wheel", mac_key=SK.secret.hex(), auth_method_id=VID, unix_seconds=1770000000, header="Bearer " + hb + "." + base64.urlsafe_b64encode(SK.mac_512(hb.encode())).decode())
add("auth_header", "invited", "wheel", token=TOKEN, header="Bearer " + AccessToken.from_hex(TOKEN).hex)

# shamir over GF(2^8)/0x11d, generator 2
def gmul(a, b):
    r = 0
    while b:
        if b & 1: r ^= a
        a <<= 1
        if a & 256: a ^= 0x11d
        b >>= 1
    return r
def split(secret, thr, n, rnd):
    polys = [[c] + [rnd() for _ in range(thr - 1)] for c in secret]
    out = []
    for X in range(1, n + 1):
        ys = bytearray()
        for p in polys:
            acc = 0
            for c in reversed(p): acc = gmul(acc, X) ^ c
            ys.append(acc)
        out.append(bytes([X]) + bytes(ys))
    return out
def ginv(a): return next(i for i in range(1, 256) if gmul(a, i) == 1)
def recover(sh):
    out = bytearray()
    for k in range(1, len(sh[0])):
        a = 0
        for i, s_ in enumerate(sh):
            t = s_[k]
            for j, o in enumerate(sh):
                if i != j: t = gmul(t, gmul(o[0], ginv(o[0] ^ s_[0])))
            a ^= t
        out.append(a)
    return bytes(out)
_st = [b"shamir"]
def rnd():
    while True:
        _st[0] = hashlib.sha256(_st[0]).digest()
        if _st[0][0]: return _st[0][0]
sec = v0(enc({"type": "shamir_recovery_secret", "data_key": SK.secret, "reveal_token": bytes.fromhex(TOKEN)}))
for thr, n in ((1, 2), (2, 3), (3, 5)):
    sh = split(sec, thr, n, rnd); assert recover(sh[-thr:]) == sec
    add("shamir", f"{thr}_of_{n}", "indep", threshold=thr, shares=[s_.hex() for s_ in sh], secret_v0=sec.hex(), data_key=SK.secret.hex(), reveal_token=TOKEN)

# sequester RSA
sp, spub = SequesterPrivateKeyDer.generate_pair(2048); ss, sv = SequesterSigningKeyDer.generate_pair(2048)
ct = spub.encrypt(b"hello sequester"); assert sp.decrypt(ct) == b"hello sequester"
add("sequester", "encrypt_2048", "wheel", private_pem=sp.dump_pem(), public_der=spub.dump().hex(), plaintext=b"hello sequester".hex(), ciphertext=x(ct))
sg = ss.sign(b"hello sequester"); assert sv.verify(sg) == b"hello sequester"
add("sequester", "sign_2048", "wheel", private_pem=ss.dump_pem(), verify_der=sv.dump().hex(), message=b"hello sequester".hex(), signed=x(sg))

# ---------------------------------------------------------------- strings / ids
def tryit(cls, s, attr="str"):
    try: return {"ok": True, "value": getattr(cls(s), attr)}
    except BaseException as e: return {"ok": False, "error": type(e).__name__}
nfd = unicodedata.normalize("NFD", "Évé")
for i, s_ in enumerate(["CoolOrg", "a", "", "x" * 32, "x" * 33, "a b", "a~b", "a.b", "a/b", "hello-World", "hello_World", "é" * 16, "é" * 17, nfd, "国", "Org\n", "1", "-", "_", "Org🦀", "٣", "a\u0301", "𝔅𝔬𝔫", "\u200d", "\u24b6", "²"]):
    add("organization_id", str(i), "wheel", input=s_, **tryit(OrganizationID, s_))
for i, s_ in enumerate(["PC1", "", "x" * 255, "x" * 256, "é" * 127, "é" * 128, nfd, " ", "a\nb", "\0"]):
    add("device_label", str(i), "wheel", input=s_, **tryit(DeviceLabel, s_))
for i, s_ in enumerate(["a@b", "alice@example.com", "Alice@EXAMPLE.com", "a..b@c.d", ".a@b", "a.@b", '"a b"@c.d', '"a"@c.d', "a@[1.2.3.4]", "a@b_c.d", "a+b@c", "a-b@c", "a--b@c", "-a@b", "a-@b", "a@-b.c", "a@b-.c", "a@b--c.d", "a@b.", "a" * 65 + "@b.c",
                       " a@b", "  a@b", "a@b ", "a @b", "a@ b", "a\t@b", "a@b\n", "a@1", "(x)a@b", "a@b(c)", "!#$%&'*+/=?^_`{|}~@b", "a@b@c", "a", "", "@b", "a@", "é@b.c", "a@é.c", "a@redacted.invalid", "a@REDACTED.invalid", "a@x.redacted.invalid", "a,b@c", "a:b@c", "a<b@c", "a@xn--bcher-kva.de", "a. b@c", "a@b. c"]):
    add("email", str(i), "wheel", input=s_, **tryit(EmailAddress, s_))
def hh(s_): return HumanHandle(EmailAddress("a@b.c"), s_)
for i, s_ in enumerate(["Alice", "", "x" * 254, "x" * 255, "é" * 127, "é" * 128, "a<b", "a>b", "a@b", "a,b", "a:b", "a;b", "a\\b", 'a"b', "a[b", "a]b", "(a)", nfd, " ", "a\nb", "国"]):
    add("human_handle_label", str(i), "wheel", input=s_, **tryit(hh, s_, "label"))
for i, s_ in enumerate(["a", "", ".", "..", "...", "a/b", "a\0b", "x" * 255, "x" * 256, "é" * 127, "é" * 128, nfd, " ", ".hidden", "a\\b", "a:b", "国"]):
    add("entry_name", str(i), "wheel", input=s_, **tryit(EntryName, s_))
for i, s_ in enumerate(["AD3FXJ", "ad3fxj", "AD3FX", "AD3FXJK", "AD3FX1", "AD3FXI", "AD3FXO", "AD3FX0", "999999"]):
    add("validation_code", str(i), "wheel", input=s_, **tryit(ValidationCode, s_))
for i, s_ in enumerate([TOKEN, TOKEN.upper(), TOKEN[:-1], TOKEN + "00", "zz" * 16, "01234567-89ab-cdef-0123-456789abcdef"]):
    add("access_token", str(i), "wheel", input=s_, **tryit(AccessToken.from_hex, s_, "hex"))
    add("uuid_hex", str(i), "wheel", input=s_, **tryit(VlobID.from_hex, s_, "hex"))
for i, s_ in enumerate(["{01234567-89ab-cdef-0123-456789abcdef}", "urn:uuid:01234567-89ab-cdef-0123-456789abcdef", "0123456789abcdef-0123456789abcdef"]):
    add("uuid_hex", f"odd_{i}", "wheel", input=s_, **tryit(VlobID.from_hex, s_, "hex"))
add("redacted", "human_handle", "wheel", user_id=A_U, email=HumanHandle.new_redacted(UserID.from_hex(A_U)).email.str, label=HumanHandle.new_redacted(UserID.from_hex(A_U)).label)
add("redacted", "device_label", "wheel", device_id=A_D, label=DeviceLabel.new_redacted(DeviceID.from_hex(A_D)).str)
for us in (0, 1, -1, 999999, 1000000, TS, 253402300799999999, -62135596800000000):
    d = DateTime.from_timestamp_micros(us)
    add("datetime", str(us), "wheel", us=us, rfc3339=d.to_rfc3339(), msgpack=enc(DT(us)).hex())
add("api_version", "latest", "wheel", version=[ApiVersion.API_LATEST_VERSION.version, ApiVersion.API_LATEST_VERSION.revision], msgpack=ApiVersion.API_LATEST_VERSION.dump().hex())

# ---------------------------------------------------------------- addresses
ORG = OrganizationID("CoolOrg"); UORG = OrganizationID("Évé-国"); TK = AccessToken.from_hex(TOKEN)
servers = {"default": ("parsec.example.com", None, True), "port": ("parsec.example.com", 4242, True), "defport_dropped": ("parsec.example.com", 443, True),
           "nossl": ("127.0.0.1", 6777, False), "nossl_80": ("localhost", 80, False), "nossl_443": ("localhost", 443, False), "legacy_saas": ("saas-v3.parsec.cloud", None, True)}
def info(a):
    o = {"url": a.to_url(), "hostname": a.hostname, "port": a.port, "use_ssl": a.use_ssl}
    if hasattr(a, "to_http_redirection_url"): o["redirection_url"] = a.to_http_redirection_url()
    if type(a) is ParsecAddr: o["http_url"] = a.to_http_url()
    for f in ("organization_id", "token", "workspace_id", "key_index", "encrypted_path", "user_id", "root_verify_key", "invitation_type"):
        if hasattr(a, f):
            v_ = getattr(a, f)
            o[f] = v_ if isinstance(v_, (int, type(None))) else v_.hex() if isinstance(v_, bytes) else v_.hex if hasattr(v_, "hex") else v_.str if hasattr(v_, "str") else v_.encode().hex()
    return o
for n, a in servers.items(): add("addr", f"server_{n}", "wheel", **info(ParsecAddr(*a)))
builders = {
    "organization": lambda s_, o: ParsecOrganizationAddr.build(s_, o, AUTHVK),
    "bootstrap": lambda s_, o: ParsecOrganizationBootstrapAddr.build(s_, o, TK),
    "bootstrap_no_token": lambda s_, o: ParsecOrganizationBootstrapAddr.build(s_, o, None),
    "claim_user": lambda s_, o: ParsecInvitationAddr.build(s_, o, InvitationType.USER, TK),
    "claim_device": lambda s_, o: ParsecInvitationAddr.build(s_, o, InvitationType.DEVICE, TK),
    "claim_shamir_recovery": lambda s_, o: ParsecInvitationAddr.build(s_, o, InvitationType.SHAMIR_RECOVERY, TK),
    "pki_enrollment": lambda s_, o: ParsecPkiEnrollmentAddr.build(s_, o),
    "totp_reset": lambda s_, o: ParsecTOTPResetAddr.build(s_, o, UserID.from_hex(A_U), TK),
}
for n, b_ in builders.items():
    for sn in ("default", "nossl", "port"):
        for on, o in (("", ORG), ("_unicode", UORG)):
            if on and sn != "default": continue
            a = b_(ParsecAddr(*servers[sn]), o)
            d = info(a)
            cls = type(a)
            assert cls.from_url(d["url"]).to_url() == d["url"]
            assert cls.from_url(d["redirection_url"], allow_http_redirection=True).to_url() == d["url"]
            q = d["url"].split("p=")
            if len(q) == 2: raw = base64.urlsafe_b64decode(q[1] + "=" * (-len(q[1]) % 4)); d["payload_msgpack"] = raw.hex(); d["payload_decoded"] = dec(raw)
            add("addr", f"{n}_{sn}{on}", "wheel", **d)
org_addr = ParsecOrganizationAddr.build(ParsecAddr(*servers["default"]), ORG, AUTHVK)
for ki, path in ((1, b"/foo/bar.txt"), (300, b"/")):
    pk = SecretKey(kdf(kb("kdf"), bytes(15) + b"\x03"))
    a = ParsecWorkspacePathAddr(organization_id=ORG, workspace_id=VlobID.from_hex(RID), key_index=ki, encrypted_path=pk.encrypt(path), hostname="parsec.example.com", port=None, use_ssl=True)
    d = info(a); q = d["url"].split("p=")[1]; raw = base64.urlsafe_b64decode(q + "=" * (-len(q) % 4))
    assert ParsecWorkspacePathAddr.from_url(d["url"]).to_url() == d["url"]
    add("addr", f"workspace_path_{ki}", "wheel", **d, payload_msgpack=raw.hex(), payload_decoded=dec(raw), master=kb("kdf").hex(), path_key=pk.secret.hex(), path=path.decode())
# hand written: encrypted_path must also be accepted as msgpack bin ?
for n, pl in {"path_as_bin": enc([UU(RID), 1, b"abc"]), "path_as_int_array": enc([UU(RID), 1, [97, 98, 200]])}.items():
    u = "parsec3://parsec.example.com/CoolOrg?a=path&p=" + base64.urlsafe_b64encode(pl).decode().rstrip("=")
    try: r = {"ok": True, **info(ParsecWorkspacePathAddr.from_url(u))}
    except BaseException as e: r = {"ok": False, "error": type(e).__name__}
    add("addr", f"workspace_accepts_{n}", "wheel", input=u, **r)
p_tok = base64.urlsafe_b64encode(enc(bytes.fromhex(TOKEN))).decode().rstrip("=")
ae = {"async_enrollment_default": "parsec3://parsec.example.com/CoolOrg?a=async_enrollment", "async_enrollment_nossl": "parsec3://localhost:6777/CoolOrg?no_ssl=true&a=async_enrollment"}
for n, u in ae.items():
    try: r = {"class": type(ParsecActionAddr.from_url(u)).__name__}
    except BaseException as e: r = {"from_url_note": type(e).__name__}
    add("addr", n, "hand", url=u, redirection_url=u.replace("parsec3://", "http://" if "no_ssl" in u else "https://").replace("no_ssl=true&", "").replace("/CoolOrg", "/redirect/CoolOrg"), **r)
base = "parsec3://parsec.example.com/CoolOrg"
parse_cases = {
    "bad_scheme": f"parsec://parsec.example.com/CoolOrg?a=claim_user&p={p_tok}", "http_not_redirect": f"https://parsec.example.com/CoolOrg?a=claim_user&p={p_tok}",
    "http_redirect": f"https://parsec.example.com/redirect/CoolOrg?a=claim_user&p={p_tok}", "http_redirect_nossl_ignored": f"https://parsec.example.com/redirect/CoolOrg?a=claim_user&p={p_tok}&no_ssl=true",
    "http_redirect_plain_http": f"http://parsec.example.com/redirect/CoolOrg?a=claim_user&p={p_tok}",
    "no_ssl_false": f"{base}?no_ssl=false&a=claim_user&p={p_tok}", "no_ssl_TRUE": f"{base}?no_ssl=TRUE&a=claim_user&p={p_tok}", "no_ssl_bad": f"{base}?no_ssl=1&a=claim_user&p={p_tok}", "no_ssl_dup": f"{base}?no_ssl=true&no_ssl=true&a=claim_user&p={p_tok}",
    "unknown_param_ok": f"{base}?a=claim_user&p={p_tok}&foo=bar", "dup_action": f"{base}?a=claim_user&a=claim_user&p={p_tok}", "missing_action": f"{base}?p={p_tok}", "missing_payload": f"{base}?a=claim_user",
    "bad_action": f"{base}?a=foo&p={p_tok}", "padded_b64": f"{base}?a=claim_user&p={base64.urlsafe_b64encode(enc(bytes.fromhex(TOKEN))).decode()}", "std_b64_plus": f"{base}?a=claim_user&p=xBD+AQ", "token_15": f"{base}?a=claim_user&p=" + base64.urlsafe_b64encode(enc(bytes(15))).decode().rstrip("="),
    "token_trailing_bytes": f"{base}?a=claim_user&p=" + base64.urlsafe_b64encode(enc(bytes(16)) + b"\xc0").decode().rstrip("="), "token_as_str": f"{base}?a=claim_user&p=" + base64.urlsafe_b64encode(enc("A" * 16)).decode().rstrip("="),
    "bad_org": f"parsec3://parsec.example.com/Cool~Org?a=claim_user&p={p_tok}", "no_org": f"parsec3://parsec.example.com/?a=claim_user&p={p_tok}", "trailing_slash": f"parsec3://parsec.example.com/CoolOrg/?a=claim_user&p={p_tok}",
    "percent_org": f"parsec3://parsec.example.com/%C3%89v%C3%A9-%E5%9B%BD?a=claim_user&p={p_tok}", "upper_host": f"parsec3://PARSEC.Example.COM/CoolOrg?a=claim_user&p={p_tok}", "ipv6": f"parsec3://[::1]:8080/CoolOrg?a=claim_user&p={p_tok}",
    "idn_host": f"parsec3://bücher.example/CoolOrg?a=claim_user&p={p_tok}", "fragment": f"{base}?a=claim_user&p={p_tok}#frag", "userinfo": f"parsec3://u:p@parsec.example.com/CoolOrg?a=claim_user&p={p_tok}", "spaces_around": f"  {base}?a=claim_user&p={p_tok}  ", "port_443": f"parsec3://parsec.example.com:443/CoolOrg?a=claim_user&p={p_tok}", "port_bad": f"parsec3://parsec.example.com:99999/CoolOrg?a=claim_user&p={p_tok}", "no_host": f"parsec3:///CoolOrg?a=claim_user&p={p_tok}",
    "saas_legacy": f"parsec3://saas-v3.parsec.cloud/CoolOrg?a=claim_user&p={p_tok}",
}
for n, u in parse_cases.items():
    try: r = {"ok": True, **info(ParsecInvitationAddr.from_url(u, allow_http_redirection=True))}
    except BaseException as e: r = {"ok": False, "error": type(e).__name__}
    add("addr_parse", n, "wheel", input=u, **r)
for n, pl in {"nil": "wA", "nil_padded": "wA==", "nil_nonzero_trailing_bits": "wB", "empty": "", "lead_space": "%20wA"}.items():
    u = f"parsec3://parsec.example.com/CoolOrg?a=bootstrap_organization&p={pl}"
    try: r = {"ok": True, **info(ParsecOrganizationBootstrapAddr.from_url(u))}
    except BaseException as e: r = {"ok": False, "error": type(e).__name__}
    add("addr_parse", f"bootstrap_{n}", "wheel", input=u, **r)
for n, u in {"ok": "parsec3://parsec.example.com", "slash": "parsec3://parsec.example.com/", "path": "parsec3://parsec.example.com/x", "query": "parsec3://parsec.example.com/?a=b"}.items():
    try: r = {"ok": True, **info(ParsecAddr.from_url(u))}
    except BaseException as e: r = {"ok": False, "error": type(e).__name__}
    add("addr_parse", f"server_{n}", "wheel", input=u, **r)

# ---------------------------------------------------------------- certificates
aD, aU, bU, rid = DeviceID.from_hex(A_D), UserID.from_hex(A_U), UserID.from_hex(B_U), VlobID.from_hex(RID)
def cert(n, c, key=ALICE, **kw):
    s_ = c.dump_and_sign(key)
    raw = unv0(s_[64:])
    add("certificate", n, "wheel", signing_seed=key.encode().hex(), verify_key=key.verify_key.encode().hex(), signed=x(s_), payload_v0=x(s_[64:]), msgpack=x(raw), decoded=dec(raw), **kw)
    # the wheel must accept our raw-block re-encoding too
    alt = key.sign(v0(raw))
    return s_, alt
checks = []
for a_, n in ((None, "root"), (aD, "device")):
    k = ROOT if a_ is None else ALICE
    for h_, n2 in ((HH, ""), (None, "_redacted")):
        s_, alt = cert(f"user_{n}{n2}", UserCertificate(author=a_, timestamp=T, user_id=aU, human_handle=h_, public_key=APRIV.public_key, algorithm=PrivateKeyAlgorithm.X25519_XSALSA20_POLY1305, profile=UserProfile.ADMIN), k)
        assert UserCertificate.verify_and_load(alt, k.verify_key, a_).user_id == aU
        add("zstd", f"user_certificate_raw_block_{n}{n2}", "wheel", note="same payload re-encoded as one raw zstd block, accepted by the wheel", verify_key=k.verify_key.encode().hex(), signed=x(alt))
    for h_, n2 in ((DeviceLabel("My dév 1"), ""), (None, "_redacted")):
        cert(f"device_{n}{n2}", DeviceCertificate(author=a_, timestamp=T, purpose=DevicePurpose.STANDARD, user_id=aU, device_id=aD, device_label=h_, verify_key=ALICE.verify_key, algorithm=SigningKeyAlgorithm.ED25519), k)
for pu in DevicePurpose.VALUES:
    if pu.str != "STANDARD": cert(f"device_purpose_{pu.str}", DeviceCertificate(author=aD, timestamp=T, purpose=pu, user_id=aU, device_id=aD, device_label=DeviceLabel("x"), verify_key=ALICE.verify_key, algorithm=SigningKeyAlgorithm.ED25519))
for pr in UserProfile.VALUES: cert(f"user_update_{pr.str}", UserUpdateCertificate(author=aD, timestamp=T, user_id=bU, new_profile=pr))
cert("revoked_user", RevokedUserCertificate(author=aD, timestamp=T, user_id=bU))
for ro in list(RealmRole.VALUES) + [None]: cert(f"realm_role_{ro.str if ro else None}", RealmRoleCertificate(author=aD, timestamp=T, realm_id=rid, user_id=bU, role=ro))
MASTER = kb("kdf"); rk = SecretKey(kdf(MASTER, bytes(15) + b"\x02")); ck = SecretKey(kdf(MASTER, bytes(15) + b"\x01"))
cert("realm_name", RealmNameCertificate(author=aD, timestamp=T, realm_id=rid, key_index=1, encrypted_name=rk.encrypt("My wörkspace".encode())), realm_master_key=MASTER.hex(), name_key=rk.secret.hex(), clear_name="My wörkspace")
cert("realm_key_rotation", RealmKeyRotationCertificate(author=aD, timestamp=T, realm_id=rid, key_index=1, encryption_algorithm=SecretKeyAlgorithm.BLAKE2B_XSALSA20_POLY1305, hash_algorithm=HashAlgorithm.SHA256, key_canary=ck.encrypt(b"")), realm_master_key=MASTER.hex(), canary_key=ck.secret.hex())
for n, cfg in {"available": RealmArchivingConfiguration.AVAILABLE, "archived": RealmArchivingConfiguration.ARCHIVED, "deletion_planned": RealmArchivingConfiguration.deletion_planned(T2)}.items():
    cert(f"realm_archiving_{n}", RealmArchivingCertificate(author=aD, timestamp=T, realm_id=rid, configuration=cfg))
cert("shamir_brief", ShamirRecoveryBriefCertificate(author=aD, user_id=aU, timestamp=T, threshold=2, per_recipient_shares={bU: 3}))
share_data = v0(enc({"type": "shamir_recovery_share_data", "author": UU(A_D), "timestamp": DT(TS), "weighted_share": split(sec, 2, 2, rnd)}))
cs = BPRIV.public_key.encrypt_for_self(ALICE.sign(share_data))
cert("shamir_share", ShamirRecoveryShareCertificate(author=aD, user_id=aU, timestamp=T, recipient=bU, ciphered_share=cs), recipient_private=BPRIV.encode().hex(), share_data_v0=x(share_data), share_data_decoded=dec(unv0(share_data)))
cert("shamir_deletion", ShamirRecoveryDeletionCertificate(author=aD, timestamp=T2, setup_to_delete_timestamp=T, setup_to_delete_user_id=aU, share_recipients={bU}))
cert("sequester_authority", SequesterAuthorityCertificate(timestamp=T, verify_key_der=sv), ROOT)
for n, c in {"sequester_service": SequesterServiceCertificate(timestamp=T, service_id=SequesterServiceID.from_hex(VID), service_label="Svc", encryption_key_der=spub), "sequester_revoked_service": SequesterRevokedServiceCertificate(timestamp=T2, service_id=SequesterServiceID.from_hex(VID))}.items():
    d = c.dump(); add("certificate", n, "wheel", payload_v0=x(d), signed=x(ss.sign(d)), verify_der=sv.dump().hex(), msgpack=x(unv0(d)), decoded=dec(unv0(d)))

# rejection cases for the v0 container / msgpack rules (RevokedUserCertificate as guinea pig)
rc = {"type": "revoked_user_certificate", "author": UU(A_D), "timestamp": DT(TS), "user_id": UU(B_U)}
def mod(**kw): d = dict(rc); d.update(kw); return d
ok = enc(rc); zf = zstd.compress(ok)
cases = {"ok_raw_block": v0(ok), "ok_libzstd_with_size_and_default": b"\0" + zf, "ok_reordered_fields": v0(enc(dict(reversed(rc.items())))), "ok_unknown_field": v0(enc(mod(zzz=[1, {"a": b"b"}]))), "ok_two_frames_concatenated": b"\0" + zraw(ok[:10]) + zraw(ok[10:]),
         "ok_frame_with_checksum": b"\0" + zstd.compress(ok, options={zstd.CompressionParameter.checksum_flag: 1}), "skippable_frame_first": b"\0" + bytes.fromhex("502a4d18") + struct.pack("<I", 3) + b"abc" + zraw(ok),
         "bad_version_1": b"\1" + zraw(ok), "bad_version_ff": b"\xff" + zraw(ok), "bad_empty": b"", "bad_no_zstd": b"\0" + ok, "bad_truncated_frame": v0(ok)[:-1], "trailing_garbage_after_frame": v0(ok) + b"xyz", "trailing_bytes_in_msgpack": v0(ok + b"\xc0"),
         "bad_type": v0(enc(mod(type="user_certificate"))), "missing_type": v0(enc({k_: v_ for k_, v_ in rc.items() if k_ != "type"})), "missing_field": v0(enc({k_: v_ for k_, v_ in rc.items() if k_ != "user_id"})), "null_field": v0(enc(mod(user_id=None))),
         "duplicate_key": v0(b"\x85" + ok[1:] + enc("user_id") + enc(UU(A_U))), "uuid_as_bin": v0(enc(mod(user_id=bytes.fromhex(B_U)))), "uuid_as_str": v0(enc(mod(user_id=B_U))), "uuid_ext_wrong_type": v0(enc(mod(user_id=Ext(1, bytes.fromhex(B_U))))), "uuid_ext8_form": v0(ok.replace(b"\xd8\x02" + bytes.fromhex(B_U), b"\xc7\x10\x02" + bytes.fromhex(B_U))), "uuid_ext_15_bytes": v0(enc(mod(user_id=Ext(2, bytes(15))))),
         "datetime_as_int": v0(enc(mod(timestamp=TS))), "datetime_as_float": v0(enc(mod(timestamp=1.5))), "datetime_out_of_range": v0(enc(mod(timestamp=DT(2**63 - 1)))), "datetime_ext_4": v0(enc(mod(timestamp=Ext(1, bytes(4))))), "struct_as_array": v0(enc(list(rc.values()))), "non_minimal_str16_key": v0(b"\x84\xda\x00\x04type" + ok[6:]), "key_as_bin": v0(b"\x84\xc4\x04type" + ok[6:])}
for n, pl in cases.items():
    sg = ALICE.sign(pl)
    try: c = RevokedUserCertificate.verify_and_load(sg, ALICE.verify_key, aD); r = {"accepted": True, "user_id": c.user_id.hex}
    except BaseException as e: r = {"accepted": False, "error": type(e).__name__}
    add("container", n, "wheel", verify_key=ALICE.verify_key.encode().hex(), signed=x(sg), payload=x(pl), **r)
dcm = {"type": "device_certificate", "author": UU(A_D), "timestamp": DT(TS), "user_id": UU(A_U), "device_id": UU(A_D), "device_label": "x", "verify_key": ALICE.verify_key.encode(), "algorithm": "ED25519"}
for n, d in {"purpose_missing_is_STANDARD": dcm, "purpose_null": {**dcm, "purpose": None}, "purpose_unknown": {**dcm, "purpose": "FOO"}, "device_label_missing": {k_: v_ for k_, v_ in dcm.items() if k_ != "device_label"}, "device_label_null_is_redacted": {**dcm, "device_label": None},
             "algorithm_unknown": {**dcm, "algorithm": "RSA"}, "verify_key_31": {**dcm, "verify_key": bytes(31)}, "verify_key_as_str": {**dcm, "verify_key": "A" * 32}, "verify_key_as_int_array": {**dcm, "verify_key": list(bytes(32))}, "author_missing": {k_: v_ for k_, v_ in dcm.items() if k_ != "author"}, "device_label_nfd": {**dcm, "device_label": nfd}, "enum_as_map": {**dcm, "algorithm": {"ED25519": None}}}.items():
    sg = ALICE.sign(v0(enc(d)))
    try: c = DeviceCertificate.verify_and_load(sg, ALICE.verify_key, aD); r = {"accepted": True, "purpose": c.purpose.str, "device_label": c.device_label.str, "is_redacted": c.is_redacted}
    except BaseException as e: r = {"accepted": False, "error": type(e).__name__}
    add("container", f"device_cert_{n}", "wheel", verify_key=ALICE.verify_key.encode().hex(), signed=x(sg), decoded=dec(enc(d)), **r)
br = {"type": "shamir_recovery_brief_certificate", "author": UU(A_D), "timestamp": DT(TS), "user_id": UU(A_U)}
def brief(thr, shares): return v0(enc({**br, "threshold": thr})[:0] + b"\x86" + b"".join(enc(k_) + enc(v_) for k_, v_ in br.items()) + enc("threshold") + enc(thr) + enc("per_recipient_shares") + (bytes([0x80 | len(shares)]) + b"".join(enc(UU(k_)) + enc(v_) for k_, v_ in shares)))
for n, (thr, sh_) in {"ok": (2, [(B_U, 2)]), "threshold_0": (0, [(B_U, 2)]), "share_0": (1, [(B_U, 0), (VID, 1)]), "threshold_gt_total": (3, [(B_U, 2)]), "total_255": (255, [(B_U, 200), (VID, 55)]), "total_256": (2, [(B_U, 200), (VID, 56)]), "threshold_256": (256, [(B_U, 255)]), "no_recipient": (1, [])}.items():
    sg = ALICE.sign(brief(thr, sh_))
    try: ShamirRecoveryBriefCertificate.verify_and_load(sg, ALICE.verify_key, aD); r = {"accepted": True}
    except BaseException as e: r = {"accepted": False, "error": type(e).__name__}
    add("container", f"shamir_brief_{n}", "wheel", verify_key=ALICE.verify_key.encode().hex(), signed=x(sg), **r)

# ---------------------------------------------------------------- manifests
vid, pid = VlobID.from_hex(VID), VlobID.from_hex("0d" * 16)
def manif(n, m):
    raw = unv0(m.dump_and_sign(ALICE)[64:])
    add("manifest", n, "wheel", signing_seed=ALICE.encode().hex(), key=SK.secret.hex(), encrypted=x(m.dump_sign_and_encrypt(ALICE, SK)), signed=x(m.dump_and_sign(ALICE)), msgpack=x(raw), decoded=dec(raw))
manif("user", UserManifest(author=aD, timestamp=T, id=rid, version=42, created=T, updated=T2))
manif("folder_empty", FolderManifest(author=aD, timestamp=T, id=vid, parent=pid, version=1, created=T, updated=T2, children={}))
manif("folder_one_child", FolderManifest(author=aD, timestamp=T, id=vid, parent=pid, version=2, created=T, updated=T2, children={EntryName("fóo.txt"): VlobID.from_hex(BID)}))
manif("workspace_root", FolderManifest(author=aD, timestamp=T, id=rid, parent=rid, version=1, created=T, updated=T2, children={}))
import inspect
def block(i, off, size): return BlockAccess(id=BlockID.from_hex(i), offset=off, size=size, digest=HashDigest.from_data(b"data"))
try: bl = (block(BID, 0, 512), block("0e" * 16, 512, 100))
except TypeError: bl = ()
manif("file_empty", FileManifest(author=aD, timestamp=T, id=vid, parent=pid, version=1, created=T, updated=T2, size=0, blocksize=524288, blocks=(), origin=FileManifestOrigin.DEFAULT))
if bl: manif("file_two_blocks", FileManifest(author=aD, timestamp=T, id=vid, parent=pid, version=1, created=T, updated=T2, size=612, blocksize=512, blocks=bl, origin=FileManifestOrigin.DEFAULT))
manif("file_origin_cryptpad", FileManifest(author=aD, timestamp=T, id=vid, parent=pid, version=1, created=T, updated=T2, size=0, blocksize=524288, blocks=(), origin=FileManifestOrigin.cryptpad("chan", T)))
fm = {"type": "file_manifest", "author": UU(A_D), "timestamp": DT(TS), "id": UU(VID), "parent": UU("0d" * 16), "version": 1, "created": DT(TS), "updated": DT(TS), "size": 0, "blocksize": 512, "blocks": []}
def B(off, size, **kw): return {"id": UU(BID), "offset": off, "size": size, "digest": bytes(32), **kw}
for n, d in {"ok": fm, "id_eq_parent": {**fm, "parent": UU(VID)}, "blocksize_7": {**fm, "blocksize": 7}, "blocksize_8": {**fm, "blocksize": 8}, "size_too_small": {**fm, "size": 1, "blocks": [B(0, 2)]}, "block_size_0": {**fm, "size": 5, "blocks": [B(0, 0)]}, "overlap": {**fm, "size": 20, "blocks": [B(0, 10), B(5, 10)]}, "same_span": {**fm, "size": 20, "blocks": [B(0, 5), B(10, 5)]}, "span_two": {**fm, "size": 1024, "blocks": [B(500, 20)]}, "sparse_ok": {**fm, "size": 4096, "blocks": [B(1024, 512)]}, "unordered": {**fm, "size": 2048, "blocks": [B(1024, 5), B(0, 5)]}, "negative_version": {**fm, "version": -1}, "version_0": {**fm, "version": 0}, "origin_default_explicit": {**fm, "origin": {"type": "DEFAULT"}}, "origin_null": {**fm, "origin": None}}.items():
    sg = ALICE.sign(v0(enc(d)))
    try: child_manifest_verify_and_load(sg, ALICE.verify_key, aD, T); r = {"accepted": True}
    except BaseException as e: r = {"accepted": False, "error": type(e).__name__}
    add("container", f"file_manifest_{n}", "wheel", verify_key=ALICE.verify_key.encode().hex(), signed=x(sg), decoded=dec(enc(d)), **r)

# ---------------------------------------------------------------- async enrollment payloads
for n, o in {"submit": AsyncEnrollmentSubmitPayload(ALICE.verify_key, APRIV.public_key, DeviceLabel("PC1"), HH), "accept": AsyncEnrollmentAcceptPayload(aU, aD, DeviceLabel("PC1"), HH, UserProfile.STANDARD, ROOT.verify_key)}.items():
    d = o.dump(); type(o).load(v0(unv0(d)))
    add("async_enrollment", n, "wheel", payload_v0=x(d), msgpack=x(unv0(d)), decoded=dec(unv0(d)))

# ---------------------------------------------------------------- hand-encoded objects
def hand(group, n, fields, container, key=None, **kw):
    m_ = enc(fields)
    o = {"msgpack": x(m_), "decoded": dec(m_), "container": container}
    if container == "v0": o["v0"] = x(v0(m_))
    if key is not None: o["key"] = key.secret.hex(); o["encrypted"] = x(key.encrypt(v0(m_) if container == "v0" else m_))
    add(group, n, "hand", **o, **kw)
    return m_
S = SecretKey(ssk); VKA, PKA = ALICE.verify_key.encode(), APRIV.public_key.encode(); RVK = ROOT.verify_key.encode()
hand("invite", "user_data", {"type": "invite_user_data", "requested_device_label": "PC1", "requested_human_handle": list(HHT), "public_key": PKA, "verify_key": VKA}, "v0", S)
hand("invite", "user_confirmation", {"type": "invite_user_confirmation", "user_id": UU(A_U), "device_id": UU(A_D), "device_label": "PC1", "human_handle": list(HHT), "profile": "STANDARD", "root_verify_key": RVK}, "v0", S)
hand("invite", "device_data", {"type": "invite_device_data", "requested_device_label": "PC1", "verify_key": VKA}, "v0", S)
hand("invite", "device_confirmation", {"type": "invite_device_confirmation", "user_id": UU(A_U), "device_id": UU(A_D), "device_label": "PC1", "human_handle": list(HHT), "profile": "ADMIN", "private_key": APRIV.encode(), "user_realm_id": UU(RID), "user_realm_key": SK.secret, "root_verify_key": RVK}, "v0", S)
hand("invite", "shamir_recovery_data", {"type": "invite_shamir_recovery_data"}, "v0", S)
hand("invite", "shamir_recovery_confirmation", {"type": "invite_shamir_recovery_confirmation", "weighted_share": split(sec, 2, 2, rnd)}, "v0", S)
kbun = {"type": "realm_keys_bundle", "author": UU(A_D), "timestamp": DT(TS), "realm_id": UU(RID), "keys": [MASTER, kb("kdf2")]}
kbm = hand("realm", "keys_bundle", kbun, "v0")
kbk = SecretKey(kb("kbk")); kba = {"type": "realm_keys_bundle_access", "keys_bundle_key": kbk.secret}
hand("realm", "keys_bundle_access", kba, "v0", recipient_private=BPRIV.encode().hex(), sealed=x(BPRIV.public_key.encrypt_for_self(v0(enc(kba)))))
add("realm", "keys_bundle_encrypted", "hand", key=kbk.secret.hex(), encrypted=x(kbk.encrypt(ALICE.sign(v0(kbm)))), author_verify=VKA.hex(), note="secretbox( sign( v0 ) )")
ld = {"type": "local_device", "server_url": "https://parsec.example.com/", "organization_id": "CoolOrg", "root_verify_key": RVK, "user_id": UU(A_U), "device_id": UU(A_D), "device_label": "PC1", "human_handle": list(HHT), "signing_key": ALICE.encode(), "private_key": APRIV.encode(), "initial_profile": "ADMIN", "user_realm_id": UU(RID), "user_realm_key": SK.secret, "local_symkey": SK2.secret}
ldm = hand("local_device", "local_device", ld, "raw", SK)
dk = SecretKey(a2(b"P@ssw0rd.", SALT, 131072, 3)); totp = SecretKey(kb("totp"))
head = {"created_on": DT(TS), "protected_on": DT(TS + 1), "server_url": "https://parsec.example.com/", "organization_id": "CoolOrg", "user_id": UU(A_U), "device_id": UU(A_D), "human_handle": list(HHT), "device_label": "PC1"}
alg = {"type": "ARGON2ID", "memlimit_kb": 131072, "opslimit": 3, "parallelism": 1, "salt": SALT}
hand("local_device", "file_password", {"type": "password", **head, "algorithm": alg, "ciphertext": dk.encrypt(ldm), "totp_opaque_key_id": None}, "raw", password="P@ssw0rd.", ciphertext_key=dk.secret.hex())
hand("local_device", "file_password_totp", {"type": "password", **head, "algorithm": alg, "ciphertext": totp.encrypt(dk.encrypt(ldm)), "totp_opaque_key_id": UU(VID)}, "raw", password="P@ssw0rd.", ciphertext_key=dk.secret.hex(), totp_opaque_key=totp.secret.hex(), note="outer layer = TOTP key, inner layer = primary key")
hand("local_device", "file_recovery", {"type": "recovery", **head, "ciphertext": SK.encrypt(ldm)}, "raw", passphrase=pw)
hand("local_device", "file_keyring", {"type": "keyring", **head, "keyring_service": "parsec", "keyring_user": "01234567-89ab-cdef-0123-456789abcdef", "ciphertext": SK.encrypt(ldm), "totp_opaque_key_id": None}, "raw", passphrase=pw)
hand("local_device", "file_account_vault", {"type": "account_vault", **head, "ciphertext_key_id": UU(VID), "ciphertext": SK.encrypt(ldm), "totp_opaque_key_id": None}, "raw", ciphertext_key=SK.secret.hex())
hand("local_device", "file_openbao", {"type": "openbao", **head, "ciphertext": SK.encrypt(ldm), "openbao_preferred_auth_id": "PRO_CONNECT", "openbao_entity_id": "ent-1", "openbao_ciphertext_key_path": "ent-1/" + VID, "totp_opaque_key_id": None}, "raw", ciphertext_key=SK.secret.hex())
hand("local_device", "file_pki", {"type": "pki", **head, "certificate_ref": {"hash": "sha256-" + base64.b64encode(bytes(32)).decode()}, "algorithm": "RSAES-OAEP-SHA256", "encrypted_key": b"\1" * 256, "ciphertext": SK.encrypt(ldm), "totp_opaque_key_id": None}, "raw", ciphertext_key=SK.secret.hex())
hand("account", "vault_key_access", {"type": "account_vault_key_access", "vault_key": SK.secret}, "v0", SecretKey(kdf(ms, b"\x22" * 16)))
oke = {"type": "account_vault_item_opaque_key_encrypted_data", "key_id": UU(VID), "key": SK2.secret}
hand("account", "vault_item_opaque_key_encrypted_data", oke, "v0", SK)
hand("account", "vault_item_opaque_key", {"type": "account_vault_item_opaque_key", "key_id": UU(VID), "encrypted_data": SK.encrypt(v0(enc(oke)))}, "v0", vault_key=SK.secret.hex())
hand("account", "vault_item_registration_device", {"type": "account_vault_item_registration_device", "organization_id": "CoolOrg", "user_id": UU(A_U), "encrypted_data": SK.encrypt(ldm)}, "v0", vault_key=SK.secret.hex(), note="encrypted_data = secretbox(raw msgpack LocalDevice), no v0 container inside")
ctc = v0(enc({"type": "async_enrollment_local_pending_cleartext_content", "server_url": "https://parsec.example.com/", "organization_id": "CoolOrg", "submitted_on": DT(TS), "enrollment_id": UU(VID), "requested_device_label": "PC1", "requested_human_handle": list(HHT), "identity_system": {"type": "OPEN_BAO", "openbao_ciphertext_key_path": "ent-1/" + VID, "openbao_entity_id": "ent-1", "openbao_preferred_auth_id": "PRO_CONNECT"}}))
hand("async_enrollment", "local_pending", {"type": "async_enrollment_local_pending", "cleartext_content": ctc, "ciphertext_cleartext_content_digest": SK.encrypt(hashlib.sha256(ctc).digest()), "ciphertext_signing_key": SK.encrypt(ALICE.encode()), "ciphertext_private_key": SK.encrypt(APRIV.encode())}, "v0", ciphertext_key=SK.secret.hex(), cleartext_content_decoded=dec(unv0(ctc)))
um = {"type": "user_manifest", "author": UU(A_D), "timestamp": DT(TS), "id": UU(RID), "version": 0, "created": DT(TS), "updated": DT(TS)}
hand("local_manifest", "user", {"type": "local_user_manifest", "base": um, "need_sync": True, "updated": DT(TS), "local_workspaces": [{"archiving_configuration": {"type": "AVAILABLE"}, "archiving_configuration_origin": {"type": "PLACEHOLDER"}, "can_self_promote_to_owner": False, "id": UU(VID), "name": "Wksp", "name_origin": {"type": "CERTIFICATE", "timestamp": DT(TS)}, "role": "OWNER", "role_origin": {"type": "PLACEHOLDER"}}], "speculative": False}, "v0", SK2)
fo = {"type": "folder_manifest", "author": UU(A_D), "timestamp": DT(TS), "id": UU(VID), "parent": UU("0d" * 16), "version": 1, "created": DT(TS), "updated": DT(TS), "children": {"a": UU(BID)}}
hand("local_manifest", "folder", {"type": "local_folder_manifest", "base": fo, "parent": UU("0d" * 16), "need_sync": True, "updated": DT(TS), "children": {"a": UU(BID), ".~lock": UU(RID)}, "local_confinement_points": [UU(RID)], "remote_confinement_points": [], "speculative": False}, "v0", SK2)
acc = {"id": UU(BID), "offset": 0, "size": 5, "digest": hashlib.sha256(b"hello").digest()}
fb = {**fm, "size": 5, "blocks": [acc]}
hand("local_manifest", "file", {"type": "local_file_manifest", "base": fb, "parent": UU("0d" * 16), "need_sync": True, "updated": DT(TS), "size": 10, "blocksize": 512, "blocks": [[{"id": UU(BID), "start": 0, "stop": 5, "raw_offset": 0, "raw_size": 5, "access": acc}, {"id": UU("0f" * 16), "start": 5, "stop": 10, "raw_offset": 5, "raw_size": 5, "access": None}]]}, "v0", SK2)
hand("realm", "cryptpad_session_key", {"type": "cryptpad_session_key", "author": UU(A_D), "timestamp": DT(TS), "document_id": UU(VID), "can_edit": True, "key": base64.b64encode(bytes(18)).decode()}, "v0")
sec_t = kb("totp-secret")[:20]
def hotp(k, c): h = hmac.new(k, struct.pack(">Q", c), "sha1").digest(); o = h[-1] & 15; return "%06d" % ((int.from_bytes(h[o:o + 4], "big") & 0x7fffffff) % 10**6)
for t in (59, 1111111109, 1770000000): add("totp", str(t), "indep", secret=sec_t.hex(), base32=base64.b32encode(sec_t).decode().rstrip("="), unix=t, otp=hotp(sec_t, t // 30))

# ---------------------------------------------------------------- protocol
PYI = os.path.join(os.path.dirname(parsec.__file__), "_parsec_pyi", "protocol")
FIXED = {
    "str": ["txt"], "bytes": [b"\xde\xad\xbe\xef"], "bool": [True, False], "int": [1], "float": [300.0],
    "DateTime": [T], "AccessToken": [TK], "VlobID": [vid], "UserID": [aU], "DeviceID": [aD], "BlockID": [BlockID.from_hex(BID)], "GreetingAttemptID": [GreetingAttemptID.from_hex("77" * 16)],
    "EmailAddress": [EmailAddress("alice@example.com")], "HumanHandle": [HH], "AccountAuthMethodID": [AccountAuthMethodID.from_hex("66" * 16)], "SequesterServiceID": [SequesterServiceID.from_hex("55" * 16)], "AsyncEnrollmentID": [AsyncEnrollmentID.from_hex("44" * 16)],
    "SecretKey": [SK], "PublicKey": [APRIV.public_key], "VerifyKey": [ROOT.verify_key], "HashDigest": [HashDigest.from_data(b"data")], "TOTPOpaqueKeyID": [TOTPOpaqueKeyID.from_hex("33" * 16)], "OrganizationID": [ORG], "ValidationCode": [ValidationCode("AD3FXJ")],
    "UntrustedPasswordAlgorithm": [UntrustedPasswordAlgorithmArgon2id(opslimit=3, memlimit_kb=131072, parallelism=1)], "ActiveUsersLimit": [ActiveUsersLimit.NO_LIMIT, ActiveUsersLimit.limited_to(500)],
    "PkiSignatureAlgorithm": [P.PkiSignatureAlgorithm.RSASSA_PSS_SHA256],
}
for n in ("InvitationStatus", "InvitationType", "GreeterOrClaimer", "CancelledGreetingAttemptReason", "UserProfile", "RealmRole", "DevicePurpose"): FIXED[n] = list(getattr(P, n).VALUES)

class Mod:
    def __init__(s, path, pymod):
        s.py = pymod; s.cls = {}; s.sub = {}
        for n in ast.parse(open(path).read()).body:
            if isinstance(n, ast.ClassDef):
                init = next((f for f in n.body if isinstance(f, ast.FunctionDef) and f.name == "__init__"), None)
                s.cls[n.name] = None if init is None else [(a.arg, a.annotation) for a in init.args.args[1:]]
                for b_ in n.bases: s.sub.setdefault(ast.unparse(b_), []).append(n.name)
    def variants(s, t):
        if isinstance(t, ast.BinOp): 
            return [y for side in (t.left, t.right) for y in s.variants(side)]
        if isinstance(t, ast.Constant) and t.value is None: return [None]
        if isinstance(t, ast.Subscript):
            k = t.value.id; a = t.slice
            if k == "list": return [s.variants(a)[:3]]
            if k == "tuple": return [tuple(s.variants(e)[0] for e in a.elts)]
            if k == "dict": return [{s.variants(a.elts[0])[0]: s.variants(a.elts[1])[0]}]
        n = t.id
        if n in s.cls:
            if s.cls[n] is None and n in s.sub: return [y for c in s.sub[n] for y in s.build(c)]
            if s.cls[n] is None:  # literal union
                return list(getattr(s.py, n).VALUES) if hasattr(getattr(s.py, n), "VALUES") else [getattr(s.py, n)()]
            return s.build(n)
        return FIXED[n]
    def build(s, c):
        args = s.cls[c] or []
        vs = [(a, s.variants(t)) for a, t in args]
        base = {a: v_[0] for a, v_ in vs}
        ctor = getattr(s.py, c)
        out = [ctor(**base)]
        for a, v_ in vs:
            for alt in v_[1:]:
                try: out.append(ctor(**{**base, a: alt}))
                except TypeError:
                    if alt is not None: raise  # None is only how the binding reads back an absent field
        return out

np_ = 0; skipped = []
for fam in sorted(os.listdir(PYI)):
    for path in sorted(glob.glob(os.path.join(PYI, fam, "v5", "*.pyi"))):
        cmd = os.path.basename(path)[:-4]
        if cmd == "__init__": continue
        try: mod_ = Mod(path, getattr(getattr(P, fam).v5, cmd))
        except Exception as e: skipped.append(f"{fam}/{cmd}: {e!r}"); continue
        for c in ["Req"] + [k_ for k_ in mod_.cls if k_.startswith("Rep") and k_ not in ("Rep", "RepUnknownStatus")]:
            if mod_.cls[c] is None and c != "Req" and c in mod_.sub: continue
            try: objs = mod_.build(c)
            except Exception as e: skipped.append(f"{fam}/{cmd}/{c}: {e!r}"); continue
            seen = set()
            for i, o in enumerate(objs):
                raw = o.dump()
                if raw in seen: continue
                seen.add(raw)
                add("protocol", f"{fam}/{cmd}/{c}" + (f"/{i}" if i else ""), "wheel", hex=x(raw), decoded=dec(raw)); np_ += 1
        rep = {"status": "some_new_status", "reason": "because", "extra": 1}
        try:
            r = mod_.py.Rep.load(enc(rep)); assert type(r).__name__ == "RepUnknownStatus", r
        except Exception as e: skipped.append(f"{fam}/{cmd}/UnknownStatus: {e!r}")

# fields added in a minor API revision may be absent; unknown status keeps only status+reason
for n, cmd, m_ in (("server_config_without_5_4_5_5_fields", P.anonymous_server_cmds.v5.server_config, {"status": "ok", "account": "DISABLED", "organization_bootstrap": "SPONTANEOUS", "openbao": {"type": "ENABLED", "server_url": "https://bao.example.com/", "secret": {"type": "KV2", "mount_path": "secret"}, "auths": []}}),
                   ("async_enrollment_accept_ok_without_email_sent", P.authenticated_cmds.v5.async_enrollment_accept, {"status": "ok"}),
                   ("known_status_missing_field", P.authenticated_cmds.v5.invite_new_device, {"status": "ok"}), ("unknown_status", P.authenticated_cmds.v5.ping, {"status": "dummy", "reason": "why", "x": 1}), ("unknown_status_no_reason", P.authenticated_cmds.v5.ping, {"status": "dummy"}),
                   ("ok_with_unknown_field", P.authenticated_cmds.v5.ping, {"status": "ok", "pong": "x", "extra": [1]}), ("status_not_first", P.authenticated_cmds.v5.ping, {"pong": "x", "status": "ok"}), ("no_status", P.authenticated_cmds.v5.ping, {"pong": "x"})):
    try: r = {"loaded_as": type(cmd.Rep.load(enc(m_))).__name__}
    except BaseException as e: r = {"error": type(e).__name__}
    add("protocol_load", n, "wheel", hex=x(enc(m_)), decoded=dec(enc(m_)), **r)
for n, m_ in (("ok", {"cmd": "ping", "ping": "x"}), ("cmd_last", {"ping": "x", "cmd": "ping"}), ("unknown_field", {"cmd": "ping", "ping": "x", "foo": None}), ("unknown_cmd", {"cmd": "dummy"}), ("greeter_step_5_long_name", {"cmd": "invite_greeter_step", "greeting_attempt": UU(VID), "greeter_step": {"step": "NUMBER_5_SIGNIFY_TRUST"}}), ("greeter_step_5", {"cmd": "invite_greeter_step", "greeting_attempt": UU(VID), "greeter_step": {"step": "5"}}),
               ("send_email_absent", {"cmd": "async_enrollment_accept", "enrollment_id": UU(VID), "submitter_user_certificate": b"", "submitter_device_certificate": b"", "submitter_redacted_user_certificate": b"", "submitter_redacted_device_certificate": b"", "accept_payload": b"", "accept_payload_signature": {"type": "OPEN_BAO", "signature": "s", "accepter_openbao_entity_id": "e"}}),
               ("required_option_absent", {"cmd": "certificate_get", "common_after": None, "sequester_after": None, "realm_after": {}}), ("required_option_null", {"cmd": "certificate_get", "common_after": None, "sequester_after": None, "shamir_recovery_after": None, "realm_after": {}})):
    try: r = {"loaded_as": type(P.authenticated_cmds.v5.AnyCmdReq.load(enc(m_))).__name__}
    except BaseException as e: r = {"error": type(e).__name__}
    add("protocol_load", "req_" + n, "wheel", hex=x(enc(m_)), decoded=dec(enc(m_)), **r)

meta = {"generator": "gen_vectors.py", "wheel": "parsec-cloud " + importlib.metadata.version("parsec-cloud"), "api_version": [ApiVersion.API_LATEST_VERSION.version, ApiVersion.API_LATEST_VERSION.revision], "count": len(V),
        "groups": {g: sum(v_["group"] == g for v_ in V) for g in dict.fromkeys(v_["group"] for v_ in V)}, "skipped": skipped, "value_encoding": __doc__.split("Values inside")[1].strip()}
json.dump({"meta": meta, "vectors": V}, sys.stdout, indent=1, ensure_ascii=True)
print(json.dumps(meta["groups"]), "total", len(V), file=sys.stderr)
for s_ in skipped: print("SKIP", s_, file=sys.stderr)
