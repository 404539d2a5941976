// SPDX-License-Identifier: MPL-2.0
#include <stdio.h>
#include <string.h>

#include "codec/address.h"
#include "codec/link.h"
#include "harness.h"

#define EACH_VECTOR(vector, group)                                                                 \
    for (const test_vector *vector = NULL; (vector = test_vector_next(group, vector)) != NULL;)
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define TOKEN_TEXT "xBABI0VniavN7wEjRWeJq83v"
#define QUERY "https://parsec.example.com/redirect/CoolOrg?"
#define WEB_REDIRECT "http://127.0.0.1:7112/client/webRedirect?x=y&webRedirectUrl="
#define LINK QUERY "a=claim_user&p=" TOKEN_TEXT

static psc_arena arena;

static psc_status parse(psc_address *out, psc_bytes text) {
    const psc_bytes exact = test_exact(text);
    const psc_status status = psc_address_parse(out, &arena, exact);
    test_exact_free(exact);
    return status;
}

static psc_status parse_text(psc_address *out, const char *text) {
    return parse(out, psc_bytes_from_text(text));
}

static psc_bytes token_bytes(void) {
    return test_hex("0123456789abcdef0123456789abcdef");
}

/* ---- vectors made with the official library */

static bool is_writable(psc_address_kind kind) {
    return kind != PSC_ADDRESS_SERVER && kind != PSC_ADDRESS_ORGANIZATION;
}

static void check_server(const test_vector *vector, const psc_address *address) {
    const bool secure = test_vector_true(vector, "use_ssl");
    const uint64_t port = test_vector_number(vector, "port");
    psc_buf url;
    psc_buf host;
    psc_buf_init(&url, &arena);
    psc_buf_init(&host, &arena);
    CHECK_OK(psc_buf_push(&host, test_vector_text(vector, "hostname")));
    if (port != (secure ? 443 : 80)) {
        CHECK_OK(psc_buf_push_byte(&host, ':'));
        CHECK_OK(psc_buf_push_decimal(&host, (int64_t) port));
    }
    CHECK_OK(psc_buf_push_text(&url, secure ? "https://" : "http://"));
    CHECK_OK(psc_buf_push(&url, psc_buf_view(&host)));
    CHECK_OK(psc_buf_push_byte(&url, '/'));
    CHECK_BYTES(psc_buf_view(&url), address->server_url);
    CHECK_BYTES(psc_buf_view(&host), address->host);
    if (test_vector_has(vector, "http_url")) {
        CHECK_BYTES(test_vector_text(vector, "http_url"), address->server_url);
    }
}

static psc_address_kind expected_kind(const char *id, const test_vector *vector) {
    static const struct {
        const char *prefix;
        psc_address_kind kind;
    } kinds[] = {
        {"addr/server", PSC_ADDRESS_SERVER},
        {"addr/organization", PSC_ADDRESS_ORGANIZATION},
        {"addr/bootstrap", PSC_ADDRESS_BOOTSTRAP},
        {"addr/claim_user", PSC_ADDRESS_CLAIM_USER},
        {"addr/claim_device", PSC_ADDRESS_CLAIM_DEVICE},
        {"addr/claim_shamir", PSC_ADDRESS_CLAIM_SHAMIR},
        {"addr/pki", PSC_ADDRESS_PKI_ENROLLMENT},
        {"addr/totp", PSC_ADDRESS_TOTP_RESET},
        {"addr/workspace", PSC_ADDRESS_WORKSPACE_PATH},
        {"addr/async", PSC_ADDRESS_ASYNC_ENROLLMENT},
        {"addr_parse/server", PSC_ADDRESS_SERVER},
        {"addr_parse/bootstrap", PSC_ADDRESS_BOOTSTRAP},
    };
    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (strncmp(id, kinds[i].prefix, strlen(kinds[i].prefix)) == 0) {
            return kinds[i].kind;
        }
    }
    return test_vector_has(vector, "invitation_type") ? PSC_ADDRESS_CLAIM_USER : PSC_ADDRESS_SERVER;
}

static void check_address(const test_vector *vector, psc_bytes text) {
    psc_address address;
    if (!CHECK_OK(parse(&address, text))) {
        return;
    }
    CHECK(address.kind == expected_kind(vector->id, vector));
    if (test_vector_has(vector, "hostname")) {
        check_server(vector, &address);
    }
    if (test_vector_has(vector, "organization_id")) {
        CHECK_BYTES(test_vector_text(vector, "organization_id"), address.organization);
    } else if (address.kind == PSC_ADDRESS_SERVER) {
        CHECK(address.organization.at == NULL);
    }
    const bool has_token = test_vector_has(vector, "token") &&
                           !psc_bytes_equal_text(test_vector_text(vector, "token"), "null");
    CHECK(address.has_token == has_token);
    if (has_token) {
        CHECK_BYTES(test_vector_hex(vector, "token"), PSC_BYTES_OF(address.token));
    }
    if (test_vector_has(vector, "user_id")) {
        CHECK_BYTES(test_vector_hex(vector, "user_id"), PSC_BYTES_OF(address.user_id.bytes));
    }
    if (test_vector_has(vector, "root_verify_key")) {
        CHECK_BYTES(test_vector_hex(vector, "root_verify_key"),
                    PSC_BYTES_OF(address.root_verify_key));
    }
    psc_buf parsec;
    psc_buf redirect;
    psc_buf_init(&parsec, &arena);
    psc_buf_init(&redirect, &arena);
    if (is_writable(address.kind)) {
        CHECK_OK(psc_address_write_parsec(&parsec, &address));
        CHECK_OK(psc_address_write_redirect(&redirect, &address));
        /* The path itself stays as it came: the official writer turns bytes into an array. */
        if (strcmp(vector->id, "addr/workspace_accepts_path_as_bin") == 0 &&
            psc_text_starts_with(text, PSC_SCHEME_PARSEC)) {
            CHECK_BYTES(text, psc_buf_view(&parsec));
        } else {
            CHECK_BYTES(test_vector_text(vector, "url"), psc_buf_view(&parsec));
            CHECK_BYTES(test_vector_text(vector, "redirection_url"), psc_buf_view(&redirect));
        }
    } else {
        CHECK_STATUS(PSC_ERR_ARGUMENT, psc_address_write_parsec(&parsec, &address));
        CHECK_STATUS(PSC_ERR_ARGUMENT, psc_address_write_redirect(&redirect, &address));
    }
}

static void test_vectors_of_addresses(void) {
    EACH_VECTOR(vector, "addr") {
        check_address(vector,
                      test_vector_text(vector, test_vector_has(vector, "input") ? "input" : "url"));
        check_address(vector, test_vector_text(vector, "redirection_url"));
        psc_arena_reset(&arena);
    }
}

/* What the official parser refuses is refused with the reason that helps most. */
static void test_vectors_of_texts(void) {
    static const struct {
        const char *id;
        psc_status status;
    } reasons[] = {
        {"addr_parse/bad_scheme", PSC_ERR_ADDRESS_SCHEME},
        {"addr_parse/http_not_redirect", PSC_ERR_ADDRESS_NOT_REDIRECT},
        {"addr_parse/no_ssl_bad", PSC_ERR_ADDRESS_HOST},
        {"addr_parse/no_ssl_dup", PSC_ERR_ADDRESS_REPEATED},
        {"addr_parse/dup_action", PSC_ERR_ADDRESS_REPEATED},
        {"addr_parse/missing_action", PSC_ERR_ADDRESS_PAYLOAD},
        {"addr_parse/missing_payload", PSC_ERR_ADDRESS_TRUNCATED},
        {"addr_parse/bad_action", PSC_ERR_ADDRESS_ACTION},
        {"addr_parse/std_b64_plus", PSC_ERR_ADDRESS_PAYLOAD},
        {"addr_parse/token_15", PSC_ERR_ADDRESS_PAYLOAD},
        {"addr_parse/bad_org", PSC_ERR_ADDRESS_ORGANIZATION},
        {"addr_parse/no_org", PSC_ERR_ADDRESS_ORGANIZATION},
        {"addr_parse/trailing_slash", PSC_ERR_ADDRESS_ORGANIZATION},
        {"addr_parse/port_bad", PSC_ERR_ADDRESS_HOST},
        {"addr_parse/no_host", PSC_ERR_ADDRESS_HOST},
        {"addr_parse/bootstrap_nil_padded", PSC_ERR_ADDRESS_PAYLOAD},
        {"addr_parse/bootstrap_nil_nonzero_trailing_bits", PSC_ERR_ADDRESS_PAYLOAD},
        {"addr_parse/bootstrap_empty", PSC_ERR_ADDRESS_TRUNCATED},
        {"addr_parse/bootstrap_lead_space", PSC_ERR_ADDRESS_PAYLOAD},
        /* An organization "x" without what it is for. */
        {"addr_parse/server_path", PSC_ERR_ADDRESS_TRUNCATED},
        /* Accepted by the official parser; see address.h. */
        {"addr_parse/idn_host", PSC_ERR_ADDRESS_HOST},
    };
    size_t refused = 0;
    EACH_VECTOR(vector, "addr_parse") {
        const psc_bytes input = test_vector_text(vector, "input");
        psc_status reason = PSC_OK;
        for (size_t i = 0; i < COUNT(reasons); i++) {
            reason = strcmp(vector->id, reasons[i].id) == 0 ? reasons[i].status : reason;
        }
        if (reason == PSC_OK) {
            CHECK(test_vector_true(vector, "ok"));
            check_address(vector, input);
        } else {
            psc_address address;
            CHECK(!test_vector_true(vector, "ok") ||
                  strcmp(vector->id, "addr_parse/idn_host") == 0);
            CHECK_STATUS(reason, parse(&address, input));
            refused++;
        }
        psc_arena_reset(&arena);
    }
    CHECK(refused == COUNT(reasons));
}

static void test_vectors_of_organizations(void) {
    EACH_VECTOR(vector, "organization_id") {
        const psc_bytes exact = test_exact(test_vector_text(vector, "input"));
        CHECK_STATUS(test_vector_true(vector, "ok") ? PSC_OK : PSC_ERR_ADDRESS_ORGANIZATION,
                     psc_organization_check(exact));
        test_exact_free(exact);
    }
}

static void test_organizations(void) {
    for (unsigned byte = 0; byte < 256; byte++) {
        const uint8_t text[] = {(uint8_t) byte};
        const bool word = byte != 0 && byte < 128 &&
                          strchr("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-",
                                 (int) byte) != NULL;
        CHECK((psc_organization_check(PSC_BYTES_OF(text)) == PSC_OK) == word);
    }
    static const char *const refused[] = {
        "\xc2\xa0",     "a\302\240b",   "\xe2\x80\x8b",     "\xe2\x80\xa8", "\xe2\x80\xae",
        "\xe2\x82\xac", "\xef\xbf\xbd", "\xf0\x9f\x98\x80", "\xe3\x80\x80", "\xee\x80\x80",
        "\xc3",         "\xed\xa0\x80", "\xc3\x97",         "\xe2\x80\x9c",
    };
    for (size_t i = 0; i < COUNT(refused); i++) {
        CHECK_STATUS(PSC_ERR_ADDRESS_ORGANIZATION,
                     psc_organization_check(psc_bytes_from_text(refused[i])));
    }
    static const char *const accepted[] = {"\xc3\xa9",       "\xd0\x96",         "\xe5\x9b\xbd",
                                           "a\342\200\215b", "\xf0\x9d\x94\x85", "e\xcc\x81",
                                           "\xd9\xa3"};
    for (size_t i = 0; i < COUNT(accepted); i++) {
        CHECK_OK(psc_organization_check(psc_bytes_from_text(accepted[i])));
    }
    CHECK_STATUS(PSC_ERR_ADDRESS_ORGANIZATION, psc_organization_check(PSC_BYTES_ABSENT));
}

/* ---- what mails, chats and people do to a link */

static void test_forgiven(void) {
    static const char *const texts[] = {
        LINK,
        "  \t\r\n" LINK "\r\n\r\n",
        "<" LINK ">",
        "\"" LINK "\"",
        "'" LINK "'",
        "(" LINK ")",
        "[" LINK "]",
        "\xe2\x80\x9c" LINK "\xe2\x80\x9d",
        "\xc2\xab\xc2\xa0" LINK "\xc2\xa0\xc2\xbb",
        "\xef\xbb\xbf" LINK,
        LINK ".",
        LINK ").",
        LINK ",",
        LINK "!?",
        LINK "\xe2\x80\xa6",
        "Bonjour, voici le lien : " LINK " (valable une fois)",
        "Link:" LINK "\n\nRegards,\nAlice",
        "URL: <" LINK "> - click it",
        "HTTPS://PARSEC.Example.COM/redirect/CoolOrg?a=claim_user&p=" TOKEN_TEXT,
        "https://parsec.example.com/red\nirect/CoolOrg?a=claim_user&p=" TOKEN_TEXT,
        QUERY "a=claim_user&\r\n  p=xBABI0Vni\r\n  avN7wEjRWeJq83v",
        QUERY "a=claim_user&p=\nxBABI0VniavN7wEjRWeJq83v",
        QUERY "a=\nclaim_user&p=xBABI0Vnia\tvN7wEjRWeJq83v",
        QUERY "a=3Dclaim_user&p=3DxBABI0Vnia=\r\nvN7wEjRWeJq83v",
        QUERY "a=3Dclaim_us=\ner&p=3DxBABI0VniavN7wEjRWeJq83v",
        QUERY "a=claim_user&amp;p=" TOKEN_TEXT,
        QUERY "a=claim_user&p=" TOKEN_TEXT "#top",
        QUERY "&&a=claim_user&x&p=" TOKEN_TEXT "&",
        QUERY "%61=claim%5Fuser&p=" TOKEN_TEXT,
        "https://parsec.example.com/redirect/Cool%4Frg?a=claim_user&p=" TOKEN_TEXT,
        "https://user:secret@parsec.example.com/redirect/CoolOrg?a=claim_user&p=" TOKEN_TEXT,
        "https://parsec.example.com:/redirect/CoolOrg?a=claim_user&p=" TOKEN_TEXT,
        "https://parsec.example.com:00443/redirect/CoolOrg?a=claim_user&p=" TOKEN_TEXT,
        "parsec3://parsec.example.com/CoolOrg?a=claim_user&p=" TOKEN_TEXT,
        "parsec3://parsec.example.com/CoolOrg?webRedirectUrl=x&a=claim_user&p=" TOKEN_TEXT,
        "\x7f" LINK,
        LINK "\r",
        "PARSEC3://parsec.example.com/CoolOrg?no_ssl=False&p=" TOKEN_TEXT "&a=claim_user",
        WEB_REDIRECT "parsec3%3A//parsec.example.com/CoolOrg%3Fa%3Dclaim_user%26p%3D" TOKEN_TEXT,
        WEB_REDIRECT "parsec3%3A%2F%2Fparsec.example.com%3A443%2FCoolOrg%3Fp%3D" TOKEN_TEXT
                     "%26a%3Dclaim_user",
        WEB_REDIRECT
        "parsec3://parsec.example.com/CoolOrg%3Fa=claim_user%26no_ssl=false%26p=" TOKEN_TEXT,
    };
    for (size_t i = 0; i < COUNT(texts); i++) {
        test_subject(texts[i]);
        psc_address address;
        if (CHECK_OK(parse_text(&address, texts[i]))) {
            CHECK(address.kind == PSC_ADDRESS_CLAIM_USER);
            CHECK_TEXT("https://parsec.example.com/", address.server_url);
            CHECK_TEXT("parsec.example.com", address.host);
            CHECK_TEXT("CoolOrg", address.organization);
            CHECK(address.has_token);
            CHECK_BYTES(token_bytes(), PSC_BYTES_OF(address.token));
        }
    }
    test_subject(NULL);
}

static void test_refused(void) {
    static const struct {
        const char *text;
        psc_status status;
    } cases[] = {
        {"", PSC_ERR_ADDRESS_EMPTY},
        {" \t\r\n ", PSC_ERR_ADDRESS_EMPTY},
        {"hello", PSC_ERR_ADDRESS_SCHEME},
        {"ftp://parsec.example.com/redirect/CoolOrg", PSC_ERR_ADDRESS_SCHEME},
        {"parsec://parsec.example.com/CoolOrg", PSC_ERR_ADDRESS_SCHEME},
        {"xhttps://parsec.example.com/redirect/CoolOrg", PSC_ERR_ADDRESS_SCHEME},
        {"parsec.example.com/redirect/CoolOrg?a=claim_user&p=" TOKEN_TEXT, PSC_ERR_ADDRESS_SCHEME},
        {"https://parsec.example.com", PSC_ERR_ADDRESS_NOT_REDIRECT},
        {"https://parsec.example.com/", PSC_ERR_ADDRESS_NOT_REDIRECT},
        {"https://parsec.example.com/redirected/CoolOrg?a=claim_user&p=" TOKEN_TEXT,
         PSC_ERR_ADDRESS_NOT_REDIRECT},
        {"https://parsec.example.com/Redirect/CoolOrg?a=claim_user&p=" TOKEN_TEXT,
         PSC_ERR_ADDRESS_NOT_REDIRECT},
        {"https://parsec.example.com/client/webRedirect", PSC_ERR_ADDRESS_NOT_REDIRECT},
        {"https://h/client/webRedirect?webRedirectUrl=https%3A//h/redirect/CoolOrg",
         PSC_ERR_ADDRESS_NOT_REDIRECT},
        {"https://h/client/webRedirect?webRedirectUrl=CoolOrg", PSC_ERR_ADDRESS_SCHEME},
        {"https://h/client/webRedirect?webRedirectUrl=a&webRedirectUrl=a",
         PSC_ERR_ADDRESS_REPEATED},
        {"parsec3://", PSC_ERR_ADDRESS_HOST},
        {"parsec3://:443/CoolOrg", PSC_ERR_ADDRESS_HOST},
        {"parsec3://a/CoolOrg?no_ssl=wrong", PSC_ERR_ADDRESS_HOST},
        {"parsec3://user@/CoolOrg", PSC_ERR_ADDRESS_HOST},
        {"parsec3://a..b/CoolOrg", PSC_ERR_ADDRESS_HOST},
        {"parsec3://.a/CoolOrg", PSC_ERR_ADDRESS_HOST},
        {"parsec3://a./CoolOrg", PSC_ERR_ADDRESS_HOST},
        {"parsec3://a%2eb/CoolOrg", PSC_ERR_ADDRESS_HOST},
        {"parsec3://a\\b/CoolOrg", PSC_ERR_ADDRESS_HOST},
        {"parsec3://a:b/CoolOrg", PSC_ERR_ADDRESS_HOST},
        {"parsec3://a:0/CoolOrg", PSC_ERR_ADDRESS_HOST},
        {"parsec3://a:65536/CoolOrg", PSC_ERR_ADDRESS_HOST},
        {"parsec3://a:99999999999999999999/CoolOrg", PSC_ERR_ADDRESS_HOST},
        {"parsec3://a:1:2/CoolOrg", PSC_ERR_ADDRESS_HOST},
        {"parsec3://256.0.0.1/CoolOrg", PSC_ERR_ADDRESS_HOST},
        {"parsec3://127.1/CoolOrg", PSC_ERR_ADDRESS_HOST},
        {"parsec3://127.0.0.01/CoolOrg", PSC_ERR_ADDRESS_HOST},
        {"parsec3://0x7f000001/CoolOrg", PSC_ERR_ADDRESS_HOST},
        {"parsec3://1.2.3.4.5/CoolOrg", PSC_ERR_ADDRESS_HOST},
        {"parsec3://[::1/CoolOrg", PSC_ERR_ADDRESS_HOST},
        {"parsec3://[]/CoolOrg", PSC_ERR_ADDRESS_HOST},
        {"parsec3://[::1]x/CoolOrg", PSC_ERR_ADDRESS_HOST},
        {"parsec3://h?no_ssl=yes", PSC_ERR_ADDRESS_HOST},
        {"parsec3://h?no_ssl=", PSC_ERR_ADDRESS_HOST},
        {"https://h/redirect?a=claim_user&p=" TOKEN_TEXT, PSC_ERR_ADDRESS_ORGANIZATION},
        {"https://h/redirect/?a=claim_user&p=" TOKEN_TEXT, PSC_ERR_ADDRESS_ORGANIZATION},
        {"https://h/redirect//CoolOrg?a=claim_user&p=" TOKEN_TEXT, PSC_ERR_ADDRESS_ORGANIZATION},
        {"https://h/redirect/Cool%2FOrg?a=claim_user&p=" TOKEN_TEXT, PSC_ERR_ADDRESS_ORGANIZATION},
        {"https://h/redirect/Cool%Org?a=claim_user&p=" TOKEN_TEXT, PSC_ERR_ADDRESS_ORGANIZATION},
        {"https://h/redirect/Cool%ffOrg?a=claim_user&p=" TOKEN_TEXT, PSC_ERR_ADDRESS_ORGANIZATION},
        {"https://h/redirect/Cool+Org?a=claim_user&p=" TOKEN_TEXT, PSC_ERR_ADDRESS_ORGANIZATION},
        {"https://h/redirect/Org?a=claim_User&p=" TOKEN_TEXT, PSC_ERR_ADDRESS_ACTION},
        {"https://h/redirect/Org?a=claim_users&p=" TOKEN_TEXT, PSC_ERR_ADDRESS_ACTION},
        {"https://h/redirect/Org?a=claim_users", PSC_ERR_ADDRESS_ACTION},
        {"https://h/redirect/Org?a=claim&p=" TOKEN_TEXT, PSC_ERR_ADDRESS_ACTION},
        {"https://h/redirect/Org?a=claim", PSC_ERR_ADDRESS_TRUNCATED},
        {"https://h/redirect/Org?a=", PSC_ERR_ADDRESS_TRUNCATED},
        {"https://h/redirect/Org?a", PSC_ERR_ADDRESS_TRUNCATED},
        {"https://h/redirect/Org?", PSC_ERR_ADDRESS_TRUNCATED},
        {"https://h/redirect/Org", PSC_ERR_ADDRESS_TRUNCATED},
        {"https://h/redirect/Org?a=totp_reset&p=ktgCoRzgAAAAAAAAAAAAAACqAcQQASNFZ4mrze8BI0Vn",
         PSC_ERR_ADDRESS_TRUNCATED},
        {"https://h/redirect/Org?a=totp_reset&p=" TOKEN_TEXT, PSC_ERR_ADDRESS_PAYLOAD},
        {"https://h/redirect/"
         "Org?a=totp_reset&p=k9gCoRzgAAAAAAAAAAAAAACqAcQQASNFZ4mrze8BI0VniavN78A",
         PSC_ERR_ADDRESS_PAYLOAD},
        {"https://h/redirect/Org?a=path&p=ktgCCgoKCgoKCgoKCgoKCgoKCgE", PSC_ERR_ADDRESS_PAYLOAD},
        {"https://h/redirect/Org?a=path&p=k9gCCgoKCgoKCgoKCgoKCgoKCgHEA2Fi",
         PSC_ERR_ADDRESS_TRUNCATED},
        {"https://h/redirect/Org?a=claim_user&p=wA", PSC_ERR_ADDRESS_PAYLOAD},
        {"https://h/redirect/Org?a=claim_user&p=xBABI0VniavN7wEjRWeJq83v=",
         PSC_ERR_ADDRESS_PAYLOAD},
        {"https://h/redirect/Org?a=claim_user&p=xBABI0VniavN7wEjRWeJq83*v",
         PSC_ERR_ADDRESS_PAYLOAD},
        {"https://h/redirect/Org?a=claim_user&p=yBABI0VniavN7wEjRWeJq83v", PSC_ERR_ADDRESS_PAYLOAD},
        {"https://h/redirect/Org?a=claim_user&p=xBABI0VniavN7wEj RWeJq83v",
         PSC_ERR_ADDRESS_TRUNCATED},
        {"https://h/redirect/Org?p=" TOKEN_TEXT "&p=" TOKEN_TEXT, PSC_ERR_ADDRESS_REPEATED},
        {"https://h/redirect/Org?p=xCDrbXHSdUShIkrKyhaQwL8DaAM0cJaeZxfFEt0dkDw",
         PSC_ERR_ADDRESS_TRUNCATED},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        test_subject(cases[i].text);
        psc_address address;
        CHECK_STATUS(cases[i].status, parse_text(&address, cases[i].text));
    }
    test_subject(NULL);
    psc_address address;
    CHECK_STATUS(PSC_ERR_ADDRESS_HOST, parse(&address, PSC_BYTES_LIT("parsec3://a\0b/CoolOrg")));
    CHECK_STATUS(PSC_ERR_ADDRESS_EMPTY, parse(&address, PSC_BYTES_ABSENT));
}

/* A link cut anywhere in its payload says that its end is missing; cut anywhere else it is
 * refused too. */
static void test_cuts(void) {
    const psc_bytes link = PSC_BYTES_LIT(LINK);
    const size_t payload = link.len - (sizeof TOKEN_TEXT - 1);
    const size_t organization = sizeof "https://parsec.example.com/redirect/" - 1;
    for (size_t cut = 0; cut < link.len; cut++) {
        psc_address address;
        const psc_status status = parse(&address, (psc_bytes){link.at, cut});
        if (cut > organization) {
            CHECK_STATUS(PSC_ERR_ADDRESS_TRUNCATED, status);
        } else {
            /* "…/redirect" alone is the address of a server. */
            CHECK(status != PSC_OK || address.kind == PSC_ADDRESS_SERVER);
        }
    }
    CHECK(payload > organization);
    for (size_t at = payload; at < link.len; at++) {
        uint8_t damaged[sizeof LINK - 1];
        psc_address address;
        memcpy(damaged, link.at, sizeof damaged);
        damaged[at] = '~';
        CHECK_STATUS(PSC_ERR_ADDRESS_PAYLOAD, parse(&address, PSC_BYTES_OF(damaged)));
    }
}

/* ---- servers */

static void test_hosts(void) {
    static const struct {
        const char *authority;
        const char *host;
    } cases[] = {
        {"localhost:6777", "localhost:6777"},
        {"xn--bcher-kva.example", "xn--bcher-kva.example"},
        {"a_b.example", "a_b.example"},
        {"SAAS-v3.parsec.cloud", "app.parsec.cloud"},
        {"saas-v3.parsec.cloud:8443", "app.parsec.cloud:8443"},
        {"127.0.0.1", "127.0.0.1"},
        {"255.255.255.255:1", "255.255.255.255:1"},
        {"1.2.3.example", "1.2.3.example"},
        {"[::]", "[::]"},
        {"[::1]:8080", "[::1]:8080"},
        {"[0:0:0:0:0:0:0:1]", "[::1]"},
        {"[1::]", "[1::]"},
        {"[2001:DB8:0:0:1:0:0:1]", "[2001:db8::1:0:0:1]"},
        {"[2001:db8:0:1:1:1:1:1]", "[2001:db8:0:1:1:1:1:1]"},
        {"[1:0:0:2:0:0:0:3]", "[1:0:0:2::3]"},
        {"[::ffff:192.0.2.1]", "[::ffff:c000:201]"},
        {"[1:2:3:4:5:6:7::]", "[1:2:3:4:5:6:7:0]"},
        {"[fe80::0a00:0001]", "[fe80::a00:1]"},
        {"a@b@[::1]", "[::1]"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        test_subject(cases[i].authority);
        psc_buf text;
        psc_bytes url;
        psc_bytes host;
        psc_address address;
        psc_buf_init(&text, &arena);
        CHECK_OK(psc_buf_push_text(&text, "https://"));
        CHECK_OK(psc_buf_push_text(&text, cases[i].authority));
        CHECK_OK(psc_server_url_parse(&url, &host, &arena, psc_buf_view(&text)));
        CHECK_TEXT(cases[i].host, host);
        /* Normal forms stay as they are. */
        psc_bytes again;
        CHECK_OK(psc_server_url_parse(&again, &host, &arena, url));
        CHECK_BYTES(url, again);
        CHECK_OK(psc_buf_push_text(&text, "/redirect"));
        CHECK_OK(parse(&address, psc_buf_view(&text)));
        CHECK(address.kind == PSC_ADDRESS_SERVER);
        CHECK_BYTES(url, address.server_url);
    }
    test_subject(NULL);
    static const char *const refused[] = {
        "[1:2:3:4:5:6:7]",
        "[1:2:3:4:5:6:7:8:9]",
        "[1::2::3]",
        "[:1]",
        "[1:]",
        "[:::]",
        "[12345::]",
        "[g::]",
        "[1:2:3:4:5:6:7:1.2.3.4]",
        "[::1.2.3]",
        "[::1.2.3.4.5]",
        "[::256.1.1.1]",
        "[::1.2.3.4:5]",
        "[1:2:3:4:5:6:7:8::]",
        "[::01.2.3.4]",
        "[.1.2.3]",
        "a-very-long-label-that-has-more-than-sixty-three-characters-in-one-piece.example",
    };
    for (size_t i = 0; i < COUNT(refused); i++) {
        test_subject(refused[i]);
        psc_buf text;
        psc_bytes url;
        psc_bytes host;
        psc_buf_init(&text, &arena);
        CHECK_OK(psc_buf_push_text(&text, "https://"));
        CHECK_OK(psc_buf_push_text(&text, refused[i]));
        CHECK_STATUS(PSC_ERR_ADDRESS_HOST,
                     psc_server_url_parse(&url, &host, &arena, psc_buf_view(&text)));
    }
    test_subject(NULL);
    psc_buf text;
    psc_bytes url;
    psc_bytes host;
    psc_buf_init(&text, &arena);
    CHECK_OK(psc_buf_push_text(&text, "https://"));
    for (unsigned i = 0; i < 127; i++) {
        CHECK_OK(psc_buf_push_text(&text, i == 0 ? "a" : ".a"));
    }
    CHECK_OK(psc_server_url_parse(&url, &host, &arena, psc_buf_view(&text)));
    CHECK_OK(psc_buf_push_text(&text, ".a"));
    CHECK_STATUS(PSC_ERR_ADDRESS_HOST,
                 psc_server_url_parse(&url, &host, &arena, psc_buf_view(&text)));
}

static void test_server_urls(void) {
    static const struct {
        const char *text;
        psc_status status;
        const char *url;
    } cases[] = {
        {"https://parsec.example.com/", PSC_OK, "https://parsec.example.com/"},
        {"https://parsec.example.com", PSC_OK, "https://parsec.example.com/"},
        {" http://LOCALHOST:6777/ ", PSC_OK, "http://localhost:6777/"},
        {"http://localhost:80", PSC_OK, "http://localhost/"},
        {"https://h:80", PSC_OK, "https://h:80/"},
        {"https://h/?no_ssl=true", PSC_OK, "https://h/"},
        {"https://h?no_ssl=true#x", PSC_OK, "https://h/"},
        {"https://h/x", PSC_ERR_ADDRESS_HOST, NULL},
        {"parsec3://h", PSC_ERR_ADDRESS_SCHEME, NULL},
        {"h", PSC_ERR_ADDRESS_SCHEME, NULL},
        {"", PSC_ERR_ADDRESS_EMPTY, NULL},
        {"https://", PSC_ERR_ADDRESS_HOST, NULL},
        {"https:///", PSC_ERR_ADDRESS_HOST, NULL},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        test_subject(cases[i].text);
        psc_bytes url;
        psc_bytes host;
        const psc_status status =
            psc_server_url_parse(&url, &host, &arena, psc_bytes_from_text(cases[i].text));
        if (CHECK_STATUS(cases[i].status, status) && status == PSC_OK) {
            CHECK_TEXT(cases[i].url, url);
        }
    }
    test_subject(NULL);
}

/* ---- writing */

static void test_percent_encode(void) {
    psc_buf out;
    psc_buf_init(&out, &arena);
    CHECK_OK(psc_percent_encode(&out, PSC_BYTES_LIT("azAZ09-_.~ /?#%+&=\xc3\xa9\0")));
    CHECK_TEXT("azAZ09-_.~%20%2F%3F%23%25%2B%26%3D%C3%A9%00", psc_buf_view(&out));
}

static void test_write(void) {
    psc_address address = {
        .kind = PSC_ADDRESS_CLAIM_USER,
        .server_url = PSC_BYTES_LIT("http://[::1]:6777/"),
        .host = PSC_BYTES_LIT("[::1]:6777"),
        .organization = PSC_BYTES_LIT("\xc3\x89v\xc3\xa9"),
        .has_token = true,
    };
    memcpy(address.token, token_bytes().at, sizeof address.token);
    psc_buf out;
    psc_buf_init(&out, &arena);
    CHECK_OK(psc_address_write_parsec(&out, &address));
    CHECK_TEXT("parsec3://[::1]:6777/%C3%89v%C3%A9?no_ssl=true&a=claim_user&p=" TOKEN_TEXT,
               psc_buf_view(&out));
    psc_buf_init(&out, &arena);
    CHECK_OK(psc_address_write_redirect(&out, &address));
    CHECK_TEXT("http://[::1]:6777/redirect/%C3%89v%C3%A9?a=claim_user&p=" TOKEN_TEXT,
               psc_buf_view(&out));
    address.has_token = false;
    psc_buf_init(&out, &arena);
    CHECK_STATUS(PSC_ERR_ARGUMENT, psc_address_write_redirect(&out, &address));
    address.kind = PSC_ADDRESS_BOOTSTRAP;
    psc_buf_init(&out, &arena);
    CHECK_OK(psc_address_write_redirect(&out, &address));
    CHECK_TEXT("http://[::1]:6777/redirect/%C3%89v%C3%A9?a=bootstrap_organization&p=wA",
               psc_buf_view(&out));
    static const psc_address_kind incomplete[] = {PSC_ADDRESS_CLAIM_DEVICE, PSC_ADDRESS_TOTP_RESET,
                                                  PSC_ADDRESS_WORKSPACE_PATH};
    for (size_t i = 0; i < COUNT(incomplete); i++) {
        address.kind = incomplete[i];
        psc_buf_init(&out, &arena);
        CHECK_STATUS(PSC_ERR_ARGUMENT, psc_address_write_parsec(&out, &address));
    }
}

/* ---- memory and mutations */

static psc_status piece_scenario(psc_arena *own, void *context) {
    psc_address address;
    psc_buf out;
    PSC_TRY(psc_address_parse(&address, own, psc_bytes_from_text(context)));
    if (is_writable(address.kind)) {
        psc_buf_init(&out, own);
        PSC_TRY(psc_address_write_parsec(&out, &address));
        psc_buf_init(&out, own);
        PSC_TRY(psc_address_write_redirect(&out, &address));
    }
    return PSC_OK;
}

static psc_status server_scenario(psc_arena *own, void *context) {
    psc_bytes url;
    psc_bytes host;
    return psc_server_url_parse(&url, &host, own, psc_bytes_from_text(context));
}

static psc_status allocation_scenario(void *context) {
    psc_arena own;
    psc_address address;
    test_arena_init(&own);
    const psc_status status = psc_address_parse(&address, &own, *(const psc_bytes *) context);
    psc_arena_free(&own);
    return status;
}

static void test_memory(void) {
    static char texts[][200] = {
        LINK,
        QUERY "a=claim_user&no_ssl=x&p=" TOKEN_TEXT,
        QUERY "a=bootstrap_organization&p=wA",
        QUERY "p=xCDrbXHSdUShIkrKyhaQwL8DaAM0cJaeZxfFEt0dkDx01A",
        "parsec3://[2001:db8::1]:1/CoolOrg?no_ssl=true&a=claim_device&p=" TOKEN_TEXT,
        "parsec3://saas-v3.parsec.cloud/%C3%89v%C3%A9?a=claim_shamir_recovery&p=" TOKEN_TEXT,
        "parsec3://h/O?a=totp_reset&p=ktgCoRzgAAAAAAAAAAAAAACqAcQQASNFZ4mrze8BI0VniavN7w",
        WEB_REDIRECT "parsec3%3A//h/O%3Fa%3Dclaim_user%26p%3D" TOKEN_TEXT,
    };
    for (size_t i = 0; i < COUNT(texts); i++) {
        test_subject(texts[i]);
        test_each_piece(piece_scenario, texts[i]);
    }
    test_subject(NULL);
    static char server[] = "https://[2001:db8:1:2:3:4:5:6]:12345";
    test_each_piece(server_scenario, server);
    /* Buffers grow by doubling: which part does not fit depends on how long the others are. */
    static const char name[] = "a-server.with-a-name.of-more-than.sixty-letters.parsec.example.com";
    static const char *const organizations[] = {"O", "CoolOrganization",
                                                "%C3%89%C3%A9%C3%89%C3%A9"};
    for (size_t len = 1; len < sizeof name - 1; len++) {
        for (size_t i = 0; name[len - 1] != '.' && i < COUNT(organizations); i++) {
            char text[200];
            snprintf(text, sizeof text, "parsec3://%.*s:1/%s?a=claim_user&p=" TOKEN_TEXT, (int) len,
                     name, organizations[i]);
            test_each_piece(piece_scenario, text);
        }
    }
    /* A cut payload is completed in memory too. */
    static const struct {
        const char *text;
        psc_status status;
    } cut[] = {
        {QUERY "a=claim_user&p=xBABI0Vni", PSC_ERR_ADDRESS_TRUNCATED},
        {QUERY "a=claim_user&p=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
         PSC_ERR_ADDRESS_PAYLOAD},
    };
    for (size_t i = 0; i < COUNT(cut); i++) {
        psc_address address;
        psc_status status = PSC_ERR_MEMORY;
        for (size_t room = 0; status == PSC_ERR_MEMORY; room += 16) {
            psc_arena own;
            test_arena_init(&own);
            own.total = PSC_ARENA_MAX - room;
            status = psc_address_parse(&address, &own, psc_bytes_from_text(cut[i].text));
            psc_arena_free(&own);
        }
        CHECK_STATUS(cut[i].status, status);
    }
    /* Arenas allocate by blocks: a long unknown parameter makes pieces that need their own. */
    psc_buf text;
    psc_buf_init(&text, &arena);
    CHECK_OK(psc_buf_push_text(&text, LINK "&"));
    for (unsigned i = 0; i < 60000; i++) {
        CHECK_OK(psc_buf_push_byte(&text, 'x'));
    }
    psc_bytes view = psc_buf_view(&text);
    CHECK(test_each_allocation(allocation_scenario, &view) >= 4);
}

static void test_mutations(void) {
    static const char characters[] = "aA09%=&?#/:@[]<> \n\t.-_+\xc3\xa9\xff";
    test_dice dice = {23};
    size_t accepted = 0;
    size_t refused = 0;
    for (unsigned round = 0; round < 150; round++) {
        EACH_VECTOR(vector, "addr") {
            const psc_bytes text =
                test_exact(test_vector_text(vector, round % 2 == 0 ? "url" : "redirection_url"));
            uint8_t *bytes = (uint8_t *) (uintptr_t) text.at;
            for (uint32_t changes = 1 + test_roll(&dice, 3); changes > 0; changes--) {
                const size_t at = test_roll(&dice, (uint32_t) text.len);
                if (test_roll(&dice, 2) == 0) {
                    bytes[at] = (uint8_t) characters[test_roll(&dice, sizeof characters)];
                } else {
                    bytes[at] ^= (uint8_t) (1u << test_roll(&dice, 8));
                }
            }
            psc_address address;
            const psc_status status = psc_address_parse(&address, &arena, text);
            if (status == PSC_OK) {
                /* Whatever was read is in normal form: written and read again it is the same. */
                accepted++;
                psc_bytes url;
                psc_bytes host;
                CHECK_OK(psc_server_url_parse(&url, &host, &arena, address.server_url));
                CHECK_BYTES(address.server_url, url);
                CHECK_BYTES(address.host, host);
                if (is_writable(address.kind)) {
                    psc_buf written;
                    psc_address again;
                    psc_buf_init(&written, &arena);
                    CHECK_OK(round % 3 == 0 ? psc_address_write_parsec(&written, &address)
                                            : psc_address_write_redirect(&written, &address));
                    CHECK_OK(psc_address_parse(&again, &arena, psc_buf_view(&written)));
                    CHECK(again.kind == address.kind && again.has_token == address.has_token);
                    CHECK_BYTES(address.server_url, again.server_url);
                    CHECK_BYTES(address.organization, again.organization);
                    CHECK_BYTES(PSC_BYTES_OF(address.token), PSC_BYTES_OF(again.token));
                    CHECK_BYTES(PSC_BYTES_OF(address.user_id.bytes),
                                PSC_BYTES_OF(again.user_id.bytes));
                    CHECK_BYTES(address.path_payload, again.path_payload);
                }
            } else {
                refused++;
                CHECK(status >= PSC_ERR_ADDRESS_EMPTY && status <= PSC_ERR_ADDRESS_REPEATED);
            }
            test_exact_free(text);
        }
        psc_arena_reset(&arena);
    }
    CHECK(accepted > 100 && refused > 1000);
}

int main(void) {
    test_arena_init(&arena);
    test_vectors_of_addresses();
    test_vectors_of_texts();
    test_vectors_of_organizations();
    test_organizations();
    test_forgiven();
    test_refused();
    test_cuts();
    test_hosts();
    test_server_urls();
    test_percent_encode();
    test_write();
    test_memory();
    test_mutations();
    psc_arena_free(&arena);
    CHECK(test_host_live() == 0);
    return test_finish();
}
