//===- Arena.cpp - What a planned program's memory comes to -------------===//

#include "compiler/Conversion/Arena.h"

#include "compiler/Conversion/ArenaOffsets.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace cnnc {

MemRefType getStoredType(RankedTensorType type) {
  SmallVector<int64_t> extents;
  for (int64_t dimension : cnn::getStoredOrder(type))
    extents.push_back(type.getDimSize(dimension));
  return MemRefType::get(extents, type.getElementType());
}

int64_t getByteSize(MemRefType type) {
  return llvm::divideCeil(type.getNumElements() * type.getElementTypeBitWidth(), 8);
}

ArenaStatistics getArenaStatistics(halide::ProgramOp program) {
  ArenaStatistics statistics;
  statistics.peak = program.getArenaBytes();
  for (auto slice : program.getBody().getOps<halide::SliceOp>()) {
    int64_t bytes = getByteSize(cast<MemRefType>(slice.getType()));
    statistics.sum += llvm::alignTo(bytes, kArenaAlignment);
    ++statistics.buffers;
  }
  return statistics;
}

} // namespace cnnc
