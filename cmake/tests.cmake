# SPDX-License-Identifier: MPL-2.0
# Each tests/unit/test_*.c is one program, linked with the core and the harness; the other .c files there are shared.
# The list unit-tests.txt tells `./dev test` what to run.

file(GLOB unit_tests CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/unit/test_*.c)
file(GLOB unit_shared CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/unit/*.c)
list(REMOVE_ITEM unit_shared ${unit_tests})
if(NOT unit_tests)
  return()
endif()

# The vectors are compiled in, so that the wasm programs need no file either.
find_package(Python3 REQUIRED COMPONENTS Interpreter)
set(vectors_script ${CMAKE_SOURCE_DIR}/tests/unit/vectors.py)
set(vectors_json ${CMAKE_SOURCE_DIR}/tests/vectors/vectors.json ${CMAKE_SOURCE_DIR}/tests/vectors/passkey.json)
set(wycheproof ${PSC_SOURCES_DIR}/wycheproof)
add_custom_command(
  OUTPUT ${CMAKE_BINARY_DIR}/vectors.c
  COMMAND Python3::Interpreter ${vectors_script} ${CMAKE_BINARY_DIR}/vectors.c ${wycheproof} ${vectors_json}
  DEPENDS ${vectors_script} ${vectors_json})

add_library(unit_harness STATIC ${unit_shared} ${CMAKE_BINARY_DIR}/vectors.c)
target_include_directories(unit_harness PUBLIC ${CMAKE_SOURCE_DIR}/tests/unit)
target_link_libraries(unit_harness PUBLIC psc_core PRIVATE psc_own_code)

# psc_add_program(NAME FOLDER SOURCE...) : a program in FOLDER of the build.
function(psc_add_program name folder)
  add_executable(${name} ${ARGN})
  target_link_libraries(${name} PRIVATE psc_core psc_own_code)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/${folder})
  if(EMSCRIPTEN)
    # Emscripten's own loader, since these programs have a main() and print.
    set_target_properties(${name} PROPERTIES SUFFIX .cjs)
    target_link_options(${name} PRIVATE
      -sENVIRONMENT=node -sEXIT_RUNTIME -sALLOW_MEMORY_GROWTH -sSTACK_SIZE=1048576)
  endif()
endfunction()

set(programs "")
foreach(source IN LISTS unit_tests)
  get_filename_component(name ${source} NAME_WE)
  psc_add_program(${name} unit ${source})
  target_link_libraries(${name} PRIVATE unit_harness)
  add_test(NAME ${name} COMMAND ${name})
  string(APPEND programs "$<TARGET_FILE:${name}>\n")
endforeach()
file(GENERATE OUTPUT ${CMAKE_BINARY_DIR}/unit-tests.txt CONTENT "${programs}")

# What tests/server/test_trust.py and test_files.py ask.
foreach(name IN ITEMS judge locksmith)
  psc_add_program(${name} server ${CMAKE_SOURCE_DIR}/tests/server/${name}.c ${CMAKE_SOURCE_DIR}/tests/server/script.c)
  if(EMSCRIPTEN)
    target_link_options(${name} PRIVATE -sNODERAWFS)
  endif()
endforeach()

# What tests/bench/run.mjs times: natively programs without sanitizers; as wasm modules beside the shipped ones.
foreach(name IN ITEMS primitives certificates)
  set(source ${CMAKE_SOURCE_DIR}/tests/bench/bench_${name}.c)
  if(EMSCRIPTEN)
    psc_add_module(bench_${name} ${source} ${CMAKE_SOURCE_DIR}/tests/bench/exports-${name}.txt)
    target_link_options(bench_${name} PRIVATE -sINITIAL_MEMORY=4194304)
    set_target_properties(bench_${name} PROPERTIES EXCLUDE_FROM_ALL ON)
  elseif(NOT PSC_SANITIZE AND NOT PSC_COVERAGE)
    add_executable(bench_${name} ${source})
    target_link_libraries(bench_${name} PRIVATE psc_core psc_own_code)
    set_target_properties(bench_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bench)
  endif()
endforeach()
