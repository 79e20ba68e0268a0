//===- InsertCopies.cpp - A launch for every place that is written ------===//

#include "compiler/Conversion/InsertCopies.h"

#include "compiler/Conversion/LaunchGraph.h"
#include "dialects/Halide/KernelRole.h"

using namespace mlir;
using namespace cnnc::cnn;
using namespace cnnc::halide;

namespace cnnc {

using halide::getKernelRole;
using halide::KernelRole;

/// The results of `op` that element i of which alone needs element i of operand `operand`; none if an
/// element is needed elsewhere.
static SmallVector<Value> getElementwiseResults(OpOperand &operand) {
  Operation *op = operand.getOwner();
  Value input = operand.get();
  if (auto norm = dyn_cast<BatchNormTrainingOp>(op)) {
    if (&operand == &norm.getMeanMutable())
      return {norm.getNewMean()};
    if (&operand == &norm.getVarianceMutable())
      return {norm.getNewVariance()};
    return {};
  }
  KernelRole role = getKernelRole(op);
  if (role != KernelRole::Elementwise && role != KernelRole::Update)
    return {};
  auto hasInputsShape = [&](Value result) {
    return cast<RankedTensorType>(result.getType()).getShape() ==
           cast<RankedTensorType>(input.getType()).getShape();
  };
  // A scalar that updates every element of a tensor fails here too.
  return llvm::all_of(op->getResults(), hasInputsShape) ? SmallVector<Value>(op->getResults())
                                                        : SmallVector<Value>();
}

static bool isComputedOnce(KernelRole role) {
  return role == KernelRole::Elementwise || role == KernelRole::Update || role == KernelRole::Generated ||
         role == KernelRole::Copy;
}

/// Whether the kernel may write its result `result` over its input `input`: it reads the input, if
/// at all, only to compute the same element of that result.
static bool mayOverwrite(KernelOp kernel, unsigned input, unsigned result) {
  YieldOp yield = kernel.getYield();
  Value argument = kernel.getAlgorithm().getArgument(input), target = yield.getValues()[result];
  if (argument.getType() != target.getType())
    return false;
  // The schedule of any other kernel may compute elements at the edge of a tile twice.
  for (Operation &op : kernel.getAlgorithm().front().without_terminator())
    if (!isa<BatchNormTrainingOp>(op) && !isComputedOnce(getKernelRole(&op)))
      return false;
  // All that depends on the argument, element by element.
  llvm::SmallSetVector<Value, 8> dependent;
  dependent.insert(argument);
  for (unsigned i = 0; i < dependent.size(); ++i) {
    for (OpOperand &use : dependent[i].getUses()) {
      if (use.getOwner() == yield)
        continue;
      SmallVector<Value> results = getElementwiseResults(use);
      if (results.empty())
        return false;
      dependent.insert_range(results);
    }
  }
  // Another result that depends on the argument is safe only if one operation computes both: it reads
  // all of its operands' elements before it writes any of its results'.
  return llvm::all_of(yield.getValues(), [&](Value value) {
    return !dependent.contains(value) || value == target ||
           (value != argument && value.getDefiningOp() == target.getDefiningOp());
  });
}

namespace {

class CopyInserter {
public:
  CopyInserter(NetworkOp network, KernelTable &kernels) : network(network), kernels(kernels) {}

  LogicalResult run() {
    for (Operation &op : network.getBody().front())
      if (!isa<ReadOp, LaunchOp, WriteOp, ReturnOp>(op))
        return op.emitOpError("expects to be inside a kernel before memory is planned (--halide-fuse)");
    copyReturned();
    copyWritten();
    LaunchGraph graph(network);
    SmallVector<WriteOp> waiting;
    for (WriteOp write : network.getBody().front().getOps<WriteOp>())
      if (!canWriteInPlace(write) || !graph.orderAfterReaders(getLaunch(write.getValue()), write.getParameter()))
        waiting.push_back(write);
    for (WriteOp write : waiting)
      copy(write.getValueMutable());
    return success();
  }

private:
  void copy(OpOperand &operand) {
    auto type = cast<RankedTensorType>(operand.get().getType());
    Operation *definition = operand.get().getDefiningOp();
    Location location = definition ? definition->getLoc() : operand.getOwner()->getLoc();
    OpBuilder builder(operand.getOwner());
    // Before the writes, where all launches are.
    for (WriteOp write : network.getBody().front().getOps<WriteOp>()) {
      if (write->isBeforeInBlock(operand.getOwner()))
        builder.setInsertionPoint(write);
      break;
    }
    KernelOp kernel = kernels.getCopy(location, type, type);
    operand.set(LaunchOp::create(builder, location, TypeRange{type}, kernel.getSymName(), operand.get()).getResult(0));
  }

  /// A result needs a launch that writes it and nothing else.
  void copyReturned() {
    llvm::SmallPtrSet<Value, 4> returned;
    for (OpOperand &operand : network.getReturn()->getOpOperands())
      if (!getLaunch(operand.get()) || !returned.insert(operand.get()).second)
        copy(operand);
  }

  /// So does a parameter.
  void copyWritten() {
    llvm::SmallPtrSet<Value, 4> placed;
    for (Value value : network.getReturn().getValues())
      placed.insert(value);
    for (WriteOp write : llvm::make_early_inc_range(network.getBody().front().getOps<WriteOp>())) {
      auto read = write.getValue().getDefiningOp<ReadOp>();
      if (read && read.getParameter() == write.getParameter())
        write.erase();
      else if (!getLaunch(write.getValue()) || !placed.insert(write.getValue()).second)
        copy(write.getValueMutable());
    }
  }

  static bool canWriteInPlace(WriteOp write) {
    LaunchOp launch = getLaunch(write.getValue());
    auto kernel = SymbolTable::lookupNearestSymbolFrom<KernelOp>(launch, launch.getKernelAttr());
    unsigned result = cast<OpResult>(write.getValue()).getResultNumber();
    for (auto [index, input] : llvm::enumerate(launch.getInputs()))
      if (auto read = input.getDefiningOp<ReadOp>();
          read && read.getParameter() == write.getParameter() && !mayOverwrite(kernel, index, result))
        return false;
    return true;
  }

  NetworkOp network;
  KernelTable &kernels;
};

} // namespace

LogicalResult insertCopies(NetworkOp network, KernelTable &kernels) { return CopyInserter(network, kernels).run(); }

} // namespace cnnc
