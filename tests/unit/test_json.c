// SPDX-License-Identifier: MPL-2.0
#include <stdio.h>
#include <string.h>

#include "codec/json.h"
#include "harness.h"
#include "wire.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static psc_arena arena;

/* ---- a value as the shortest JSON that says the same, which other values do not have */

static psc_bytes dump(const psc_json *json) {
    psc_buf out;
    const psc_json *open[PSC_JSON_DEPTH_MAX];
    size_t depth = 0;
    psc_buf_init(&out, &arena);
    for (const psc_json *node = json; node != NULL;) {
        if (node->key.at != NULL) {
            CHECK_OK(psc_json_push_string(&out, node->key));
            CHECK_OK(psc_buf_push_byte(&out, ':'));
        }
        const bool object = node->kind == PSC_JSON_OBJECT;
        const bool scalar = !object && node->kind != PSC_JSON_ARRAY;
        CHECK((node->text.at != NULL) ==
              (node->kind == PSC_JSON_STRING || node->kind == PSC_JSON_NUMBER));
        CHECK(!scalar || node->first == NULL);
        switch ((psc_json_kind) node->kind) {
        case PSC_JSON_NULL:
            CHECK_OK(psc_buf_push_text(&out, "null"));
            break;
        case PSC_JSON_FALSE:
            CHECK_OK(psc_buf_push_text(&out, "false"));
            break;
        case PSC_JSON_TRUE:
            CHECK_OK(psc_buf_push_text(&out, "true"));
            break;
        case PSC_JSON_NUMBER:
            CHECK_OK(psc_buf_push(&out, node->text));
            break;
        case PSC_JSON_STRING:
            CHECK_OK(psc_json_push_string(&out, node->text));
            break;
        case PSC_JSON_ARRAY:
        case PSC_JSON_OBJECT:
            CHECK_OK(psc_buf_push_byte(&out, object ? '{' : '['));
            break;
        }
        if (node->first != NULL) {
            CHECK(depth < COUNT(open) && (node->first->key.at != NULL) == object);
            open[depth++] = node;
            node = node->first;
            continue;
        }
        if (!scalar) {
            CHECK_OK(psc_buf_push_byte(&out, object ? '}' : ']'));
        }
        while (depth > 0 && node->next == NULL) {
            node = open[--depth];
            CHECK_OK(psc_buf_push_byte(&out, node->kind == PSC_JSON_OBJECT ? '}' : ']'));
        }
        if (depth > 0) {
            CHECK_OK(psc_buf_push_byte(&out, ','));
        }
        node = depth == 0 ? NULL : node->next;
    }
    return psc_buf_view(&out);
}

/* `text` is left until the dump is made: values borrow from it. Absent when it is refused so. */
static psc_bytes read_and_dump(psc_status expected, psc_bytes text) {
    const psc_bytes exact = test_exact(text);
    const psc_json *json = (const psc_json *) &arena;
    psc_bytes dumped = PSC_BYTES_ABSENT;
    const psc_status status = psc_json_read(&json, &arena, exact);
    CHECK_STATUS(expected, status);
    CHECK((json != NULL) == (status == PSC_OK));
    if (json != NULL) {
        CHECK(json->key.at == NULL && json->next == NULL);
        dumped = dump(json);
    }
    test_exact_free(exact);
    return dumped;
}

static void refuse(psc_status expected, const char *text) {
    test_subject(text);
    read_and_dump(expected, psc_bytes_from_text(text));
}

static void test_accepted(void) {
    static const struct {
        const char *text;
        const char *dump; /* NULL: the same */
    } cases[] = {
        {"null", NULL},
        {"true", NULL},
        {"false", NULL},
        {" \t\r\n true \n\r\t ", "true"},
        /* numbers */
        {"0", NULL},
        {"-0", NULL},
        {"9", NULL},
        {"10", NULL},
        {"-123", NULL},
        {"0.5", NULL},
        {"-0.0", NULL},
        {"1.00", NULL},
        {"1e5", NULL},
        {"0e0", NULL},
        {"1E5", NULL},
        {"1e+05", NULL},
        {"1.25E-300", NULL},
        {"1e99999", NULL},
        {"123456789012345678901234567890123456789", NULL},
        /* strings */
        {"\"\"", NULL},
        {"\"a\"", NULL},
        {"\" /\x7f'\"", NULL},
        {"\"\\\"\\\\\\b\\f\\n\\r\\t\"", NULL},
        {"\"\\/\"", "\"/\""},
        {"\"\\u0041\\u006a\\u006A\"", "\"Ajj\""},
        {"\"\\u0000\\u001f\\u0008\"", "\"\\u0000\\u001f\\b\""},
        {"\"\\u0022\\u005c\"", "\"\\\"\\\\\""},
        {"\"\\\\u0041\"", NULL},
        {"\"\\\\\\u0041\"", "\"\\\\A\""},
        {"\"\\u00e9\"", "\"\xc3\xa9\""},
        {"\"\\u007f\\u0080\\u07ff\\u0800\"", "\"\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80\""},
        {"\"\\ud7ff\\ue000\\uFFFF\\ufeff\"",
         "\"\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf\xef\xbb\xbf\""},
        {"\"\\ud800\\udc00\\udbff\\udfff\"", "\"\xf0\x90\x80\x80\xf4\x8f\xbf\xbf\""},
        {"\"\\uD83D\\uDE00!\"", "\"\xf0\x9f\x98\x80!\""},
        {"\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"", NULL},
        {"\"\xc3\xa9\\n\"", NULL},
        {"\"\xe2\x80\xa8\xef\xbb\xbf\"", NULL},
        {"\"//\"", NULL},
        {"\"/* */\"", NULL},
        /* arrays */
        {"[]", NULL},
        {" [ ] ", "[]"},
        {"[1]", NULL},
        {"[ 1 , 2\t,\r\n3 ]", "[1,2,3]"},
        {"[[]]", NULL},
        {"[[],[]]", NULL},
        {"[[[1],2],3]", NULL},
        {"[null,true,false,0,\"\",[],{}]", NULL},
        {"[1,1]", NULL},
        /* objects */
        {"{}", NULL},
        {" {\n} ", "{}"},
        {"{\"\":0}", NULL},
        {"{\"a\":1,\"b\":2}", NULL},
        {" { \"a\" : 1 , \"b\" : [ 2 ] } ", "{\"a\":1,\"b\":[2]}"},
        {"{\"a\":{\"a\":{\"a\":{}}}}", NULL},
        {"{\"a\":{\"x\":1},\"b\":{\"x\":1}}", NULL},
        {"{\"a\":1,\"A\":1,\"a \":1,\"\":1,\"aa\":1}", NULL},
        {"{\"\\n\\u0041\":\"\\u0042\"}", "{\"\\nA\":\"B\"}"},
        {"{\"\\u0000\":0,\"\\u0000\\u0000\":1}", NULL},
        {"{\"a\":[{\"b\":[{\"c\":null},1]},{\"b\":2}]}", NULL},
        {"[{\"a\":1},{\"a\":1}]", NULL},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        test_subject(cases[i].text);
        const char *expected = cases[i].dump == NULL ? cases[i].text : cases[i].dump;
        const psc_bytes dumped = read_and_dump(PSC_OK, psc_bytes_from_text(cases[i].text));
        CHECK_TEXT(expected, dumped);
        CHECK_BYTES(dumped, read_and_dump(PSC_OK, dumped));
    }
    test_subject(NULL);
    psc_arena_reset(&arena);
}

static void test_malformed(void) {
    static const char *const texts[] = {
        /* words */
        "nul1", "nulL", "Null", "NULL", "nul ", "truee", "trux", "True", "false0", "fals\"", "x",
        "undefined", "NaN", "Infinity", "-Infinity", "-NaN", "nullnull",
        /* numbers */
        "01", "00", "-01", "-x", "--1", "+1", "++1", ".5", "-.5", "1.x", "1.e1", "1..2", "0.1.2",
        "1e x", "1ex", "1e+x", "1e++1", "1e1.5", "1e1e1", "0x1", "1a", "1 2", "1,", "1_000", "12L",
        "\xef\xbc\x91", "- 1", "1 .5", "[01]", "[1.]", "[-]", "[1e]", "[1e+]", "[.5]", "[+1]",
        "[0x1]", "[1a]", "[- 1]", "[1 000]", "[Infinity]", "[NaN]",
        /* strings */
        "'a'", "\"a\"\"", "\"a\"b", "\"\n\"", "\"\t\"", "\"\x1f\"", "\"\r", "\"a\x01",
        "\"\\x41\"", "\"\\a\"", "\"\\'\"", "\"\\0\"", "\"\\v\"", "\"\\e\"", "\"\\ \"", "\"\\\n\"",
        "\"\\U0041\"", "\"\\N\"", "\"\\u\"", "\"\\u1\"", "\"\\u12\"", "\"\\u123\"", "\"\\u123g\"",
        "\"\\uu123\"", "\"\\u 123\"", "\"\\u+123\"", "\"\\u-123\"", "\"\\u00/0\"", "\"\\u00:0\"",
        "\"\\u00@0\"", "\"\\u00`0\"", "\"\\u\\u0041\"", "\"\\ud800\\u\"", "\"\\ud800\\u12\"",
        "\"\\ud800\\udc0g\"", "\"\\u{41}\"",
        "a", "\\u0041", "\\\"a\"",
        /* arrays */
        "]", "[]]", "[1]]", "[,]", "[,1]", "[1,]", "[1,,2]", "[1 2]", "[1;2]", "[1:2]", "[\"a\":1]",
        "[\"a\" \"b\"]", "[}", "[1}", "[1,}", "(1)", "[1],", "[][]", "[1]2", "[1,]2",
        "[\"a\"x]", "[x", "[1x", "[1,x", "[\xff]", "[\f]", "[\v]", "[\xc2\xa0]",
        /* objects */
        "}", "{}}", "{]", "{,}", "{\"a\"}", "{\"a\":}", "{\"a\":,}", "{\"a\",}", "{\"a\" 1}",
        "{\"a\":1,}", "{\"a\":1,,\"b\":2}", "{\"a\":1 \"b\":2}", "{\"a\":1;\"b\":2}", "{\"a\"::1}",
        "{\"a\"=1}", "{a:1}", "{'a':1}", "{1:1}", "{null:1}", "{[]:1}", "{\"a\":1]", "{\"a\":1,]",
        "{\"a\":1,1}", "{:1}", "{\"a\":1}x", "{\"a\":1}{}", "{\"\\x\":1}", "{\"\n\":1}",
        "{\"a\\\":1}\n", "{\"a\":\"b\":1}", "{x", "{\"a\"x", "{\"a\":x", "{\"a\":1x", "{\"a\":1,x",
        /* around */
        "\xef\xbb\xbf" "1", "\xef\xbb\xbf", "\xfe\xff", "\xff\xfe" "1", "1\xef\xbb\xbf", "//\n1",
        "/**/1", "1//", "#1", "\f1", "1\v", "\xc2\xa0" "1", "1\xe2\x80\xa8", "1\x01",
        /* what other readers take it for */
        "<html>", "* 1", "[1]garbage",
    };
    for (size_t i = 0; i < COUNT(texts); i++) {
        refuse(PSC_ERR_MALFORMED, texts[i]);
    }
    test_subject("a zero");
    static const uint8_t zeros[] = {'[', '1', ']', 0, 0};
    read_and_dump(PSC_OK, (psc_bytes){zeros, 3});
    read_and_dump(PSC_ERR_MALFORMED, (psc_bytes){zeros, 4});
    read_and_dump(PSC_ERR_MALFORMED, (psc_bytes){zeros + 3, 1});
    static const uint8_t inside[] = {'"', 0, '"'};
    read_and_dump(PSC_ERR_MALFORMED, PSC_BYTES_OF(inside));
    static const uint8_t behind[] = {'"', '\\', 0, '"'};
    read_and_dump(PSC_ERR_MALFORMED, PSC_BYTES_OF(behind));
    test_subject(NULL);
    psc_arena_reset(&arena);
}

/* In strings, names included; elsewhere such bytes are no JSON. */
static void test_not_utf8(void) {
    static const char *const texts[] = {
        "\"\xff\"", "\"\xc3\"", "\"\xc3x\"", "\"\xc3\\n\"", "\"\x80\"", "\"\xc0\x80\"",
        "\"\xc1\xbf\"", "\"\xe0\x9f\xbf\"", "\"\xed\xa0\x80\"", "\"\xed\xa0\xbd\xed\xb8\x80\"",
        "\"\xf0\x8f\xbf\xbf\"", "\"\xf4\x90\x80\x80\"", "\"\xf5\x80\x80\x80\"",
        "\"\xf0\x9f\x98\"", "\"a\xe9\"", "[\"\xff\"]", "{\"\xff\":1}", "{\"a\":\"\xff\"}",
        /* surrogates alone, or in the wrong order */
        "\"\\ud800\"", "\"\\udbff\"", "\"\\udc00\"", "\"\\udfff\"", "\"\\ud800x\"",
        "\"\\ud800xu1234\"", "\"\\ud800\\n\"", "\"\\ud800\\ud800\"", "\"\\ud800\\udbff\"",
        "\"\\ud800\\ue000\"", "\"\\ud800\\u0041\"", "\"\\udc00\\ud800\"", "\"\\udc00\\udc00\"",
        "\"\\ud800\\udc00\\ud800\"", "\"\\ud800\\udc00\\udc00\"", "\"\\ud83d\xf0\x9f\x98\x80\"",
        "\"\\uD83D \\uDE00\"", "\"\\uDEAD\"", "{\"\\ud800\":1}",
    };
    for (size_t i = 0; i < COUNT(texts); i++) {
        refuse(PSC_ERR_UTF8, texts[i]);
    }
    refuse(PSC_ERR_MALFORMED, "\xff");
    refuse(PSC_ERR_MALFORMED, "[\xc3\xa9]");
    test_subject(NULL);
    psc_arena_reset(&arena);
}

static void test_duplicates(void) {
    static const char *const texts[] = {
        "{\"a\":1,\"a\":1}",
        "{\"a\":1,\"b\":2,\"a\":3}",
        "{\"\":1,\"\":2}",
        "{\"a\":1,\"\\u0061\":2}",
        "{\"\\n\":1,\"\\u000a\":2}",
        "{\"\xc3\xa9\":1,\"\\u00E9\":2}",
        "{\"\xf0\x9f\x98\x80\":1,\"\\ud83d\\ude00\":2}",
        "[{\"a\":{\"b\":1,\"c\":[1,2],\"b\":1}}]",
        "{\"a\":{\"b\":1},\"a\":{\"b\":1}}",
        "{\"a\":1,\"a\"", /* seen before anything else of it */
    };
    for (size_t i = 0; i < COUNT(texts); i++) {
        refuse(PSC_ERR_DUPLICATE_FIELD, texts[i]);
    }
    test_subject(NULL);
    psc_arena_reset(&arena);
}

/* A bit of everything, escapes and blanks included. */
#define ANSWER                                                                                     \
    " {\"request_id\": \"4f\\u00e9\\ud83d\\ude00\\\\\", \"lease\": null, \"renewable\": false,\n"  \
    "\t\"data\": {\"data\": {\"key\": \"AQID\\/+=\", \"\\u006b2\": [ ]}, \"n\": [0, -1.5e+10, "    \
    "{}]},\r\n \"ok\": true, \"\xc3\xa9\": [[[\"\\n\\t\"], {\"a\": {\"a\": 7}}]]}"

static void test_truncation(void) {
    const psc_bytes whole = PSC_BYTES_LIT(ANSWER);
    test_subject("truncated");
    CHECK_TEXT("{\"request_id\":\"4f\xc3\xa9\xf0\x9f\x98\x80\\\\\",\"lease\":null,"
               "\"renewable\":false,\"data\":{\"data\":{\"key\":\"AQID/+=\",\"k2\":[]},"
               "\"n\":[0,-1.5e+10,{}]},\"ok\":true,"
               "\"\xc3\xa9\":[[[\"\\n\\t\"],{\"a\":{\"a\":7}}]]}",
               read_and_dump(PSC_OK, whole));
    for (size_t len = 0; len < whole.len; len++) {
        read_and_dump(PSC_ERR_TRUNCATED, (psc_bytes){whole.at, len});
        psc_arena_reset(&arena);
    }
    read_and_dump(PSC_ERR_TRUNCATED, PSC_BYTES_ABSENT);
    /* Of a value that is in nothing: a number may end anywhere, but for what must have a digit. */
    static const char *const texts[] = {"null", "true", "false", "\"a\\n\\u0041\xc3\xa9\\\"\""};
    for (size_t i = 0; i < COUNT(texts); i++) {
        const psc_bytes text = psc_bytes_from_text(texts[i]);
        for (size_t len = 0; len < text.len; len++) {
            read_and_dump(PSC_ERR_TRUNCATED, (psc_bytes){text.at, len});
        }
    }
    static const char number[] = "-12.50e-17";
    static const bool ends[] = {false, false, true, true, false, true, true, false, false, true};
    for (size_t len = 0; len < sizeof ends; len++) {
        read_and_dump(ends[len] ? PSC_OK : PSC_ERR_TRUNCATED,
                      (psc_bytes){(const uint8_t *) number, len});
    }
    refuse(PSC_ERR_TRUNCATED, "   ");
    refuse(PSC_ERR_TRUNCATED, "{\"a\\\":1}");
    refuse(PSC_ERR_TRUNCATED, "\"\\");
    test_subject(NULL);
    psc_arena_reset(&arena);
}

/* ---- limits */

/* `before`, then so many times `what`, then `after`. */
static psc_bytes repeated(const char *before, const char *what, size_t count, const char *after) {
    psc_buf out;
    psc_buf_init(&out, &arena);
    CHECK_OK(psc_buf_push_text(&out, before));
    for (size_t i = 0; i < count; i++) {
        CHECK_OK(psc_buf_push_text(&out, what));
    }
    CHECK_OK(psc_buf_push_text(&out, after));
    return psc_buf_view(&out);
}

static void check_read(psc_status expected, psc_bytes text) {
    const psc_json *json;
    const psc_bytes exact = test_exact(text);
    CHECK_STATUS(expected, psc_json_read(&json, &arena, exact));
    test_exact_free(exact);
    psc_arena_reset(&arena);
}

static psc_bytes nested(size_t depth, bool objects, const char *innermost) {
    psc_buf out;
    psc_buf_init(&out, &arena);
    for (size_t i = 0; i < depth; i++) {
        CHECK_OK(psc_buf_push_text(&out, objects ? "{\"a\":" : "["));
    }
    CHECK_OK(psc_buf_push_text(&out, innermost));
    for (size_t i = 0; i < depth; i++) {
        CHECK_OK(psc_buf_push_byte(&out, objects ? '}' : ']'));
    }
    return psc_buf_view(&out);
}

static void test_depth(void) {
    for (int objects = 0; objects <= 1; objects++) {
        check_read(PSC_OK, nested(PSC_JSON_DEPTH_MAX, objects, "1"));
        check_read(PSC_OK, nested(PSC_JSON_DEPTH_MAX - 1, objects, "{}"));
        check_read(PSC_OK, nested(PSC_JSON_DEPTH_MAX - 1, objects, "[]"));
        check_read(PSC_ERR_TOO_DEEP, nested(PSC_JSON_DEPTH_MAX, objects, "{}"));
        check_read(PSC_ERR_TOO_DEEP, nested(PSC_JSON_DEPTH_MAX, objects, "[]"));
        check_read(PSC_ERR_TOO_DEEP, nested(PSC_JSON_DEPTH_MAX + 1, objects, "1"));
    }
    /* Levels are left as they are entered: neighbours are not deep. */
    check_read(PSC_OK, repeated("[0", ",[[]],{\"a\":{}}", 4 * PSC_JSON_DEPTH_MAX, "]"));
    check_read(PSC_ERR_TOO_DEEP, repeated("", "[", 100000, ""));
}

static void test_nodes(void) {
    check_read(PSC_OK, repeated("[0", ",0", PSC_JSON_NODES_MAX - 2, "]"));
    check_read(PSC_ERR_TOO_LARGE, repeated("[0", ",0", PSC_JSON_NODES_MAX - 1, "]"));
    check_read(PSC_ERR_TOO_LARGE, repeated("[0", ",0", PSC_JSON_NODES_MAX - 1, ""));
    check_read(PSC_OK, repeated("[[]", ",[]", PSC_JSON_NODES_MAX - 2, "]"));
    check_read(PSC_ERR_TOO_LARGE, repeated("[[]", ",{}", PSC_JSON_NODES_MAX - 1, "]"));
    /* As many members, each name unlike the others. */
    for (size_t count = PSC_JSON_NODES_MAX - 1; count <= PSC_JSON_NODES_MAX; count++) {
        psc_buf out;
        psc_buf_init(&out, &arena);
        for (size_t i = 0; i < count; i++) {
            char member[16];
            snprintf(member, sizeof member, "%c\"%u\":0", i == 0 ? '{' : ',', (unsigned) i);
            CHECK_OK(psc_buf_push_text(&out, member));
        }
        CHECK_OK(psc_buf_push_byte(&out, '}'));
        check_read(count < PSC_JSON_NODES_MAX ? PSC_OK : PSC_ERR_TOO_LARGE, psc_buf_view(&out));
    }
}

static void test_bytes(void) {
    check_read(PSC_OK, repeated("\"", "a", PSC_JSON_BYTES_MAX - 2, "\""));
    check_read(PSC_ERR_TOO_LARGE, repeated("\"", "a", PSC_JSON_BYTES_MAX - 1, "\""));
    check_read(PSC_OK, repeated("", " ", PSC_JSON_BYTES_MAX - 1, "0"));
    check_read(PSC_ERR_TOO_LARGE, repeated("", " ", PSC_JSON_BYTES_MAX, "0"));
}

/* ---- memory */

static psc_status read_answer(psc_arena *room, void *context) {
    const psc_json *json;
    const psc_status status = psc_json_read(&json, room, *(const psc_bytes *) context);
    CHECK((json != NULL) == (status == PSC_OK));
    return status;
}

static psc_status read_piecewise(void *context) {
    psc_arena own;
    test_arena_init(&own);
    const psc_status status = read_answer(&own, context);
    psc_arena_free(&own);
    return status;
}

static void test_memory(void) {
    psc_bytes answer = PSC_BYTES_LIT(ANSWER);
    test_each_piece(read_answer, &answer);
    test_host()->allocator.piecewise = true;
    /* A value each, and each text with an escape in it. */
    CHECK(test_each_allocation(read_piecewise, &answer) == 20 + 4);
    test_host()->allocator.piecewise = false;
    /* What was escaped is not left behind. */
    static const uint8_t secret[] = "A secret/of the server";
    psc_bytes hidden = PSC_BYTES_LIT("{\"data\": \"A secret\\/of the server\"}");
    test_host_watch((psc_bytes){secret, sizeof secret - 1});
    CHECK_OK(read_piecewise(&hidden));
    CHECK(test_host_sightings() == 0);
    test_host_watch(PSC_BYTES_ABSENT);
}

/* Without an escape nothing is copied. */
static void test_borrowed(void) {
    const psc_bytes data = PSC_BYTES_LIT("{\"name\": \"plain\", \"n\": 12, \"e\": \"\\u0041\"}");
    const psc_json *json;
    if (!CHECK_OK(psc_json_read(&json, &arena, data))) {
        return;
    }
    CHECK(json->first->key.at == data.at + 2 && json->first->text.at == data.at + 10);
    CHECK(json->first->next->text.at == data.at + 23);
    const psc_bytes escaped = psc_json_text(json, "e");
    CHECK(escaped.at < data.at || escaped.at >= data.at + data.len);
    psc_arena_reset(&arena);
}

/* ---- looking */

static void test_paths(void) {
    const psc_json *json;
    if (!CHECK_OK(psc_json_read(&json, &arena,
                                PSC_BYTES_LIT("{\"a\": {\"b\": {\"c\": \"found\", \"e\": \"\"}, "
                                              "\"n\": 5, \"no\": null, \"l\": [{\"b\": \"x\"}]}, "
                                              "\"t\": \"top\", \"\": {\"\": \"nameless\"}, "
                                              "\"x.y\": \"dotted\", \"z\\u0000\": \"zero\"}")))) {
        return;
    }
    static const struct {
        const char *path;
        int kind; /* -1: nothing there */
        const char *text;
    } cases[] = {
        {"t", PSC_JSON_STRING, "top"},
        {"a", PSC_JSON_OBJECT, NULL},
        {"a.b", PSC_JSON_OBJECT, NULL},
        {"a.b.c", PSC_JSON_STRING, "found"},
        {"a.b.e", PSC_JSON_STRING, ""},
        {"a.n", PSC_JSON_NUMBER, NULL},
        {"a.no", PSC_JSON_NULL, NULL},
        {"a.l", PSC_JSON_ARRAY, NULL},
        {"", PSC_JSON_OBJECT, NULL},
        {".", PSC_JSON_STRING, "nameless"},
        {"..", -1, NULL},
        {"a.", -1, NULL},
        {".a", -1, NULL},
        {"a..c", -1, NULL},
        {"a.b.c.d", -1, NULL},
        {"a.b.cc", -1, NULL},
        {"a.b.", -1, NULL},
        {"a.n.x", -1, NULL},
        {"a.no.x", -1, NULL},
        {"a.l.b", -1, NULL},
        {"a.l.", -1, NULL},
        {"T", -1, NULL},
        {"tt", -1, NULL},
        {"x.y", -1, NULL},
        {"z", -1, NULL},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        test_subject(cases[i].path);
        const psc_json *found = psc_json_at(json, cases[i].path);
        CHECK((found == NULL ? -1 : found->kind) == cases[i].kind);
        CHECK_BYTES(psc_bytes_from_text(cases[i].text), psc_json_text(json, cases[i].path));
    }
    test_subject(NULL);
    CHECK(psc_json_at(NULL, "a") == NULL && psc_json_text(NULL, "a").at == NULL);
    CHECK(psc_json_at(psc_json_at(json, "a.b.c"), "a") == NULL);
    CHECK_TEXT("found", psc_json_text(psc_json_at(json, "a.b"), "c"));
    psc_arena_reset(&arena);
}

/* ---- writing */

static psc_status push(psc_buf *out, const void *context) {
    return psc_json_push_string(out, *(const psc_bytes *) context);
}

static void test_push_known(void) {
    static const struct {
        const char *text;
        const char *pushed;
    } cases[] = {
        {"", "\"\""},
        {"a/b", "\"a/b\""},
        {"say \"\\\"", "\"say \\\"\\\\\\\"\""},
        {"\b\f\n\r\t", "\"\\b\\f\\n\\r\\t\""},
        {"\x01\x0b\x1f\x7f", "\"\\u0001\\u000b\\u001f\x7f\""},
        {"\xc3\xa9\xe2\x80\xa8\xf0\x9f\x98\x80", "\"\xc3\xa9\xe2\x80\xa8\xf0\x9f\x98\x80\""},
    };
    psc_buf out;
    for (size_t i = 0; i < COUNT(cases); i++) {
        test_subject(cases[i].text);
        psc_buf_init(&out, &arena);
        CHECK_OK(psc_json_push_string(&out, psc_bytes_from_text(cases[i].text)));
        CHECK_TEXT(cases[i].pushed, psc_buf_view(&out));
    }
    test_subject(NULL);
    psc_buf_init(&out, &arena);
    CHECK_STATUS(PSC_ERR_ARGUMENT, psc_json_push_string(&out, PSC_BYTES_ABSENT));
    CHECK_STATUS(PSC_ERR_UTF8, psc_json_push_string(&out, test_hex("61ff")));
    CHECK_STATUS(PSC_ERR_UTF8, psc_json_push_string(&out, test_hex("eda080")));
    CHECK(out.len == 0);
    const psc_bytes text = PSC_BYTES_LIT("a\"\x01\n\xc3\xa9");
    wire_check_rooms(push, &text);
    psc_arena_reset(&arena);
}

static void check_round_trip(psc_bytes text) {
    psc_buf out;
    const psc_json *json;
    psc_buf_init(&out, &arena);
    CHECK_OK(psc_json_push_string(&out, text));
    for (size_t i = 0; i < out.len; i++) {
        CHECK(out.at[i] >= ' ');
    }
    if (CHECK_OK(psc_json_read(&json, &arena, psc_buf_view(&out)))) {
        CHECK(json->kind == PSC_JSON_STRING);
        CHECK_BYTES(text, json->text);
    }
}

static void push_point(psc_buf *out, uint32_t point) {
    uint8_t bytes[4] = {(uint8_t) point};
    size_t len = 1;
    if (point >= 0x10000) {
        len = 4;
        bytes[0] = (uint8_t) (0xf0 | point >> 18);
        bytes[1] = (uint8_t) (0x80 | (point >> 12 & 0x3f));
        bytes[2] = (uint8_t) (0x80 | (point >> 6 & 0x3f));
        bytes[3] = (uint8_t) (0x80 | (point & 0x3f));
    } else if (point >= 0x800) {
        len = 3;
        bytes[0] = (uint8_t) (0xe0 | point >> 12);
        bytes[1] = (uint8_t) (0x80 | (point >> 6 & 0x3f));
        bytes[2] = (uint8_t) (0x80 | (point & 0x3f));
    } else if (point >= 0x80) {
        len = 2;
        bytes[0] = (uint8_t) (0xc0 | point >> 6);
        bytes[1] = (uint8_t) (0x80 | (point & 0x3f));
    }
    CHECK_OK(psc_buf_push(out, (psc_bytes){bytes, len}));
}

/* Texts of random characters, the first ones most often: they come back as they were. */
static void test_round_trips(void) {
    test_dice dice = {8259};
    for (unsigned round = 0; round < 300; round++) {
        psc_buf text;
        psc_buf_init(&text, &arena);
        for (uint32_t len = test_roll(&dice, 20); len > 0; len--) {
            static const uint32_t bounds[] = {0x28, 0x80, 0x1000, 0x110000};
            const uint32_t point = test_roll(&dice, bounds[test_roll(&dice, COUNT(bounds))]);
            push_point(&text, point >= 0xd800 && point <= 0xdfff ? '\\' : point);
        }
        check_round_trip(psc_buf_view(&text));
        psc_arena_reset(&arena);
    }
}

/* Every character that \u can name, alone or as a pair, is the same as when it stands there. */
static void test_escapes_of_everything(void) {
    size_t wrong = 0;
    for (uint32_t point = 0; point < 0x110000; point += point < 0x10000 ? 1 : 0x3f) {
        char escaped[16];
        psc_buf expected;
        const psc_json *json;
        const bool surrogate = point >= 0xd800 && point <= 0xdfff;
        if (point < 0x10000) {
            snprintf(escaped, sizeof escaped, "\"\\u%04x\"", (unsigned) point);
        } else {
            const unsigned above = (unsigned) point - 0x10000;
            snprintf(escaped, sizeof escaped, "\"\\u%04X\\u%04x\"", 0xd800 + (above >> 10),
                     0xdc00 + (above & 0x3ff));
        }
        psc_buf_init(&expected, &arena);
        push_point(&expected, point);
        const psc_status status =
            psc_json_read(&json, &arena, psc_bytes_from_text(escaped));
        const bool right = surrogate ? status == PSC_ERR_UTF8
                                     : status == PSC_OK && psc_bytes_equal(json->text,
                                                                           psc_buf_view(&expected));
        wrong += right ? 0 : 1;
        psc_arena_reset(&arena);
    }
    CHECK(wrong == 0);
}

/* ---- damage */

static void damage(psc_buf *text, test_dice *dice) {
    static const char pieces[] = "{}[]\",:\\u0dD8-+.eEtfn \n\xc3\xa9\xff";
    const size_t at = test_roll(dice, (uint32_t) text->len);
    switch (test_roll(dice, 4)) {
    case 0: /* another byte, most often one that means something */
        text->at[at] = (uint8_t) pieces[test_roll(dice, sizeof pieces - 1)];
        break;
    case 1:
        text->at[at] = (uint8_t) test_roll(dice, 256);
        break;
    case 2: /* one less */
        memmove(text->at + at, text->at + at + 1, text->len - at - 1);
        text->len--;
        break;
    default: /* a part of it twice */
        CHECK_OK(psc_buf_push(text, (psc_bytes){text->at + at, 1}));
        memmove(text->at + at + 1, text->at + at, text->len - at - 1);
        break;
    }
}

/* Whatever comes: one of the statuses that json.h names, and what is read can be written and read
 * again. */
static void test_damage(void) {
    static const psc_status possible[] = {PSC_OK,           PSC_ERR_TRUNCATED,
                                          PSC_ERR_MALFORMED, PSC_ERR_UTF8,
                                          PSC_ERR_DUPLICATE_FIELD};
    size_t seen[COUNT(possible)] = {0};
    test_dice dice = {11};
    for (unsigned round = 0; round < 20000; round++) {
        psc_buf text;
        const psc_json *json;
        psc_buf_init(&text, &arena);
        CHECK_OK(psc_buf_push_text(&text, round % 2 == 0 ? ANSWER : "{\"d\":0,\"e\":[]}"));
        for (uint32_t count = 1 + test_roll(&dice, 3); count > 0; count--) {
            damage(&text, &dice);
        }
        const psc_bytes exact = test_exact(psc_buf_view(&text));
        const psc_status status = psc_json_read(&json, &arena, exact);
        size_t i = 0;
        while (i < COUNT(possible) && possible[i] != status) {
            i++;
        }
        if (CHECK(i < COUNT(possible))) {
            seen[i]++;
        }
        if (status == PSC_OK) {
            const psc_bytes dumped = dump(json);
            CHECK_BYTES(dumped, read_and_dump(PSC_OK, dumped));
        }
        test_exact_free(exact);
        psc_arena_reset(&arena);
    }
    for (size_t i = 0; i < COUNT(possible); i++) {
        CHECK(seen[i] > 10);
    }
}

int main(void) {
    test_arena_init(&arena);
    test_accepted();
    test_malformed();
    test_not_utf8();
    test_duplicates();
    test_truncation();
    test_depth();
    test_nodes();
    test_bytes();
    test_memory();
    test_borrowed();
    test_paths();
    test_push_known();
    test_round_trips();
    test_escapes_of_everything();
    test_damage();
    psc_arena_free(&arena);
    CHECK(test_host_live() == 0);
    return test_finish();
}
