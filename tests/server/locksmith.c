// SPDX-License-Identifier: MPL-2.0
/* Our side of tests/server/test_files.py: opens, makes and changes device files as the core does it
 * for a person who has what the script gives. Runs natively, under sanitizers, and as wasm.
 *
 *     locksmith SCRIPT                    its form: script.h
 *
 *   clear                                the person has nothing
 *   password PASSWORD                    what opens files, and what new ones are opened by
 *   new-password PASSWORD                what a change is for
 *   passkey CREDENTIAL RP_ID LABEL OUTPUT   one more of those that new files have
 *   use CREDENTIAL OUTPUT                with what a passkey file is opened
 *   new-passkey CREDENTIAL RP_ID LABEL OUTPUT
 *   recovery-key KEY                     32 bytes; typed as a person keeps it
 *   layer OPAQUE_KEY_ID OPAQUE_KEY       of new files
 *   code DIGITS                          as text
 *   answer HTTP_STATUS REPLY             to the next request
 *   now TIME                             else it is always the same
 *   seed NUMBER                          of the random bytes
 *   seal password|web_passkey|recovery LOCAL_DEVICE
 *        → "file FILE"; passwords are stretched as cheaply as possible
 *   examine FILE                         read, and nothing more
 *        → "readable KIND" or "refused device-file PART"
 *   unseal FILE                          a recovery file
 *        → "device LOCAL_DEVICE" or "refused STATUS"
 *   recover FILE                         back in with a recovery file
 *        → "opened ORGANIZATION EMAIL" when no new-password was given, else "asked URL REQUEST" and
 *          "file FILE" of the new device; or "wrong recovery key", or "refused STATUS PART"
 *   recovery PLACE FILE                  unlock, then a recovery file is made and loaded back
 *        → the lines of unlock, "asked URL REQUEST", "made FILE KEY", where the key is as it is shown,
 *          then "done"
 *   unlock PLACE FILE                    the file has this place in the browser: a device in hex
 *   change method|add-passkey|remove-passkey PLACE FILE   the last removes the one of new-passkey
 *        → "offered CREDENTIAL SALT" for each passkey, when one is asked for,
 *          "salt SALT" when a new one is to be made,
 *          "asked URL REQUEST" for each request, then
 *          "device LOCAL_DEVICE" of unlock, or "file FILE" of change, or
 *          "refused STATUS PART", or "wrong password|passkey|code" when it is asked for again, or
 *          "throttled TIME", or "unanswered" when no answer was left
 *   say WORD
 *        → WORD */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codec/recovery_key.h"
#include "crypto/random.h"
#include "flow/device.h"
#include "flow/opening.h"
#include "script.h"

#define USUALLY_NOW ((psc_time) 1800000000 * PSC_TIME_SECOND)

/* What the person has. */
typedef struct having {
    psc_bytes password;
    psc_bytes new_password;
    psc_passkey passkeys[PSC_PASSKEYS_MAX];
    psc_bytes outputs[PSC_PASSKEYS_MAX];
    size_t passkey_count;
    psc_bytes used_credential;
    psc_bytes used_output;
    psc_passkey new_passkey;
    psc_bytes new_output;
    uint8_t recovery_key[PSC_SECRET_KEY_BYTES];
    bool has_layer;
    psc_uuid opaque_key_id;
    uint8_t opaque_key[PSC_OPAQUE_KEY_BYTES];
    psc_bytes code;
    bool has_answer;
    uint32_t http_status;
    psc_bytes reply;
} having;

static psc_host host;
static psc_arena arena; /* of what the person has, and of what is made of it */
static having person;
static psc_time now = USUALLY_NOW;
static psc_flow *flow;
static psc_device *opened;  /* by the last unlock, while it is used */
static psc_device_place place;
static psc_bytes stored;    /* at that place */
static bool first_stretch;  /* what is asked for next is the key of a password just given */
static bool said;           /* how it ended */
static psc_event next;      /* what is awaited is there at once; kind 0, BEGIN, for nothing */

/* --------------------------------------------------------------------------------------- output */

static void say_bytes(const char *what, psc_bytes bytes) {
    printf("%s ", what);
    script_print_hex(bytes);
    printf("\n");
}

static void end_with(const char *how) {
    printf("%s\n", how);
    said = true;
}

static void say_device(const psc_local_device *local) {
    psc_buf bytes;
    psc_buf_init(&bytes, &arena);
    script_must(psc_record_write(&bytes, local, &psc_local_device_record));
    say_bytes("device", psc_buf_view(&bytes));
    said = true;
}

static const char *part_name(int part) {
    static const char *const names[] = {[PSC_FILE_PART_FORMAT] = "format",
                                        [PSC_FILE_PART_HEAD] = "head",
                                        [PSC_FILE_PART_PROTECTION] = "protection",
                                        [PSC_FILE_PART_LAYER] = "layer",
                                        [PSC_FILE_PART_CONTENTS] = "contents"};
    return names[part];
}

/* ----------------------------------------------------------------------------------- the person */

static psc_bytes copied(psc_bytes bytes) {
    psc_bytes copy;
    script_must(psc_bytes_copy(&copy, &arena, bytes));
    return copy;
}

static void await_answer(const psc_effect *effect, psc_answer answer, psc_bytes secret) {
    next = (psc_event){.kind = PSC_EVENT_ANSWER, .effect = effect->id, .secret = secret};
    next.as.answer = answer;
}

static void offer(const psc_question_passkey *question) {
    const psc_passkey_line *lines = question->passkeys.items;
    for (size_t i = 0; i < question->passkeys.count; i++) {
        printf("offered ");
        script_print_hex(lines[i].credential_id);
        say_bytes("", PSC_BYTES_OF(lines[i].salt));
    }
}

static void answer_code(const psc_effect *effect, const psc_question_one_time_code *question) {
    if (question->rejected == PSC_ERR_THROTTLED) {
        printf("throttled %" PRId64 "\n", question->wait_until);
        said = true;
    } else if (question->rejected != PSC_OK) {
        end_with("wrong code");
    } else {
        await_answer(effect, (psc_answer){.kind = PSC_ANSWER_CODE, .code = person.code},
                     PSC_BYTES_ABSENT);
    }
}

static void answer_new_passkey(const psc_effect *effect,
                               const psc_question_new_passkey *question) {
    if (question->rejected != PSC_OK) {
        printf("refused %s -\n", psc_status_name((psc_status) question->rejected));
        said = true;
        return;
    }
    say_bytes("salt", PSC_BYTES_OF(question->salt));
    await_answer(effect,
                 (psc_answer){.kind = PSC_ANSWER_NEW_PASSKEY,
                              .credential_id = person.new_passkey.credential_id,
                              .rp_id = person.new_passkey.rp_id,
                              .label = person.new_passkey.label},
                 person.new_output);
}

static void say_opened(const psc_question_protection *question) {
    printf("opened ");
    script_print_hex(question->organization);
    say_bytes("", question->email);
    said = true;
}

static void answer_recovery_key(const psc_effect *effect,
                                const psc_question_recovery_key *question) {
    if (question->rejected != PSC_OK) {
        end_with("wrong recovery key");
        return;
    }
    psc_buf typed;
    psc_buf_init(&typed, &arena);
    script_must(psc_recovery_key_write(&typed, person.recovery_key));
    await_answer(effect, (psc_answer){.kind = PSC_ANSWER_RECOVERY_KEY}, psc_buf_view(&typed));
}

static void load_back(const psc_effect *effect, const psc_question_recovery_file *question) {
    printf("made ");
    script_print_hex(question->file);
    printf(" %.*s\n", (int) effect->secret.len, (const char *) effect->secret.at);
    await_answer(effect,
                 (psc_answer){.kind = PSC_ANSWER_RECOVERY_FILE, .file = copied(question->file)},
                 copied(effect->secret));
}

static void answer_question(const psc_effect *effect) {
    const psc_question *question = &effect->as.ask;
    const bool by_passkey = person.new_output.at != NULL;
    switch ((psc_question_kind) question->kind) {
    case PSC_QUESTION_PASSWORD:
        if (question->as.password.refused > 0) {
            end_with("wrong password");
            return;
        }
        first_stretch = true;
        await_answer(effect, (psc_answer){.kind = PSC_ANSWER_PASSWORD}, person.password);
        return;
    case PSC_QUESTION_PASSKEY:
        if (question->as.passkey.refused > 0) {
            end_with("wrong passkey");
            return;
        }
        offer(&question->as.passkey);
        await_answer(effect,
                     (psc_answer){.kind = PSC_ANSWER_PASSKEY,
                                  .credential_id = person.used_credential},
                     person.used_output);
        return;
    case PSC_QUESTION_ONE_TIME_CODE:
        answer_code(effect, &question->as.one_time_code);
        return;
    case PSC_QUESTION_PROTECTION:
        if (!by_passkey && person.new_password.at == NULL) {
            say_opened(&question->as.protection);
            return;
        }
        first_stretch = true;
        await_answer(effect,
                     (psc_answer){.kind = by_passkey ? PSC_ANSWER_PROCEED : PSC_ANSWER_PROTECTION},
                     by_passkey ? PSC_BYTES_ABSENT : person.new_password);
        return;
    case PSC_QUESTION_NEW_PASSKEY:
        answer_new_passkey(effect, &question->as.new_passkey);
        return;
    case PSC_QUESTION_RECOVERY_FILE:
        load_back(effect, &question->as.recovery_file);
        return;
    case PSC_QUESTION_RECOVERY_KEY:
        answer_recovery_key(effect, &question->as.recovery_key);
        return;
    case PSC_QUESTION_SIGN_ON:
    case PSC_QUESTION_SIGNING_ON:
    case PSC_QUESTION_REQUEST:
    case PSC_QUESTION_REQUESTED:
    case PSC_QUESTION_ACCEPTED:
    case PSC_QUESTION_INVITATION:
    case PSC_QUESTION_CODE:
    case PSC_QUESTION_DETAILS:
    case PSC_QUESTION_IDENTITY:
    case PSC_QUESTION_TOTP_SECRET:
    case PSC_QUESTION_APPROVAL:
    case PSC_QUESTION_NEW_DEVICE:
    case PSC_QUESTION_TERMS:
    case PSC_QUESTION_ELSEWHERE:
    case PSC_QUESTION_STOPPED:
    case PSC_QUESTION_TROUBLE:
        break;
    }
    script_give_up("not a question for whoever has a file");
}

/* ------------------------------------------------------------------------------------- the host */

static psc_list operate(psc_list operations) {
    const psc_store_operation *operation = operations.items;
    psc_store_outcome *outcome;
    psc_store_record *found;
    script_must(PSC_TAKE(&outcome, &arena, 1));
    script_must(PSC_TAKE(&found, &arena, 1));
    *outcome = (psc_store_outcome){{NULL, 0}};
    if (place.key.at == NULL && operation->verb == PSC_STORE_PUT) {
        place = (psc_device_place){operation->store, copied(operation->key)};
    }
    const bool here = operation->store == place.store;
    if (operations.count != 1 || operation->verb == PSC_STORE_DELETE ||
        (operation->verb != PSC_STORE_LIST &&
         !(here && psc_bytes_equal(operation->key, place.key)))) {
        script_give_up("not an operation on the file");
    }
    if (operation->verb == PSC_STORE_PUT) {
        stored = copied(operation->value);
    } else if (here) {
        *found = (psc_store_record){place.key, stored};
        outcome->records = (psc_list){found, 1};
    }
    return (psc_list){outcome, 1};
}

/* A second time for the same password would be a file that is protected anew because it is weak:
 * here all are, and this is not the test for it. */
static void stretch(const psc_effect *effect) {
    next = (psc_event){.kind = PSC_EVENT_STRETCH_FAILURE, .effect = effect->id};
    if (first_stretch) {
        uint8_t *key;
        script_must(PSC_TAKE(&key, &arena, PSC_STRETCH_KEY_BYTES));
        script_must(psc_stretch_run(key, effect->secret, &effect->as.stretch.parameters));
        next.kind = PSC_EVENT_STRETCHED;
        next.secret = (psc_bytes){key, PSC_STRETCH_KEY_BYTES};
        first_stretch = false;
    }
}

static void answer_request(const psc_effect *effect) {
    printf("asked %.*s ", (int) effect->as.request.url.len,
           (const char *) effect->as.request.url.at);
    script_print_hex(effect->as.request.body);
    printf("\n");
    if (!person.has_answer) {
        end_with("unanswered");
        return;
    }
    person.has_answer = false;
    next = (psc_event){.kind = PSC_EVENT_RESPONSE, .effect = effect->id};
    next.as.response.http_status = person.http_status;
    next.as.response.body = person.reply;
}

static void finish(const psc_result *result) {
    if (result->kind == PSC_RESULT_DEVICE) {
        opened = result->as.device.device;
        say_device(&opened->local);
    } else if (opened != NULL) {
        end_with("done");
    } else {
        say_bytes("file", stored);
        said = true;
    }
}

static void say_failure(const psc_failure *failure) {
    printf("refused %s %s\n", psc_status_name((psc_status) failure->status),
           failure->has_file_part ? part_name(failure->file_part) : "-");
    said = true;
}

static void take_effects(void) {
    psc_effect effect;
    while (psc_flow_next(flow, &effect)) {
        switch ((psc_effect_kind) effect.kind) {
        case PSC_EFFECT_REQUEST:
            answer_request(&effect);
            break;
        case PSC_EFFECT_STORE:
            next = (psc_event){.kind = PSC_EVENT_STORED,
                               .effect = effect.id,
                               .as.stored = operate(effect.as.store.operations)};
            break;
        case PSC_EFFECT_STRETCH:
            stretch(&effect);
            break;
        case PSC_EFFECT_ASK:
            answer_question(&effect);
            break;
        case PSC_EFFECT_DONE:
            finish(&effect.as.done);
            break;
        case PSC_EFFECT_FAILED:
            say_failure(&effect.as.failed);
            break;
        case PSC_EFFECT_NOTE:
            break;
        case PSC_EFFECT_STREAM:
        case PSC_EFFECT_SLEEP:
        case PSC_EFFECT_WITHDRAW:
            script_give_up("not an effect of a flow for files");
        }
    }
}

/* To its end, or to where the person cannot go on. */
static void run(void) {
    said = false;
    next = (psc_event){.kind = PSC_EVENT_BEGIN};
    do {
        psc_event event = next;
        event.now = now;
        next.kind = PSC_EVENT_BEGIN;
        script_must(psc_flow_step(flow, &event));
        take_effects();
        if (!said && next.kind == PSC_EVENT_BEGIN) {
            script_give_up("the flow waits for nothing");
        }
    } while (!said);
    psc_flow_free(flow);
    flow = NULL;
}

/* ------------------------------------------------------------------------------------- commands */

static void put_file(psc_bytes key, psc_bytes file) {
    place = (psc_device_place){PSC_STORE_DEVICES, copied(key)};
    stored = script_bytes(&arena, file);
}

static psc_passkey read_passkey(const psc_bytes *words) {
    return (psc_passkey){.version = PSC_PASSKEY_VERSION,
                         .credential_id = script_bytes(&arena, words[1]),
                         .rp_id = script_bytes(&arena, words[2]),
                         .label = script_bytes(&arena, words[3]),
                         .created_on = now};
}

static void add_passkey(const psc_bytes *words) {
    if (person.passkey_count == PSC_PASSKEYS_MAX) {
        script_give_up("too many passkeys");
    }
    psc_passkey *passkey = &person.passkeys[person.passkey_count];
    *passkey = read_passkey(words);
    script_must(psc_host_random(&host, passkey->salt, sizeof passkey->salt));
    person.outputs[person.passkey_count++] = script_bytes(&arena, words[4]);
}

static void wrap_for_passkeys(psc_access *access, const psc_uuid *device_id) {
    for (size_t i = 0; i < person.passkey_count; i++) {
        psc_passkey *passkey = &person.passkeys[i];
        script_must(psc_passkey_wrap(&passkey->wrapped, &arena, &host, access->key, device_id,
                                     passkey->credential_id, person.outputs[i].at));
    }
    access->passkeys = (psc_list){person.passkeys, person.passkey_count};
}

static void make_keys(psc_access *access, const psc_uuid *device_id) {
    switch ((psc_device_file_kind) access->kind) {
    case PSC_DEVICE_FILE_PASSWORD:
        script_must(psc_stretch_parameters_make(&access->parameters, &host));
        access->parameters.memlimit_kb = 8;
        access->parameters.opslimit = 1;
        script_must(psc_stretch_run(access->key, person.password, &access->parameters));
        return;
    case PSC_DEVICE_FILE_PASSKEY:
        script_must(psc_host_random(&host, access->key, sizeof access->key));
        wrap_for_passkeys(access, device_id);
        return;
    case PSC_DEVICE_FILE_RECOVERY:
        memcpy(access->key, person.recovery_key, sizeof access->key);
        return;
    case PSC_DEVICE_FILE_KEYRING:
    case PSC_DEVICE_FILE_PKI:
    case PSC_DEVICE_FILE_ACCOUNT_VAULT:
    case PSC_DEVICE_FILE_OPENBAO:
        break;
    }
    script_give_up("files of this kind are not made here");
}

static int kind_named(psc_bytes name) {
    for (size_t i = 0; i < psc_device_file_kind_names.count; i++) {
        if (psc_bytes_equal_text(name, psc_device_file_kind_names.names[i])) {
            return (int) i;
        }
    }
    script_give_up("no such kind of device file");
}

static void seal(const psc_bytes *words) {
    psc_local_device local;
    psc_bytes file;
    psc_access access = {.kind = kind_named(words[1]),
                         .has_totp = person.has_layer,
                         .opaque_key_id = person.opaque_key_id};
    memcpy(access.opaque_key, person.opaque_key, sizeof access.opaque_key);
    script_must(psc_record_read(&local, &arena, script_bytes(&arena, words[2]),
                                &psc_local_device_record));
    make_keys(&access, &local.device_id);
    script_must(psc_device_file_seal(&file, &arena, &host, &local, &access, now, now + 1));
    say_bytes("file", file);
}

static void examine(psc_bytes word) {
    psc_device_file file;
    int part;
    if (psc_device_file_examine(&file, &part, &arena, script_bytes(&arena, word)) == PSC_OK) {
        printf("readable %s\n", psc_device_file_kind_names.names[file.kind]);
    } else {
        printf("refused device-file %s\n", part_name(part));
    }
}

static void unseal(psc_bytes word) {
    psc_device_file file;
    psc_local_device local;
    psc_access access = {.kind = PSC_DEVICE_FILE_RECOVERY};
    memcpy(access.key, person.recovery_key, sizeof access.key);
    psc_status status = psc_device_file_read(&file, &arena, script_bytes(&arena, word));
    if (status == PSC_OK) {
        status = psc_device_file_open(&local, &arena, &file, &access);
    }
    if (status == PSC_OK) {
        say_device(&local);
    } else {
        printf("refused %s\n", psc_status_name(status));
    }
}

static void close_device(void) {
    psc_device_release(opened);
    opened = NULL;
}

static void open_device(const psc_bytes *words) {
    put_file(words[1], words[2]);
    script_must(psc_unlock_new(&flow, &host, &(psc_unlock_options){.place = place}));
    run();
}

static void unlock(const psc_bytes *words) {
    open_device(words);
    close_device();
}

static void make_recovery(const psc_bytes *words) {
    open_device(words);
    if (opened != NULL) {
        script_must(psc_recovery_new(&flow, &host, &(psc_recovery_options){opened}));
        run();
    }
    close_device();
}

static void recover(psc_bytes file) {
    place = (psc_device_place){.store = PSC_STORE_DEVICES};
    const psc_status status = psc_recover_new(
        &flow, &host,
        &(psc_recover_options){script_bytes(&arena, file), PSC_BYTES_LIT("Restored")});
    if (status == PSC_OK) {
        run();
    } else {
        printf("refused %s -\n", psc_status_name(status));
    }
}

static void change(const psc_bytes *words) {
    psc_change_options options = {.credential_id = person.new_passkey.credential_id};
    if (psc_bytes_equal_text(words[1], "method")) {
        options.job = PSC_CHANGE_METHOD;
    } else if (psc_bytes_equal_text(words[1], "add-passkey")) {
        options.job = PSC_CHANGE_ADD_PASSKEY;
    } else if (psc_bytes_equal_text(words[1], "remove-passkey")) {
        options.job = PSC_CHANGE_REMOVE_PASSKEY;
    } else {
        script_give_up("no such change");
    }
    put_file(words[2], words[3]);
    options.place = place;
    script_must(psc_change_new(&flow, &host, &options));
    run();
}

static void clear(void) {
    psc_arena_reset(&arena);
    person = (having){0};
    now = USUALLY_NOW;
}

static void obey(const psc_bytes *words) {
    const psc_bytes verb = words[0];
    if (psc_bytes_equal_text(verb, "clear")) {
        clear();
    } else if (psc_bytes_equal_text(verb, "password")) {
        person.password = script_bytes(&arena, words[1]);
    } else if (psc_bytes_equal_text(verb, "new-password")) {
        person.new_password = script_bytes(&arena, words[1]);
    } else if (psc_bytes_equal_text(verb, "passkey")) {
        add_passkey(words);
    } else if (psc_bytes_equal_text(verb, "use")) {
        person.used_credential = script_bytes(&arena, words[1]);
        person.used_output = script_bytes(&arena, words[2]);
    } else if (psc_bytes_equal_text(verb, "new-passkey")) {
        person.new_passkey = read_passkey(words);
        person.new_output = script_bytes(&arena, words[4]);
    } else if (psc_bytes_equal_text(verb, "now")) {
        now = script_number(words[1]);
    } else if (psc_bytes_equal_text(verb, "seed")) {
        script_seed(script_number(words[1]));
    } else if (psc_bytes_equal_text(verb, "recovery-key")) {
        script_fixed(person.recovery_key, sizeof person.recovery_key, words[1]);
    } else if (psc_bytes_equal_text(verb, "layer")) {
        person.has_layer = true;
        script_fixed(person.opaque_key_id.bytes, sizeof person.opaque_key_id.bytes, words[1]);
        script_fixed(person.opaque_key, sizeof person.opaque_key, words[2]);
    } else if (psc_bytes_equal_text(verb, "code")) {
        person.code = copied(words[1]);
    } else if (psc_bytes_equal_text(verb, "answer")) {
        person.has_answer = true;
        person.http_status = (uint32_t) script_number(words[1]);
        person.reply = script_bytes(&arena, words[2]);
    } else if (psc_bytes_equal_text(verb, "seal")) {
        seal(words);
    } else if (psc_bytes_equal_text(verb, "examine")) {
        examine(words[1]);
    } else if (psc_bytes_equal_text(verb, "unseal")) {
        unseal(words[1]);
    } else if (psc_bytes_equal_text(verb, "unlock")) {
        unlock(words);
    } else if (psc_bytes_equal_text(verb, "change")) {
        change(words);
    } else if (psc_bytes_equal_text(verb, "recovery")) {
        make_recovery(words);
    } else if (psc_bytes_equal_text(verb, "recover")) {
        recover(words[1]);
    } else if (psc_bytes_equal_text(verb, "say")) {
        printf("%.*s\n", (int) words[1].len, (const char *) words[1].at);
    } else {
        script_give_up("no such command");
    }
}

int main(int argc, char **argv) {
    if (argc != 2) {
        script_give_up("one script, please");
    }
    host = (psc_host){.allocator = psc_allocator_default, .random = script_draw};
    psc_random_use(&host);
    script_must(psc_crypto_init());
    psc_arena_init(&arena, &host.allocator);
    script_run(argv[1], obey);
    psc_arena_free(&arena);
    return EXIT_SUCCESS;
}
