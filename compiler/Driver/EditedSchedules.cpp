//===- EditedSchedules.cpp - Compiling with schedules edited by hand ----===//

#include "compiler/Driver/EditedSchedules.h"

#include "compiler/Conversion/ApplySchedule.h"
#include "dialects/Halide/HalideDialect.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace mlir;

namespace cnnc {

namespace {
struct ApplyEditedSchedules : PassWrapper<ApplyEditedSchedules, OperationPass<ModuleOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(ApplyEditedSchedules)
  explicit ApplyEditedSchedules(StringRef path) : path(path) {}

  StringRef getArgument() const override { return "apply-edited-schedules"; }
  StringRef getDescription() const override { return "Takes the schedules of kernels from a file"; }
  void getDependentDialects(DialectRegistry &registry) const override { registry.insert<halide::HalideDialect>(); }

  void runOnOperation() override {
    auto buffer = llvm::MemoryBuffer::getFile(path);
    if (!buffer) {
      emitError(FileLineColLoc::get(&getContext(), path, 0, 0))
          << "cannot open the schedules: " << buffer.getError().message();
      return signalPassFailure();
    }
    OwningOpRef<ModuleOp> edited = parseSourceString<ModuleOp>((*buffer)->getBuffer(), &getContext(), path);
    if (!edited || failed(applySchedules(getOperation(), *edited)))
      signalPassFailure();
  }

  std::string path;
};
} // namespace

std::unique_ptr<Pass> createApplyEditedSchedules(StringRef path) {
  return std::make_unique<ApplyEditedSchedules>(path);
}

} // namespace cnnc
