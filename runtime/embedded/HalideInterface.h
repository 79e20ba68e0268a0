//===- HalideInterface.h - What generated kernels call ----------*- C++ -*-===//
//
// Kernels are compiled with Halide's target features `no_runtime`,
// `user_context` and `no_asserts`: they call the C functions below and expect
// whoever links them to define them. They are declared here again, instead of
// including Halide's own header, because the runtime must build without Halide
// and end up in objects that need nothing but the C library.
//
// Without asserts a kernel looks at neither the status of a loop nor at the
// pointer to its scratch. So these functions return only if all is well;
// otherwise they leave the kernel (see Context).
//
//===----------------------------------------------------------------------===//

#ifndef CNN_RUNTIME_EMBEDDED_HALIDEINTERFACE_H
#define CNN_RUNTIME_EMBEDDED_HALIDEINTERFACE_H

#include <cstddef>
#include <cstdint>

extern "C" {

typedef int (*halide_task_t)(void *context, int index, uint8_t *closure);

// ParallelLoop.cpp
int halide_do_par_for(void *context, halide_task_t task, int min, int size, uint8_t *closure);

// Scratch.cpp
void *halide_malloc(void *context, size_t bytes);
void halide_free(void *context, void *pointer);
}

#endif // CNN_RUNTIME_EMBEDDED_HALIDEINTERFACE_H
