// SPDX-License-Identifier: MPL-2.0
/* Parsec's constructions as the core computes them, for tests/bench/run.mjs to time. One source for
 * both worlds: natively a program that obeys lines on standard input and times itself; as wasm a
 * module of the same objects as core.wasm, timed by JavaScript, because the core itself exports no
 * primitive and shall not. */
#define _POSIX_C_SOURCE 200809L /* clock_gettime() */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "crypto/random.h"
#include "crypto/secretbox.h"
#include "crypto/sign.h"
#include "crypto/stretch.h"
#include "flow/access.h"

#define BENCH_MESSAGE_MAX ((size_t) 1024 * 1024)
#define BENCH_SIGNED_MAX ((size_t) 4096)

static uint8_t bench_message_room[BENCH_MESSAGE_MAX];
static uint8_t bench_signed_room[BENCH_SIGNED_MAX];
static uint8_t bench_verify_key[PSC_VERIFY_KEY_BYTES];
static const uint8_t bench_key[PSC_SECRET_KEY_BYTES] = {1};
static uint64_t bench_draws;
static psc_host bench_host;
static psc_arena bench_arena;

/* Each draw another: nothing here is secret, and drawing is not what is measured. */
static psc_status bench_random(void *context, uint8_t *out, size_t len) {
    (void) context;
    bench_draws++;
    memset(out, 0, len);
    memcpy(out, &bench_draws, len < sizeof bench_draws ? len : sizeof bench_draws);
    return PSC_OK;
}

/* Once, before anything else. */
psc_status bench_start(void);
psc_status bench_start(void) {
    bench_host = (psc_host) {.allocator = psc_allocator_default, .random = bench_random};
    psc_arena_init(&bench_arena, &bench_host.allocator);
    return psc_crypto_init();
}

/* Room for BENCH_MESSAGE_MAX bytes. */
uint8_t *bench_message(void);
uint8_t *bench_message(void) {
    return bench_message_room;
}

/* Encrypts the message room's first `len` bytes: address of len + PSC_SECRETBOX_OVERHEAD, good
 * until the next call, or NULL. */
const uint8_t *bench_seal(uint32_t len);
const uint8_t *bench_seal(uint32_t len) {
    if (len > BENCH_MESSAGE_MAX) {
        return NULL;
    }
    psc_arena_reset(&bench_arena);
    psc_bytes sealed;
    const psc_status status = psc_secretbox_seal(&sealed, &bench_arena, &bench_host,
                                                 (psc_bytes) {bench_message_room, len}, bench_key);
    return status == PSC_OK ? sealed.at : NULL;
}

/* Room for BENCH_SIGNED_MAX bytes. */
uint8_t *bench_signed(void);
uint8_t *bench_signed(void) {
    return bench_signed_room;
}

/* Signs `len` zero bytes with a new key: what bench_verify accepts, in the signed room. */
psc_status bench_sign(uint32_t len);
psc_status bench_sign(uint32_t len) {
    static const uint8_t zeros[BENCH_SIGNED_MAX - PSC_SIGNATURE_BYTES];
    uint8_t signing_key[PSC_SIGNING_KEY_BYTES];
    if (len > sizeof zeros) {
        return PSC_ERR_ARGUMENT;
    }
    psc_arena_reset(&bench_arena);
    psc_bytes blob;
    PSC_TRY(psc_signing_key_make(bench_verify_key, signing_key, &bench_host));
    PSC_TRY(psc_sign_combined(&blob, &bench_arena, (psc_bytes) {zeros, len}, signing_key));
    memcpy(bench_signed_room, blob.at, blob.len);
    return PSC_OK;
}

/* Checks the signature on a message of `len` bytes in the signed room. */
psc_status bench_verify(uint32_t len);
psc_status bench_verify(uint32_t len) {
    psc_bytes message;
    return psc_sign_open(&message, (psc_bytes) {bench_signed_room, PSC_SIGNATURE_BYTES + len},
                         bench_verify_key);
}

#ifndef __EMSCRIPTEN__
static double bench_now_ms(void) {
    struct timespec now;
    (void) clock_gettime(CLOCK_MONOTONIC, &now);
    return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

static psc_status bench_run_stretch(uint8_t key[PSC_STRETCH_KEY_BYTES], uint32_t memlimit_kb,
                                    uint32_t opslimit) {
    static const uint8_t password[] = {'p', 'a', 's', 's', 'w', 'o', 'r', 'd'};
    const psc_stretch_parameters parameters = {
        .memlimit_kb = memlimit_kb, .opslimit = opslimit, .parallelism = 1};
    return psc_stretch_run(key, (psc_bytes) {password, sizeof password}, &parameters);
}

/* ---- a device file, opened in each of the ways that there are */

static const uint8_t bench_output[PSC_PASSKEY_OUTPUT_BYTES] = {2};
static const psc_uuid bench_device_id = {{3}};
static const uint8_t bench_credential[] = "a credential of some bytes";

static psc_local_device bench_local_device(void) {
    return (psc_local_device) {
        .server_url = PSC_BYTES_LIT("https://parsec.example.com/"),
        .organization_id = PSC_BYTES_LIT("Organization"),
        .user_id = {{4}},
        .device_id = bench_device_id,
        .device_label = PSC_BYTES_LIT("Web"),
        .human_handle = {PSC_BYTES_LIT("alice@example.com"), PSC_BYTES_LIT("Alice")},
    };
}

/* How a file is opened, once what the person gives is there. */
static psc_status bench_primary_key(psc_access *access, psc_bytes wrapped, uint32_t memlimit_kb,
                                    uint32_t opslimit) {
    switch ((psc_device_file_kind) access->kind) {
    case PSC_DEVICE_FILE_PASSWORD:
        return bench_run_stretch(access->key, memlimit_kb, opslimit);
    case PSC_DEVICE_FILE_PASSKEY:
        return psc_passkey_unwrap(access->key, &bench_arena, wrapped, &bench_device_id,
                                  PSC_BYTES_OF(bench_credential), bench_output);
    default:
        memcpy(access->key, bench_key, sizeof access->key);
        return PSC_OK;
    }
}

static psc_status bench_seal_file(psc_bytes *bytes, const psc_access *access) {
    const psc_local_device local = bench_local_device();
    return psc_device_file_seal(bytes, &bench_arena, &bench_host, &local, access, 0, 0);
}

/* Before anything is timed: a file that is opened so. */
static psc_status bench_make_file(psc_bytes *bytes, psc_bytes *wrapped, psc_access *access,
                                  uint32_t memlimit_kb, uint32_t opslimit) {
    static psc_passkey passkey;
    psc_arena_reset(&bench_arena);
    PSC_TRY(psc_passkey_wrap(wrapped, &bench_arena, &bench_host, bench_key, &bench_device_id,
                             PSC_BYTES_OF(bench_credential), bench_output));
    passkey = (psc_passkey) {.version = PSC_PASSKEY_VERSION,
                             .credential_id = PSC_BYTES_OF(bench_credential),
                             .rp_id = PSC_BYTES_LIT("parsec.example.com"),
                             .label = PSC_BYTES_LIT("Passkey"),
                             .wrapped = *wrapped};
    access->passkeys = (psc_list) {&passkey, 1};
    access->parameters = (psc_stretch_parameters) {
        .memlimit_kb = memlimit_kb, .opslimit = opslimit, .parallelism = 1};
    PSC_TRY(bench_primary_key(access, *wrapped, memlimit_kb, opslimit));
    return bench_seal_file(bytes, access);
}

static psc_status bench_open_file(psc_local_device *local, psc_bytes bytes, psc_bytes wrapped,
                                  const psc_access *known, uint32_t memlimit_kb,
                                  uint32_t opslimit) {
    psc_device_file file;
    psc_access access = *known;
    memset(access.key, 0, sizeof access.key);
    PSC_TRY(psc_device_file_read(&file, &bench_arena, bytes));
    PSC_TRY(bench_primary_key(&access, wrapped, memlimit_kb, opslimit));
    return psc_device_file_open(local, &bench_arena, &file, &access);
}

/* Back in: the recovery file is opened, and a new device is made, certified and sealed under a password. */
static psc_status bench_restore(psc_local_device *local, psc_bytes bytes, const psc_access *known,
                                uint32_t memlimit_kb, uint32_t opslimit) {
    psc_access access = {.kind = PSC_DEVICE_FILE_PASSWORD,
                         .parameters = {.memlimit_kb = memlimit_kb,
                                        .opslimit = opslimit,
                                        .parallelism = 1}};
    psc_bytes sealed;
    uint8_t verify_key[PSC_VERIFY_KEY_BYTES];
    uint8_t signing_key[PSC_SIGNING_KEY_BYTES];
    PSC_TRY(bench_open_file(local, bytes, PSC_BYTES_ABSENT, known, memlimit_kb, opslimit));
    PSC_TRY(bench_run_stretch(access.key, memlimit_kb, opslimit));
    PSC_TRY(psc_signing_key_make(verify_key, signing_key, &bench_host));
    PSC_TRY(psc_sign_combined(&sealed, &bench_arena, bytes, signing_key)); /* of a certificate's size */
    return bench_seal_file(&sealed, &access);
}

typedef struct bench_way {
    const char *name;
    int kind;
    bool code;
} bench_way;
static const bench_way bench_ways[] = {{"password", PSC_DEVICE_FILE_PASSWORD, false},
                                       {"passkey", PSC_DEVICE_FILE_PASSKEY, false},
                                       {"code", PSC_DEVICE_FILE_PASSWORD, true},
                                       {"restore", PSC_DEVICE_FILE_RECOVERY, false}};

static const bench_way *bench_way_named(const char *name) {
    for (size_t i = 0; i < sizeof bench_ways / sizeof bench_ways[0]; i++) {
        if (strcmp(bench_ways[i].name, name) == 0) {
            return &bench_ways[i];
        }
    }
    return NULL;
}

static psc_status bench_run_way(double *took, const bench_way *way, uint32_t memlimit_kb,
                                uint32_t opslimit) {
    psc_access access = {.kind = way->kind, .has_totp = way->code};
    psc_local_device local;
    psc_bytes bytes;
    psc_bytes wrapped;
    PSC_TRY(bench_make_file(&bytes, &wrapped, &access, memlimit_kb, opslimit));
    const double began = bench_now_ms();
    PSC_TRY(way->kind == PSC_DEVICE_FILE_RECOVERY
                ? bench_restore(&local, bytes, &access, memlimit_kb, opslimit)
                : bench_open_file(&local, bytes, wrapped, &access, memlimit_kb, opslimit));
    *took = bench_now_ms() - began;
    return psc_uuid_equal(&local.device_id, &bench_device_id) ? PSC_OK : PSC_ERR_MISMATCH;
}

static psc_status bench_run_seal(uint32_t len, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        if (bench_seal(len) == NULL) {
            return PSC_ERR_MEMORY;
        }
    }
    return PSC_OK;
}

static psc_status bench_run_verify(uint32_t len, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        PSC_TRY(bench_verify(len));
    }
    return PSC_OK;
}

/* "stretch MEMORY_KIB PASSES" (the password is "password", the salt zero), "seal LENGTH COUNT",
 * "verify LENGTH COUNT", or "password|passkey|code|restore MEMORY_KIB PASSES", which opens a device
 * file in this way (a restore protects the new device by a password)
 * → {"ms": …, "key": hex}; the key is that of a stretch. */
int main(void) {
    char line[80];
    if (bench_start() != PSC_OK) {
        return 1;
    }
    while (fgets(line, sizeof line, stdin) != NULL) {
        char what[16];
        uint32_t a;
        uint32_t b;
        uint8_t key[PSC_STRETCH_KEY_BYTES] = {0};
        if (sscanf(line, "%15s %" SCNu32 " %" SCNu32, what, &a, &b) != 3) {
            return 1;
        }
        psc_status status;
        double began;
        double took = 0;
        const bench_way *way = bench_way_named(what);
        if (way != NULL) {
            began = 0;
            status = bench_run_way(&took, way, a, b);
        } else if (strcmp(what, "stretch") == 0) {
            began = bench_now_ms();
            status = bench_run_stretch(key, a, b);
        } else if (strcmp(what, "seal") == 0) {
            began = bench_now_ms();
            status = bench_run_seal(a, b);
        } else if (strcmp(what, "verify") == 0) {
            status = bench_sign(a);
            began = bench_now_ms();
            status = status == PSC_OK ? bench_run_verify(a, b) : status;
        } else {
            return 1;
        }
        if (way == NULL) {
            took = bench_now_ms() - began;
        }
        if (status != PSC_OK) {
            (void) fprintf(stderr, "%s: %s\n", what, psc_status_name(status));
            return 1;
        }
        printf("{\"ms\": %.6f, \"key\": \"", took);
        for (size_t i = 0; i < sizeof key; i++) {
            printf("%02x", key[i]);
        }
        printf("\"}\n");
        (void) fflush(stdout);
    }
    return 0;
}
#endif
