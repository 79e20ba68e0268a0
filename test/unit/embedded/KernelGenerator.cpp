//===- KernelGenerator.cpp - A kernel for the embedded runtime's test -----===//
//
// Compiles a pipeline as cnnc compiles kernels. The argument is the name of the
// object file.
//
//===----------------------------------------------------------------------===//

#include <Halide.h>

#include <cstdio>

using namespace Halide;

/// out(x, y) = s(x, y) + s(x, y + 1), s = sqrt(in) * 2: loops over rows inside
/// loops over strips, with scratch from the heap in each.
int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "expected the name of an object, found %d arguments\n", argc - 1);
    return 1;
  }
  ImageParam in(Float(32), 2, "in");
  Var x("x"), y("y"), yo("yo"), yi("yi");
  Func scaled("scaled"), out("out");
  scaled(x, y) = sqrt(in(x, y)) * 2.0f;
  out(x, y) = scaled(x, y) + scaled(x, y + 1);
  out.split(y, yo, yi, 8).parallel(yo).vectorize(x, 8);
  scaled.compute_at(out, yo).store_in(MemoryType::Heap).parallel(y).vectorize(x, 8);

  Target target = get_host_target();
  out.compile_to_object(argv[1], {in}, "nested_kernel",
                        Target(target.os, target.arch, target.bits,
                               {Target::NoRuntime, Target::UserContext, Target::NoAsserts,
                                Target::NoBoundsQuery}));
  return 0;
}
