//===- KernelWork.cpp - Operations and traffic of a kernel --------------===//

#include "compiler/Conversion/KernelWork.h"

#include "dialects/Halide/Buffers.h"
#include "dialects/Halide/KernelRole.h"

using namespace mlir;

namespace cnnc {

using halide::getKernelRole;
using halide::KernelRole;

static int64_t getOperations(Operation &op) {
  if (auto costed = dyn_cast<cnn::CostOpInterface>(op))
    return 2 * costed.getMultiplyAdds();
  KernelRole role = getKernelRole(&op);
  if (role == KernelRole::Copy || role == KernelRole::Join || isa<cnn::FillOp>(op))
    return 0;
  auto getElements = [](Value value) { return cast<RankedTensorType>(value.getType()).getNumElements(); };
  int64_t elements = getElements(op.getResult(0));
  if (role == KernelRole::Reduction || role == KernelRole::Pooling)
    for (Value operand : op.getOperands())
      elements = std::max(elements, getElements(operand));
  return elements;
}

KernelWork getKernelWork(halide::KernelOp kernel) {
  KernelWork work;
  for (Operation &op : kernel.getAlgorithm().front().without_terminator())
    work.operations += getOperations(op);
  for (Type type : llvm::concat<const Type>(kernel.getFunctionType().getInputs(),
                                            kernel.getFunctionType().getResults()))
    work.bytes += getByteSize(cast<ShapedType>(type));
  return work;
}

} // namespace cnnc
