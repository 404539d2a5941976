# SPDX-License-Identifier: MPL-2.0
# zstd: the decoder alone. The core writes frames of stored blocks by itself (src/codec/envelope.c).

set(zstd_root ${PSC_SOURCES_DIR}/zstd/lib)
set(zstd_sources
  common/debug.c
  common/entropy_common.c
  common/error_private.c
  common/fse_decompress.c
  common/xxhash.c
  common/zstd_common.c
  decompress/huf_decompress.c
  decompress/zstd_ddict.c
  decompress/zstd_decompress.c
  decompress/zstd_decompress_block.c)
list(TRANSFORM zstd_sources PREPEND ${zstd_root}/)

add_library(zstd_decoder STATIC ${zstd_sources})
target_include_directories(zstd_decoder SYSTEM PUBLIC ${zstd_root})
# Payloads are small: one code path each instead of the fast variants, no messages, no old formats.
target_compile_definitions(zstd_decoder PRIVATE
  XXH_NAMESPACE=ZSTD_
  ZSTD_LEGACY_SUPPORT=0
  ZSTD_DISABLE_ASM=1
  ZSTD_NO_TRACE=1
  ZSTD_STRIP_ERROR_STRINGS=1
  ZSTD_NO_UNUSED_FUNCTIONS=1
  HUF_FORCE_DECOMPRESS_X1=1
  ZSTD_FORCE_DECOMPRESS_SEQUENCES_SHORT=1
  ZSTD_NO_INLINE=1
  DYNAMIC_BMI2=0
  DEBUGLEVEL=0
  NDEBUG)
target_compile_options(zstd_decoder PRIVATE -w)
if(EMSCRIPTEN)
  target_compile_options(zstd_decoder PRIVATE -Oz)
endif()
