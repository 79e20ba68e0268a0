//===- VerifyMemory.cpp - Replays a program's use of its arena ----------===//

#include "compiler/Conversion/Passes.h"
#include "dialects/Halide/Buffers.h"

using namespace mlir;
using namespace cnnc::halide;

namespace cnnc {
#define GEN_PASS_DEF_VERIFYMEMORY
#include "compiler/Conversion/Passes.h.inc"

namespace {

bool overlap(SliceOp a, SliceOp b) {
  auto getEnd = [](SliceOp slice) { return slice.getOffset() + getByteSize(cast<MemRefType>(slice.getType())); };
  return a.getOffset() < getEnd(b) && b.getOffset() < getEnd(a);
}

struct VerifyMemoryPass : impl::VerifyMemoryBase<VerifyMemoryPass> {
  void runOnOperation() override {
    for (ProgramOp program : getOperation().getOps<ProgramOp>())
      if (failed(verify(program)))
        return signalPassFailure();
  }

  LogicalResult verify(ProgramOp program) {
    SmallVector<SliceOp> slices(program.getBody().getOps<SliceOp>());
    for (SliceOp slice : slices) {
      int64_t offset = slice.getOffset(), bytes = getByteSize(cast<MemRefType>(slice.getType()));
      if (offset < 0 || offset + bytes > static_cast<int64_t>(program.getArenaBytes()))
        return slice.emitOpError("expects to lie in the arena of ")
               << program.getArenaBytes() << " bytes, found bytes " << offset << " to " << offset + bytes;
    }
    llvm::DenseSet<Operation *> written; // slices that hold their value
    for (Operation &op : program.getBody().front())
      if (auto call = dyn_cast<CallOp>(op)) {
        if (failed(replay(call, slices, written)))
          return failure();
      } else if (auto repeat = dyn_cast<RepeatOp>(op)) {
        // Twice: one iteration finds what another has left.
        for (int iteration = 0; iteration < 2; ++iteration)
          for (CallOp call : repeat.getBody().getOps<CallOp>())
            if (failed(replay(call, slices, written)))
              return failure();
      }
    return success();
  }

  /// The slice that a value lies in, or a part of it does.
  static SliceOp getSlice(Value value) {
    if (auto part = value.getDefiningOp<PartOp>())
      value = part.getWhole();
    return value.getDefiningOp<SliceOp>();
  }

  LogicalResult replay(CallOp call, ArrayRef<SliceOp> slices, llvm::DenseSet<Operation *> &written) {
    for (Value input : call.getInputs())
      if (SliceOp slice = getSlice(input); slice && !written.contains(slice))
        return call.emitOpError("expects to read a value that is in memory, found the slice at ")
               << slice.getOffset() << " not written or overwritten";
    for (Value output : call.getOutputs()) {
      SliceOp target = getSlice(output);
      if (!target)
        continue;
      for (Value other : llvm::concat<Value>(llvm::to_vector(call.getInputs()), llvm::to_vector(call.getOutputs())))
        if (SliceOp slice = getSlice(other); slice && slice != target && overlap(slice, target))
          return call.emitOpError("expects inputs and outputs apart, found slices at ")
                 << slice.getOffset() << " and " << target.getOffset() << " that overlap";
      for (SliceOp slice : slices)
        if (overlap(slice, target))
          written.erase(slice);
      written.insert(target);
    }
    return success();
  }
};

} // namespace
} // namespace cnnc
