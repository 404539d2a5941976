// SPDX-License-Identifier: MPL-2.0
#include "script.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/id.h"

void script_give_up(const char *why) {
    fflush(stdout);
    fprintf(stderr, "script: %s\n", why);
    exit(2);
}

void script_must(psc_status status) {
    if (status != PSC_OK) {
        script_give_up(psc_status_sentence(status));
    }
}

static psc_bytes script_read(const char *path) {
    FILE *file = fopen(path, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0) {
        script_give_up("the script cannot be opened");
    }
    const long size = ftell(file);
    uint8_t *script = size < 0 ? NULL : malloc((size_t) size + 1);
    if (script == NULL || fseek(file, 0, SEEK_SET) != 0 ||
        fread(script, 1, (size_t) size, file) != (size_t) size) {
        script_give_up("the script cannot be read");
    }
    fclose(file);
    return (psc_bytes){script, (size_t) size};
}

/* What comes before the separator, which is stepped over. */
static psc_bytes script_take_until(psc_bytes *rest, uint8_t separator) {
    const uint8_t *end = rest->len == 0 ? NULL : memchr(rest->at, separator, rest->len);
    const size_t len = end == NULL ? rest->len : (size_t) (end - rest->at);
    const size_t step = end == NULL ? len : len + 1;
    const psc_bytes taken = {rest->at, len};
    *rest = (psc_bytes){rest->at + step, rest->len - step};
    return taken;
}

void script_run(const char *path, void (*obey)(const psc_bytes *words)) {
    const psc_bytes script = script_read(path);
    for (psc_bytes rest = script; rest.len > 0;) {
        psc_bytes line = script_take_until(&rest, '\n');
        psc_bytes words[SCRIPT_WORDS_MAX];
        for (size_t i = 0; i < SCRIPT_WORDS_MAX; i++) {
            words[i] = script_take_until(&line, ' ');
        }
        obey(words);
    }
    free((void *) (uintptr_t) script.at);
}

int64_t script_number(psc_bytes word) {
    char text[24];
    if (word.len >= sizeof text) {
        script_give_up("a number is too long");
    }
    memcpy(text, word.at, word.len);
    text[word.len] = '\0';
    return strtoll(text, NULL, 10);
}

void script_fixed(uint8_t *out, size_t len, psc_bytes word) {
    script_must(psc_hex_decode(out, len, word));
}

psc_bytes script_bytes(psc_arena *arena, psc_bytes word) {
    if (psc_bytes_equal_text(word, "-")) {
        return PSC_BYTES_ABSENT;
    }
    if (word.len % 2 != 0) {
        script_give_up("half a byte");
    }
    const size_t len = word.len / 2;
    uint8_t *bytes;
    script_must(PSC_TAKE(&bytes, arena, len));
    script_fixed(bytes, len, word);
    return (psc_bytes){bytes, len};
}

void script_print_hex(psc_bytes bytes) {
    if (bytes.at == NULL) {
        printf("-");
    }
    for (size_t i = 0; i < bytes.len; i++) {
        printf("%02x", bytes.at[i]);
    }
}

static uint64_t script_state = 1;

void script_seed(int64_t seed) {
    script_state = (uint64_t) seed;
}

psc_status script_draw(void *context, uint8_t *out, size_t len) {
    (void) context;
    for (size_t i = 0; i < len; i++) {
        script_state = script_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        out[i] = (uint8_t) (script_state >> 56);
    }
    return PSC_OK;
}
