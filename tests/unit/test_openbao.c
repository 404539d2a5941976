// SPDX-License-Identifier: MPL-2.0
/* What a server says of its OpenBao, and what that may answer. The flows around it are in test_sign_on.c and test_request.c. */
#include "flow/openbao.h"

#include <string.h>

#include "harness.h"

static psc_arena arena;

static psc_openbao_config good(psc_openbao_auth *auths, size_t count) {
    psc_openbao_config config = {.tag = PSC_OPENBAO_ENABLED};
    config.enabled.server_url = PSC_BYTES_LIT("https://bao.example.com");
    config.enabled.secret.tag = PSC_OPENBAO_SECRET_KV2;
    config.enabled.secret.kv2.mount_path = PSC_BYTES_LIT("secret");
    config.enabled.auths = (psc_list) {auths, count};
    return config;
}

static void test_configuration(void) {
    static uint8_t longest[513];
    psc_openbao_auth auths[] = {
        {PSC_BYTES_LIT("A"), PSC_BYTES_LIT("auth/a")}, {PSC_BYTES_LIT(""), PSC_BYTES_LIT("auth/b")},
        {PSC_BYTES_LIT("C"), PSC_BYTES_LIT("")},       {PSC_BYTES_OF(longest), PSC_BYTES_LIT("x")},
        {PSC_BYTES_LIT("E"), PSC_BYTES_LIT("auth/e")},
    };
    psc_openbao read;
    psc_openbao_config config = good(auths, 5);
    CHECK_OK(psc_openbao_read(&read, &arena, &config));
    CHECK(read.auths.count == 2 && read.transit_mount.at == NULL);
    CHECK(psc_openbao_auth_of(&read, PSC_BYTES_LIT("E")) != NULL &&
          psc_openbao_auth_of(&read, PSC_BYTES_LIT("C")) == NULL &&
          psc_openbao_auth_of(&read, PSC_BYTES_ABSENT) == NULL);
    CHECK_TEXT("https://bao.example.com/", read.base);
    CHECK_TEXT("bao.example.com", read.host);
    config = good(auths + 1, 3);
    CHECK_STATUS(PSC_ERR_SIGN_ON_CONFIG, psc_openbao_read(&read, &arena, &config));
    config = good(auths, 1);
    config.tag = PSC_VARIANT_UNKNOWN;
    CHECK_STATUS(PSC_ERR_SIGN_ON_CONFIG, psc_openbao_read(&read, &arena, &config));
    config = good(auths, 1);
    config.enabled.secret.tag = PSC_VARIANT_UNKNOWN;
    CHECK_STATUS(PSC_ERR_SIGN_ON_CONFIG, psc_openbao_read(&read, &arena, &config));
    config.tag = PSC_OPENBAO_DISABLED;
    CHECK_STATUS(PSC_ERR_SIGN_ON_DISABLED, psc_openbao_read(&read, &arena, &config));
    psc_arena_reset(&arena);
}

static void test_entities(void) {
    static const struct {
        const char *entity;
        bool good;
    } cases[] = {
        {"d31b2ca0-2f22-ae23-0b5d-5a3ad5e9e6b5", true},
        {"A_Z", true},
        {"az09", true},
        {"", false},
        {"a/b", false},
        {"..", false},
        {"a b", false},
        {"a[", false},
        {"a{", false},
        {"a@", false},
        {"\xc3\xa9", false},
        {"a:", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        test_subject(cases[i].entity);
        CHECK(psc_openbao_is_entity(psc_bytes_from_text(cases[i].entity)) == cases[i].good);
    }
    test_subject(NULL);
    static uint8_t longest[513];
    memset(longest, 'a', sizeof longest);
    CHECK(!psc_openbao_is_entity(PSC_BYTES_OF(longest)));
    CHECK(psc_openbao_is_entity((psc_bytes) {longest, 512}));
}

static const char *const no_states[] = {"await-begin"};
static psc_status no_step(psc_flow *flow, const psc_event *event, const psc_pending *answered) {
    (void) flow;
    (void) event;
    (void) answered;
    return PSC_OK;
}
static const psc_flow_class nothing = {
    .name = "nothing", .states = no_states, .size = sizeof(psc_flow), .step = no_step};

/* One request of some flow, answered so. */
static psc_openbao_call answered(psc_flow *flow, const psc_openbao *openbao, uint32_t http_status,
                                 const char *body) {
    psc_openbao_call call = {.flow = flow, .openbao = openbao};
    CHECK_OK(psc_openbao_ask_emails(&call, PSC_BYTES_LIT("ent-1")));
    psc_event event = {.kind = PSC_EVENT_RESPONSE, .effect = call.pending};
    event.as.response.http_status = http_status;
    event.as.response.body = psc_bytes_from_text(body);
    CHECK_OK(psc_openbao_event(&call, &event));
    CHECK_STATUS(PSC_ERR_STATE, psc_openbao_event(&call, &event));
    event.effect = 0;
    CHECK_STATUS(PSC_ERR_STATE, psc_openbao_event(&call, &event));
    return call;
}

static void test_answers(void) {
    psc_openbao_auth auths[] = {{PSC_BYTES_LIT("A"), PSC_BYTES_LIT("auth/../a")}};
    const psc_openbao_config config = good(auths, 1);
    psc_openbao openbao;
    psc_flow *flow;
    CHECK_OK(psc_openbao_read(&openbao, &arena, &config));
    CHECK_OK(psc_flow_make(&flow, test_host(), &nothing));
    static const struct {
        uint32_t http_status;
        psc_status status;
    } statuses[] = {{200, PSC_OK},
                    {204, PSC_ERR_SIGN_ON_ANSWER},
                    {400, PSC_ERR_SIGN_ON_ANSWER},
                    {403, PSC_ERR_SIGN_ON_EXPIRED},
                    {404, PSC_ERR_SIGN_ON_KEY},
                    {500, PSC_ERR_SIGN_ON_ANSWER},
                    {502, PSC_ERR_SIGN_ON_UNREACHABLE},
                    {503, PSC_ERR_SIGN_ON_UNREACHABLE},
                    {504, PSC_ERR_SIGN_ON_UNREACHABLE}};
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
        const psc_openbao_call call = answered(flow, &openbao, statuses[i].http_status, "{}");
        CHECK_STATUS(statuses[i].status, call.status);
    }
    /* E-mails: what is none is left out, what comes twice counts once. */
    psc_list emails;
    psc_openbao_call call =
        answered(flow, &openbao, 200,
                 "{\"data\": {\"aliases\": [{\"name\": \"a@x.org\"}, {\"name\": "
                 "\"somebody\"}, {\"name\": \"a@x.org\"}, {\"name\": "
                 "\"b@x.org\", \"id\": 1}]}}");
    CHECK_OK(psc_openbao_emails(&emails, &call));
    CHECK(emails.count == 2 && psc_openbao_has_email(&emails, PSC_BYTES_LIT("b@x.org")) &&
          !psc_openbao_has_email(&emails, PSC_BYTES_LIT("B@x.org")));
    call = answered(flow, &openbao, 200, "{\"data\": {\"aliases\": {}}}");
    CHECK_STATUS(PSC_ERR_SIGN_ON_ANSWER, psc_openbao_emails(&emails, &call));
    psc_buf many;
    psc_buf_init(&many, &arena);
    CHECK_OK(psc_buf_push_text(&many, "{\"data\": {\"aliases\": ["));
    for (int i = 0; i < 80; i++) {
        CHECK_OK(psc_buf_push_text(&many, i == 0 ? "{\"name\": \"u" : ",{\"name\": \"u"));
        CHECK_OK(psc_buf_push_decimal(&many, i));
        CHECK_OK(psc_buf_push_text(&many, "@x.org\"}"));
    }
    CHECK_OK(psc_buf_push_text(&many, "]}}"));
    CHECK_OK(psc_buf_push_byte(&many, 0));
    call = answered(flow, &openbao, 200, (const char *) many.at);
    CHECK_OK(psc_openbao_emails(&emails, &call));
    CHECK(emails.count == 64);
    /* Signatures. */
    psc_bytes signature;
    static const char *const unsigned_ones[] = {"{}", "{\"errors\": []}", "{\"errors\": [\"x\"]}",
                                                "{\"errors\": \"signing key not found\"}", "[1]"};
    for (size_t i = 0; i < sizeof unsigned_ones / sizeof unsigned_ones[0]; i++) {
        call = answered(flow, &openbao, 400, unsigned_ones[i]);
        CHECK_STATUS(PSC_ERR_SIGN_ON_ANSWER, psc_openbao_signature(&signature, &call));
    }
    call = answered(flow, &openbao, 400, "{\"errors\": [\"?\", \"x: signing key not found\"]}");
    CHECK_STATUS(PSC_ERR_SIGN_ON_KEY, psc_openbao_signature(&signature, &call));
    CHECK_STATUS(PSC_ERR_SIGNATURE, psc_openbao_verified(&call));
    call = answered(flow, &openbao, 400, "{}");
    CHECK_STATUS(PSC_ERR_SIGN_ON_ANSWER, psc_openbao_verified(&call));
    call = answered(flow, &openbao, 200, "{\"data\": {\"valid\": \"true\"}}");
    CHECK_STATUS(PSC_ERR_SIGNATURE, psc_openbao_verified(&call));
    /* What would lead elsewhere is not asked for. */
    CHECK_STATUS(PSC_ERR_SIGN_ON_CONFIG,
                 psc_openbao_ask_url(&call, auths, PSC_BYTES_LIT("u"), PSC_BYTES_LIT("n")));
    CHECK_STATUS(PSC_ERR_SIGN_ON_CONFIG, psc_openbao_sign(&call, PSC_BYTES_LIT("x")));
    psc_flow_free(flow);
    psc_arena_reset(&arena);
}

int main(void) {
    test_arena_init(&arena);
    test_configuration();
    test_entities();
    test_answers();
    psc_arena_free(&arena);
    return test_finish();
}
