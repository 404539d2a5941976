// SPDX-License-Identifier: MPL-2.0
#include <math.h>
#include <string.h>

#include "codec/base64.h"
#include "codec/envelope.h"
#include "codec/msgpack.h"
#include "codec/recovery_key.h"
#include "crypto/sign.h"
#include "harness.h"

#define EACH_VECTOR(vector, group)                                                                 \
    for (const test_vector *vector = NULL; (vector = test_vector_next(group, vector)) != NULL;)
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static psc_arena arena;

static psc_buf fresh(void) {
    psc_buf buf;
    psc_buf_init(&buf, &arena);
    return buf;
}

/* ---- base64, base32 */

typedef enum base_form {
    STANDARD_PADDED = PSC_BASE64_STANDARD_PADDED,
    URL_PADDED = PSC_BASE64_URL_PADDED,
    URL_BARE = PSC_BASE64_URL_BARE,
    BASE32,
    BASE_FORMS
} base_form;

static psc_status base_encode(psc_buf *out, psc_bytes data, base_form form) {
    return form == BASE32 ? psc_base32_encode(out, data)
                          : psc_base64_encode(out, data, (psc_base64_form) form);
}

static psc_status base_decode(psc_bytes *out, psc_bytes text, base_form form) {
    const psc_bytes exact = test_exact(text);
    const psc_status status = form == BASE32
                                  ? psc_base32_decode(out, &arena, exact)
                                  : psc_base64_decode(out, &arena, exact, (psc_base64_form) form);
    test_exact_free(exact);
    return status;
}

static void test_base_known(void) {
    static const struct {
        base_form form;
        const char *hex;
        const char *text;
    } known[] = {
        /* RFC 4648 §10 */
        {STANDARD_PADDED, "", ""},
        {STANDARD_PADDED, "66", "Zg=="},
        {STANDARD_PADDED, "666f", "Zm8="},
        {STANDARD_PADDED, "666f6f", "Zm9v"},
        {STANDARD_PADDED, "666f6f62", "Zm9vYg=="},
        {STANDARD_PADDED, "666f6f6261", "Zm9vYmE="},
        {STANDARD_PADDED, "666f6f626172", "Zm9vYmFy"},
        {BASE32, "", ""},
        {BASE32, "66", "MY"},
        {BASE32, "666f", "MZXQ"},
        {BASE32, "666f6f", "MZXW6"},
        {BASE32, "666f6f62", "MZXW6YQ"},
        {BASE32, "666f6f6261", "MZXW6YTB"},
        {BASE32, "666f6f626172", "MZXW6YTBOI"},
        /* the last two symbols */
        {STANDARD_PADDED, "fbefbeffffff", "++++////"},
        {URL_PADDED, "fbefbeffffff", "----____"},
        {URL_PADDED, "ff", "_w=="},
        {URL_BARE, "ff", "_w"},
        {URL_BARE, "c0", "wA"},
    };
    for (size_t i = 0; i < COUNT(known); i++) {
        test_subject(known[i].text);
        psc_buf text = fresh();
        psc_bytes data;
        CHECK_OK(base_encode(&text, test_hex(known[i].hex), known[i].form));
        CHECK_TEXT(known[i].text, psc_buf_view(&text));
        CHECK_OK(base_decode(&data, psc_bytes_from_text(known[i].text), known[i].form));
        CHECK_BYTES(test_hex(known[i].hex), data);
    }
    test_subject(NULL);
}

static void test_base_refused(void) {
    static const struct {
        base_form form;
        const char *text;
    } refused[] = {
        {STANDARD_PADDED, "Zg"},
        {STANDARD_PADDED, "Zg="},
        {STANDARD_PADDED, "Zg==="},
        {STANDARD_PADDED, "Z==="},
        {STANDARD_PADDED, "===="},
        {STANDARD_PADDED, "Zg=A"},
        {STANDARD_PADDED, "Zh=="},
        {STANDARD_PADDED, "Zm9="},
        {STANDARD_PADDED, "_w=="},
        {STANDARD_PADDED, "Zg==Zg=="},
        {STANDARD_PADDED, " Zg=="},
        {STANDARD_PADDED, "Zg==\n"},
        {STANDARD_PADDED, "Z g="},
        {STANDARD_PADDED, "Zm9v===="},
        {URL_PADDED, "/w=="},
        {URL_PADDED, "_w"},
        {URL_BARE, "/w"},
        {URL_BARE, "+w"},
        {URL_BARE, "wA=="},
        {URL_BARE, "wB"},
        {URL_BARE, "A"},
        {URL_BARE, "AAAAA"},
        {URL_BARE, "AAB"},
        {URL_BARE, "A A"},
        {BASE32, "my"},
        {BASE32, "MY======"},
        {BASE32, "MZ"},
        {BASE32, "M"},
        {BASE32, "MZX"},
        {BASE32, "MZXW6Y"},
        {BASE32, "M0"},
        {BASE32, "M1"},
        {BASE32, "M8"},
    };
    for (size_t i = 0; i < COUNT(refused); i++) {
        test_subject(refused[i].text);
        psc_bytes data;
        CHECK_STATUS(PSC_ERR_MALFORMED,
                     base_decode(&data, psc_bytes_from_text(refused[i].text), refused[i].form));
        CHECK(data.at == NULL);
    }
    test_subject(NULL);
}

/* Round trips, one text per content, and every single changed symbol gives another content or a
 * refusal. */
static void test_base_properties(void) {
    uint8_t data[97];
    test_dice dice = {3};
    for (size_t len = 0; len <= sizeof data; len++) {
        for (size_t i = 0; i < len; i++) {
            data[i] = (uint8_t) test_roll(&dice, 256);
        }
        for (base_form form = 0; form < BASE_FORMS; form++) {
            psc_buf text = fresh();
            psc_bytes decoded;
            CHECK_OK(base_encode(&text, (psc_bytes){data, len}, form));
            CHECK_OK(base_decode(&decoded, psc_buf_view(&text), form));
            CHECK_BYTES(((psc_bytes){data, len}), decoded);
            size_t same = 0;
            for (size_t i = 0; i < text.len; i++) {
                const uint8_t kept = text.at[i];
                text.at[i] = (uint8_t) (kept + 1 + test_roll(&dice, 255));
                same += base_decode(&decoded, psc_buf_view(&text), form) == PSC_OK &&
                                psc_bytes_equal(decoded, (psc_bytes){data, len})
                            ? 1
                            : 0;
                text.at[i] = kept;
            }
            CHECK(same == 0);
            if (form == BASE32 || form == URL_BARE) {
                const size_t bits = form == BASE32 ? 5 : 6;
                CHECK(text.len == (len * 8 + bits - 1) / bits);
            }
        }
        psc_arena_reset(&arena);
    }
    psc_buf text = fresh();
    CHECK_STATUS(PSC_ERR_TOO_LARGE, psc_base32_encode(&text, (psc_bytes){data, PSC_ARENA_MAX}));
}

static void test_base_vectors(void) {
    EACH_VECTOR(vector, "passphrase") {
        /* Those that need no cleaning but the hyphens: the rest is recovery_key.h's. */
        const psc_bytes typed = test_vector_text(vector, "passphrase");
        psc_buf symbols = fresh();
        bool clean = true;
        for (size_t i = 0; i < typed.len; i++) {
            const uint8_t byte = typed.at[i];
            if (byte != '-') {
                clean = clean && ((byte >= 'A' && byte <= 'Z') || (byte >= '2' && byte <= '7'));
                CHECK_OK(psc_buf_push_byte(&symbols, byte));
            }
        }
        psc_bytes key;
        const psc_status status = base_decode(&key, psc_buf_view(&symbols), BASE32);
        if (!clean) {
            CHECK_STATUS(PSC_ERR_MALFORMED, status);
        } else if (test_vector_has(vector, "error")) {
            CHECK(status != PSC_OK || key.len != 32);
        } else if (CHECK_OK(status)) {
            psc_buf again = fresh();
            CHECK_BYTES(test_vector_hex(vector, "key"), key);
            CHECK_OK(psc_base32_encode(&again, key));
            CHECK_BYTES(psc_buf_view(&symbols), psc_buf_view(&again));
        }
    }
    EACH_VECTOR(vector, "totp") {
        psc_buf text = fresh();
        CHECK_OK(psc_base32_encode(&text, test_vector_hex(vector, "secret")));
        CHECK_BYTES(test_vector_text(vector, "base32"), psc_buf_view(&text));
    }
    EACH_VECTOR(vector, "auth_header") {
        if (!test_vector_has(vector, "signing_seed")) {
            continue;
        }
        psc_buf text = fresh();
        uint8_t signature[PSC_SIGNATURE_BYTES];
        CHECK_OK(psc_buf_push_text(&text, "PARSEC-SIGN-ED25519."));
        CHECK_OK(psc_buf_push(&text, test_vector_text(vector, "device_id")));
        CHECK_OK(psc_buf_push_byte(&text, '.'));
        CHECK_OK(psc_buf_push_decimal(&text, (int64_t) test_vector_number(vector, "unix_seconds")));
        CHECK_OK(psc_sign_detached(signature, psc_buf_view(&text),
                                   test_vector_hex(vector, "signing_seed").at));
        psc_buf header = fresh();
        CHECK_OK(psc_buf_push_text(&header, "Bearer "));
        CHECK_OK(psc_buf_push(&header, psc_buf_view(&text)));
        CHECK_OK(psc_buf_push_byte(&header, '.'));
        CHECK_OK(psc_base64_encode(&header, PSC_BYTES_OF(signature), PSC_BASE64_URL_PADDED));
        CHECK_BYTES(test_vector_text(vector, "header"), psc_buf_view(&header));
    }
}

/* ---- recovery keys */

#define KEY_TEXT "L6MB-VZCO-VHNX-U6W4-6VIC-FJTY-AHYN-KYEC-LGZG-3ZUU-L2DW-VDEU-WM2A"

static void test_recovery_key_vectors(void) {
    EACH_VECTOR(vector, "passphrase") {
        const psc_bytes typed = test_exact(test_vector_text(vector, "passphrase"));
        uint8_t key[PSC_RECOVERY_KEY_BYTES];
        const psc_status status = psc_recovery_key_read(key, arena.allocator, typed);
        if (test_vector_has(vector, "error")) {
            CHECK_STATUS(PSC_ERR_RECOVERY_KEY, status);
        } else if (CHECK_OK(status)) {
            psc_buf text = fresh();
            CHECK_BYTES(test_vector_hex(vector, "key"), PSC_BYTES_OF(key));
            CHECK(psc_recovery_key_examine(typed).symbols == PSC_RECOVERY_KEY_SYMBOLS);
            CHECK_OK(psc_recovery_key_write(&text, key));
            CHECK(text.len == PSC_RECOVERY_KEY_CHARS);
            if (strncmp(vector->id, "passphrase/generated", 20) == 0) {
                CHECK_BYTES(typed, psc_buf_view(&text));
            }
        }
        test_exact_free(typed);
    }
}

/* A text file that a person made or an editor changed, and what comes along with copied text. */
static void test_recovery_key_forgiven(void) {
    static const char *const texts[] = {
        "\xef\xbb\xbf" KEY_TEXT "\r\n",
        "\t  l6mb vzco vhnx u6w4 6vic fjty ahyn kyec lgzg 3zuu l2dw vdeu wm2a \n\n",
        "L6MB-VZC0-VHNX-U6W4-6V1C-FJTY-AHYN\r\nKYEC-LGZG-3ZUU-L2DW-VDEU-WM2A",
        "L6MB\xe2\x80\x93VZCO\xe2\x80\x91VHNX\xe2\x88\x92U6W4\xc2\xa0"
        "6VIC\xe2\x80\xaf" "FJTY\xe2\x80\x8b" "AHYNKYECLGZG3ZUUL2DWVDEUWM2A",
    };
    uint8_t right[PSC_RECOVERY_KEY_BYTES];
    CHECK_OK(psc_recovery_key_read(right, arena.allocator, PSC_BYTES_LIT(KEY_TEXT)));
    for (size_t i = 0; i < COUNT(texts); i++) {
        test_subject(texts[i]);
        uint8_t key[PSC_RECOVERY_KEY_BYTES] = {0};
        const psc_bytes typed = test_exact(psc_bytes_from_text(texts[i]));
        CHECK_OK(psc_recovery_key_read(key, arena.allocator, typed));
        CHECK_BYTES(PSC_BYTES_OF(right), PSC_BYTES_OF(key));
        const psc_recovery_key_progress progress = psc_recovery_key_examine(typed);
        CHECK(progress.symbols == PSC_RECOVERY_KEY_SYMBOLS && !progress.foreign);
        test_exact_free(typed);
    }
    /* As an editor on Windows may keep it: two bytes for each character. */
    psc_buf wide = fresh();
    uint8_t key[PSC_RECOVERY_KEY_BYTES] = {0};
    CHECK_OK(psc_buf_push(&wide, PSC_BYTES_LIT("\xff\xfe")));
    for (size_t i = 0; i < sizeof KEY_TEXT - 1; i++) {
        const uint8_t pair[] = {(uint8_t) KEY_TEXT[i], 0};
        CHECK_OK(psc_buf_push(&wide, PSC_BYTES_OF(pair)));
    }
    CHECK_OK(psc_recovery_key_read(key, arena.allocator, psc_buf_view(&wide)));
    CHECK_BYTES(PSC_BYTES_OF(right), PSC_BYTES_OF(key));
    test_subject(NULL);
}

static void test_recovery_key_progress(void) {
    static const struct {
        const char *text;
        uint32_t symbols;
        bool foreign;
    } cases[] = {
        {"", 0, false},
        {" - ", 0, false},
        {"l6mb-", 4, false},
        {"L6MB V", 5, false},
        {"01", 2, false},
        {"8", 0, true},
        {"9ab", 2, true},
        {"AB\xc3\xa9", 2, true},           /* é */
        {"AB\xe2\x80\x96", 2, true},       /* a double bar, just past the dashes */
        {"AB\xe2\x80", 2, true},           /* cut off */
        {"AB\xe2\x80x", 3, true},          /* no character at all */
        {"AB\xe2\x80\x80", 2, false},
        {"AB_C", 3, true},
        {"@[`{/", 0, true},
        {"A=", 1, true},
        {"azAZ27", 6, false},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        test_subject(cases[i].text);
        const psc_bytes typed = test_exact(psc_bytes_from_text(cases[i].text));
        const psc_recovery_key_progress progress = psc_recovery_key_examine(typed);
        CHECK(progress.symbols == cases[i].symbols && progress.foreign == cases[i].foreign);
        uint8_t key[PSC_RECOVERY_KEY_BYTES];
        CHECK_STATUS(PSC_ERR_RECOVERY_KEY, psc_recovery_key_read(key, arena.allocator, typed));
        test_exact_free(typed);
    }
    uint8_t key[PSC_RECOVERY_KEY_BYTES];
    CHECK_STATUS(PSC_ERR_RECOVERY_KEY,
                 psc_recovery_key_read(key, arena.allocator, PSC_BYTES_ABSENT));
    CHECK(psc_recovery_key_examine(PSC_BYTES_ABSENT).symbols == 0);
    test_subject(NULL);
}

static psc_status read_recovery_key(void *context) {
    return psc_recovery_key_read(context, &test_host()->allocator, PSC_BYTES_LIT(KEY_TEXT));
}

static psc_status write_recovery_key(psc_arena *room, void *context) {
    psc_buf text;
    psc_buf_init(&text, room);
    return psc_recovery_key_write(&text, context);
}

/* Neither way leaves the key, or its symbols, in memory that is given back. */
static void test_recovery_key_memory(void) {
    uint8_t key[PSC_RECOVERY_KEY_BYTES];
    CHECK(test_each_allocation(read_recovery_key, key) >= 1);
    test_each_piece(write_recovery_key, key);
    test_host_watch(PSC_BYTES_OF(key));
    CHECK_OK(read_recovery_key(key));
    CHECK(test_host_sightings() == 0);
    psc_arena own;
    test_arena_init(&own);
    psc_buf text;
    psc_buf_init(&text, &own);
    CHECK_OK(psc_recovery_key_write(&text, key));
    CHECK_TEXT(KEY_TEXT, psc_buf_view(&text));
    psc_arena_free(&own);
    test_host_watch(PSC_BYTES_ABSENT);
}

/* ---- MessagePack: writing */

static void test_msgpack_integers(void) {
    static const struct {
        int64_t value;
        const char *hex;
    } known[] = {
        {0, "00"},
        {1, "01"},
        {127, "7f"},
        {128, "cc80"},
        {255, "ccff"},
        {256, "cd0100"},
        {65535, "cdffff"},
        {65536, "ce00010000"},
        {4294967295, "ceffffffff"},
        {4294967296, "cf0000000100000000"},
        {INT64_MAX, "cf7fffffffffffffff"},
        {-1, "ff"},
        {-32, "e0"},
        {-33, "d0df"},
        {-128, "d080"},
        {-129, "d1ff7f"},
        {-32768, "d18000"},
        {-32769, "d2ffff7fff"},
        {INT32_MIN, "d280000000"},
        {(int64_t) INT32_MIN - 1, "d3ffffffff7fffffff"},
        {INT64_MIN, "d38000000000000000"},
    };
    for (size_t i = 0; i < COUNT(known); i++) {
        test_subject(known[i].hex);
        psc_buf out = fresh();
        psc_msgpack_reader reader;
        int64_t signed_value;
        uint64_t unsigned_value;
        double real;
        CHECK_OK(psc_msgpack_write_i64(&out, known[i].value));
        CHECK_BYTES(test_hex(known[i].hex), psc_buf_view(&out));
        psc_msgpack_reader_init(&reader, psc_buf_view(&out));
        CHECK_OK(psc_msgpack_read_i64(&signed_value, &reader));
        CHECK(signed_value == known[i].value && reader.left == 0);
        psc_msgpack_reader_init(&reader, psc_buf_view(&out));
        const psc_status status = psc_msgpack_read_u64(&unsigned_value, &reader);
        CHECK_STATUS(known[i].value < 0 ? PSC_ERR_VALUE : PSC_OK, status);
        CHECK(status != PSC_OK || unsigned_value == (uint64_t) known[i].value);
        psc_msgpack_reader_init(&reader, psc_buf_view(&out));
        CHECK_OK(psc_msgpack_read_f64(&real, &reader));
        CHECK(real == (double) known[i].value);
    }
    test_subject(NULL);
    psc_buf out = fresh();
    CHECK_OK(psc_msgpack_write_u64(&out, UINT64_MAX));
    CHECK_BYTES(test_hex("cfffffffffffffffff"), psc_buf_view(&out));
    psc_msgpack_reader reader;
    uint64_t value;
    int64_t signed_value;
    double real;
    psc_msgpack_reader_init(&reader, psc_buf_view(&out));
    CHECK_OK(psc_msgpack_read_u64(&value, &reader));
    CHECK(value == UINT64_MAX);
    psc_msgpack_reader_init(&reader, psc_buf_view(&out));
    CHECK_OK(psc_msgpack_read_f64(&real, &reader));
    CHECK(real == 18446744073709551616.0);
    psc_msgpack_reader_init(&reader, psc_buf_view(&out));
    CHECK_STATUS(PSC_ERR_VALUE, psc_msgpack_read_i64(&signed_value, &reader));
}

/* Any width is read, the shortest is written. */
static void test_msgpack_wide_integers(void) {
    static const struct {
        const char *hex;
        int64_t value;
    } wide[] = {
        {"cc05", 5},   {"cd0005", 5},     {"ce00000005", 5},         {"cf0000000000000005", 5},
        {"d005", 5},   {"d10005", 5},     {"d200000005", 5},         {"d30000000000000005", 5},
        {"d0ff", -1},  {"d1ffff", -1},    {"d2ffffffff", -1},        {"d3ffffffffffffffff", -1},
        {"d07f", 127}, {"d17fff", 32767}, {"d27fffffff", INT32_MAX},
    };
    for (size_t i = 0; i < COUNT(wide); i++) {
        test_subject(wide[i].hex);
        psc_msgpack_reader reader;
        int64_t value;
        psc_msgpack_reader_init(&reader, test_hex(wide[i].hex));
        CHECK_OK(psc_msgpack_read_i64(&value, &reader));
        CHECK(value == wide[i].value);
    }
    test_subject(NULL);
}

static void test_msgpack_floats(void) {
    static const struct {
        const char *hex;
        double value;
    } known[] = {{"cb3ff8000000000000", 1.5},
                 {"cbbff0000000000000", -1.0},
                 {"cb7ff0000000000000", (double) INFINITY},
                 {"ca3fc00000", 1.5},
                 {"cac0000000", -2.0}};
    for (size_t i = 0; i < COUNT(known); i++) {
        test_subject(known[i].hex);
        psc_msgpack_reader reader;
        double value;
        psc_msgpack_reader_init(&reader, test_hex(known[i].hex));
        CHECK_OK(psc_msgpack_read_f64(&value, &reader));
        CHECK(value == known[i].value);
        psc_buf out = fresh();
        CHECK_OK(psc_msgpack_write_f64(&out, value));
        CHECK(out.len == 9 && out.at[0] == 0xcb);
    }
    test_subject(NULL);
    psc_msgpack_reader reader;
    double value;
    psc_msgpack_reader_init(&reader, test_hex("cb7ff8000000000000"));
    CHECK_OK(psc_msgpack_read_f64(&value, &reader));
    CHECK(isnan(value));
    psc_msgpack_reader_init(&reader, test_hex("c3"));
    CHECK_STATUS(PSC_ERR_TYPE, psc_msgpack_read_f64(&value, &reader));
    psc_msgpack_reader_init(&reader, test_hex("ca3fc000"));
    CHECK_STATUS(PSC_ERR_TRUNCATED, psc_msgpack_read_f64(&value, &reader));
    psc_msgpack_reader_init(&reader, test_hex("cb3ff80000000000"));
    CHECK_STATUS(PSC_ERR_TRUNCATED, psc_msgpack_read_f64(&value, &reader));
}

/* Lengths at each boundary, for whatever has one. */
static void test_msgpack_lengths(void) {
    static const struct {
        size_t len;
        const char *str;
        const char *bin;
        const char *array;
        const char *map;
    } heads[] = {
        {0, "a0", "c400", "90", "80"},
        {1, "a1", "c401", "91", "81"},
        {15, "af", "c40f", "9f", "8f"},
        {16, "b0", "c410", "dc0010", "de0010"},
        {31, "bf", "c41f", "dc001f", "de001f"},
        {32, "d920", "c420", "dc0020", "de0020"},
        {255, "d9ff", "c4ff", "dc00ff", "de00ff"},
        {256, "da0100", "c50100", "dc0100", "de0100"},
        {65535, "daffff", "c5ffff", "dcffff", "deffff"},
        {65536, "db00010000", "c600010000", "dd00010000", "df00010000"},
    };
    static uint8_t letters[2 * 65536];
    memset(letters, 'a', sizeof letters);
    for (size_t i = 0; i < COUNT(heads); i++) {
        test_subject(heads[i].str);
        const size_t len = heads[i].len;
        const psc_bytes content = {letters, len};
        psc_msgpack_reader reader;
        psc_bytes read;
        size_t count;
        psc_buf out = fresh();
        CHECK_OK(psc_msgpack_write_str(&out, content));
        CHECK_BYTES(test_hex(heads[i].str), ((psc_bytes){out.at, out.len - len}));
        psc_msgpack_reader_init(&reader, psc_buf_view(&out));
        CHECK_OK(psc_msgpack_read_str(&read, &reader));
        CHECK(psc_bytes_equal(content, read) && reader.left == 0);
        out = fresh();
        CHECK_OK(psc_msgpack_write_bin(&out, content));
        CHECK_BYTES(test_hex(heads[i].bin), ((psc_bytes){out.at, out.len - len}));
        psc_msgpack_reader_init(&reader, psc_buf_view(&out));
        CHECK_OK(psc_msgpack_read_bin(&read, &reader));
        CHECK(psc_bytes_equal(content, read) && reader.left == 0);
        out = fresh();
        CHECK_OK(psc_msgpack_write_array(&out, len));
        CHECK_BYTES(test_hex(heads[i].array), psc_buf_view(&out));
        CHECK_OK(psc_buf_push(&out, content));
        psc_msgpack_reader_init(&reader, psc_buf_view(&out));
        CHECK_OK(psc_msgpack_read_array(&count, &reader));
        CHECK(count == len);
        if (len > 0) {
            out.len--; /* one item less than announced */
            psc_msgpack_reader_init(&reader, psc_buf_view(&out));
            CHECK_STATUS(PSC_ERR_TRUNCATED, psc_msgpack_read_array(&count, &reader));
        }
        out = fresh();
        CHECK_OK(psc_msgpack_write_map(&out, len));
        CHECK_BYTES(test_hex(heads[i].map), psc_buf_view(&out));
        CHECK_OK(psc_buf_push(&out, (psc_bytes){letters, 2 * len}));
        psc_msgpack_reader_init(&reader, psc_buf_view(&out));
        CHECK_OK(psc_msgpack_read_map(&count, &reader));
        CHECK(count == len);
        if (len > 0) {
            out.len--;
            psc_msgpack_reader_init(&reader, psc_buf_view(&out));
            CHECK_STATUS(PSC_ERR_TRUNCATED, psc_msgpack_read_map(&count, &reader));
        }
        psc_arena_reset(&arena);
    }
    test_subject(NULL);
#if SIZE_MAX > UINT32_MAX
    psc_buf out = fresh();
    CHECK_STATUS(PSC_ERR_TOO_LARGE, psc_msgpack_write_array(&out, (size_t) UINT32_MAX + 1));
#endif
}

static void test_msgpack_ext(void) {
    psc_buf out = fresh();
    const psc_uuid id = {{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}};
    const psc_time times[] = {0,
                              1,
                              -1,
                              1770000000123456,
                              -8334601228800 * PSC_TIME_SECOND,
                              8210266876800 * PSC_TIME_SECOND - 1};
    psc_msgpack_reader reader;
    psc_uuid read_id;
    psc_time time;
    CHECK_OK(psc_msgpack_write_uuid(&out, &id));
    CHECK_BYTES(test_hex("d8020102030405060708090a0b0c0d0e0f10"), psc_buf_view(&out));
    psc_msgpack_reader_init(&reader, psc_buf_view(&out));
    CHECK_OK(psc_msgpack_read_uuid(&read_id, &reader));
    CHECK(psc_uuid_equal(&id, &read_id));
    psc_msgpack_reader_init(&reader, test_hex("c710020102030405060708090a0b0c0d0e0f10"));
    CHECK_OK(psc_msgpack_read_uuid(&read_id, &reader));
    CHECK(psc_uuid_equal(&id, &read_id));
    for (size_t i = 0; i < COUNT(times); i++) {
        out = fresh();
        CHECK_OK(psc_msgpack_write_time(&out, times[i]));
        CHECK(out.len == 10 && out.at[0] == 0xd7 && out.at[1] == 1);
        psc_msgpack_reader_init(&reader, psc_buf_view(&out));
        CHECK_OK(psc_msgpack_read_time(&time, &reader));
        CHECK(time == times[i]);
    }
    static const struct {
        const char *hex;
        psc_status time;
        psc_status uuid;
    } refused[] = {
        {"d7017fffffffffffffff", PSC_ERR_VALUE, PSC_ERR_TYPE},
        {"d7018000000000000000", PSC_ERR_VALUE, PSC_ERR_TYPE},
        {"d60100000000", PSC_ERR_VALUE, PSC_ERR_TYPE},
        {"d7020000000000000000", PSC_ERR_TYPE, PSC_ERR_VALUE},
        {"d7ff0000000000000000", PSC_ERR_TYPE, PSC_ERR_TYPE},
        {"c70f02000000000000000000000000000000", PSC_ERR_TYPE, PSC_ERR_VALUE},
        {"c41000000000000000000000000000000000", PSC_ERR_TYPE, PSC_ERR_TYPE},
        {"cf0000000000000000", PSC_ERR_TYPE, PSC_ERR_TYPE},
        {"c0", PSC_ERR_TYPE, PSC_ERR_TYPE},
        {"", PSC_ERR_TRUNCATED, PSC_ERR_TRUNCATED},
        {"d7", PSC_ERR_TRUNCATED, PSC_ERR_TRUNCATED},
    };
    for (size_t i = 0; i < COUNT(refused); i++) {
        test_subject(refused[i].hex);
        psc_msgpack_reader_init(&reader, test_hex(refused[i].hex));
        CHECK_STATUS(refused[i].time, psc_msgpack_read_time(&time, &reader));
        psc_msgpack_reader_init(&reader, test_hex(refused[i].hex));
        CHECK_STATUS(refused[i].uuid, psc_msgpack_read_uuid(&read_id, &reader));
    }
    test_subject(NULL);
    static const char *const sizes[] = {"d405aa",       "d505aaaa",   "d605aaaaaaaa",
                                        "c70305aaaaaa", "c8000105aa", "c90000000105aa",
                                        "c70005"};
    for (size_t i = 0; i < COUNT(sizes); i++) {
        int8_t type;
        psc_bytes body;
        psc_msgpack_reader_init(&reader, test_hex(sizes[i]));
        CHECK_OK(psc_msgpack_read_ext(&type, &body, &reader));
        CHECK(type == 5 && reader.left == 0 && body.at != NULL);
    }
}

/* ---- MessagePack: every kind against every reader, and hostile input */

static psc_status read_as(psc_msgpack_kind kind, psc_msgpack_reader *reader) {
    bool truth;
    int64_t integer;
    double real;
    psc_bytes bytes;
    size_t count;
    int8_t type;
    switch (kind) {
    case PSC_MSGPACK_NIL:
        return psc_msgpack_read_nil(reader);
    case PSC_MSGPACK_BOOL:
        return psc_msgpack_read_bool(&truth, reader);
    case PSC_MSGPACK_INTEGER:
        return psc_msgpack_read_i64(&integer, reader);
    case PSC_MSGPACK_FLOAT:
        return psc_msgpack_read_f64(&real, reader);
    case PSC_MSGPACK_STR:
        return psc_msgpack_read_str(&bytes, reader);
    case PSC_MSGPACK_BIN:
        return psc_msgpack_read_bin(&bytes, reader);
    case PSC_MSGPACK_ARRAY:
        return psc_msgpack_read_array(&count, reader);
    case PSC_MSGPACK_MAP:
        return psc_msgpack_read_map(&count, reader);
    case PSC_MSGPACK_EXT:
        return psc_msgpack_read_ext(&type, &bytes, reader);
    }
    return PSC_ERR_ARGUMENT;
}

/* All first bytes, before enough zeros: exactly one kind of reader takes each (integers are
 * floats too), 0xc1 none. */
static void test_msgpack_first_bytes(void) {
    for (unsigned first = 0; first < 256; first++) {
        uint8_t bytes[64] = {(uint8_t) first};
        psc_msgpack_reader reader;
        psc_msgpack_kind kind;
        psc_msgpack_reader_init(&reader, PSC_BYTES_OF(bytes));
        const psc_status peeked = psc_msgpack_peek(&kind, &reader);
        CHECK_STATUS(first == 0xc1 ? PSC_ERR_MALFORMED : PSC_OK, peeked);
        for (psc_msgpack_kind as = PSC_MSGPACK_NIL; as <= PSC_MSGPACK_EXT; as++) {
            psc_msgpack_reader_init(&reader, PSC_BYTES_OF(bytes));
            const psc_status status = read_as(as, &reader);
            if (peeked != PSC_OK) {
                CHECK_STATUS(PSC_ERR_MALFORMED, status);
                continue;
            }
            const bool fits =
                as == kind || (as == PSC_MSGPACK_FLOAT && kind == PSC_MSGPACK_INTEGER);
            CHECK_STATUS(fits ? PSC_OK : PSC_ERR_TYPE, status);
            if (!fits) { /* the first error stays */
                CHECK_STATUS(PSC_ERR_TYPE, read_as(kind, &reader));
                CHECK_STATUS(PSC_ERR_TYPE, psc_msgpack_skip(&reader));
                CHECK_STATUS(PSC_ERR_TYPE, psc_msgpack_peek(&kind, &reader));
            }
        }
    }
    bool truth;
    psc_msgpack_reader reader;
    psc_msgpack_reader_init(&reader, test_hex("c2c3"));
    CHECK_OK(psc_msgpack_read_bool(&truth, &reader));
    CHECK(!truth);
    CHECK_OK(psc_msgpack_read_bool(&truth, &reader));
    CHECK(truth);
}

static void test_msgpack_utf8(void) {
    psc_msgpack_reader reader;
    psc_bytes text;
    psc_msgpack_reader_init(&reader, test_hex("a2c3a9"));
    CHECK_OK(psc_msgpack_read_str(&text, &reader));
    psc_msgpack_reader_init(&reader, test_hex("a1c3a9"));
    CHECK_STATUS(PSC_ERR_UTF8, psc_msgpack_read_str(&text, &reader));
}

static void test_msgpack_skip(void) {
    static const struct {
        const char *hex;
        psc_status status;
        size_t left;
    } cases[] = {
        {"c0 01", PSC_OK, 1},
        {"93 01 a161 c403000000 01", PSC_OK, 1},
        {"82 a161 92 01 02 a162 81 01 d70100000000 00000000 c0", PSC_OK, 1},
        {"80 c0", PSC_OK, 1},
        {"92 90 80 c0", PSC_OK, 1},
        {"92 01", PSC_ERR_TRUNCATED, 0},
        {"92 01 c1", PSC_ERR_MALFORMED, 0},
        {"91 a3 6161", PSC_ERR_TRUNCATED, 0},
        {"", PSC_ERR_TRUNCATED, 0},
        {"ddffffffff 00", PSC_ERR_TRUNCATED, 0},
        {"dfffffffff 0000", PSC_ERR_TRUNCATED, 0},
        {"c6ffffffff 00", PSC_ERR_TRUNCATED, 0},
        {"dbffffffff 00", PSC_ERR_TRUNCATED, 0},
        {"c9ffffffff 00 00", PSC_ERR_TRUNCATED, 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        test_subject(cases[i].hex);
        const psc_bytes exact = test_exact(test_hex(cases[i].hex));
        psc_msgpack_reader reader;
        psc_msgpack_reader_init(&reader, exact);
        if (CHECK_STATUS(cases[i].status, psc_msgpack_skip(&reader)) && cases[i].status == PSC_OK) {
            CHECK(reader.left == cases[i].left);
        }
        test_exact_free(exact);
    }
    test_subject(NULL);
    uint8_t nested[PSC_MSGPACK_DEPTH_MAX + 2];
    memset(nested, 0x91, sizeof nested);
    for (size_t depth = 0; depth <= PSC_MSGPACK_DEPTH_MAX + 1; depth++) {
        psc_msgpack_reader reader;
        nested[depth] = 0xc0;
        psc_msgpack_reader_init(&reader, (psc_bytes){nested, depth + 1});
        CHECK_STATUS(depth > PSC_MSGPACK_DEPTH_MAX ? PSC_ERR_TOO_DEEP : PSC_OK,
                     psc_msgpack_skip(&reader));
        nested[depth] = 0x91;
    }
}

/* Real messages: skipped to their last byte, and no cut of one is complete. */
static void test_msgpack_vectors(void) {
    static const char *const groups[] = {"certificate", "invite", "local_device", "manifest",
                                         "account"};
    for (size_t g = 0; g < COUNT(groups); g++) {
        EACH_VECTOR(vector, groups[g]) {
            if (!test_vector_has(vector, "msgpack")) {
                continue;
            }
            const psc_bytes message = test_vector_hex(vector, "msgpack");
            psc_msgpack_reader reader;
            psc_msgpack_reader_init(&reader, message);
            CHECK_OK(psc_msgpack_skip(&reader));
            CHECK(reader.left == 0);
            size_t accepted = 0;
            for (size_t cut = 0; cut < message.len; cut++) {
                const psc_bytes exact = test_exact((psc_bytes){message.at, cut});
                psc_msgpack_reader_init(&reader, exact);
                accepted += psc_msgpack_skip(&reader) == PSC_ERR_TRUNCATED ? 0 : 1;
                test_exact_free(exact);
            }
            CHECK(accepted == 0);
        }
    }
}

/* ---- v0 container */

static psc_status unwrap(psc_bytes *out, psc_bytes wrapped, size_t max) {
    const psc_bytes exact = test_exact(wrapped);
    const psc_status status = psc_envelope_unwrap(out, &arena, exact, max);
    test_exact_free(exact);
    return status;
}

/* What official clients and server wrote: real compression, no content size. */
static void test_envelope_vectors(void) {
    size_t compressed = 0;
    static const char *const groups[] = {"certificate", "invite", "account", "async_enrollment"};
    for (size_t g = 0; g < COUNT(groups); g++) {
        EACH_VECTOR(vector, groups[g]) {
            const char *key = test_vector_has(vector, "payload_v0") ? "payload_v0" : "v0";
            if (!test_vector_has(vector, key) || !test_vector_has(vector, "msgpack")) {
                continue;
            }
            const psc_bytes wrapped = test_vector_hex(vector, key);
            psc_bytes content;
            if (CHECK_OK(unwrap(&content, wrapped, PSC_ENVELOPE_MAX))) {
                CHECK_BYTES(test_vector_hex(vector, "msgpack"), content);
            }
            compressed += wrapped.at[5] == 0x00 ? 1 : 0;
        }
        psc_arena_reset(&arena);
    }
    CHECK(compressed > 20);
    EACH_VECTOR(vector, "zstd") {
        psc_bytes message;
        psc_bytes content;
        CHECK_OK(psc_sign_open(&message, test_vector_hex(vector, "signed"),
                               test_vector_hex(vector, "verify_key").at));
        CHECK_OK(unwrap(&content, message, PSC_ENVELOPE_MAX));
        psc_bytes wrapped;
        CHECK_OK(psc_envelope_wrap(&wrapped, &arena, content));
        CHECK_BYTES(message, wrapped);
    }
    EACH_VECTOR(vector, "container") {
        static const struct {
            const char *id;
            psc_status status;
        } refused[] = {
            {"container/bad_version_1", PSC_ERR_ENVELOPE_VERSION},
            {"container/bad_version_ff", PSC_ERR_ENVELOPE_VERSION},
            {"container/bad_empty", PSC_ERR_ENVELOPE_VERSION},
            {"container/bad_no_zstd", PSC_ERR_COMPRESSION},
            {"container/bad_truncated_frame", PSC_ERR_COMPRESSION},
            {"container/trailing_garbage_after_frame", PSC_ERR_COMPRESSION},
        };
        psc_status expected = PSC_OK; /* the others are refused for their content, if at all */
        for (size_t i = 0; i < COUNT(refused); i++) {
            expected = strcmp(vector->id, refused[i].id) == 0 ? refused[i].status : expected;
        }
        const psc_bytes blob = test_vector_hex(vector, "signed");
        psc_bytes message = PSC_BYTES_LIT("");
        if (blob.len > 0) {
            CHECK_OK(psc_sign_open(&message, blob, test_vector_hex(vector, "verify_key").at));
        }
        psc_bytes content;
        CHECK_STATUS(expected, unwrap(&content, message, PSC_ENVELOPE_MAX));
    }
}

static void test_envelope_round_trips(void) {
    static const size_t sizes[] = {0,      1,      2,      255,    256,    65535,
                                   131071, 131072, 131073, 262144, 300000, 1048577};
    static uint8_t content[1048577];
    test_dice dice = {5};
    for (size_t i = 0; i < sizeof content; i++) {
        content[i] = (uint8_t) test_roll(&dice, 256);
    }
    for (size_t i = 0; i < COUNT(sizes); i++) {
        const psc_bytes in = {content, sizes[i]};
        psc_bytes wrapped;
        psc_bytes out;
        CHECK_OK(psc_envelope_wrap(&wrapped, &arena, in));
        CHECK(wrapped.len == 14 + in.len + 3 * (in.len == 0 ? 1 : (in.len + 131071) / 131072));
        CHECK_OK(unwrap(&out, wrapped, PSC_ENVELOPE_MAX));
        CHECK(psc_bytes_equal(in, out));
        CHECK_OK(unwrap(&out, wrapped, in.len));
        CHECK(out.at != NULL && out.len == in.len);
        if (in.len > 0) {
            CHECK_STATUS(PSC_ERR_TOO_LARGE, unwrap(&out, wrapped, in.len - 1));
            CHECK_STATUS(PSC_ERR_TOO_LARGE, unwrap(&out, wrapped, 0));
        }
        psc_arena_reset(&arena);
    }
    psc_bytes wrapped;
    CHECK_STATUS(PSC_ERR_TOO_LARGE,
                 psc_envelope_wrap(&wrapped, &arena, (psc_bytes){content, PSC_ENVELOPE_MAX + 1}));
}

/* A frame without content size, of `blocks` blocks that repeat one byte 128 KiB long. */
static psc_bytes bomb(size_t blocks, uint8_t window) {
    psc_buf out = fresh();
    CHECK_OK(psc_buf_push(&out, test_hex("00 28b52ffd 00")));
    CHECK_OK(psc_buf_push_byte(&out, window));
    for (size_t i = 0; i < blocks; i++) {
        const uint32_t header = 131072u << 3 | 1u << 1 | (i + 1 == blocks ? 1u : 0u);
        const uint8_t bytes[] = {(uint8_t) header, (uint8_t) (header >> 8),
                                 (uint8_t) (header >> 16), 'x'};
        CHECK_OK(psc_buf_push(&out, PSC_BYTES_OF(bytes)));
    }
    return psc_buf_view(&out);
}

static void test_envelope_hostile(void) {
    psc_bytes content;
    CHECK_OK(unwrap(&content, bomb(128, 0x58), PSC_ENVELOPE_MAX));
    CHECK(content.len == PSC_ENVELOPE_MAX);
    psc_arena_reset(&arena);
    CHECK_STATUS(PSC_ERR_TOO_LARGE, unwrap(&content, bomb(129, 0x58), PSC_ENVELOPE_MAX));
    CHECK_STATUS(PSC_ERR_TOO_LARGE, unwrap(&content, bomb(129, 0x58), SIZE_MAX));
    CHECK_STATUS(PSC_ERR_TOO_LARGE, unwrap(&content, bomb(100000, 0x58), 1000));
    psc_arena_reset(&arena);
    /* Windows of 2^27 and of the next larger size. */
    CHECK_OK(unwrap(&content, bomb(1, 0x88), PSC_ENVELOPE_MAX));
    CHECK_STATUS(PSC_ERR_COMPRESSION, unwrap(&content, bomb(1, 0x89), PSC_ENVELOPE_MAX));
    static const struct {
        const char *name;
        const char *hex;
        psc_status status;
    } cases[] = {
        {"no frame", "00", PSC_ERR_COMPRESSION},
        {"announces 2^60 bytes", "00 28b52ffd e0 0000000000000010 010000", PSC_ERR_COMPRESSION},
        {"announces 2^20 bytes, window too large only if believed",
         "00 28b52ffd c0 58 0000100000000000 010000", PSC_ERR_COMPRESSION},
        {"announces one byte less", "00 28b52ffd 20 01 110000 6161", PSC_ERR_COMPRESSION},
        {"announces one byte more", "00 28b52ffd 20 03 110000 6161", PSC_ERR_COMPRESSION},
        {"reserved bit", "00 28b52ffd 28 02 110000 6161", PSC_ERR_COMPRESSION},
        {"reserved block", "00 28b52ffd 20 02 170000 6161", PSC_ERR_COMPRESSION},
        {"a dictionary", "00 28b52ffd 21 07 02 110000 6161", PSC_ERR_COMPRESSION},
        {"skippable frames only", "00 502a4d18 00000000", PSC_OK},
        {"a skippable frame at the end", "00 28b52ffd 20 02 110000 6161 5f2a4d18 01000000 00",
         PSC_OK},
        {"a cut skippable frame", "00 28b52ffd 20 02 110000 6161 5f2a4d18 02000000 00",
         PSC_ERR_COMPRESSION},
        {"a huge skippable frame", "00 502a4d18 ffffffff", PSC_ERR_COMPRESSION},
        {"a wrong checksum", "00 28b52ffd 24 02 110000 6161 00000000", PSC_ERR_COMPRESSION},
        {"two frames", "00 28b52ffd 20 02 110000 6161 28b52ffd 20 01 090000 61", PSC_OK},
        {"a zero byte behind", "00 28b52ffd 20 02 110000 6161 00", PSC_ERR_COMPRESSION},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        test_subject(cases[i].name);
        CHECK_STATUS(cases[i].status, unwrap(&content, test_hex(cases[i].hex), PSC_ENVELOPE_MAX));
        CHECK((content.at != NULL) == (cases[i].status == PSC_OK));
    }
    test_subject(NULL);
}

static void test_envelope_cuts(void) {
    EACH_VECTOR(vector, "certificate") {
        const psc_bytes wrapped = test_vector_hex(vector, "payload_v0");
        size_t accepted = 0;
        for (size_t cut = 0; cut < wrapped.len; cut++) {
            psc_bytes content;
            accepted +=
                unwrap(&content, (psc_bytes){wrapped.at, cut}, PSC_ENVELOPE_MAX) == PSC_OK ? 1 : 0;
        }
        CHECK(accepted == 0);
        psc_arena_reset(&arena);
    }
}

static psc_status envelope_scenario(void *context) {
    const psc_bytes *wrapped = context;
    psc_arena own;
    psc_bytes content;
    psc_bytes again;
    test_arena_init(&own);
    psc_status status = psc_envelope_unwrap(&content, &own, *wrapped, PSC_ENVELOPE_MAX);
    if (status == PSC_OK) {
        status = psc_envelope_wrap(&again, &own, content);
    }
    psc_arena_free(&own);
    return status;
}

static void test_envelope_memory(void) {
    psc_arena own;
    test_arena_init(&own);
    psc_buf secret;
    psc_buf_init(&secret, &own);
    for (unsigned i = 0; i < 3000; i++) {
        CHECK_OK(psc_buf_push_text(&secret, "a secret of thirty-three bytes..."));
    }
    psc_bytes wrapped;
    psc_bytes content;
    CHECK_OK(psc_envelope_wrap(&wrapped, &own, psc_buf_view(&secret)));
    test_host_watch(PSC_BYTES_LIT("a secret of thirty-three bytes..."));
    CHECK_OK(psc_envelope_unwrap(&content, &own, wrapped, PSC_ENVELOPE_MAX));
    CHECK_STATUS(PSC_ERR_TOO_LARGE, psc_envelope_unwrap(&content, &own, wrapped, 50000));
    CHECK(test_each_allocation(envelope_scenario, &wrapped) >= 4);
    psc_arena_free(&own);
    CHECK(test_host_sightings() == 0);
    test_host_watch(PSC_BYTES_ABSENT);
}

/* ---- memory */

static psc_status write_scenario(psc_arena *own, void *context) {
    (void) context;
    static const uint8_t zeros[300];
    const psc_uuid id = {{0}};
    psc_buf out;
    psc_buf_init(&out, own);
    /* Again and again, so that each writer is once the one that needs a larger buffer. */
    for (unsigned round = 0; round < 12; round++) {
        PSC_TRY(psc_msgpack_write_map(&out, 1));
        PSC_TRY(psc_msgpack_write_str(&out, PSC_BYTES_LIT("key")));
        PSC_TRY(psc_msgpack_write_array(&out, 6));
        PSC_TRY(psc_msgpack_write_nil(&out));
        PSC_TRY(psc_msgpack_write_bool(&out, round % 2 == 0));
        PSC_TRY(psc_msgpack_write_time(&out, round));
        PSC_TRY(psc_msgpack_write_uuid(&out, &id));
        PSC_TRY(psc_msgpack_write_f64(&out, 0.5));
        PSC_TRY(psc_msgpack_write_bin(&out, (psc_bytes){zeros, 20 * round}));
    }
    psc_msgpack_reader reader;
    psc_msgpack_reader_init(&reader, psc_buf_view(&out));
    for (unsigned round = 0; round < 12; round++) {
        PSC_TRY(psc_msgpack_skip(&reader));
    }
    CHECK(reader.left == 0);
    return PSC_OK;
}

/* Each writer as the first, with no room at all. */
static void test_write_nowhere(void) {
    const psc_uuid id = {{0}};
    psc_arena own;
    psc_buf out;
    test_arena_init(&own);
    own.total = PSC_ARENA_MAX;
    psc_buf_init(&out, &own);
    CHECK_STATUS(PSC_ERR_MEMORY, psc_msgpack_write_nil(&out));
    CHECK_STATUS(PSC_ERR_MEMORY, psc_msgpack_write_i64(&out, -1000));
    CHECK_STATUS(PSC_ERR_MEMORY, psc_msgpack_write_str(&out, PSC_BYTES_LIT("")));
    CHECK_STATUS(PSC_ERR_MEMORY, psc_msgpack_write_bin(&out, PSC_BYTES_LIT("")));
    CHECK_STATUS(PSC_ERR_MEMORY, psc_msgpack_write_time(&out, 0));
    CHECK_STATUS(PSC_ERR_MEMORY, psc_msgpack_write_uuid(&out, &id));
    CHECK_STATUS(PSC_ERR_MEMORY, psc_base32_encode(&out, PSC_BYTES_LIT("data")));
    psc_bytes data;
    CHECK_STATUS(PSC_ERR_MEMORY, psc_base32_decode(&data, &own, PSC_BYTES_LIT("MZXQ")));
    CHECK_STATUS(PSC_ERR_MEMORY, psc_envelope_wrap(&data, &own, PSC_BYTES_LIT("data")));
    psc_arena_free(&own);
}

/* ---- mutations: nothing breaks, and what is accepted can be gone through */

static void mutate(uint8_t *bytes, size_t len, test_dice *dice) {
    for (uint32_t changes = 1 + test_roll(dice, 4); changes > 0 && len > 0; changes--) {
        const size_t at = test_roll(dice, (uint32_t) len);
        switch (test_roll(dice, 3)) {
        case 0:
            bytes[at] ^= (uint8_t) (1u << test_roll(dice, 8));
            break;
        case 1:
            bytes[at] = (uint8_t) test_roll(dice, 256);
            break;
        default:
            bytes[at] = (uint8_t) (test_roll(dice, 2) == 0 ? 0xff : 0x00);
            break;
        }
    }
}

static void walk(psc_bytes message) {
    psc_msgpack_reader reader;
    psc_msgpack_reader_init(&reader, message);
    for (size_t steps = 0; reader.status == PSC_OK; steps++) {
        psc_msgpack_kind kind;
        if (psc_msgpack_peek(&kind, &reader) == PSC_OK && read_as(kind, &reader) != PSC_OK) {
            CHECK(reader.status != PSC_OK);
        }
        if (!CHECK(steps <= message.len)) {
            return;
        }
    }
    const size_t left = reader.left;
    CHECK(psc_msgpack_skip(&reader) == reader.status && reader.left == left);
}

static void test_mutations(void) {
    test_dice dice = {17};
    size_t opened = 0;
    size_t refused = 0;
    for (unsigned round = 0; round < 60; round++) {
        EACH_VECTOR(vector, "certificate") {
            const psc_bytes message = test_exact(test_vector_hex(vector, "msgpack"));
            mutate((uint8_t *) (uintptr_t) message.at, message.len, &dice);
            psc_msgpack_reader reader;
            psc_msgpack_reader_init(&reader, message);
            CHECK(psc_msgpack_skip(&reader) == reader.status);
            walk(message);
            test_exact_free(message);
            const psc_bytes wrapped = test_exact(test_vector_hex(vector, "payload_v0"));
            mutate((uint8_t *) (uintptr_t) wrapped.at, wrapped.len, &dice);
            psc_bytes content;
            if (psc_envelope_unwrap(&content, &arena, wrapped, 100000) == PSC_OK) {
                CHECK(content.at != NULL && content.len <= 100000);
                opened++;
            } else {
                CHECK(content.at == NULL);
                refused++;
            }
            test_exact_free(wrapped);
        }
        psc_arena_reset(&arena);
    }
    CHECK(opened > 0 && refused > 0);
}

int main(void) {
    test_arena_init(&arena);
    test_base_known();
    test_base_refused();
    test_base_properties();
    test_base_vectors();
    test_recovery_key_vectors();
    test_recovery_key_forgiven();
    test_recovery_key_progress();
    test_recovery_key_memory();
    test_msgpack_integers();
    test_msgpack_wide_integers();
    test_msgpack_floats();
    test_msgpack_lengths();
    test_msgpack_ext();
    test_msgpack_first_bytes();
    test_msgpack_utf8();
    test_msgpack_skip();
    test_msgpack_vectors();
    test_envelope_vectors();
    test_envelope_round_trips();
    test_envelope_hostile();
    test_envelope_cuts();
    test_envelope_memory();
    test_each_piece(write_scenario, NULL);
    test_write_nowhere();
    test_mutations();
    psc_arena_free(&arena);
    CHECK(test_host_live() == 0);
    return test_finish();
}
