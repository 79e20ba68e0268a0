//===- ApplySchedule.cpp - Schedules that were edited by hand -----------===//

#include "compiler/Conversion/ApplySchedule.h"

#include "compiler/Conversion/KernelText.h"
#include "compiler/Conversion/Passes.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace mlir;
using namespace cnnc::halide;

namespace cnnc {
#define GEN_PASS_DEF_APPLYSCHEDULES
#include "compiler/Conversion/Passes.h.inc"

/// The first operation of `edited` that is not as in `kernel`; null if the kernels end differently.
static Operation *findDifference(KernelOp edited, KernelOp kernel) {
  auto expected = kernel.getAlgorithm().front().begin(), end = kernel.getAlgorithm().front().end();
  for (Operation &op : edited.getAlgorithm().front()) {
    if (expected == end || op.getName() != expected->getName() ||
        op.getAttrDictionary() != expected->getAttrDictionary() ||
        op.getResultTypes() != expected->getResultTypes() || op.getOperandTypes() != expected->getOperandTypes())
      return &op;
    ++expected;
  }
  return nullptr;
}

LogicalResult applySchedules(ModuleOp module, ModuleOp edited) {
  SymbolTable symbols(module);
  for (Operation &op : *edited.getBody()) {
    auto source = dyn_cast<KernelOp>(op);
    if (!source)
      continue;
    auto kernel = symbols.lookup<KernelOp>(source.getSymName());
    if (!kernel)
      return source.emitOpError("expects the name of a kernel of the model, found @") << source.getSymName();
    if (getAlgorithmText(source) != getAlgorithmText(kernel)) {
      Operation *difference = findDifference(source, kernel);
      InFlightDiagnostic error = (difference ? difference : source)->emitOpError(
          "expects the algorithm of kernel @");
      error << source.getSymName()
            << " as in the model, which other --batch, --target and --math change; only its schedule can be edited";
      error.attachNote(kernel.getLoc()) << "the model's kernel";
      return error;
    }
    Region &schedule = kernel.getSchedule();
    schedule.getBlocks().clear();
    IRMapping mapping;
    source.getSchedule().cloneInto(&schedule, mapping);
  }
  return success();
}

namespace {
struct ApplySchedulesPass : impl::ApplySchedulesBase<ApplySchedulesPass> {
  using ApplySchedulesBase::ApplySchedulesBase;

  void runOnOperation() override {
    if (file.empty()) {
      emitError(UnknownLoc::get(&getContext())) << "expects a file of schedules: --halide-apply-schedules=file=...";
      return signalPassFailure();
    }
    auto emitFileError = [&] { return emitError(FileLineColLoc::get(&getContext(), file, 0, 0)); };
    auto buffer = llvm::MemoryBuffer::getFile(file);
    if (!buffer) {
      emitFileError() << "cannot open the schedules: " << buffer.getError().message();
      return signalPassFailure();
    }
    OwningOpRef<ModuleOp> edited = parseSourceString<ModuleOp>((*buffer)->getBuffer(), &getContext(), file);
    if (edited && edited->getOps<KernelOp>().empty()) {
      emitFileError() << "expects kernels with their schedules (from --emit=schedule), found none";
      return signalPassFailure();
    }
    if (!edited || failed(applySchedules(getOperation(), *edited)))
      signalPassFailure();
  }
};
} // namespace

} // namespace cnnc
