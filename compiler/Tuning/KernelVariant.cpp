//===- KernelVariant.cpp - A kernel scheduled in one of several ways ----===//

#include "compiler/Tuning/KernelVariant.h"

#include "compiler/Schedules/Schedule.h"
#include "mlir/IR/Threading.h"
#include "mlir/IR/Verifier.h"

using namespace mlir;

namespace cnnc {

KernelVariant::KernelVariant(halide::KernelOp source, const Target &target, Choices choices)
    : kernel(source.clone()), choices(std::move(choices)) {
  kernel->getSchedule().getBlocks().clear();
  asked = scheduleKernel(*kernel, target, this->choices);
  digest = getKernelDigest(*kernel, target);
  symbol = "cnn_kernel_" + digest;
}

void compileVariants(ArrayRef<KernelVariant *> variants, const Target &target, const KernelCache &cache) {
  if (variants.empty())
    return;
  MLIRContext *context = variants.front()->kernel->getContext();
  ScopedDiagnosticHandler ignore(context, [](Diagnostic &) { return success(); });
  parallelForEach(context, variants, [&](KernelVariant *variant) {
    if (!variant->code.empty())
      return;
    if (std::optional<std::string> code = cache.find(variant->digest, KernelForm::Object)) {
      variant->code = std::move(*code);
      return;
    }
    if (failed(verify(*variant->kernel)))
      return;
    FailureOr<std::string> code = compileKernel(*variant->kernel, variant->symbol, target, KernelForm::Object);
    if (failed(code))
      return;
    cache.insert(variant->digest, KernelForm::Object, *code);
    variant->code = std::move(*code);
  });
}

} // namespace cnnc
