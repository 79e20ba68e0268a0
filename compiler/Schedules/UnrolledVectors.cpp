//===- UnrolledVectors.cpp - Neighbouring vectors that are written out --===//

#include "compiler/Schedules/UnrolledVectors.h"

using namespace mlir;

namespace cnnc {

/// Vectors along a concatenated dimension that are written out: each then copies one part and nothing
/// decides at run time which. Code grows with their number.
static constexpr int64_t mostUnrolledVectors = 256;

bool unrollsConcatenation(ScheduleBuilder &builder, int64_t dimension, int64_t extent) {
  return extent <= mostUnrolledVectors * builder.target.vectorFloats &&
         llvm::any_of(builder.kernel.getAlgorithm().front(), [&](Operation &op) {
           auto concat = dyn_cast<cnn::ConcatOp>(op);
           return concat && static_cast<int64_t>(concat.getAxis()) == dimension;
         });
}

ScheduleBuilder::Split unrollVectors(ScheduleBuilder &builder, Value vectors, int64_t extent) {
  int64_t count = llvm::divideCeil(extent, builder.target.vectorFloats);
  ScheduleBuilder::Split split =
      builder.split(vectors, std::min(count, mostVectorsTogether), halide::Tail::GuardWithIf);
  builder.unroll(split.inner);
  return split;
}

} // namespace cnnc
