//===- BatchSegments.h - Launches that share parts of a batch ---*- C++ -*-===//

#ifndef CNNC_COMPILER_CONVERSION_BATCHSEGMENTS_H
#define CNNC_COMPILER_CONVERSION_BATCHSEGMENTS_H

#include "dialects/Halide/HalideDialect.h"
#include "llvm/ADT/SetVector.h"

namespace cnnc {

/// What a launch reads and writes.
struct LaunchTraffic {
  halide::LaunchOp launch;
  /// Whether it can run for some of the images: each of its results depends on one image and on `weights` alone.
  bool hasParts;
  llvm::SmallSetVector<mlir::Value, 4> inputs;  ///< without parameters
  llvm::SmallSetVector<mlir::Value, 4> weights; ///< which are parameters
};

/// Launches [begin, end) that run together for one part of the batch after another, or one for the whole batch.
struct BatchSegment {
  size_t begin, end;
  int64_t parts;
};

/// Divides the launches of a network, the last segment first, so that the fewest bytes come from memory and go there:
///
/// | launches             | images                                | weights                                       |
/// |----------------------|---------------------------------------|-----------------------------------------------|
/// | one, the whole batch | all, or none where they fit the cache | once                                          |
/// | several, in parts    | what others wrote or will read        | for each part; again from the cache, at a     |
/// |                      |                                       | fourth of the cost, if they fit half of it    |
///
/// The images of a part fill at most half of the cache in each launch, or are one. Neighbouring segments differ in
/// their parts, as launches of as many parts run together.
llvm::SmallVector<BatchSegment> findBatchSegments(llvm::ArrayRef<LaunchTraffic> launches, int64_t batch,
                                                  int64_t cache);

} // namespace cnnc

#endif
