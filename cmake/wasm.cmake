# SPDX-License-Identifier: MPL-2.0
# The two modules that the page loads. Standalone: no JavaScript of Emscripten's, only the imports that our loader knows.

add_library(psc_module INTERFACE)
target_link_options(psc_module INTERFACE
  -sSTANDALONE_WASM
  --no-entry
  -sMALLOC=emmalloc
  -sFILESYSTEM=0
  -sALLOW_MEMORY_GROWTH
  -sSTACK_SIZE=131072)

# psc_add_module(NAME SOURCE EXPORTS) : NAME.wasm, exporting what the text file EXPORTS lists, one per line.
function(psc_add_module name source exports)
  file(STRINGS ${exports} names REGEX "^[a-z_]")
  list(TRANSFORM names PREPEND _)
  list(JOIN names "," joined)
  add_executable(${name} ${source})
  set_target_properties(${name} PROPERTIES SUFFIX .wasm LINK_DEPENDS ${exports})
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${exports})
  target_link_options(${name} PRIVATE -sEXPORTED_FUNCTIONS=${joined})
  target_link_libraries(${name} PRIVATE psc_core psc_module psc_own_code)
endfunction()

psc_add_module(core ${CMAKE_SOURCE_DIR}/emscripten/boundary.c ${CMAKE_SOURCE_DIR}/emscripten/exports.txt)
target_link_options(core PRIVATE -sINITIAL_MEMORY=1048576)

# Argon2id alone: it fills 128 MiB, and memory that grew is only given back with the instance.
psc_add_module(stretch ${CMAKE_SOURCE_DIR}/emscripten/stretch.c ${CMAKE_SOURCE_DIR}/emscripten/exports-stretch.txt)
target_link_options(stretch PRIVATE -sINITIAL_MEMORY=1048576)

# Everything is made small, but for what a person waits for: Argon2id.
set_source_files_properties(${sodium_argon2_sources} TARGET_DIRECTORY sodium PROPERTIES COMPILE_OPTIONS -O3)
target_link_options(stretch PRIVATE -O3)
