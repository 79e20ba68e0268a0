//===- PrepareParameters.cpp - Computes once what follows from weights --===//

#include "compiler/Transforms/Passes.h"
#include "compiler/Transforms/TrainingStep.h"
#include "dialects/CNN/Layout.h"
#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;

namespace cnnc::cnn {
#define GEN_PASS_DEF_PREPAREPARAMETERS
#include "compiler/Transforms/Passes.h.inc"

namespace {

using SymbolNames = llvm::StringSet<>;

/// Stores parameters in the layout that their only reader repacks them to.
void absorbRepacks(ModuleOp module, const SymbolTable &symbols, const SymbolNames &written) {
  llvm::StringMap<SmallVector<ReadOp>> reads;
  module.walk([&](ReadOp read) { reads[read.getParameter()].push_back(read); });
  for (auto &[name, readers] : reads) {
    RankedTensorType layout;
    bool agree = !written.contains(name);
    for (ReadOp read : readers)
      for (Operation *user : read->getUsers()) {
        auto repack = dyn_cast<RepackOp>(user);
        agree &= repack && (!layout || repack.getType() == layout);
        if (repack)
          layout = cast<RankedTensorType>(repack.getType());
      }
    if (!agree || !layout || getStoredAlgorithm(layout) != Algorithm::Direct)
      continue;
    symbols.lookup<ParameterOp>(name).setType(layout);
    for (ReadOp read : readers) {
      read.getValue().setType(layout);
      for (Operation *user : llvm::make_early_inc_range(read->getUsers())) {
        user->replaceAllUsesWith(read);
        user->erase();
      }
    }
  }
}

/// The network of entry `prepare` and the parameters that it writes, for networks with tiles or for those without.
class Preparation {
public:
  Preparation(ModuleOp module, bool withoutTiles, SymbolTable &symbols, const SymbolNames &written)
      : symbols(symbols), written(written), builder(module.getBodyRegion()) {
    for (NetworkOp known : module.getOps<NetworkOp>())
      if (known.getEntry() == Entry::Prepare && known.getWithoutTiles() == withoutTiles)
        network = known;
  }

  /// Moves what follows from parameters alone out of a network.
  void hoist(NetworkOp from) {
    for (Operation &op : from.getBody().front())
      if (!isa<ReadOp>(op) && isPrepared(&op))
        for (OpResult result : op.getResults())
          if (llvm::any_of(result.getUsers(), [&](Operation *user) { return !isPrepared(user); }))
            replace(from, result);
  }

private:
  /// Whether all values that `op` is computed from are parameters that stay.
  bool isPrepared(Operation *op) {
    if (auto read = dyn_cast<ReadOp>(op))
      return !written.contains(read.getParameter());
    return isPure(op) && op->getNumOperands() > 0 && !op->hasTrait<OpTrait::IsTerminator>() &&
           llvm::all_of(op->getOperands(), [&](Value operand) {
             return operand.getDefiningOp() && isPrepared(operand.getDefiningOp());
           });
  }

  /// The value in the network of entry `prepare`; the same for all that compute it in the same way.
  Value clone(Value value) {
    if (Value known = cloned.lookupOrNull(value))
      return known;
    Operation *op = value.getDefiningOp();
    for (Value operand : op->getOperands())
      cloned.map(operand, clone(operand));
    Operation *copy = builder.clone(*op, cloned);
    for (Operation &other : network.getBody().front())
      if (&other != copy && OperationEquivalence::isEquivalentTo(&other, copy, OperationEquivalence::IgnoreLocations)) {
        cloned.map(op->getResults(), other.getResults());
        copy->erase();
        break;
      }
    return cloned.lookup(value);
  }

  void replace(NetworkOp from, OpResult result) {
    if (!network)
      createNetwork(from);
    builder.setInsertionPoint(network.getReturn());
    Value value = clone(result);
    ParameterOp &derived = parameters[value];
    if (!derived)
      derived = createParameter(result, value);
    OpBuilder atUse(result.getOwner());
    Value read = createRead(atUse, result.getLoc(), derived);
    // What else moves is computed from the value itself, which the parameter only gets at the end.
    result.replaceUsesWithIf(read, [&](OpOperand &use) { return !isPrepared(use.getOwner()); });
  }

  /// The parameter of a value.
  ParameterOp createParameter(OpResult result, Value value) {
    // The first of the parameters that it follows from names it.
    Operation *source = result.getOwner();
    while (!isa<ReadOp>(source))
      source = source->getOperand(0).getDefiningOp();
    auto origin = symbols.lookup<ParameterOp>(cast<ReadOp>(source).getParameter());
    OpBuilder atParameter(origin);
    auto derived = ParameterOp::create(atParameter, origin.getLoc(), (origin.getSymName() + ".prepared").str(),
                                       cast<RankedTensorType>(result.getType()),
                                       DerivedAttr::get(builder.getContext()), /*state=*/true);
    derived->moveAfter(origin);
    symbols.insert(derived, std::next(Block::iterator(origin))); // renames it if the name is taken
    WriteOp::create(builder, result.getLoc(), derived.getSymName(), value);
    return derived;
  }

  void createNetwork(NetworkOp from) {
    builder.setInsertionPointToEnd(from->getBlock());
    network = NetworkOp::create(builder, from.getLoc(), (from.getSymName() + "_prepare").str(),
                                builder.getFunctionType({}, {}));
    network.setEntry(Entry::Prepare);
    network.setWithoutTiles(from.getWithoutTiles());
    OpBuilder inside = OpBuilder::atBlockEnd(&network.getBody().front());
    ReturnOp::create(inside, from.getLoc());
    symbols.insert(network);
  }

  SymbolTable &symbols;
  const SymbolNames &written;
  OpBuilder builder;
  NetworkOp network;
  IRMapping cloned;
  llvm::DenseMap<Value, ParameterOp> parameters;
};

struct PrepareParametersPass : impl::PrepareParametersBase<PrepareParametersPass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    SymbolTable symbols(module);
    SymbolNames written;
    module.walk([&](WriteOp write) { written.insert(write.getParameter()); });
    absorbRepacks(module, symbols, written);
    Preparation withTiles(module, false, symbols, written), withoutTiles(module, true, symbols, written);
    for (ParameterOp parameter : module.getOps<ParameterOp>())
      if (parameter.isDerived() && !written.contains(parameter.getSymName())) {
        parameter.emitOpError("expects a network that writes it, for it has no initial values");
        return signalPassFailure();
      }
    for (NetworkOp network : SmallVector<NetworkOp>(module.getOps<NetworkOp>())) {
      if (network.getEntry() == Entry::Prepare)
        continue;
      (network.getWithoutTiles() ? withoutTiles : withTiles).hoist(network);
      // What has moved has no reader left.
      for (Operation &op : llvm::make_early_inc_range(llvm::reverse(network.getBody().front())))
        if (isOpTriviallyDead(&op))
          op.erase();
    }
  }
};

} // namespace
} // namespace cnnc::cnn
