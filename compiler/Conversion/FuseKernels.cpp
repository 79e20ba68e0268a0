//===- FuseKernels.cpp - Groups the layers of networks into kernels -----===//

#include "compiler/Conversion/InsertCopies.h"
#include "compiler/Conversion/KernelGroups.h"
#include "compiler/Conversion/Passes.h"
#include "dialects/Halide/KernelRole.h"
#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace cnnc::cnn;
using namespace cnnc::halide;

namespace cnnc {

using halide::getKernelRole;
using halide::KernelRole;
#define GEN_PASS_DEF_FUSEKERNELS
#include "compiler/Conversion/Passes.h.inc"

namespace {

/// Moves groups of layers into kernels; equal ones share a kernel.
class Outliner {
public:
  Outliner(MLIRContext *context, KernelTable &table) : context(context), table(table) {}

  /// Puts a launch before `position` that computes the group; returns the name of its kernel.
  StringRef outline(const KernelGroup &group, Operation *position, IRMapping &launched) {
    SmallVector<Value> results = getResults(group);
    KernelOp kernel = table.insert(buildKernel(group, results), joinNames(group));
    OpBuilder builder(position);
    SmallVector<Value> operands;
    for (Value input : inputs)
      operands.push_back(launched.lookupOrDefault(input));
    auto launch = LaunchOp::create(builder, getLocation(group), kernel.getFunctionType().getResults(),
                                   kernel.getSymName(), operands);
    launched.map(results, launch.getResults());
    return kernel.getSymName();
  }

private:
  /// The values that something outside of the group reads.
  static SmallVector<Value> getResults(const KernelGroup &group) {
    SmallVector<Value> results;
    for (Operation *op : group.ops)
      for (Value result : op->getResults())
        if (llvm::any_of(result.getUsers(), [&](Operation *user) { return !llvm::is_contained(group.ops, user); }))
          results.push_back(result);
    return results;
  }

  KernelOp buildKernel(const KernelGroup &group, ArrayRef<Value> results) {
    inputs.clear();
    OpBuilder builder(context);
    auto resultTypes = llvm::map_to_vector(results, [](Value value) { return value.getType(); });
    Location location = getLocation(group);
    auto kernel = KernelOp::create(builder, location, "", builder.getFunctionType({}, resultTypes));
    Block &body = kernel.getAlgorithm().front();
    builder.setInsertionPointToEnd(&body);
    IRMapping inside;
    for (Operation *op : group.ops)
      cloneInto(body, builder, op, inside);
    auto yielded = llvm::map_to_vector(results, [&](Value value) { return inside.lookup(value); });
    YieldOp::create(builder, location, yielded);
    kernel.setFunctionType(builder.getFunctionType(body.getArgumentTypes(), resultTypes));
    return kernel;
  }

  void cloneInto(Block &body, OpBuilder &builder, Operation *op, IRMapping &inside) {
    for (Value operand : op->getOperands()) {
      if (inside.contains(operand))
        continue;
      Operation *definition = operand.getDefiningOp();
      if (definition && getKernelRole(definition) == KernelRole::Generated) {
        cloneInto(body, builder, definition, inside);
      } else {
        inside.map(operand, body.addArgument(operand.getType(), operand.getLoc()));
        inputs.push_back(operand);
      }
    }
    builder.clone(*op, inside);
  }

  static Location getLocation(const KernelGroup &group) {
    auto locations = llvm::map_to_vector(group.ops, [](Operation *op) -> Location { return op->getLoc(); });
    return FusedLoc::get(group.ops.front()->getContext(), locations);
  }

  static std::string joinNames(const KernelGroup &group) {
    return llvm::join(
        llvm::map_range(group.ops, [](Operation *op) { return op->getName().stripDialect().str(); }), "_");
  }

  MLIRContext *context;
  KernelTable &table;
  SmallVector<Value> inputs; // of the kernel that is being built
};

struct FuseKernelsPass : impl::FuseKernelsBase<FuseKernelsPass> {
  using FuseKernelsBase::FuseKernelsBase;

  void runOnOperation() override {
    KernelTable table(getOperation());
    Outliner outliner(&getContext(), table);
    for (NetworkOp network : getOperation().getOps<NetworkOp>()) {
      fuse(network, outliner);
      if (failed(insertCopies(network, table)))
        return signalPassFailure();
    }
  }

  void fuse(NetworkOp network, Outliner &outliner) {
    KernelGroups groups = groupIntoKernels(network, joinDepthwise);
    Block &body = network.getBody().front();
    SmallVector<Operation *> layers;
    for (Operation &op : body)
      if (getKernelRole(&op) != KernelRole::Structure)
        layers.push_back(&op);
    // Launches follow all reads, and come before writes and the return.
    for (ReadOp read : SmallVector<ReadOp>(body.getOps<ReadOp>()))
      read->moveBefore(layers.empty() ? body.getTerminator() : layers.front());
    for (WriteOp write : SmallVector<WriteOp>(body.getOps<WriteOp>()))
      write->moveBefore(body.getTerminator());
    auto isAfterLaunches = [](Operation &op) { return isa<WriteOp, ReturnOp>(op); };
    Operation *position = &*llvm::find_if(body, isAfterLaunches);

    IRMapping launched;
    bool tells = remarks && !network.getWithoutTiles(); // of the form with tiles alone
    for (const KernelGroup &group : groups.groups) {
      StringRef kernel = outliner.outline(group, position, launched);
      if (tells && group.ops.size() > 1)
        reportFused(group, kernel);
    }
    if (tells)
      for (const NotFused &pair : groups.notFused)
        emitRemark(pair.op->getLoc()) << describeLayer(pair.op) << " is not fused with "
                                      << describeLayer(pair.producer) << ": " << pair.reason;
    for (Operation &op : body)
      if (isa<WriteOp, ReturnOp>(op))
        for (OpOperand &operand : op.getOpOperands())
          operand.set(launched.lookupOrDefault(operand.get()));
    for (Operation *op : llvm::reverse(layers))
      op->erase();
  }

  static void reportFused(const KernelGroup &group, StringRef kernel) {
    InFlightDiagnostic remark = emitRemark(group.ops.back()->getLoc());
    remark << "fused ";
    llvm::interleave(
        group.ops, [&](Operation *op) { remark << describeLayer(op); }, [&] { remark << ", "; });
    remark << " into @" << kernel;
  }
};

} // namespace
} // namespace cnnc
