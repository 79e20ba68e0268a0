//===- UnrolledVectors.h - Neighbouring vectors that are written out ----===//

#ifndef CNNC_COMPILER_SCHEDULES_UNROLLEDVECTORS_H
#define CNNC_COMPILER_SCHEDULES_UNROLLEDVECTORS_H

#include "compiler/Schedules/ScheduleBuilder.h"

namespace cnnc {

/// Neighbouring vectors that are written out together: enough to hide the latency of memory and of the sums' additions.
constexpr int64_t mostVectorsTogether = 4;

/// Splits the loop over the vectors of a dimension of `extent` elements into that over groups and a few that are
/// written out.
ScheduleBuilder::Split unrollVectors(ScheduleBuilder &builder, mlir::Value vectors, int64_t extent);
/// Whether a kernel concatenates along a dimension of this number and extent that is worth unrolling.
bool unrollsConcatenation(ScheduleBuilder &builder, int64_t dimension, int64_t extent);

} // namespace cnnc

#endif
