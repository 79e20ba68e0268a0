//===- Pipeline.cpp - The road through the compiler ---------------------===//

#include "compiler/Driver/Pipeline.h"

#include "compiler/Codegen/KernelCache.h"
#include "compiler/Conversion/Passes.h"
#include "compiler/Schedules/Passes.h"
#include "compiler/Transforms/Passes.h"
#include "compiler/Tuning/Passes.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

namespace cnnc {

static bool usesWinograd(Math math) { return math == Math::Fast || math == Math::BF16; }

/// The bf16 that a float32 becomes on matrix tiles, or none.
static int64_t getTileParts(const Options &options) {
  if (!options.target.hasTiles)
    return 0;
  switch (options.math) {
  case Math::Exact:
    return 0;
  case Math::ExactTiles:
    return 3;
  case Math::Fast:
    return 2;
  case Math::BF16:
    return 1;
  }
  llvm_unreachable("all kinds are above");
}

void buildPipeline(OpPassManager &passes, const Options &options, Emit last) {
  if (last == Emit::Import)
    return;

  // The network as its author wrote it, with the number of images in a call.
  passes.addPass(cnn::createFixBatch({options.getBatch(), options.variants}));

  // Matrix products stay what they are, in the backward pass too.
  passes.addNestedPass<cnn::NetworkOp>(cnn::createConvolutionsToDense());

  if (options.train) {
    // Loss and optimiser for models whose format has no place for them.
    passes.addPass(cnn::createSetTraining({options.loss, options.optimizer, options.learningRate}));
    // A second network: forward and loss, dropout and statistics as in training.
    passes.addPass(cnn::createPrepareTraining());
    // The backward pass, from each operation's own rule.
    passes.addPass(cnn::createDifferentiate());
    // Gradients become updates of the parameters.
    passes.addPass(cnn::createAddOptimizer());
    // Activation gradients move to the small side of a pooling.
    passes.addNestedPass<cnn::NetworkOp>(cnn::createSimplifyGradients());
  }

  // Dropout disappears from inference; neutral and double operations from everywhere.
  passes.addPass(createCanonicalizerPass());
  // Batch normalisation with known statistics goes into the layer before it.
  if (!options.train)
    passes.addPass(cnn::createFoldBatchNorm());
  // The forward pass is computed once, whoever asks for it.
  passes.addPass(createCSEPass());
  // Parameters that folding left without a reader.
  passes.addPass(cnn::createRemoveUnusedParameters());
  if (last == Emit::CNN)
    return;

  // How each convolution forms its sums, and how where the processor has no matrix tiles.
  if (!options.target.isGpu())
    passes.addPass(cnn::createAssignAlgorithms({usesWinograd(options.math), getTileParts(options), options.remarks}));
  if (options.target.hasTiles)
    passes.addPass(cnn::createCopyWithoutTiles());
  if (options.target.hasTiles && usesWinograd(options.math))
    passes.addPass(cnn::createAssignAlgorithms());
  // How each tensor lies in memory.
  passes.addPass(cnn::createAssignLayouts());
  passes.addPass(createCSEPass());
  // What follows from weights alone is computed once.
  passes.addPass(cnn::createPrepareParameters());
  if (last == Emit::Layout)
    return;

  // Layers that share loops become one kernel.
  passes.addPass(createFuseKernels({options.remarks, /*joinDepthwise=*/!options.target.isGpu()}));
  // What one layer leaves in the cache the next finds there.
  if (!options.train && !options.target.isGpu())
    passes.addPass(createBlockBatch());
  // What memory has no room for is computed again.
  if (options.memoryLimit)
    passes.addPass(createRematerialize({*options.memoryLimit, options.remarks}));
  if (last == Emit::Halide)
    return;

  // Schedules edited by hand, then what was measured, then the cost model's for all other kernels.
  if (!options.schedule.empty())
    passes.addPass(createApplySchedules({options.schedule}));
  if (options.tune)
    passes.addPass(createTuneKernels({options.target.name, options.tuning, options.tuneThreads, options.runtime,
                                      options.cache ? KernelCache::getDefaultDirectory() : "",
                                      getCompilerVersion().str()}));
  else if (!options.tuning.empty())
    passes.addPass(createApplyTuning({options.target.name, options.tuning}));
  passes.addPass(createScheduleKernels({options.target.name}));
  if (last == Emit::Schedule)
    return;

  // One arena with fixed offsets, and an independent check of it.
  passes.addPass(createPlanMemory());
  passes.addPass(createVerifyMemory());
}

} // namespace cnnc
