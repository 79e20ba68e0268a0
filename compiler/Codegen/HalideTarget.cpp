//===- HalideTarget.cpp - A target's instructions in Halide's words -----===//

#include "compiler/Codegen/HalideTarget.h"

namespace cnnc {

Halide::Target getHalideTarget(const Target &target) {
  using Halide::Target;
  // 64-bit ARM has NEON and its multiply-add always.
  if (target.getTriple().isAArch64())
    return Target(Target::Linux, Target::ARM, 64, {});
  std::vector<Target::Feature> features = {Target::SSE41};
  if (target.vectorFloats >= 8)
    features.insert(features.end(), {Target::AVX, Target::AVX2, Target::FMA, Target::F16C});
  if (target.vectorFloats >= 16)
    features.insert(features.end(), {Target::AVX512, Target::AVX512_Skylake});
  // For all chips from 8.0 on: drivers compile PTX for later ones, and none of what Halide 21 adds for 8.6 is used.
  if (target.kind == cnnc::Target::Kind::Cuda)
    features.insert(features.end(), {Target::CUDA, Target::CUDACapability80});
  if (target.kind == cnnc::Target::Kind::OpenCL)
    features.push_back(Target::OpenCL);
  return Target(Target::Linux, Target::X86, 64, features);
}

namespace {
/// Halide 21 takes any shuffle of a loaded vector whose first two lanes are two to four apart for one of ARM's
/// strided loads (ld2 to ld4). One whose later lanes lie elsewhere, where an index is clamped to an image's edge,
/// then reads the wrong elements. Of two vectors it takes none for that.
class IrregularShuffles : public Halide::Internal::IRMutator {
  Halide::Expr visit(const Halide::Internal::Shuffle *op) override {
    Halide::Expr shuffle = IRMutator::visit(op);
    op = shuffle.as<Halide::Internal::Shuffle>();
    bool isTaken = op && op->vectors.size() == 1 && op->slice_stride() > 1 && !op->is_slice();
    return isTaken ? Halide::Internal::Shuffle::make({op->vectors[0], op->vectors[0]}, op->indices) : shuffle;
  }
  using IRMutator::visit;
};
} // namespace

void addTargetPasses(Halide::Pipeline pipeline, const Target &target) {
  if (target.getTriple().isAArch64())
    pipeline.add_custom_lowering_pass(new IrregularShuffles);
}

} // namespace cnnc
