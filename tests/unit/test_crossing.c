// SPDX-License-Identifier: MPL-2.0
#include <stdlib.h>
#include <string.h>

#include "codec/msgpack.h"
#include "crypto/random.h"
#include "flow/crossing.h"
#include "flow/device.h"
#include "harness.h"
#include "schema/table.h"
#include "wire.h"

/* Initializers, where PSC_BYTES_LIT and PSC_BYTES_OF are expressions. */
#define TEXT(literal) {(const uint8_t *) (literal), sizeof(literal) - 1}
#define BYTES(array) {(array), sizeof(array)}
#define NOW ((psc_time) 1770000000123456)
#define LINK "https://parsec.example.com/redirect/CoolOrg?a=claim_user&p=xBABI0VniavN7wEjRWeJq83v"
#define TOTP_RESET "a=totp_reset&p=ktgCoRzgAAAAAAAAAAAAAACqAcQQASNFZ4mrze8BI0VniavN7w"
#define RESET_LINK "https://parsec.example.com/redirect/CoolOrg?" TOTP_RESET

static psc_arena arena;

static const uint8_t body[] = {0x80};
#define SOME_UUID {{0xa1, 0x1c, 0xe0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xaa, 0x01}}
#define SOME_ID "uuid(a11ce00000000000000000000000aa01)"
#define ALICE {TEXT("alice@example.com"), TEXT("Alice")}
#define SOMEBODY {TEXT("bob@example.com"), {NULL, 0}}
#define NOBODY {{NULL, 0}, {NULL, 0}}

/* ---- what goes out, to the letter */

static psc_header headers[] = {{TEXT("Api-Version"), TEXT("5.6")}, {TEXT("Accept"), TEXT("*/*")}};
static psc_store_operation operations[] = {
    {PSC_STORE_PUT, PSC_STORE_DEVICES, TEXT("dd01"), BYTES(body)},
    {PSC_STORE_DELETE, PSC_STORE_JOURNEYS, TEXT("j"), {NULL, 0}},
    {PSC_STORE_GET, PSC_STORE_DATA, TEXT("d"), {NULL, 0}},
    {PSC_STORE_LIST, PSC_STORE_OFFICIAL, {NULL, 0}, {NULL, 0}},
};
static psc_person_line members[] = {
    {SOME_UUID, ALICE, PSC_PROFILE_STANDARD, NOW, NOBODY, true, false, NOW, NOBODY},
    {SOME_UUID, NOBODY, PSC_PROFILE_OUTSIDER, NOW, ALICE, false, true, NOW + 1, ALICE},
};
static psc_member_device_line member_devices[] = {
    {SOME_UUID, SOME_UUID, TEXT("PC1"), PSC_PURPOSE_PASSPHRASE_RECOVERY, NOW, true, false},
    {SOME_UUID, SOME_UUID, {NULL, 0}, PSC_PURPOSE_STANDARD, NOW, false, true},
};
static psc_human_handle people[] = {ALICE, SOMEBODY};
static psc_human_handle administrators[] = {ALICE};
static psc_bytes choices[] = {TEXT("A2B3"), TEXT("C4D5")};
static psc_invitation_line invitations[] = {
    {SOME_UUID, PSC_INVITATION_USER, TEXT("https://x/"), TEXT("bob@example.com"), NOW, ALICE,
     PSC_INVITATION_PENDING, true},
    {SOME_UUID,
     PSC_INVITATION_DEVICE,
     {NULL, 0},
     {NULL, 0},
     NOW,
     NOBODY,
     PSC_INVITATION_CANCELLED,
     false},
};
static psc_terms_link terms_links[] = {{TEXT("en_US"), TEXT("https://x/terms")}};
static const uint8_t credential_id[] = {0xc0, 0x01};
static psc_bytes credential_ids[] = {BYTES(credential_id), BYTES(body)};
static psc_passkey_line passkeys[] = {
    {BYTES(credential_id), TEXT("host"), {5}, TEXT("This phone"), NOW},
};
#define PASSKEYS                                                                                   \
    "[{'credential_id': bin(c001), 'rp_id': 'host', 'salt': bin(05" ZEROS_31                       \
    "), 'label': 'This phone', 'created_on': time(1770000000123456)}]"
#define ZEROS_31 "00000000000000000000000000000000000000000000000000000000000000"
static psc_policy_line policy[] = {
    {PSC_DEVICE_FILE_PASSWORD, true, true},
    {PSC_DEVICE_FILE_PASSKEY, true, false},
    {PSC_DEVICE_FILE_PKI, false, false},
};
static psc_device_line devices[] = {
    {{PSC_STORE_DEVICES, TEXT("dd01")},
     PSC_OK,
     true,
     true,
     PSC_DEVICE_FILE_PASSKEY,
     SOME_UUID,
     TEXT("CoolOrg"),
     TEXT("host"),
     ALICE,
     TEXT("PC1"),
     NOW,
     SOME_UUID,
     true,
     {passkeys, 1},
     TEXT("PRO_CONNECT")},
    {.place = {PSC_STORE_OFFICIAL, TEXT("/x")}, .status = PSC_ERR_DEVICE_FILE},
};
static psc_request_line requests[] = {
    {TEXT("e1"), PSC_OK, TEXT("CoolOrg"), TEXT("host"), TEXT("https://host/"), ALICE, TEXT("PC1"),
     TEXT("PRO_CONNECT"), NOW},
    {.key = TEXT("e2"), .status = PSC_ERR_REQUEST_FILE},
};
#define REQUEST                                                                                    \
    "{'key': 'e1', 'status': 'ok', 'organization': 'CoolOrg', 'host': 'host', 'server_url': "      \
    "'https://host/', 'human_handle': ['alice@example.com', 'Alice'], 'device_label': 'PC1', "     \
    "'provider': 'PRO_CONNECT', 'submitted_on': time(1770000000123456)}"
static psc_requested_line requested[] = {
    {SOME_UUID, NOW, PSC_OK, PSC_IDENTITY_OF_SIGN_ON, ALICE, TEXT("PC1")},
    {SOME_UUID,
     NOW,
     PSC_ERR_REQUEST_PAYLOAD,
     PSC_IDENTITY_OF_SMART_CARD,
     {{NULL, 0}, {NULL, 0}},
     {NULL, 0}},
    {SOME_UUID, NOW, PSC_ERR_REQUEST_KIND, PSC_IDENTITY_UNKNOWN, {{NULL, 0}, {NULL, 0}}, {NULL, 0}},
};
static psc_provider_line providers[] = {{TEXT("PRO_CONNECT")}};
static psc_bytes emails[] = {TEXT("alice@example.com"), TEXT("a@x.org")};
static psc_journey_line journeys[] = {
    {TEXT("j"), PSC_JOURNEY_GREET, TEXT("CoolOrg"), TEXT("host"), ALICE, NOW},
};

static const struct {
    psc_effect effect;
    const char *text;
} effects[] = {
    {{.kind = PSC_EFFECT_REQUEST,
      .id = 7,
      .as.request = {PSC_PARTY_PARSEC,
                     TEXT("POST"),
                     TEXT("https://h/invited/O"),
                     {headers, 2},
                     BYTES(body),
                     30000,
                     8388608}},
     "{'effect': 'request', 'id': 7, 'party': 'parsec', 'method': 'POST', 'url': "
     "'https://h/invited/O', 'headers': "
     "[{'name': 'Api-Version', 'value': '5.6'}, {'name': 'Accept', 'value': '*/*'}], 'body': "
     "bin(80), 'timeout_ms': 30000, 'max_response': 8388608}"},
    {{.kind = PSC_EFFECT_REQUEST,
      .id = 0,
      .as.request = {.party = PSC_PARTY_OPENBAO, .method = TEXT("GET"), .url = TEXT("https://h/")}},
     "{'effect': 'request', 'id': 0, 'party': 'openbao', 'method': 'GET', 'url': 'https://h/', "
     "'headers': [], 'body': "
     "nil, 'timeout_ms': 0, 'max_response': 0}"},
    {{.kind = PSC_EFFECT_STREAM,
      .id = 7,
      .as.request = {.method = TEXT("GET"),
                     .url = TEXT("https://h/events"),
                     .headers = {headers, 1},
                     .timeout_ms = 1,
                     .max_response = 2}},
     "{'effect': 'stream', 'id': 7, 'party': 'parsec', 'method': 'GET', 'url': 'https://h/events', "
     "'headers': "
     "[{'name': 'Api-Version', 'value': '5.6'}], 'body': nil, 'timeout_ms': 1, 'max_response': "
     "2}"},
    {{.kind = PSC_EFFECT_SLEEP, .id = 8, .as.sleep_ms = 1500},
     "{'effect': 'sleep', 'id': 8, 'ms': 1500}"},
    {{.kind = PSC_EFFECT_STORE, .id = 9, .as.store.operations = {operations, 4}},
     "{'effect': 'store', 'id': 9, 'operations': [{'verb': 'put', 'store': 'devices', 'key': "
     "'dd01', 'value': bin(80)}, {'verb': 'delete', 'store': 'journeys', 'key': 'j', 'value': "
     "nil}, {'verb': 'get', 'store': 'data', 'key': 'd', 'value': nil}, {'verb': 'list', 'store': "
     "'official', 'key': nil, 'value': nil}]}"},
    {{.kind = PSC_EFFECT_STRETCH, .id = 10, .as.stretch.parameters = {131072, 3, 1, {0x5a}}},
     "{'effect': 'stretch', 'id': 10, 'parameters': {'memlimit_kb': 131072, 'opslimit': 3, "
     "'parallelism': 1, 'salt': bin(5a000000000000000000000000000000)}}"},
    {{.kind = PSC_EFFECT_ASK,
      .id = 11,
      .as.ask = {PSC_QUESTION_INVITATION,
                 {.invitation = {TEXT("CoolOrg"),
                                 TEXT("host"),
                                 true,
                                 TEXT("bob@example.com"),
                                 ALICE,
                                 ALICE,
                                 {NULL, 0},
                                 {administrators, 1}}}}},
     "{'effect': 'ask', 'id': 11, 'question': {'question': 'invitation', 'organization': "
     "'CoolOrg', 'host': 'host', 'new_device': true, 'email': 'bob@example.com', 'invited': "
     "['alice@example.com', 'Alice'], 'inviter': ['alice@example.com', 'Alice'], 'service_label': "
     "nil, 'administrators': [['alice@example.com', 'Alice']]}}"},
    {{.kind = PSC_EFFECT_ASK,
      .id = 11,
      .as.ask = {PSC_QUESTION_INVITATION,
                 {.invitation = {.organization = TEXT("O"),
                                 .host = TEXT("h"),
                                 .email = TEXT("e"),
                                 .service_label = TEXT("S")}}}},
     "{'effect': 'ask', 'id': 11, 'question': {'question': 'invitation', 'organization': 'O', "
     "'host': 'h', 'new_device': false, 'email': 'e', 'invited': nil, 'inviter': nil, "
     "'service_label': 'S', 'administrators': []}}"},
    {{.kind = PSC_EFFECT_ASK,
      .id = 12,
      .as.ask = {PSC_QUESTION_CODE, {.code = {SOMEBODY, {choices, 2}}}}},
     "{'effect': 'ask', 'id': 12, 'question': {'question': 'code', 'peer': ['bob@example.com', "
     "nil], 'choices': ['A2B3', 'C4D5']}}"},
    {{.kind = PSC_EFFECT_ASK,
      .id = 13,
      .as.ask = {PSC_QUESTION_DETAILS,
                 {.details = {TEXT("bob@example.com"), ALICE, PSC_ERR_VALUE}}}},
     "{'effect': 'ask', 'id': 13, 'question': {'question': 'details', 'email': 'bob@example.com', "
     "'peer': ['alice@example.com', 'Alice'], 'rejected': 'value'}}"},
    {{.kind = PSC_EFFECT_ASK,
      .id = 14,
      .as.ask = {PSC_QUESTION_IDENTITY,
                 {.identity = {TEXT("host"), {NULL, 0}, PSC_ERR_ALREADY_BOOTSTRAPPED}}}},
     "{'effect': 'ask', 'id': 14, 'question': {'question': 'identity', 'host': 'host', "
     "'organization': nil, 'rejected': 'already-bootstrapped'}}"},
    {{.kind = PSC_EFFECT_ASK,
      .id = 15,
      .as.ask = {PSC_QUESTION_PROTECTION,
                 {.protection = {TEXT("O"), TEXT("a@b"), true, true, PSC_ERR_SIGN_ON_DISABLED}}}},
     "{'effect': 'ask', 'id': 15, 'question': {'question': 'protection', 'organization': 'O', "
     "'email': 'a@b', 'passkey': true, 'sign_on': true, 'rejected': 'sign-on-disabled'}}"},
    {{.kind = PSC_EFFECT_ASK,
      .id = 15,
      .as.ask = {PSC_QUESTION_SIGN_ON,
                 {.sign_on = {TEXT("O"),
                              TEXT("h"),
                              TEXT("bao"),
                              {providers, 1},
                              TEXT("PRO_CONNECT"),
                              ALICE,
                              {emails, 2},
                              PSC_ERR_SIGN_ON_ACCOUNT}}}},
     "{'effect': 'ask', 'id': 15, 'question': {'question': 'sign-on', 'organization': 'O', 'host': "
     "'h', 'openbao_host': 'bao', 'providers': [{'id': 'PRO_CONNECT'}], 'preferred': "
     "'PRO_CONNECT', 'human_handle': ['alice@example.com', 'Alice'], 'signed_on_as': "
     "['alice@example.com', 'a@x.org'], 'rejected': 'sign-on-account'}}"},
    {{.kind = PSC_EFFECT_ASK,
      .id = 15,
      .as.ask = {PSC_QUESTION_SIGN_ON,
                 {.sign_on = {.organization = TEXT("O"),
                              .host = TEXT("h"),
                              .openbao_host = TEXT("bao"),
                              .providers = {providers, 1}}}}},
     "{'effect': 'ask', 'id': 15, 'question': {'question': 'sign-on', 'organization': 'O', 'host': "
     "'h', 'openbao_host': 'bao', 'providers': [{'id': 'PRO_CONNECT'}], 'preferred': nil, "
     "'human_handle': nil, 'signed_on_as': [], 'rejected': 'ok'}}"},
    {{.kind = PSC_EFFECT_ASK,
      .id = 15,
      .as.ask = {PSC_QUESTION_SIGNING_ON,
                 {.signing_on = {TEXT("O"), TEXT("PRO_CONNECT"), TEXT("https://id/?state=s"),
                                 TEXT("s"), TEXT("n")}}}},
     "{'effect': 'ask', 'id': 15, 'question': {'question': 'signing-on', 'organization': 'O', "
     "'provider': 'PRO_CONNECT', 'auth_url': 'https://id/?state=s', 'state': 's', 'client_nonce': "
     "'n'}}"},
    {{.kind = PSC_EFFECT_ASK,
      .id = 15,
      .as.ask = {PSC_QUESTION_REQUEST,
                 {.request = {TEXT("O"),
                              TEXT("h"),
                              TEXT("PRO_CONNECT"),
                              {emails, 1},
                              PSC_ERR_REQUEST_WAITING,
                              true,
                              NOW}}}},
     "{'effect': 'ask', 'id': 15, 'question': {'question': 'request', 'organization': 'O', 'host': "
     "'h', 'provider': 'PRO_CONNECT', 'emails': ['alice@example.com'], 'rejected': "
     "'request-waiting', 'submitted_on': time(1770000000123456)}}"},
    {{.kind = PSC_EFFECT_ASK,
      .id = 15,
      .as.ask = {PSC_QUESTION_REQUESTED,
                 {.requested = {ALICE, TEXT("PC1"), NOW, {emails, 2}, PSC_OK}}}},
     "{'effect': 'ask', 'id': 15, 'question': {'question': 'requested', 'human_handle': "
     "['alice@example.com', 'Alice'], 'device_label': 'PC1', 'submitted_on': "
     "time(1770000000123456), 'emails': ['alice@example.com', 'a@x.org'], 'rejected': 'ok'}}"},
    {{.kind = PSC_EFFECT_ASK,
      .id = 15,
      .as.ask = {PSC_QUESTION_ACCEPTED,
                 {.accepted = {TEXT("O"),
                               TEXT("h"),
                               ALICE,
                               ALICE,
                               true,
                               PSC_PROFILE_STANDARD,
                               TEXT("PC1"),
                               {emails, 1}}}}},
     "{'effect': 'ask', 'id': 15, 'question': {'question': 'accepted', 'organization': 'O', "
     "'host': 'h', 'requested': ['alice@example.com', 'Alice'], 'human_handle': "
     "['alice@example.com', 'Alice'], 'differs': true, 'profile': 'STANDARD', 'device_label': "
     "'PC1', 'accepted_by': ['alice@example.com']}}"},
    {{.kind = PSC_EFFECT_ASK,
      .id = 16,
      .as.ask = {PSC_QUESTION_PASSWORD,
                 {.password = {TEXT("O"), TEXT("h"), ALICE, TEXT("PC1"), 2}}}},
     "{'effect': 'ask', 'id': 16, 'question': {'question': 'password', 'organization': 'O', "
     "'host': 'h', 'human_handle': ['alice@example.com', 'Alice'], 'device_label': 'PC1', "
     "'refused': 2}}"},
    {{.kind = PSC_EFFECT_ASK,
      .id = 23,
      .as.ask = {PSC_QUESTION_NEW_PASSKEY,
                 {.new_passkey =
                      {TEXT("O"), ALICE, {4}, {5}, {credential_ids, 2}, PSC_ERR_ALREADY_EXISTS}}}},
     "{'effect': 'ask', 'id': 23, 'question': {'question': 'new-passkey', 'organization': 'O', "
     "'human_handle': ['alice@example.com', 'Alice'], 'user_handle': bin(04" ZEROS_31
     "), 'salt': bin(05" ZEROS_31 "), 'existing': [bin(c001), bin(80)], 'rejected': "
     "'already-exists'}}"},
    {{.kind = PSC_EFFECT_ASK,
      .id = 24,
      .as.ask = {PSC_QUESTION_PASSKEY,
                 {.passkey = {TEXT("O"), TEXT("h"), ALICE, TEXT("PC1"), {passkeys, 1}, 2}}}},
     "{'effect': 'ask', 'id': 24, 'question': {'question': 'passkey', 'organization': 'O', "
     "'host': 'h', 'human_handle': ['alice@example.com', 'Alice'], 'device_label': 'PC1', "
     "'passkeys': " PASSKEYS ", 'refused': 2}}"},
    {{.kind = PSC_EFFECT_ASK,
      .id = 25,
      .as.ask = {PSC_QUESTION_ONE_TIME_CODE,
                 {.one_time_code = {TEXT("O"), TEXT("h"), ALICE, PSC_ERR_THROTTLED, 3, true,
                                    NOW}}}},
     "{'effect': 'ask', 'id': 25, 'question': {'question': 'one-time-code', 'organization': 'O', "
     "'host': 'h', 'human_handle': ['alice@example.com', 'Alice'], 'rejected': 'throttled', "
     "'refused': 3, 'wait_until': time(1770000000123456)}}"},
    {{.kind = PSC_EFFECT_ASK,
      .id = 25,
      .as.ask = {PSC_QUESTION_ONE_TIME_CODE,
                 {.one_time_code = {TEXT("O"), TEXT("h"), ALICE, PSC_OK, 0, false, NOW}}}},
     "{'effect': 'ask', 'id': 25, 'question': {'question': 'one-time-code', 'organization': 'O', "
     "'host': 'h', 'human_handle': ['alice@example.com', 'Alice'], 'rejected': 'ok', 'refused': "
     "0, 'wait_until': nil}}"},
    {{.kind = PSC_EFFECT_ASK,
      .id = 26,
      .as.ask = {PSC_QUESTION_TOTP_SECRET,
                 {.totp_secret = {TEXT("O"), TEXT("h"), PSC_ERR_ONE_TIME_CODE}}}},
     "{'effect': 'ask', 'id': 26, 'question': {'question': 'totp-secret', 'organization': 'O', "
     "'host': 'h', 'rejected': 'one-time-code'}}"},
    {{.kind = PSC_EFFECT_ASK,
      .id = 27,
      .as.ask = {PSC_QUESTION_RECOVERY_FILE,
                 {.recovery_file = {TEXT("O"), TEXT("O.psrk"), TEXT("O.txt"), BYTES(body),
                                    PSC_ERR_RECOVERY_FILE}}}},
     "{'effect': 'ask', 'id': 27, 'question': {'question': 'recovery-file', 'organization': 'O', "
     "'name': 'O.psrk', 'key_name': 'O.txt', 'file': bin(80), 'rejected': 'recovery-file'}}"},
    {{.kind = PSC_EFFECT_ASK,
      .id = 28,
      .as.ask = {PSC_QUESTION_RECOVERY_KEY,
                 {.recovery_key = {TEXT("O"), TEXT("h"), ALICE, NOW, PSC_ERR_RECOVERY_KEY, 1}}}},
     "{'effect': 'ask', 'id': 28, 'question': {'question': 'recovery-key', 'organization': 'O', "
     "'host': 'h', 'human_handle': ['alice@example.com', 'Alice'], 'created_on': "
     "time(1770000000123456), 'rejected': 'recovery-key', 'refused': 1}}"},
    {{.kind = PSC_EFFECT_ASK,
      .id = 17,
      .as.ask = {PSC_QUESTION_APPROVAL,
                 {.approval = {ALICE, TEXT("PC1"), TEXT("a@b"), false, PSC_OK}}}},
     "{'effect': 'ask', 'id': 17, 'question': {'question': 'approval', 'requested': "
     "['alice@example.com', 'Alice'], 'device_label': 'PC1', 'invited_email': 'a@b', "
     "'email_matches': false, 'rejected': 'ok'}}"},
    {{.kind = PSC_EFFECT_ASK,
      .id = 20,
      .as.ask = {PSC_QUESTION_NEW_DEVICE, {.new_device = {TEXT("PC1")}}}},
     "{'effect': 'ask', 'id': 20, 'question': {'question': 'new-device', 'device_label': 'PC1'}}"},
    {{.kind = PSC_EFFECT_ASK,
      .id = 21,
      .as.ask = {PSC_QUESTION_TERMS, {.terms = {TEXT("O"), NOW, {terms_links, 1}, true}}}},
     "{'effect': 'ask', 'id': 21, 'question': {'question': 'terms', 'organization': 'O', "
     "'updated_on': time(1770000000123456), 'links': [{'locale': 'en_US', 'url': "
     "'https://x/terms'}], 'changed': true}}"},
    {{.kind = PSC_EFFECT_ASK,
      .id = 22,
      .as.ask = {PSC_QUESTION_ELSEWHERE, {.elsewhere = {TEXT("O"), TEXT("PC1")}}}},
     "{'effect': 'ask', 'id': 22, 'question': {'question': 'elsewhere', 'organization': 'O', "
     "'device_label': 'PC1'}}"},
    {{.kind = PSC_EFFECT_ASK,
      .id = 18,
      .as.ask = {PSC_QUESTION_STOPPED,
                 {.stopped = {SOMEBODY, true, PSC_CANCEL_INVALID_SAS_CODE, PSC_OK, 1}}}},
     "{'effect': 'ask', 'id': 18, 'question': {'question': 'stopped', 'peer': ['bob@example.com', "
     "nil], 'by_me': true, 'reason': 'INVALID_SAS_CODE', 'status': 'ok', 'count': 1}}"},
    {{.kind = PSC_EFFECT_ASK,
      .id = 19,
      .as.ask = {PSC_QUESTION_TROUBLE, {.trouble = {PSC_ERR_STORE_QUOTA, true}}}},
     "{'effect': 'ask', 'id': 19, 'question': {'question': 'trouble', 'status': 'store-quota', "
     "'nothing_lost': true}}"},
    {{.kind = PSC_EFFECT_NOTE, .as.note = {PSC_NOTE_WAITING, {.waiting = {{people, 2}, true}}}},
     "{'effect': 'note', 'note': {'note': 'waiting', 'people': [['alice@example.com', 'Alice'], "
     "['bob@example.com', nil]], 'person_must_act': true}}"},
    {{.kind = PSC_EFFECT_NOTE, .as.note = {PSC_NOTE_OWN_CODE, {.own_code = {TEXT("A2B3"), ALICE}}}},
     "{'effect': 'note', 'note': {'note': 'own-code', 'code': 'A2B3', 'peer': "
     "['alice@example.com', 'Alice']}}"},
    {{.kind = PSC_EFFECT_NOTE,
      .as.note = {PSC_NOTE_NETWORK, {.network = {false, PSC_ERR_OFFLINE, 2000}}}},
     "{'effect': 'note', 'note': {'note': 'network', 'reachable': false, 'status': 'offline', "
     "'retry_in_ms': 2000}}"},
    {{.kind = PSC_EFFECT_NOTE, .as.note = {PSC_NOTE_SILENCE, {.silence = {true, NOBODY}}}},
     "{'effect': 'note', 'note': {'note': 'silence', 'silent': true, 'peer': nil}}"},
    {{.kind = PSC_EFFECT_NOTE,
      .as.note = {PSC_NOTE_RESTARTED,
                  {.restarted = {false, PSC_CANCEL_AUTOMATICALLY_CANCELLED, 3}}}},
     "{'effect': 'note', 'note': {'note': 'restarted', 'by_me': false, 'reason': "
     "'AUTOMATICALLY_CANCELLED', 'count': 3}}"},
    {{.kind = PSC_EFFECT_NOTE,
      .as.note = {PSC_NOTE_LIVE, {.live = {false, PSC_ERR_OFFLINE, 5000}}}},
     "{'effect': 'note', 'note': {'note': 'live', 'online': false, 'status': 'offline', "
     "'retry_in_ms': 5000}}"},
    {{.kind = PSC_EFFECT_NOTE, .as.note = {PSC_NOTE_KNOWN, {.known = {true, 40000, 7, 8}}}},
     "{'effect': 'note', 'note': {'note': 'known', 'complete': true, 'certificates': 40000, "
     "'done': 7, 'total': 8}}"},
    {{.kind = PSC_EFFECT_NOTE, .as.note = {PSC_NOTE_INVITATIONS, {.invitations = {2}}}},
     "{'effect': 'note', 'note': {'note': 'invitations', 'count': 2}}"},
    {{.kind = PSC_EFFECT_NOTE, .as.note = {PSC_NOTE_REQUESTS, {.requests = {3}}}},
     "{'effect': 'note', 'note': {'note': 'requests', 'count': 3}}"},
    {{.kind = PSC_EFFECT_NOTE,
      .as.note = {PSC_NOTE_REQUEST, {.request = {PSC_ASYNC_REJECTED, NOW, true, NOW}}}},
     "{'effect': 'note', 'note': {'note': 'request', 'status': 'rejected', 'submitted_on': "
     "time(1770000000123456), 'decided_on': time(1770000000123456)}}"},
    {{.kind = PSC_EFFECT_WITHDRAW, .id = 7}, "{'effect': 'withdraw', 'id': 7}"},
    {{.kind = PSC_EFFECT_DONE,
      .as.done = {PSC_RESULT_DEVICE,
                  {.device = {NULL,
                              3,
                              SOME_UUID,
                              SOME_UUID,
                              TEXT("O"),
                              TEXT("h"),
                              TEXT("https://h/"),
                              ALICE,
                              TEXT("PC1"),
                              PSC_PROFILE_ADMIN,
                              {PSC_STORE_DEVICES, TEXT("dd01")}}}}},
     "{'effect': 'done', 'result': {'result': 'device', 'device': 3, 'device_id': " SOME_ID
     ", 'user_id': " SOME_ID
     ", 'organization': 'O', 'host': 'h', 'server_url': 'https://h/', 'human_handle': "
     "['alice@example.com', 'Alice'], 'device_label': 'PC1', 'profile': 'ADMIN', 'place': "
     "{'store': 'devices', 'key': 'dd01'}}}"},
    {{.kind = PSC_EFFECT_DONE,
      .as.done = {PSC_RESULT_GREETED, {.greeted = {SOME_UUID, ALICE, PSC_PROFILE_OUTSIDER}}}},
     "{'effect': 'done', 'result': {'result': 'greeted', 'user_id': " SOME_ID
     ", 'human_handle': ['alice@example.com', 'Alice'], 'profile': 'OUTSIDER'}}"},
    {{.kind = PSC_EFFECT_DONE, .as.done = {PSC_RESULT_ADDED, {.added = {SOME_UUID, TEXT("PC1")}}}},
     "{'effect': 'done', 'result': {'result': 'added', 'device_id': " SOME_ID
     ", 'device_label': 'PC1'}}"},
    {{.kind = PSC_EFFECT_DONE,
      .as.done = {PSC_RESULT_INVITED,
                  {.invited = {SOME_UUID, PSC_EMAIL_SENT_SERVER_UNAVAILABLE, TEXT("https://x/")}}}},
     "{'effect': 'done', 'result': {'result': 'invited', 'invitation': " SOME_ID
     ", 'email_sent': 'SERVER_UNAVAILABLE', 'link': 'https://x/'}}"},
    {{.kind = PSC_EFFECT_DONE,
      .as.done = {PSC_RESULT_INVITATIONS, {.invitations = {{invitations, 2}}}}},
     "{'effect': 'done', 'result': {'result': 'invitations', 'invitations': "
     "[{'invitation': " SOME_ID ", 'type': 'user', 'link': 'https://x/', 'email': "
                                "'bob@example.com', 'created_on': time(1770000000123456), "
     "'created_by': ['alice@example.com', 'Alice'], 'status': 'PENDING', 'unfinished': true}, "
     "{'invitation': " SOME_ID ", 'type': 'device', 'link': nil, 'email': nil, 'created_on': "
                               "time(1770000000123456), 'created_by': nil, "
     "'status': 'CANCELLED', 'unfinished': false}]}}"},
    {{.kind = PSC_EFFECT_DONE,
      .as.done = {PSC_RESULT_HOME, {.home = {{devices, 2}, {requests, 2}, {journeys, 1}}}}},
     "{'effect': 'done', 'result': {'result': 'home', 'devices': [{'place': {'store': 'devices', "
     "'key': 'dd01'}, 'status': 'ok', 'aside': true, 'kind': 'web_passkey', 'device_id': " SOME_ID
     ", 'organization': 'CoolOrg', 'host': 'host', 'human_handle': ['alice@example.com', 'Alice'], "
     "'device_label': 'PC1', 'created_on': time(1770000000123456), 'user_id': " SOME_ID
     ", 'has_totp': true, 'passkeys': " PASSKEYS
     ", 'provider': 'PRO_CONNECT'}, {'place': {'store': "
     "'official', 'key': '/x'}, 'status': 'device-file', 'aside': false, 'kind': nil, 'device_id': "
     "nil, 'organization': nil, 'host': nil, 'human_handle': nil, 'device_label': nil, "
     "'created_on': nil, 'user_id': nil, 'has_totp': false, 'passkeys': [], 'provider': nil}], "
     "'requests': [" REQUEST ", {'key': 'e2', 'status': 'request-file', 'organization': nil, "
     "'host': nil, 'server_url': nil, 'human_handle': nil, 'device_label': nil, 'provider': nil, "
     "'submitted_on': time(0)}], 'journeys': "
     "[{'key': 'j', 'kind': "
     "'greet', 'organization': 'CoolOrg', 'host': 'host', 'human_handle': ['alice@example.com', "
     "'Alice'], 'created_on': time(1770000000123456)}]}}"},
    {{.kind = PSC_EFFECT_DONE,
      .as.done = {PSC_RESULT_FILE, {.file = {TEXT("dd01.keys"), BYTES(body)}}}},
     "{'effect': 'done', 'result': {'result': 'file', 'name': 'dd01.keys', 'data': bin(80)}}"},
    {{.kind = PSC_EFFECT_DONE,
      .as.done = {PSC_RESULT_DIRECTORY,
                  {.directory = {5, {members, 2}, {member_devices, 2}, true, 7}}}},
     "{'effect': 'done', 'result': {'result': 'directory', 'certificates': 5, 'people': "
     "[{'user_id': " SOME_ID
     ", 'human_handle': ['alice@example.com', 'Alice'], 'profile': 'STANDARD', 'created_on': "
     "time(1770000000123456), 'created_by': nil, 'self': true, 'revoked_on': nil, 'revoked_by': "
     "nil}, {'user_id': " SOME_ID
     ", 'human_handle': nil, 'profile': 'OUTSIDER', 'created_on': time(1770000000123456), "
     "'created_by': ['alice@example.com', 'Alice'], 'self': false, 'revoked_on': "
     "time(1770000000123457), 'revoked_by': ['alice@example.com', 'Alice']}], 'devices': "
     "[{'device_id': " SOME_ID ", 'user_id': " SOME_ID
     ", 'device_label': 'PC1', 'purpose': 'PASSPHRASE_RECOVERY', 'created_on': "
     "time(1770000000123456), 'self': true, 'news': false}, {'device_id': " SOME_ID
     ", 'user_id': " SOME_ID
     ", 'device_label': nil, 'purpose': 'STANDARD', 'created_on': time(1770000000123456), "
     "'self': false, 'news': true}], 'next': 7}}"},
    {{.kind = PSC_EFFECT_DONE,
      .as.done = {PSC_RESULT_IMPORTED,
                  {.imported = {.place = {PSC_STORE_DEVICES, TEXT("k")},
                                .readable = true,
                                .kind = PSC_DEVICE_FILE_ACCOUNT_VAULT}}}},
     "{'effect': 'done', 'result': {'result': 'imported', 'device': {'place': {'store': 'devices', "
     "'key': 'k'}, 'status': 'ok', 'aside': false, 'kind': 'account_vault', 'device_id': "
     "uuid(00000000000000000000000000000000), 'organization': nil, 'host': nil, 'human_handle': "
     "nil, 'device_label': nil, 'created_on': time(0), 'user_id': "
     "uuid(00000000000000000000000000000000), 'has_totp': false, 'passkeys': [], "
     "'provider': nil}}}"},
    {{.kind = PSC_EFFECT_DONE,
      .as.done = {PSC_RESULT_RECOVERED,
                  {.imported = {.place = {PSC_STORE_DEVICES, TEXT("k")},
                                .status = PSC_ERR_DEVICE_FILE}}}},
     "{'effect': 'done', 'result': {'result': 'recovered', 'device': {'place': {'store': "
     "'devices', 'key': 'k'}, 'status': 'device-file', 'aside': false, 'kind': nil, 'device_id': "
     "nil, 'organization': nil, 'host': nil, 'human_handle': nil, 'device_label': nil, "
     "'created_on': nil, 'user_id': nil, 'has_totp': false, 'passkeys': [], "
     "'provider': nil}}}"},
    {{.kind = PSC_EFFECT_DONE,
      .as.done = {PSC_RESULT_REQUEST,
                  {.request = {TEXT("e1"), PSC_OK, TEXT("CoolOrg"), TEXT("host"),
                               TEXT("https://host/"), ALICE, TEXT("PC1"), TEXT("PRO_CONNECT"),
                               NOW}}}},
     "{'effect': 'done', 'result': {'result': 'request', 'request': " REQUEST "}}"},
    {{.kind = PSC_EFFECT_DONE,
      .as.done = {PSC_RESULT_REQUESTS, {.requests = {{requested, 3}, TEXT("https://x/")}}}},
     "{'effect': 'done', 'result': {'result': 'requests', 'requests': [{'enrollment_id': " SOME_ID
     ", 'submitted_on': time(1770000000123456), 'status': 'ok', 'identity': 'sign-on', "
     "'human_handle': ['alice@example.com', 'Alice'], 'device_label': 'PC1'}, "
     "{'enrollment_id': " SOME_ID
     ", 'submitted_on': time(1770000000123456), 'status': 'request-payload', 'identity': "
     "'smart-card', 'human_handle': nil, 'device_label': nil}, {'enrollment_id': " SOME_ID
     ", 'submitted_on': time(1770000000123456), 'status': 'request-kind', 'identity': 'unknown', "
     "'human_handle': nil, 'device_label': nil}], 'link': 'https://x/'}}"},
    {{.kind = PSC_EFFECT_DONE,
      .as.done = {PSC_RESULT_POLICY,
                  {.policy = {true, {policy, 3}, PSC_VERDICT_TOTP, {providers, 1}, true}}}},
     "{'effect': 'done', 'result': {'result': 'policy', 'restricted': true, 'methods': [{'kind': "
     "'password', 'allowed': true, 'needs_totp': true}, {'kind': 'web_passkey', 'allowed': true, "
     "'needs_totp': false}, {'kind': 'pki', 'allowed': false, 'needs_totp': false}], 'verdict': "
     "'totp', 'providers': [{'id': 'PRO_CONNECT'}], 'answered': true}}"},
    {{.kind = PSC_EFFECT_DONE,
      .as.done = {PSC_RESULT_POLICY,
                  {.policy = {false, {policy, 0}, PSC_VERDICT_FINE, {providers, 0}, false}}}},
     "{'effect': 'done', 'result': {'result': 'policy', 'restricted': false, 'methods': [], "
     "'verdict': 'fine', 'providers': [], 'answered': false}}"},
    {{.kind = PSC_EFFECT_DONE,
      .as.done = {PSC_RESULT_POLICY,
                  {.policy = {true, {policy, 0}, PSC_VERDICT_METHOD, {providers, 0}, true}}}},
     "{'effect': 'done', 'result': {'result': 'policy', 'restricted': true, 'methods': [], "
     "'verdict': 'method', 'providers': [], 'answered': true}}"},
    {{.kind = PSC_EFFECT_DONE, .as.done = {.kind = PSC_RESULT_NOTHING}},
     "{'effect': 'done', 'result': {'result': 'nothing'}}"},
    {{.kind = PSC_EFFECT_FAILED, .as.failed = {.status = PSC_ERR_CANCELLED}},
     "{'effect': 'failed', 'failure': {'status': 'cancelled', 'http_status': 0, 'server_time': "
     "nil, 'client_time': nil, 'wait_until': nil, 'person': nil, 'certificate': nil, "
     "'certificate_time': nil, 'file_kind': nil, 'file_part': nil, 'nothing_lost': false}}"},
#define DAMAGED(part, name)                                                                        \
    {{.kind = PSC_EFFECT_FAILED,                                                                   \
      .as.failed = {.status = PSC_ERR_DEVICE_FILE, .has_file_part = true, .file_part = (part)}},   \
     "{'effect': 'failed', 'failure': {'status': 'device-file', 'http_status': 0, 'server_time': " \
     "nil, 'client_time': nil, 'wait_until': nil, 'person': nil, 'certificate': nil, "             \
     "'certificate_time': nil, 'file_kind': nil, 'file_part': '" name "', 'nothing_lost': "        \
     "false}}"}
    DAMAGED(PSC_FILE_PART_FORMAT, "format"),
    DAMAGED(PSC_FILE_PART_HEAD, "head"),
    DAMAGED(PSC_FILE_PART_PROTECTION, "protection"),
    DAMAGED(PSC_FILE_PART_LAYER, "layer"),
    DAMAGED(PSC_FILE_PART_CONTENTS, "contents"),
#undef DAMAGED
    {{.kind = PSC_EFFECT_FAILED,
      .as.failed = {.status = PSC_ERR_BALLPARK,
                    .http_status = 200,
                    .has_server_time = true,
                    .server_time = NOW,
                    .client_time = NOW + 1,
                    .has_wait_until = true,
                    .wait_until = NOW + 2,
                    .person = SOMEBODY,
                    .has_certificate = true,
                    .certificate_kind = PSC_COMMON_REVOKED_USER,
                    .certificate_time = NOW + 3,
                    .has_file_kind = true,
                    .file_kind = PSC_DEVICE_FILE_OPENBAO,
                    .nothing_lost = true}},
     "{'effect': 'failed', 'failure': {'status': 'ballpark', 'http_status': 200, 'server_time': "
     "time(1770000000123456), 'client_time': time(1770000000123457), 'wait_until': "
     "time(1770000000123458), 'person': ['bob@example.com', nil], 'certificate': 'revoked-user', "
     "'certificate_time': time(1770000000123459), 'file_kind': 'openbao', 'file_part': nil, "
     "'nothing_lost': true}}"},
};

static psc_status write_effect(void *context) {
    psc_arena own;
    psc_buf out;
    test_arena_init(&own);
    psc_buf_init(&out, &own);
    const psc_status status = psc_effect_write(&out, context);
    psc_arena_free(&own);
    return status;
}

static psc_status write_into(psc_buf *out, const void *context) {
    return psc_effect_write(out, context);
}

static void test_effects(void) {
    for (size_t i = 0; i < PSC_COUNT(effects); i++) {
        psc_effect effect = effects[i].effect;
        psc_buf out;
        test_subject(effects[i].text);
        psc_buf_init(&out, &arena);
        if (CHECK_OK(psc_effect_write(&out, &effect))) {
            CHECK_TEXT(effects[i].text, wire_dump(&arena, psc_buf_view(&out)));
        }
        CHECK(test_each_allocation(write_effect, &effect) > 0);
        wire_check_rooms(write_into, &effect);
        /* Whatever a screen shows, the secret of an effect is not in it. */
        effect.secret = PSC_BYTES_LIT("hunter2hunter2");
        psc_buf_init(&out, &arena);
        CHECK_OK(psc_effect_write(&out, &effect));
        CHECK_TEXT(effects[i].text, wire_dump(&arena, psc_buf_view(&out)));
        psc_arena_reset(&arena);
    }
    test_subject(NULL);
}

static void test_refused_effects(void) {
    const psc_effect refused[] = {
        {.kind = 99},
        {.kind = PSC_EFFECT_ASK, .as.ask = {.kind = 99}},
        {.kind = PSC_EFFECT_REQUEST, .as.request = {.url = TEXT("https://h/")}},
        {.kind = PSC_EFFECT_STORE,
         .as.store.operations = {(psc_store_operation[]) {{.verb = 4}}, 1}},
        {.kind = PSC_EFFECT_NOTE,
         .as.note = {.kind = PSC_NOTE_OWN_CODE, .as.own_code = {TEXT("A2B3"), NOBODY}}},
        /* A device without a handle would be lost on the way. */
        {.kind = PSC_EFFECT_DONE, .as.done = {.kind = PSC_RESULT_DEVICE}},
        /* A failure says why. */
        {.kind = PSC_EFFECT_FAILED, .as.failed = {.status = PSC_OK}},
    };
    for (size_t i = 0; i < PSC_COUNT(refused); i++) {
        psc_buf out;
        psc_buf_init(&out, &arena);
        CHECK_STATUS(PSC_ERR_ARGUMENT, psc_effect_write(&out, &refused[i]));
    }
    psc_arena_reset(&arena);
}

/* ---- what comes in */

static psc_type named(const char *name) {
    for (size_t i = 0; i < psc_crossing_types_count; i++) {
        if (strcmp(psc_crossing_types[i].name, name) == 0) {
            const psc_type *type = &psc_crossing_types[i].type;
            return type->kind == PSC_KIND_RECORD ? wire_record(type->detail)
                                                 : wire_union(type->detail);
        }
    }
    abort();
}

/* A member of a struct that no field of its table covers would silently not cross. Padding is
 * shorter than eight bytes. */
static void check_covered(const psc_record *record, const psc_field *besides) {
    uint8_t covered[1024] = {0};
    size_t uncovered = 0;
    if (!CHECK(record->size <= sizeof covered)) {
        return;
    }
    for (size_t i = 0; i < record->count; i++) {
        const psc_field *field = &record->fields[i];
        memset(covered + field->offset, 1, field->type.size);
        if (field->presence != PSC_NO_PRESENCE) {
            covered[field->presence] = 1;
        }
        if (field->type.kind == PSC_KIND_RECORD) {
            check_covered(field->type.detail, NULL);
        }
        const psc_type *item = field->type.kind == PSC_KIND_LIST ? field->type.detail : NULL;
        if (item != NULL && item->kind == PSC_KIND_RECORD) {
            check_covered(item->detail, NULL);
        }
    }
    if (besides != NULL) {
        memset(covered + besides->offset, 1, besides->type.size);
    }
    for (size_t i = 0; i < record->size; i++) {
        uncovered = covered[i] ? 0 : uncovered + 1;
        CHECK(uncovered < 8);
    }
}

static void test_coverage(void) {
    /* Its handle crosses in its place. */
    static const psc_field device_pointer = {"device",
                                             {PSC_KIND_U32, sizeof(psc_device *), NULL},
                                             offsetof(psc_result_device, device),
                                             PSC_NO_PRESENCE,
                                             PSC_REQUIRED};
    static const char *const unions[] = {"Question", "Note", "Result"};
    for (size_t u = 0; u < PSC_COUNT(unions); u++) {
        const psc_union *united = named(unions[u]).detail;
        for (size_t i = 0; i < united->count; i++) {
            test_subject(united->variants[i].tag);
            if (united->variants[i].offset > 0) { /* a struct of its own */
                check_covered(united->variants[i].record,
                              strcmp(united->variants[i].tag, "device") == 0 ? &device_pointer
                                                                             : NULL);
            }
        }
    }
    test_subject("failure");
    check_covered(named("Failure").detail, NULL);
    test_subject(NULL);
}

static void test_tables(void) {
    for (size_t i = 0; i < psc_crossing_types_count; i++) {
        psc_type type = psc_crossing_types[i].type;
        if (type.kind == PSC_KIND_RECORD) {
            type = wire_record(type.detail);
        } else if (type.kind == PSC_KIND_UNION) {
            type = wire_union(type.detail);
        }
        wire_check_table(&type);
        for (size_t j = 0; j < i; j++) {
            CHECK(strcmp(psc_crossing_types[i].name, psc_crossing_types[j].name) != 0);
        }
    }
}

static psc_store_record records[] = {{TEXT("dd01"), BYTES(body)}};
static psc_store_outcome outcomes[] = {{{records, 1}}, {{NULL, 0}}};

static const struct {
    psc_event event;
    const char *text;
} events[] = {
    {{.kind = PSC_EVENT_BEGIN, .now = NOW}, "{'event': 'begin', 'now': time(1770000000123456)}"},
    {{.kind = PSC_EVENT_RESPONSE, .effect = 7, .now = NOW, .as.response = {200, BYTES(body)}},
     "{'event': 'response', 'effect': 7, 'now': time(1770000000123456), 'http_status': 200, "
     "'body': bin(80)}"},
    {{.kind = PSC_EVENT_TRANSPORT_FAILURE,
      .effect = 7,
      .now = NOW,
      .as.transport_failure = PSC_TRANSPORT_OVERSIZED},
     "{'event': 'transport-failure', 'effect': 7, 'now': time(1770000000123456), 'failure': "
     "'oversized'}"},
    {{.kind = PSC_EVENT_STREAMED, .effect = 7, .now = NOW, .as.streamed = BYTES(body)},
     "{'event': 'streamed', 'effect': 7, 'now': time(1770000000123456), 'bytes': bin(80)}"},
    {{.kind = PSC_EVENT_STREAM_CLOSED, .effect = 7, .now = NOW, .as.closed = 461},
     "{'event': 'stream-closed', 'effect': 7, 'now': time(1770000000123456), 'http_status': 461}"},
    {{.kind = PSC_EVENT_FIRED, .effect = 8, .now = NOW},
     "{'event': 'fired', 'effect': 8, 'now': time(1770000000123456)}"},
    {{.kind = PSC_EVENT_STORED, .effect = 9, .now = NOW, .as.stored = {outcomes, 2}},
     "{'event': 'stored', 'effect': 9, 'now': time(1770000000123456), 'outcomes': [{'records': "
     "[{'key': 'dd01', 'value': bin(80)}]}, {'records': []}]}"},
    {{.kind = PSC_EVENT_STORE_FAILURE,
      .effect = 9,
      .now = NOW,
      .as.store_failure = PSC_STORE_CONFLICT},
     "{'event': 'store-failure', 'effect': 9, 'now': time(1770000000123456), 'failure': "
     "'conflict'}"},
    {{.kind = PSC_EVENT_STRETCHED, .effect = 10, .now = NOW},
     "{'event': 'stretched', 'effect': 10, 'now': time(1770000000123456)}"},
    {{.kind = PSC_EVENT_STRETCH_FAILURE, .effect = 10, .now = NOW},
     "{'event': 'stretch-failure', 'effect': 10, 'now': time(1770000000123456)}"},
    {{.kind = PSC_EVENT_CANCEL, .now = NOW}, "{'event': 'cancel', 'now': time(1770000000123456)}"},
    {{.kind = PSC_EVENT_HURRY, .now = NOW}, "{'event': 'hurry', 'now': time(1770000000123456)}"},
};

static const struct {
    psc_answer answer;
    const char *text;
} answers[] = {
    {{.kind = PSC_ANSWER_PROCEED}, "{'answer': 'proceed'}"},
    {{.kind = PSC_ANSWER_CODE, .code = TEXT("A2B3")}, "{'answer': 'code', 'code': 'A2B3'}"},
    {{.kind = PSC_ANSWER_NO_CODE}, "{'answer': 'no-code'}"},
    {{.kind = PSC_ANSWER_DETAILS, .name = TEXT("Bob")}, "{'answer': 'details', 'name': 'Bob'}"},
    {{.kind = PSC_ANSWER_IDENTITY,
      .name = TEXT("Bob"),
      .email = TEXT("b@c"),
      .organization = TEXT("O"),
      .replace = true},
     "{'answer': 'identity', 'name': 'Bob', 'email': 'b@c', 'organization': 'O', "
     "'authority_key_pem': nil, 'replace': true}"},
    {{.kind = PSC_ANSWER_PROTECTION}, "{'answer': 'protection'}"},
    {{.kind = PSC_ANSWER_NEW_PASSKEY,
      .credential_id = BYTES(credential_id),
      .rp_id = TEXT("host"),
      .label = TEXT("This phone")},
     "{'answer': 'new-passkey', 'credential_id': bin(c001), 'rp_id': 'host', 'label': 'This "
     "phone'}"},
    {{.kind = PSC_ANSWER_PASSWORD}, "{'answer': 'password'}"},
    {{.kind = PSC_ANSWER_PASSKEY, .credential_id = BYTES(credential_id)},
     "{'answer': 'passkey', 'credential_id': bin(c001)}"},
    {{.kind = PSC_ANSWER_SIGN_ON}, "{'answer': 'sign-on'}"},
    {{.kind = PSC_ANSWER_PROVIDER, .provider = TEXT("P"), .redirect_uri = TEXT("https://h/")},
     "{'answer': 'provider', 'provider': 'P', 'redirect_uri': 'https://h/'}"},
    {{.kind = PSC_ANSWER_SIGNED_ON, .state = TEXT("s")}, "{'answer': 'signed-on', 'state': 's'}"},
    {{.kind = PSC_ANSWER_RECOVERY_FILE, .file = BYTES(body)},
     "{'answer': 'recovery-file', 'file': bin(80)}"},
    {{.kind = PSC_ANSWER_RECOVERY_KEY}, "{'answer': 'recovery-key'}"},
    {{.kind = PSC_ANSWER_APPROVE,
      .name = TEXT("Bob"),
      .profile = PSC_PROFILE_STANDARD,
      .mismatch_acknowledged = true},
     "{'answer': 'approve', 'name': 'Bob', 'profile': 'STANDARD', 'mismatch_acknowledged': true}"},
    {{.kind = PSC_ANSWER_REFUSE}, "{'answer': 'refuse'}"},
    {{.kind = PSC_ANSWER_AGAIN}, "{'answer': 'again'}"},
};

static void check_stored(const psc_list *stored) {
    const psc_store_outcome *found = stored->items;
    if (CHECK(stored->count == 2 && found[0].records.count == 1 && found[1].records.count == 0)) {
        const psc_store_record *record = found[0].records.items;
        CHECK_TEXT("dd01", record->key);
        CHECK_BYTES(PSC_BYTES_OF(body), record->value);
    }
}

static void check_event(const psc_event *expected, const char *text) {
    const psc_type type = named("Event");
    test_subject(text);
    const psc_bytes message = test_exact(wire_write(&arena, &type, expected));
    CHECK_TEXT(text, wire_dump(&arena, message));
    psc_event read;
    memset(&read, 0xa7, sizeof read);
    if (CHECK_OK(psc_event_read(&read, &arena, message))) {
        CHECK(read.kind == expected->kind && read.effect == expected->effect &&
              read.now == expected->now);
        CHECK(read.secret.at == NULL);
        if (read.kind == PSC_EVENT_RESPONSE) {
            CHECK(read.as.response.http_status == 200);
            CHECK_BYTES(PSC_BYTES_OF(body), read.as.response.body);
        } else if (read.kind == PSC_EVENT_STREAMED) {
            CHECK_BYTES(PSC_BYTES_OF(body), read.as.streamed);
        } else if (read.kind == PSC_EVENT_STREAM_CLOSED) {
            CHECK(read.as.closed == expected->as.closed);
        } else if (read.kind == PSC_EVENT_STORED) {
            check_stored(&read.as.stored);
        } else {
            CHECK(read.as.transport_failure == expected->as.transport_failure);
        }
    }
    wire_check_hostile(&type, message);
    test_exact_free(message);
    psc_arena_reset(&arena);
}

static void check_answer(const psc_answer *expected, const char *text) {
    const psc_type type = named("Event");
    const psc_event event = {
        .kind = PSC_EVENT_ANSWER, .effect = 11, .now = NOW, .as.answer = *expected};
    psc_event read;
    psc_buf whole;
    test_subject(text);
    psc_buf_init(&whole, &arena);
    CHECK_OK(psc_buf_push_text(
        &whole, "{'event': 'answer', 'effect': 11, 'now': time(1770000000123456), 'answer': "));
    CHECK_OK(psc_buf_push_text(&whole, text));
    CHECK_OK(psc_buf_push_byte(&whole, '}'));
    const psc_bytes message = test_exact(wire_write(&arena, &type, &event));
    CHECK_BYTES(psc_buf_view(&whole), wire_dump(&arena, message));
    if (CHECK_OK(psc_event_read(&read, &arena, message))) {
        const psc_answer *answer = &read.as.answer;
        CHECK(read.kind == PSC_EVENT_ANSWER && answer->kind == expected->kind);
        CHECK_BYTES(expected->code, answer->code);
        CHECK_BYTES(expected->credential_id, answer->credential_id);
        CHECK_BYTES(expected->rp_id, answer->rp_id);
        CHECK_BYTES(expected->label, answer->label);
        CHECK_BYTES(expected->provider, answer->provider);
        CHECK_BYTES(expected->redirect_uri, answer->redirect_uri);
        CHECK_BYTES(expected->state, answer->state);
        CHECK(expected->replace == answer->replace);
        CHECK_BYTES(expected->file, answer->file);
        CHECK_BYTES(expected->name, answer->name);
        CHECK_BYTES(expected->email, answer->email);
        CHECK_BYTES(expected->organization, answer->organization);
        CHECK(answer->authority_key_pem.at == NULL);
        CHECK(answer->profile == expected->profile &&
              answer->mismatch_acknowledged == expected->mismatch_acknowledged);
    }
    wire_check_hostile(&type, message);
    test_exact_free(message);
    psc_arena_reset(&arena);
}

static void test_events(void) {
    for (size_t i = 0; i < PSC_COUNT(events); i++) {
        check_event(&events[i].event, events[i].text);
    }
    for (size_t i = 0; i < PSC_COUNT(answers); i++) {
        check_answer(&answers[i].answer, answers[i].text);
    }
    test_subject(NULL);
}

/* ---- options */

typedef enum option_kind {
    OPTION_TEXT,
    OPTION_NUMBER,
    OPTION_FALSE,
    OPTION_TIME,
    OPTION_BIN,
    OPTION_UUID,
    OPTION_PLACE
} option_kind;
typedef struct option {
    const char *key;
    option_kind kind;
    const char *text;
    uint32_t number;
} option;

#define OPTIONS_MAX 5
static const struct {
    option options[OPTIONS_MAX];
    psc_status status;
    const char *name; /* of the flow */
} flows[] = {
    {{{"flow", OPTION_TEXT, "bootstrap", 0},
      {"server_url", OPTION_TEXT, "https://parsec.example.com", 0},
      {"device_label", OPTION_TEXT, "PC", 0}},
     PSC_OK,
     "bootstrap"},
    {{{"flow", OPTION_TEXT, "bootstrap", 0},
      {"link", OPTION_TEXT, LINK, 0},
      {"device_label", OPTION_TEXT, "PC", 0}},
     PSC_ERR_INVITATION_KIND,
     NULL},
    {{{"flow", OPTION_TEXT, "claim", 0},
      {"link", OPTION_TEXT, LINK, 0},
      {"device_label", OPTION_TEXT, "PC", 0}},
     PSC_OK,
     "claim"},
    {{{"flow", OPTION_TEXT, "claim", 0},
      {"link", OPTION_TEXT, "ftp://x", 0},
      {"device_label", OPTION_TEXT, "PC", 0}},
     PSC_ERR_ADDRESS_SCHEME,
     NULL},
    {{{"flow", OPTION_TEXT, "greet", 0},
      {"device", OPTION_NUMBER, NULL, 3},
      {"link", OPTION_TEXT, LINK, 0}},
     PSC_OK,
     "greet"},
    {{{"flow", OPTION_TEXT, "greet", 0},
      {"device", OPTION_NUMBER, NULL, 4},
      {"link", OPTION_TEXT, LINK, 0}},
     PSC_ERR_ARGUMENT,
     NULL},
    {{{"flow", OPTION_TEXT, "invite", 0},
      {"device", OPTION_NUMBER, NULL, 3},
      {"job", OPTION_TEXT, "new", 0},
      {"email", OPTION_TEXT, "bob@example.com", 0},
      {"send_email", OPTION_FALSE, NULL, 0}},
     PSC_OK,
     "invite"},
    {{{"job", OPTION_TEXT, "list", 0},
      {"device", OPTION_NUMBER, NULL, 3},
      {"flow", OPTION_TEXT, "invite", 0}},
     PSC_OK,
     "invite"},
    {{{"flow", OPTION_TEXT, "invite", 0},
      {"device", OPTION_NUMBER, NULL, 3},
      {"job", OPTION_TEXT, "cancel", 0},
      {"link", OPTION_TEXT, LINK, 0}},
     PSC_OK,
     "invite"},
    {{{"flow", OPTION_TEXT, "invite", 0},
      {"device", OPTION_NUMBER, NULL, 0},
      {"job", OPTION_TEXT, "list", 0}},
     PSC_ERR_ARGUMENT,
     NULL},
    {{{"flow", OPTION_TEXT, "unlock", 0}, {"place", OPTION_PLACE, "dd01", 0}}, PSC_OK, "unlock"},
    {{{"flow", OPTION_TEXT, "home", 0}}, PSC_OK, "home"},
    {{{"flow", OPTION_TEXT, "home", 0}, {"forget", OPTION_TEXT, "bootstrap-1", 0}}, PSC_OK, "home"},
    {{{"flow", OPTION_TEXT, "import", 0},
      {"file", OPTION_BIN, "not a file", 0},
      {"replace", OPTION_FALSE, NULL, 0}},
     PSC_OK,
     "import"},
    {{{"flow", OPTION_TEXT, "session", 0}, {"device", OPTION_NUMBER, NULL, 3}}, PSC_OK, "session"},
    {{{"flow", OPTION_TEXT, "session", 0}, {"device", OPTION_NUMBER, NULL, 4}},
     PSC_ERR_ARGUMENT,
     NULL},
    {{{"flow", OPTION_TEXT, "directory", 0}, {"device", OPTION_NUMBER, NULL, 3}},
     PSC_OK,
     "directory"},
    {{{"flow", OPTION_TEXT, "directory", 0},
      {"device", OPTION_NUMBER, NULL, 3},
      {"first", OPTION_NUMBER, NULL, 250}},
     PSC_OK,
     "directory"},
    {{{"flow", OPTION_TEXT, "terms", 0}, {"device", OPTION_NUMBER, NULL, 3}}, PSC_OK, "terms"},
    {{{"flow", OPTION_TEXT, "acknowledge", 0},
      {"device", OPTION_NUMBER, NULL, 3},
      {"until", OPTION_TIME, NULL, 7}},
     PSC_OK,
     "acknowledge"},
    {{{"flow", OPTION_TEXT, "export", 0}, {"place", OPTION_PLACE, "dd01", 0}}, PSC_OK, "export"},
    {{{"flow", OPTION_TEXT, "invite", 0},
      {"device", OPTION_NUMBER, NULL, 3},
      {"job", OPTION_TEXT, "new-device", 0},
      {"send_email", OPTION_FALSE, NULL, 0}},
     PSC_OK,
     "invite"},
    {{{"flow", OPTION_TEXT, "member", 0},
      {"device", OPTION_NUMBER, NULL, 3},
      {"user_id", OPTION_UUID, NULL, 7},
      {"job", OPTION_TEXT, "profile", 0},
      {"profile", OPTION_TEXT, "OUTSIDER", 0}},
     PSC_OK,
     "member"},
    {{{"flow", OPTION_TEXT, "member", 0},
      {"device", OPTION_NUMBER, NULL, 3},
      {"user_id", OPTION_UUID, NULL, 7},
      {"job", OPTION_TEXT, "revoke", 0}},
     PSC_OK,
     "member"},
    {{{"flow", OPTION_TEXT, "change", 0},
      {"place", OPTION_PLACE, "dd01", 0},
      {"job", OPTION_TEXT, "method", 0}},
     PSC_OK,
     "change"},
    {{{"flow", OPTION_TEXT, "change", 0},
      {"place", OPTION_PLACE, "dd01", 0},
      {"job", OPTION_TEXT, "add-passkey", 0}},
     PSC_OK,
     "change"},
    {{{"flow", OPTION_TEXT, "change", 0},
      {"place", OPTION_PLACE, "dd01", 0},
      {"job", OPTION_TEXT, "remove-passkey", 0},
      {"credential_id", OPTION_BIN, "id", 0}},
     PSC_OK,
     "change"},
    {{{"flow", OPTION_TEXT, "change", 0},
      {"place", OPTION_PLACE, "dd01.archived", 0},
      {"job", OPTION_TEXT, "method", 0}},
     PSC_ERR_ARGUMENT,
     NULL},
    {{{"flow", OPTION_TEXT, "totp", 0},
      {"place", OPTION_PLACE, "dd01", 0},
      {"job", OPTION_TEXT, "add", 0}},
     PSC_OK,
     "totp"},
    {{{"flow", OPTION_TEXT, "totp", 0},
      {"place", OPTION_PLACE, "dd01", 0},
      {"job", OPTION_TEXT, "remove", 0}},
     PSC_OK,
     "totp"},
    {{{"flow", OPTION_TEXT, "totp-reset", 0}, {"link", OPTION_TEXT, RESET_LINK, 0}},
     PSC_OK,
     "totp-reset"},
    {{{"flow", OPTION_TEXT, "totp-reset", 0}, {"link", OPTION_TEXT, LINK, 0}},
     PSC_ERR_INVITATION_KIND,
     NULL},
    {{{"flow", OPTION_TEXT, "policy", 0},
      {"server_url", OPTION_TEXT, "https://parsec.example.com", 0}},
     PSC_OK,
     "policy"},
    {{{"flow", OPTION_TEXT, "policy", 0},
      {"server_url", OPTION_TEXT, "https://parsec.example.com", 0},
      {"judged", OPTION_PLACE, "dd01", 0}},
     PSC_OK,
     "policy"},
    {{{"flow", OPTION_TEXT, "recovery", 0}, {"device", OPTION_NUMBER, NULL, 3}},
     PSC_OK,
     "recovery"},
    {{{"flow", OPTION_TEXT, "recovery", 0}, {"device", OPTION_NUMBER, NULL, 4}},
     PSC_ERR_ARGUMENT,
     NULL},
    {{{"flow", OPTION_TEXT, "recover", 0},
      {"file", OPTION_BIN, "not a file", 0},
      {"device_label", OPTION_TEXT, "PC", 0}},
     PSC_ERR_RECOVERY_FILE,
     NULL},
    {{{"flow", OPTION_TEXT, "file", 0},
      {"place", OPTION_PLACE, "dd01", 0},
      {"job", OPTION_TEXT, "aside", 0}},
     PSC_OK,
     "file"},
    {{{"flow", OPTION_TEXT, "file", 0},
      {"place", OPTION_PLACE, "dd01.archived", 0},
      {"job", OPTION_TEXT, "back", 0}},
     PSC_OK,
     "file"},
    {{{"flow", OPTION_TEXT, "file", 0},
      {"place", OPTION_PLACE, "dd01", 0},
      {"job", OPTION_TEXT, "remove", 0}},
     PSC_OK,
     "file"},
};

static psc_bytes options_bytes(const option *options) {
    psc_buf out;
    size_t count = 0;
    psc_buf_init(&out, &arena);
    while (count < OPTIONS_MAX && options[count].key != NULL) {
        count++;
    }
    CHECK_OK(psc_msgpack_write_map(&out, count));
    for (size_t i = 0; i < count; i++) {
        const psc_bytes text = psc_bytes_from_text(options[i].text);
        CHECK_OK(psc_msgpack_write_str(&out, psc_bytes_from_text(options[i].key)));
        switch (options[i].kind) {
        case OPTION_TEXT:
            CHECK_OK(psc_msgpack_write_str(&out, text));
            break;
        case OPTION_NUMBER:
            CHECK_OK(psc_msgpack_write_u64(&out, options[i].number));
            break;
        case OPTION_FALSE:
            CHECK_OK(psc_msgpack_write_bool(&out, false));
            break;
        case OPTION_TIME:
            CHECK_OK(psc_msgpack_write_time(&out, options[i].number));
            break;
        case OPTION_BIN:
            CHECK_OK(psc_msgpack_write_bin(&out, text));
            break;
        case OPTION_UUID:
            CHECK_OK(psc_msgpack_write_uuid(&out, &(psc_uuid) {{(uint8_t) options[i].number}}));
            break;
        case OPTION_PLACE:
            CHECK_OK(psc_msgpack_write_map(&out, 2));
            CHECK_OK(psc_msgpack_write_str(&out, PSC_BYTES_LIT("store")));
            CHECK_OK(psc_msgpack_write_str(&out, PSC_BYTES_LIT("devices")));
            CHECK_OK(psc_msgpack_write_str(&out, PSC_BYTES_LIT("key")));
            CHECK_OK(psc_msgpack_write_str(&out, text));
            break;
        }
    }
    return psc_buf_view(&out);
}

static psc_device *device;

static psc_device *device_of(uint32_t handle) {
    return handle == 3 ? device : NULL;
}

static psc_status make_flow(void *context) {
    const psc_bytes *options = context;
    psc_arena scratch;
    psc_flow *flow;
    test_arena_init(&scratch);
    const psc_status status = psc_flow_new_from(&flow, test_host(), &scratch, *options, device_of);
    psc_arena_free(&scratch);
    psc_flow_free(flow);
    return status;
}

static void test_options(void) {
    const psc_type type = named("Options");
    for (size_t i = 0; i < PSC_COUNT(flows); i++) {
        psc_bytes options = options_bytes(flows[i].options);
        psc_flow *flow;
        test_subject(flows[i].name);
        CHECK_STATUS(flows[i].status,
                     psc_flow_new_from(&flow, test_host(), &arena, options, device_of));
        if (flow != NULL) {
            CHECK_TEXT(flows[i].name, psc_bytes_from_text(psc_flow_name(flow)));
            /* Nothing in a flow borrows from the options: the memory is overwritten while the flow
             * lives. */
            memset((void *) (uintptr_t) options.at, 0xa7, options.len);
            psc_flow_free(flow);
            options = options_bytes(flows[i].options);
            CHECK(test_each_allocation(make_flow, &options) > 0);
        }
        wire_check_hostile(&type, options);
        psc_arena_reset(&arena);
    }
    test_subject(NULL);
    psc_flow *flow;
    CHECK_STATUS(PSC_ERR_UNKNOWN_VARIANT,
                 psc_flow_new_from(&flow, test_host(), &arena, test_hex("81a4666c6f77a158"),
                                   device_of)); /* {"flow": "X"} */
    CHECK(flow == NULL);
    CHECK_STATUS(PSC_ERR_TRUNCATED,
                 psc_flow_new_from(&flow, test_host(), &arena, (psc_bytes) {body, 0}, device_of));
    CHECK(flow == NULL);
    psc_arena_reset(&arena);
}

/* ---- addresses */

#define ACTION(kind, query)                                                                        \
    "{'status': 'ok', 'kind': '" kind "', 'host': 'parsec.example.com', 'server_url': "            \
    "'https://parsec.example.com/', 'organization': 'CoolOrg', 'continue_url': "                   \
    "'https://parsec.example.com/redirect/CoolOrg?" query "', 'desktop_url': "                     \
    "'parsec3://parsec.example.com/CoolOrg?" query "'}"
#define PATH                                                                                       \
    "a=path&p=k9gCCgoKCgoKCgoKCgoKCgoKCgHcADTM9jTMiD49EcyrzJzM78zqGkXMokXMkg5wzJ0uzOPMnGkdzKzMwR"  \
    "9zzNhRzMhyzJ7MiMyHzNTMlsyOIXzM6cy0HMz7zJfMuczHzL1AXl1TzMo"

static const struct {
    const char *address;
    const char *text;
} addresses[] = {
    {"parsec3://parsec.example.com/CoolOrg?a=claim_user&p=xBABI0VniavN7wEjRWeJq83v",
     ACTION("claim-user", "a=claim_user&p=xBABI0VniavN7wEjRWeJq83v")},
    {"http://127.0.0.1:6777/redirect/CoolOrg?a=claim_device&p=xBABI0VniavN7wEjRWeJq83v",
     "{'status': 'ok', 'kind': 'claim-device', 'host': '127.0.0.1:6777', 'server_url': "
     "'http://127.0.0.1:6777/', 'organization': 'CoolOrg', 'continue_url': "
     "'http://127.0.0.1:6777/redirect/CoolOrg?a=claim_device&p=xBABI0VniavN7wEjRWeJq83v', "
     "'desktop_url': 'parsec3://127.0.0.1:6777/"
     "CoolOrg?no_ssl=true&a=claim_device&p=xBABI0VniavN7wEjRWeJq83v'}"},
    {"parsec3://parsec.example.com/CoolOrg?a=bootstrap_organization&p=wA",
     ACTION("bootstrap", "a=bootstrap_organization&p=wA")},
    {"parsec3://parsec.example.com/CoolOrg?a=async_enrollment",
     ACTION("async-enrollment", "a=async_enrollment")},
    {"parsec3://parsec.example.com",
     "{'status': 'ok', 'kind': 'server', 'host': 'parsec.example.com', 'server_url': "
     "'https://parsec.example.com/', 'organization': nil, 'continue_url': nil, "
     "'desktop_url': nil}"},
    {"parsec3://parsec.example.com/CoolOrg?a=claim_shamir_recovery&p=xBABI0VniavN7wEjRWeJq83v",
     ACTION("claim-shamir", "a=claim_shamir_recovery&p=xBABI0VniavN7wEjRWeJq83v")},
    {"parsec3://parsec.example.com/CoolOrg?p=xCDrbXHSdUShIkrKyhaQwL8DaAM0cJaeZxfFEt0dkDx01A",
     "{'status': 'ok', 'kind': 'organization', 'host': 'parsec.example.com', 'server_url': "
     "'https://parsec.example.com/', 'organization': 'CoolOrg', 'continue_url': nil, "
     "'desktop_url': nil}"},
    {"parsec3://parsec.example.com/CoolOrg?a=pki_enrollment",
     ACTION("pki-enrollment", "a=pki_enrollment")},
    {"parsec3://parsec.example.com/CoolOrg?" TOTP_RESET, ACTION("totp-reset", TOTP_RESET)},
    {"parsec3://parsec.example.com/CoolOrg?" PATH, ACTION("workspace-path", PATH)},
    /* Whatever else is in the text, the desktop application is sent to the server that is shown. */
    {"https://parsec.example.com/redirect/CoolOrg?a=claim_user&p=xBABI0VniavN7wEjRWeJq83v"
     "&webRedirectUrl=parsec3%3A%2F%2Fevil.example%2FEvil%3Fa%3Dclaim_user",
     ACTION("claim-user", "a=claim_user&p=xBABI0VniavN7wEjRWeJq83v")},
    {"parsec3:evil see "
     "https://parsec.example.com/redirect/CoolOrg?a=claim_user&p=xBABI0VniavN7wEjRWeJq83v",
     ACTION("claim-user", "a=claim_user&p=xBABI0VniavN7wEjRWeJq83v")},
    {"parsec3:/evil.example/E?x=<https://parsec.example.com/redirect/"
     "CoolOrg?a=claim_user&p=xBABI0VniavN7wEjRWeJq83v>",
     ACTION("claim-user", "a=claim_user&p=xBABI0VniavN7wEjRWeJq83v")},
    {"parsec3://parsec.example.com/CoolOrg?a=claim_user&p=xBABI0VniavN7w",
     "{'status': 'address-truncated', 'sentence': 'The end of the link is missing.'}"},
    {"", "{'status': 'address-empty', 'sentence': 'No link was given.'}"},
};

static psc_status describe(void *context) {
    const psc_bytes *text = context;
    psc_arena own;
    psc_buf out;
    test_arena_init(&own);
    psc_buf_init(&out, &own);
    const psc_status status = psc_address_describe(&out, &own, *text);
    psc_arena_free(&own);
    return status;
}

static void test_addresses(void) {
    for (size_t i = 0; i < PSC_COUNT(addresses); i++) {
        psc_bytes text = psc_bytes_from_text(addresses[i].address);
        psc_buf out;
        test_subject(addresses[i].address);
        psc_buf_init(&out, &arena);
        if (CHECK_OK(psc_address_describe(&out, &arena, text))) {
            CHECK_TEXT(addresses[i].text, wire_dump(&arena, psc_buf_view(&out)));
        }
        CHECK(test_each_allocation(describe, &text) > 0);
        psc_arena_reset(&arena);
    }
    test_subject(NULL);
}

/* ---- recovery keys */

#define KEY_TEXT "L6MB-VZCO-VHNX-U6W4-6VIC-FJTY-AHYN-KYEC-LGZG-3ZUU-L2DW-VDEU-WM2"

static const struct {
    const char *typed;
    const char *description;
} recovery_keys[] = {
    {"", "{'status': 'recovery-key', 'symbols': 0, 'total': 52, 'foreign': false}"},
    {"l6mb vzc0", "{'status': 'recovery-key', 'symbols': 8, 'total': 52, 'foreign': false}"},
    {"l6mb v8", "{'status': 'recovery-key', 'symbols': 5, 'total': 52, 'foreign': true}"},
    {KEY_TEXT "A", "{'status': 'ok', 'symbols': 52, 'total': 52, 'foreign': false}"},
    {KEY_TEXT "8A", "{'status': 'ok', 'symbols': 52, 'total': 52, 'foreign': true}"},
    {KEY_TEXT "B", "{'status': 'recovery-key', 'symbols': 52, 'total': 52, 'foreign': false}"},
    {KEY_TEXT "AA", "{'status': 'recovery-key', 'symbols': 53, 'total': 52, 'foreign': false}"},
};

static psc_status describe_recovery_key(void *context) {
    const psc_bytes *typed = context;
    psc_arena own;
    psc_buf out;
    test_arena_init(&own);
    psc_buf_init(&out, &own);
    const psc_status status = psc_recovery_key_describe(&out, &test_host()->allocator, *typed);
    psc_arena_free(&own);
    return status;
}

static void test_recovery_keys(void) {
    for (size_t i = 0; i < PSC_COUNT(recovery_keys); i++) {
        psc_bytes typed = psc_bytes_from_text(recovery_keys[i].typed);
        psc_buf out;
        test_subject(recovery_keys[i].typed);
        psc_buf_init(&out, &arena);
        if (CHECK_OK(psc_recovery_key_describe(&out, arena.allocator, typed))) {
            CHECK_TEXT(recovery_keys[i].description, wire_dump(&arena, psc_buf_view(&out)));
        }
        CHECK(test_each_allocation(describe_recovery_key, &typed) > 0);
        psc_arena_reset(&arena);
    }
    test_subject(NULL);
}

int main(void) {
    if (!CHECK_OK(psc_crypto_init())) {
        return test_finish();
    }
    test_arena_init(&arena);
    const psc_local_device local = {.server_url = TEXT("https://parsec.example.com/"),
                                    .organization_id = TEXT("CoolOrg"),
                                    .device_label = TEXT("PC1"),
                                    .human_handle = ALICE};
    const psc_device_place place = {PSC_STORE_DEVICES, TEXT("dd01")};
    CHECK_OK(psc_device_make(&device, test_host(), &local, &place));
    test_tables();
    test_coverage();
    test_effects();
    test_refused_effects();
    test_events();
    test_options();
    test_addresses();
    test_recovery_keys();
    psc_device_release(device);
    psc_arena_free(&arena);
    CHECK(test_host_live() == 0);
    return test_finish();
}
