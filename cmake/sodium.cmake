# SPDX-License-Identifier: MPL-2.0
# libsodium: the files that Parsec's constructions need, unchanged. Left out on purpose:
# - randombytes/: the core's host is the only source of randomness (src/crypto/random.c supplies the functions);
# - sodium/core.c: it initializes every primitive and so links them all; cmake/sodium/core.c does it for ours.

set(sodium_root ${PSC_SOURCES_DIR}/libsodium/src/libsodium)
set(sodium_sources
  crypto_box/crypto_box.c
  crypto_box/crypto_box_easy.c
  crypto_box/crypto_box_seal.c
  crypto_box/curve25519xsalsa20poly1305/box_curve25519xsalsa20poly1305.c
  crypto_core/ed25519/ref10/ed25519_ref10.c
  crypto_core/hsalsa20/ref2/core_hsalsa20_ref2.c
  crypto_core/salsa/ref/core_salsa_ref.c
  crypto_generichash/crypto_generichash.c
  crypto_generichash/blake2b/generichash_blake2.c
  crypto_generichash/blake2b/ref/blake2b-compress-ref.c
  crypto_generichash/blake2b/ref/blake2b-ref.c
  crypto_generichash/blake2b/ref/generichash_blake2b.c
  crypto_hash/sha256/hash_sha256.c
  crypto_hash/sha256/cp/hash_sha256_cp.c
  crypto_hash/sha512/hash_sha512.c
  crypto_hash/sha512/cp/hash_sha512_cp.c
  crypto_kdf/crypto_kdf.c
  crypto_kdf/blake2b/kdf_blake2b.c
  crypto_kx/crypto_kx.c
  crypto_onetimeauth/crypto_onetimeauth.c
  crypto_onetimeauth/poly1305/onetimeauth_poly1305.c
  crypto_onetimeauth/poly1305/donna/poly1305_donna.c
  crypto_pwhash/argon2/argon2.c
  crypto_pwhash/argon2/argon2-core.c
  crypto_pwhash/argon2/argon2-encoding.c
  crypto_pwhash/argon2/argon2-fill-block-ref.c
  crypto_pwhash/argon2/blake2b-long.c
  crypto_pwhash/argon2/pwhash_argon2id.c
  crypto_scalarmult/crypto_scalarmult.c
  crypto_scalarmult/curve25519/scalarmult_curve25519.c
  crypto_scalarmult/curve25519/ref10/x25519_ref10.c
  crypto_secretbox/crypto_secretbox.c
  crypto_secretbox/crypto_secretbox_easy.c
  crypto_secretbox/xsalsa20poly1305/secretbox_xsalsa20poly1305.c
  crypto_sign/crypto_sign.c
  crypto_sign/ed25519/sign_ed25519.c
  crypto_sign/ed25519/ref10/keypair.c
  crypto_sign/ed25519/ref10/open.c
  crypto_sign/ed25519/ref10/sign.c
  crypto_stream/crypto_stream.c
  crypto_stream/salsa20/stream_salsa20.c
  crypto_stream/salsa20/ref/salsa20_ref.c
  crypto_stream/xsalsa20/stream_xsalsa20.c
  crypto_verify/verify.c
  sodium/codecs.c
  sodium/runtime.c
  sodium/utils.c
  sodium/version.c)
set(sodium_definitions CONFIGURED=1 SODIUM_STATIC=1 NATIVE_LITTLE_ENDIAN=1 HAVE_WEAK_SYMBOLS=1 HAVE_GCC_MEMORY_FENCES=1)

if(EMSCRIPTEN)
  list(APPEND sodium_sources crypto_pwhash/argon2/argon2-fill-block-wasm32.c)
else()
  # What libsodium's own build would choose here, so that "native" in a bench is what a desktop application has.
  list(APPEND sodium_definitions
    _GNU_SOURCE=1 HAVE_TI_MODE=1 HAVE_INLINE_ASM=1 HAVE_SYS_MMAN_H=1 HAVE_MMAP=1 HAVE_EXPLICIT_BZERO=1)
  if(CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")
    enable_language(ASM)
    list(APPEND sodium_sources
      crypto_generichash/blake2b/ref/blake2b-compress-ssse3.c
      crypto_generichash/blake2b/ref/blake2b-compress-sse41.c
      crypto_generichash/blake2b/ref/blake2b-compress-avx2.c
      crypto_onetimeauth/poly1305/sse2/poly1305_sse2.c
      crypto_pwhash/argon2/argon2-fill-block-ssse3.c
      crypto_pwhash/argon2/argon2-fill-block-avx2.c
      crypto_pwhash/argon2/argon2-fill-block-avx512f.c
      crypto_scalarmult/curve25519/sandy2x/curve25519_sandy2x.c
      crypto_scalarmult/curve25519/sandy2x/fe51_invert.c
      crypto_scalarmult/curve25519/sandy2x/fe_frombytes_sandy2x.c
      crypto_scalarmult/curve25519/sandy2x/sandy2x.S
      crypto_stream/salsa20/xmm6/salsa20_xmm6.c
      crypto_stream/salsa20/xmm6/salsa20_xmm6-asm.S
      crypto_stream/salsa20/xmm6int/salsa20_xmm6int-avx2.c
      crypto_stream/salsa20/xmm6int/salsa20_xmm6int-avx512.c)
    list(APPEND sodium_definitions
      HAVE_CPUID=1 HAVE_XGETBV_ASM=1 HAVE_AMD64_ASM=1 HAVE_AVX_ASM=1 HAVE_MMINTRIN_H=1 HAVE_EMMINTRIN_H=1
      HAVE_PMMINTRIN_H=1 HAVE_TMMINTRIN_H=1 HAVE_SMMINTRIN_H=1 HAVE_AVXINTRIN_H=1 HAVE_AVX2INTRIN_H=1
      HAVE_AVX512FINTRIN_H=1)
  elseif(CMAKE_SYSTEM_PROCESSOR STREQUAL "aarch64")
    list(APPEND sodium_sources crypto_pwhash/argon2/argon2-fill-block-neon.c)
  endif()
endif()

# libsodium's configure writes this header; the values are those of the release in emscripten/deps/lock.txt.
set(VERSION 1.0.22)
file(STRINGS ${PSC_SOURCES_DIR}/libsodium/configure.ac sodium_version_lines REGEX "^SODIUM_LIBRARY_VERSION_M")
foreach(line IN LISTS sodium_version_lines)
  if(line MATCHES "^(SODIUM_LIBRARY_VERSION_M[A-Z]+)=([0-9]+)")
    set(${CMAKE_MATCH_1} ${CMAKE_MATCH_2})
  endif()
endforeach()
configure_file(${sodium_root}/include/sodium/version.h.in ${CMAKE_BINARY_DIR}/sodium/include/sodium/version.h @ONLY)
configure_file(${sodium_root}/include/sodium/export.h ${CMAKE_BINARY_DIR}/sodium/include/sodium/export.h COPYONLY)

list(TRANSFORM sodium_sources PREPEND ${sodium_root}/)
set(sodium_argon2_sources ${sodium_sources})
list(FILTER sodium_argon2_sources INCLUDE REGEX "/argon2/")

add_library(sodium STATIC ${sodium_sources} ${CMAKE_SOURCE_DIR}/cmake/sodium/core.c)
target_include_directories(sodium SYSTEM PUBLIC ${CMAKE_BINARY_DIR}/sodium/include ${sodium_root}/include)
target_include_directories(sodium PRIVATE
  ${CMAKE_BINARY_DIR}/sodium/include/sodium ${sodium_root}/include/sodium)
target_compile_definitions(sodium PUBLIC SODIUM_STATIC=1 PRIVATE ${sodium_definitions})
target_compile_options(sodium PRIVATE -w -O3)
if(EMSCRIPTEN)
  # An assertion would bring in formatted output, and there is no terminal. The native builds keep them.
  target_compile_definitions(sodium PRIVATE NDEBUG)
  # Argon2id has a vector implementation; every browser that has the rest of what we need runs it. Known answers are part of
  # the unit tests because libsodium 1.0.22, one release earlier, was wrong exactly here.
  target_compile_options(sodium PRIVATE -msimd128)
endif()
