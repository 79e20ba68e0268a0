# Code for 64-bit ARM, by the same compiler with Debian's cross libraries (libstdc++-12-dev-arm64-cross), and
# the emulator that runs it here. Without them there is no --target=aarch64, and all else works.

execute_process(COMMAND ${CMAKE_CXX_COMPILER} --target=aarch64-linux-gnu -print-file-name=libstdc++.so
  OUTPUT_VARIABLE library OUTPUT_STRIP_TRAILING_WHITESPACE)
cmake_path(IS_ABSOLUTE library CNNC_AARCH64)
if(NOT CNNC_AARCH64)
  message(STATUS "No C++ library for aarch64 (libstdc++-12-dev-arm64-cross): cnnc is built without that target")
  return()
endif()

# cnnc_aarch64_library(output name): the path of one of its C libraries.
function(cnnc_aarch64_library output name)
  execute_process(COMMAND ${CMAKE_CXX_COMPILER} --target=aarch64-linux-gnu -print-file-name=${name}
    OUTPUT_VARIABLE path OUTPUT_STRIP_TRAILING_WHITESPACE)
  file(REAL_PATH ${path} path)
  set(${output} ${path} PARENT_SCOPE)
endfunction()

add_library(cnnc_aarch64 INTERFACE)
target_compile_options(cnnc_aarch64 INTERFACE --target=aarch64-linux-gnu)
target_link_options(cnnc_aarch64 INTERFACE --target=aarch64-linux-gnu)

# Programs for aarch64 run by `${CNNC_RUN_AARCH64} program`, which is empty without the emulator.
find_program(CNNC_QEMU_AARCH64 qemu-aarch64)
set(CNNC_RUN_AARCH64 "")
if(CNNC_QEMU_AARCH64)
  cnnc_aarch64_library(library libc.so.6)
  cmake_path(GET library PARENT_PATH folder)
  cmake_path(GET folder PARENT_PATH sysroot)
  set(CNNC_RUN_AARCH64 ${CNNC_QEMU_AARCH64} -L ${sysroot})
endif()
