//===- KernelGenerator.cpp - Kernels for the embedded runtime's test ------===//
//
// Compiles three pipelines as cnnc compiles kernels. The arguments are the
// names of the object files.
//
//===----------------------------------------------------------------------===//

#include "runtime/embedded/HalideInterface.h"

#include <Halide.h>

#include <cstdio>

using namespace Halide;
using namespace cnn::runtime;

// The runtime repeats these numbers; they must not drift apart.
static_assert(int(embedded::featureSSE41) == halide_target_feature_sse41);
static_assert(int(embedded::featureF16C) == halide_target_feature_f16c);
static_assert(int(embedded::featureAVX512) == halide_target_feature_avx512);
static_assert(int(embedded::featureAVX512SapphireRapids) ==
              halide_target_feature_avx512_sapphirerapids);
static_assert(int(embedded::genericError) == halide_error_code_generic_error);
static_assert(int(embedded::foldFactorTooSmall) == halide_error_code_fold_factor_too_small);
static_assert(int(embedded::specializeFail) == halide_error_code_specialize_fail);
static_assert(int(embedded::vscaleInvalid) == halide_error_code_vscale_invalid);

static Target target(std::vector<Target::Feature> features) {
  Target result = get_host_target();
  result = Target(result.os, result.arch, result.bits);
  features.push_back(Target::NoRuntime);
  features.push_back(Target::UserContext);
  for (Target::Feature feature : features)
    result.set_feature(feature);
  return result;
}

/// out(x, y) = s(x, y) + s(x, y + 1), s = sqrt(in) * 2: loops over rows inside
/// loops over strips, with scratch from the heap in each.
static Func nested(ImageParam in) {
  Var x("x"), y("y"), yo("yo"), yi("yi");
  Func scaled("scaled"), out("out");
  scaled(x, y) = sqrt(in(x, y)) * 2.0f;
  out(x, y) = scaled(x, y) + scaled(x, y + 1);
  out.split(y, yo, yi, 8).parallel(yo).vectorize(x, 8);
  scaled.compute_at(out, yo).store_in(MemoryType::Heap).parallel(y).vectorize(x, 8);
  return out;
}

int main(int argc, char **argv) {
  if (argc != 4) {
    fprintf(stderr, "expected the names of 3 objects, found %d\n", argc - 1);
    return 1;
  }
  ImageParam in(Float(32), 2, "in");
  nested(in).compile_to_object(argv[1], {in}, "nested_kernel",
                               target({Target::NoAsserts, Target::NoBoundsQuery}));
  nested(in).compile_to_object(argv[2], {in}, "checked_kernel", target({}));

  Param<int> divisor("divisor");
  Var x("x"), y("y");
  Func required("required");
  required(x, y) = require(divisor > 3, in(x, y), "divisor is", divisor);
  required.parallel(y);
  required.compile_to_object(argv[3], {in, divisor}, "required_kernel", target({}));
  return 0;
}
