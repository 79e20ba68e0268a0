# Everything that cnnc is built from. scripts/setup installs it.

find_package(Python3 REQUIRED COMPONENTS Interpreter)
set(CNNC_VENV ${CMAKE_SOURCE_DIR}/.venv CACHE PATH "Virtual environment that holds Halide, lit and the ONNX schema")
file(GLOB CNNC_SITE_PACKAGES ${CNNC_VENV}/lib/python3*/site-packages)
# The wheel keeps its package files under lib64, where Debian's cmake does not look.
set(Halide_ROOT ${CNNC_SITE_PACKAGES}/halide)
set(Halide_DIR ${Halide_ROOT}/lib64/cmake/Halide)
set(HalideHelpers_DIR ${Halide_ROOT}/lib64/cmake/HalideHelpers)

find_package(MLIR 22.1 REQUIRED CONFIG)
find_package(LLD 22.1 REQUIRED CONFIG)
find_package(Halide 21 REQUIRED)
find_package(Threads REQUIRED)
find_package(GTest REQUIRED)
find_package(benchmark 1.7 REQUIRED)

list(APPEND CMAKE_MODULE_PATH ${MLIR_CMAKE_DIR} ${LLVM_CMAKE_DIR})
include(TableGen)
include(AddLLVM)
include(AddMLIR)

find_program(CNNC_PTXAS ptxas HINTS /usr/local/cuda/bin)
