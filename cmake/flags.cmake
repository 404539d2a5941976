# SPDX-License-Identifier: MPL-2.0
# What is true of every file, and what is asked of ours only.

# The same bytes from any folder: nothing of the machine's paths in the output.
add_compile_options(
  -ffile-prefix-map=${CMAKE_SOURCE_DIR}=.
  -ffile-prefix-map=${PSC_SOURCES_DIR}=deps
  -ffunction-sections
  -fdata-sections)

if(PSC_COVERAGE)
  add_link_options(-fprofile-instr-generate)
endif()

# Memory errors of libsodium and zstd would be our fault too (wrong lengths); their arithmetic is their own affair.
set(psc_memory_sanitizers ${PSC_SANITIZE})
list(REMOVE_ITEM psc_memory_sanitizers undefined)
if(psc_memory_sanitizers)
  list(JOIN psc_memory_sanitizers "," joined)
  add_compile_options(-fsanitize=${joined} -fno-omit-frame-pointer)
endif()
if(PSC_SANITIZE)
  list(JOIN PSC_SANITIZE "," joined)
  add_link_options(-fsanitize=${joined})
endif()

add_library(psc_own_code INTERFACE)
target_compile_options(psc_own_code INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wvla -Wstrict-prototypes -Wmissing-prototypes -Werror)
if("undefined" IN_LIST PSC_SANITIZE)
  target_compile_options(psc_own_code INTERFACE -fsanitize=undefined -fno-sanitize-recover=all)
endif()
