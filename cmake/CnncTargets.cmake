# How the tree's targets are made: one interface for flags, one function a kind of target.

add_library(cnnc_flags INTERFACE)
target_include_directories(cnnc_flags INTERFACE ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR})
target_compile_options(cnnc_flags INTERFACE -Wall -Wextra -Wno-unused-parameter)
if(CNNC_SANITIZE)
  target_compile_options(cnnc_flags INTERFACE -fsanitize=address,undefined -fno-sanitize=vptr -fno-omit-frame-pointer)
  target_link_options(cnnc_flags INTERFACE -fsanitize=address,undefined)
endif()

# MLIR and LLVM come as shared libraries; linking any of their static archives as well would give
# every dialect two type ids.
add_library(cnnc_mlir INTERFACE)
target_include_directories(cnnc_mlir SYSTEM INTERFACE ${MLIR_INCLUDE_DIRS} ${LLVM_INCLUDE_DIRS})
target_compile_definitions(cnnc_mlir INTERFACE ${LLVM_DEFINITIONS_LIST})
target_link_libraries(cnnc_mlir INTERFACE cnnc_flags MLIR LLVM)

# cnnc_library(name SOURCES ... LINK ... [DEPENDS ...]): a static library of the compiler.
function(cnnc_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK;DEPENDS" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_link_libraries(${name} PUBLIC cnnc_mlir ${ARG_LINK})
  add_dependencies(${name} cnnc_generated ${ARG_DEPENDS})
endfunction()

# All TableGen output is made before any source of the compiler is compiled.
add_custom_target(cnnc_generated)

# cnnc_tablegen(target td (output generator)...): runs mlir-tblgen once for each output.
function(cnnc_tablegen target td)
  set(LLVM_TARGET_DEFINITIONS ${td})
  set(arguments ${ARGN})
  while(arguments)
    list(POP_FRONT arguments output generator)
    string(REPLACE "," ";" flags "${generator}")
    mlir_tablegen(${output} ${flags} -I${CMAKE_SOURCE_DIR} -I${MLIR_INCLUDE_DIRS})
  endwhile()
  add_public_tablegen_target(${target})
  add_dependencies(cnnc_generated ${target})
endfunction()

# cnnc_unit_test(name SOURCES ... LINK ...): a GoogleTest program that lit finds and runs if
# its name ends in -tests.
function(cnnc_unit_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE cnnc_flags ${ARG_LINK} GTest::gmock GTest::gtest_main)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/test/unit)
endfunction()
