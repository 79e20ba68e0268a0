//===- HalideTarget.cpp - A target's instructions in Halide's words -----===//

#include "compiler/Codegen/HalideTarget.h"

namespace cnnc {

Halide::Target getHalideTarget(const Target &target) {
  using Halide::Target;
  // 64-bit ARM has NEON and its multiply-add always.
  if (target.getTriple().isAArch64())
    return Target(Target::Linux, Target::ARM, 64, {});
  std::vector<Target::Feature> features = {Target::SSE41};
  if (target.name != "x86-64-v2")
    features.insert(features.end(), {Target::AVX, Target::AVX2, Target::FMA, Target::F16C});
  if (target.name == "x86-64-v4")
    features.insert(features.end(), {Target::AVX512, Target::AVX512_Skylake});
  // The PTX that Halide 21 writes for 8.6 is its newest; drivers compile it for later chips.
  if (target.kind == cnnc::Target::Kind::Cuda)
    features.insert(features.end(), {Target::CUDA, Target::CUDACapability80});
  if (target.kind == cnnc::Target::Kind::OpenCL)
    features.push_back(Target::OpenCL);
  return Target(Target::Linux, Target::X86, 64, features);
}

} // namespace cnnc
