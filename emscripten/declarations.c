// SPDX-License-Identifier: MPL-2.0
/* Prints the TypeScript declarations of everything that crosses between the core and JavaScript
 * (flow/crossing.h), from the tables that read and write it. Its output is
 * js-glue/src/crossing.d.ts. */
#include <stdio.h>
#include <string.h>

#include "flow/crossing.h"

/* Inwards, what may be left out is written so; outwards every key is there. */
typedef struct psc_printer {
    FILE *out;
    unsigned indent;
} psc_printer;

static void psc_print_type(psc_printer *printer, const psc_type *type);

static void psc_print_break(psc_printer *printer) {
    fprintf(printer->out, "\n%*s", (int) (2 * printer->indent), "");
}

static const char *psc_name_of(const psc_type *type) {
    for (size_t i = 0; i < psc_crossing_types_count; i++) {
        if (type->detail != NULL && psc_crossing_types[i].type.detail == type->detail) {
            return psc_crossing_types[i].name;
        }
    }
    return NULL;
}

static void psc_print_names(psc_printer *printer, const psc_names *names) {
    for (size_t i = 0; i < names->count; i++) {
        fprintf(printer->out, "%s'%s'", i == 0 ? "" : " | ", names->names[i]);
    }
}

static void psc_print_fields(psc_printer *printer, const psc_record *record,
                             const char *separator) {
    for (size_t i = 0; i < record->count; i++) {
        const psc_field *field = &record->fields[i];
        fprintf(printer->out, "%s%s%s: ", i == 0 ? "" : separator, field->name,
                field->optional == PSC_OMITTABLE ? "?" : "");
        psc_print_type(printer, &field->type);
        fputs(field->optional == PSC_REQUIRED ? "" : " | null", printer->out);
    }
}

static void psc_print_record(psc_printer *printer, const psc_record *record) {
    fputs("{", printer->out);
    printer->indent++;
    if (record->tag_key != NULL) {
        psc_print_break(printer);
        fprintf(printer->out, "%s: '%s';", record->tag_key, record->tag);
    }
    for (size_t i = 0; i < record->count; i++) {
        psc_print_break(printer);
        psc_print_fields(printer, &(psc_record){.fields = &record->fields[i], .count = 1}, "");
        fputs(";", printer->out);
    }
    printer->indent--;
    psc_print_break(printer);
    fputs("}", printer->out);
}

static void psc_print_union(psc_printer *printer, const psc_union *united) {
    printer->indent++;
    for (size_t i = 0; i < united->count; i++) {
        const psc_variant *variant = &united->variants[i];
        psc_print_break(printer);
        fprintf(printer->out, "| { %s: '%s'", united->key, variant->tag);
        if (variant->record != NULL) {
            fputs("; ", printer->out);
            psc_print_fields(printer, variant->record, "; ");
        }
        fputs(" }", printer->out);
        if (variant->flat != NULL) {
            fputs(" & (", printer->out);
            psc_print_union(printer, variant->flat);
            fputs(")", printer->out);
        }
    }
    printer->indent--;
}

static void psc_print_type(psc_printer *printer, const psc_type *type) {
    const char *name = psc_name_of(type);
    if (name != NULL) {
        fputs(name, printer->out);
        return;
    }
    switch (type->kind) {
    case PSC_KIND_BOOL:
        fputs("boolean", printer->out);
        return;
    case PSC_KIND_U32:
    case PSC_KIND_F64:
        fputs("number", printer->out);
        return;
    case PSC_KIND_U64:
    case PSC_KIND_I64:
        fputs("bigint", printer->out);
        return;
    case PSC_KIND_STR:
        fputs("string", printer->out);
        return;
    case PSC_KIND_BIN:
    case PSC_KIND_FIXED:
        fputs("Uint8Array", printer->out);
        return;
    case PSC_KIND_UUID:
        fputs("Uuid", printer->out);
        return;
    case PSC_KIND_TIME:
        fputs("Date", printer->out);
        return;
    case PSC_KIND_HUMAN_HANDLE:
        fputs("HumanHandle", printer->out);
        return;
    case PSC_KIND_PERSON:
        fputs("Person", printer->out);
        return;
    case PSC_KIND_STATUS:
        fputs("Status", printer->out);
        return;
    case PSC_KIND_REFUSAL:
        fputs("Refusal", printer->out);
        return;
    case PSC_KIND_ENUM:
        psc_print_names(printer, type->detail);
        return;
    case PSC_KIND_RECORD:
        fputs("{ ", printer->out);
        psc_print_fields(printer, type->detail, "; ");
        fputs(" }", printer->out);
        return;
    case PSC_KIND_UNION:
        psc_print_union(printer, type->detail);
        return;
    case PSC_KIND_LIST:
        fputs("Array<", printer->out);
        psc_print_type(printer, type->detail);
        fputs(">", printer->out);
        return;
    case PSC_KIND_TEXTS:
        fputs("Record<string, string>", printer->out);
        return;
    }
}

static void psc_print_refusals(psc_printer *printer) {
    fputs("export type Refusal =", printer->out);
    printer->indent++;
#define X(name, value, sentence)                                                                   \
    if (PSC_##name != PSC_OK) {                                                                    \
        psc_print_break(printer);                                                                  \
        fprintf(printer->out, "| '%s'", psc_status_name(PSC_##name));                              \
    }
    PSC_STATUS_LIST(X)
#undef X
    printer->indent--;
    fputs(";\n\n", printer->out);
}

int main(void) {
    psc_printer printer = {stdout, 0};
    fputs("// SPDX-License-Identifier: MPL-2.0\n"
          "// Printed by emscripten/declarations.c from the tables of src/flow/crossing.c: do not "
          "edit.\n"
          "\n"
          "/** MessagePack extension 2: 32 lower-case hexadecimal digits. Times (extension 1) are "
          "`Date`s. */\n"
          "export type Uuid = string;\n"
          "export type HumanHandle = [email: string, label: string];\n"
          "/** Somebody whose name may not be known yet. */\n"
          "export type Person = [email: string, label: string | null];\n"
          "export type Status = 'ok' | Refusal;\n",
          printer.out);
    psc_print_refusals(&printer);
    for (size_t i = 0; i < psc_crossing_types_count; i++) {
        const psc_crossing_type *named = &psc_crossing_types[i];
        fprintf(printer.out, "export type %s =", named->name);
        switch (named->type.kind) {
        case PSC_KIND_ENUM:
            fputs(" ", printer.out);
            psc_print_names(&printer, named->type.detail);
            break;
        case PSC_KIND_RECORD:
            fputs(" ", printer.out);
            psc_print_record(&printer, named->type.detail);
            break;
        default:
            psc_print_union(&printer, named->type.detail);
            break;
        }
        fputs(i + 1 < psc_crossing_types_count ? ";\n\n" : ";\n", printer.out);
    }
    return fflush(printer.out) == 0 && ferror(printer.out) == 0 ? 0 : 1;
}
