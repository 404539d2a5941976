// SPDX-License-Identifier: MPL-2.0
#include "codec/web_url.h"

#include <string.h>

#include "harness.h"

static psc_arena arena;

static psc_bytes text(const char *literal) {
    return psc_bytes_from_text(literal);
}

static void test_bases(void) {
    static const struct {
        const char *given;
        const char *base; /* NULL: refused */
        const char *host;
        psc_status status;
    } cases[] = {
        {"https://bao.example.com", "https://bao.example.com/", "bao.example.com", PSC_OK},
        {"https://BAO.Example.com:443/", "https://bao.example.com/", "bao.example.com", PSC_OK},
        {"bao.example.com", "https://bao.example.com/", "bao.example.com", PSC_OK},
        {"bao.example.com:8200/", "https://bao.example.com:8200/", "bao.example.com:8200", PSC_OK},
        {"https://h/some/path", "https://h/some/path/", "h", PSC_OK},
        {"https://h/some/path//", "https://h/some/path/", "h", PSC_OK},
        {"https://h/a b", NULL, NULL, PSC_ERR_ADDRESS_HOST},
        {"https://h/a/../b", NULL, NULL, PSC_ERR_ADDRESS_HOST},
        {"https://h/./b", NULL, NULL, PSC_ERR_ADDRESS_HOST},
        {"https://h//b", NULL, NULL, PSC_ERR_ADDRESS_HOST},
        {"http://localhost:8200", "http://localhost:8200/", "localhost:8200", PSC_OK},
        {"http://bao.localhost", "http://bao.localhost/", "bao.localhost", PSC_OK},
        {"http://127.0.0.1:8200", "http://127.0.0.1:8200/", "127.0.0.1:8200", PSC_OK},
        {"http://127.9.9.9", "http://127.9.9.9/", "127.9.9.9", PSC_OK},
        {"http://[::1]:8200", "http://[::1]:8200/", "[::1]:8200", PSC_OK},
        {"http://[::2]", NULL, NULL, PSC_ERR_ADDRESS_SCHEME},
        {"http://127.example.com", NULL, NULL, PSC_ERR_ADDRESS_SCHEME},
        {"http://localhost.example.com", NULL, NULL, PSC_ERR_ADDRESS_SCHEME},
        {"http://notlocalhost", NULL, NULL, PSC_ERR_ADDRESS_SCHEME},
        {"http://h", NULL, NULL, PSC_ERR_ADDRESS_SCHEME},
        {"http://bao.example.com", NULL, NULL, PSC_ERR_ADDRESS_SCHEME},
        {"ftp://bao.example.com", NULL, NULL, PSC_ERR_ADDRESS_SCHEME},
        {"parsec3://bao.example.com", NULL, NULL, PSC_ERR_ADDRESS_SCHEME},
        {"https://somebody@bao.example.com", NULL, NULL, PSC_ERR_ADDRESS_HOST},
        {"https://", NULL, NULL, PSC_ERR_ADDRESS_HOST},
        {"https:\\\\h", NULL, NULL, PSC_ERR_ADDRESS_HOST},
        {"https://h\x7f", NULL, NULL, PSC_ERR_ADDRESS_HOST},
        {"", NULL, NULL, PSC_ERR_ADDRESS_HOST},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        psc_bytes base;
        psc_bytes host;
        test_subject(cases[i].given);
        CHECK_STATUS(cases[i].status, psc_web_url_base(&base, &host, &arena, text(cases[i].given)));
        if (cases[i].base != NULL) {
            CHECK_TEXT(cases[i].base, base);
            CHECK_TEXT(cases[i].host, host);
        }
        psc_arena_reset(&arena);
    }
    test_subject(NULL);
}

static void test_checks(void) {
    static const struct {
        const char *url;
        psc_status status;
    } cases[] = {
        {"https://id.example.com/auth?x=1#y", PSC_OK},
        {"http://localhost:9/auth", PSC_OK},
        {"http://id.example.com/auth", PSC_ERR_ADDRESS_SCHEME},
        {"javascript:alert(1)", PSC_ERR_ADDRESS_SCHEME},
        {"//id.example.com", PSC_ERR_ADDRESS_SCHEME},
        {"https://a:b@id.example.com/", PSC_ERR_ADDRESS_HOST},
        {"https://id.example.com/\n", PSC_ERR_ADDRESS_HOST},
        {"", PSC_ERR_ADDRESS_HOST},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        test_subject(cases[i].url);
        CHECK_STATUS(cases[i].status, psc_web_url_check(&arena, text(cases[i].url)));
        psc_arena_reset(&arena);
    }
    test_subject(NULL);
    static char longest[PSC_WEB_URL_MAX + 2] = "https://h/";
    memset(longest + 10, 'a', PSC_WEB_URL_MAX - 10);
    CHECK_OK(psc_web_url_check(&arena, text(longest)));
    longest[PSC_WEB_URL_MAX] = 'a';
    CHECK_STATUS(PSC_ERR_ADDRESS_HOST, psc_web_url_check(&arena, text(longest)));
    psc_arena_reset(&arena);
}

static void test_queries(void) {
    static const struct {
        const char *url;
        const char *state; /* NULL: absent */
        psc_status status;
    } cases[] = {
        {"https://h/?state=abc", "abc", PSC_OK},
        {"https://h/?a=b&state=a%2Fb+c&d", "a/b c", PSC_OK},
        {"https://h/?state", "", PSC_OK},
        {"https://h/?%73tate=x", "x", PSC_OK},
        {"https://h/?states=x&xstate=y", NULL, PSC_OK},
        {"https://h/#state=x", NULL, PSC_OK},
        {"https://h/", NULL, PSC_OK},
        {"https://h/?state=a&state=a", NULL, PSC_ERR_ADDRESS_REPEATED},
        {"nothing", NULL, PSC_ERR_ADDRESS_SCHEME},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        psc_bytes state;
        test_subject(cases[i].url);
        const psc_status status = psc_web_url_query(&state, &arena, text(cases[i].url), "state");
        CHECK_STATUS(cases[i].status, status);
        if (status == PSC_OK && cases[i].state == NULL) {
            CHECK(state.at == NULL);
        } else if (status == PSC_OK) {
            CHECK_TEXT(cases[i].state, state);
        }
        psc_arena_reset(&arena);
    }
    test_subject(NULL);
}

static void test_paths(void) {
    static const struct {
        const char *path;
        const char *written; /* NULL: refused */
    } cases[] = {
        {"a", "a"},     {"a/b.c", "a/b.c"}, {"a b/%2e%2e", "a%20b/%252e%252e"},
        {"", NULL},     {"/a", NULL},       {"a/", NULL},
        {"a//b", NULL}, {".", NULL},        {"a/..", NULL},
        {"../a", NULL}, {"...", "..."},     {"a/.b", "a/.b"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        psc_buf out;
        psc_buf_init(&out, &arena);
        test_subject(cases[i].path);
        CHECK_STATUS(cases[i].written == NULL ? PSC_ERR_VALUE : PSC_OK,
                     psc_web_url_push_path(&out, text(cases[i].path)));
        if (cases[i].written != NULL) {
            CHECK_TEXT(cases[i].written, psc_buf_view(&out));
        }
        psc_arena_reset(&arena);
    }
    test_subject(NULL);
}

static psc_status everything(psc_arena *own, void *context) {
    psc_bytes base;
    psc_bytes host;
    psc_bytes state;
    (void) context;
    PSC_TRY(psc_web_url_base(&base, &host, own, text("bao.example.com/some/path")));
    PSC_TRY(psc_web_url_check(own, text("https://h/")));
    return psc_web_url_query(&state, own, text("https://h/?a=b&state=x%20y"), "state");
}

int main(void) {
    test_arena_init(&arena);
    test_bases();
    test_checks();
    test_queries();
    test_paths();
    test_each_piece(everything, NULL);
    psc_arena_free(&arena);
    return test_finish();
}
