//===- AssignLayouts.cpp - How each tensor lies in memory ---------------===//

#include "compiler/Tiles/ConvolutionTiles.h"
#include "compiler/Transforms/NarrowNetworks.h"
#include "compiler/Transforms/Passes.h"
#include "compiler/Transforms/WeightRead.h"
#include "dialects/CNN/Layout.h"
#include "mlir/IR/SymbolTable.h"
#include "llvm/ADT/EquivalenceClasses.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace cnnc::cnn {
#define GEN_PASS_DEF_ASSIGNLAYOUTS
#include "compiler/Transforms/Passes.h.inc"

namespace {

RankedTensorType getType(Value value) { return cast<RankedTensorType>(value.getType()); }

RankedTensorType withLayout(RankedTensorType type, LayoutAttr layout) {
  return RankedTensorType::get(type.getShape(), type.getElementType(), layout);
}

RankedTensorType withOrder(RankedTensorType type, ArrayRef<int64_t> order) {
  return withLayout(type, order.empty() ? nullptr : LayoutAttr::get(type.getContext(), order));
}

/// How a layer best reads its weight where nothing else must agree with it: in blocks of output channels, and
/// transformed for Winograd's algorithm. A dense layer of one image streams its weight once: 28 GB/s in blocks, 11
/// across rows of 4096 channels (AMD EPYC, Zen 4). Null for groups, whose channels lie in one vector.
LayoutAttr getPreparedLayout(Conv2DOp conv) {
  if (conv.getGroups() != 1 || (getParts(conv.getAlgorithm()) && ConvolutionTiles::joinsTaps(conv)))
    return nullptr;
  int64_t channels = getType(conv.getWeight()).getDimSize(0);
  Algorithm algorithm = conv.getAlgorithm();
  if (isWinograd(algorithm) && channels % winogradVector != 0)
    return nullptr;
  int64_t block = getParts(algorithm)     ? tileChannels
                  : isWinograd(algorithm) ? getWinogradBlock(channels)
                                          : getWeightBlock(channels);
  return LayoutAttr::get(conv.getContext(), {0, 2, 3, 1, 0}, block, algorithm);
}
LayoutAttr getPreparedLayout(DenseOp dense) {
  Algorithm algorithm = dense.getAlgorithm();
  int64_t channels = getType(dense.getWeight()).getDimSize(0);
  int64_t block = getParts(algorithm) ? tileChannels : getDenseWeightBlock(channels);
  return LayoutAttr::get(dense.getContext(), {0, 1, 0}, block, algorithm);
}

/// Values and parameters that lie in the same way: those that element-wise operations combine, and
/// a parameter with all its reads and writes in all networks.
class LayoutClasses {
public:
  explicit LayoutClasses(ModuleOp module) {
    SymbolTable symbols(module);
    for (ParameterOp parameter : module.getOps<ParameterOp>())
      classes.insert(parameter.getOperation());
    for (NetworkOp network : module.getOps<NetworkOp>()) {
      for (Operation &op : network.getBody().front())
        add(op, symbols);
      if (isNarrow(network))
        narrow.insert(network);
    }
    // Only now are the leaders final.
    for (ParameterOp parameter : module.getOps<ParameterOp>())
      parameterClasses.insert(classes.getLeaderValue(parameter.getOperation()));
    for (const void *member : weights)
      weightClasses.insert(classes.getLeaderValue(member));
    for (const void *member : written)
      writtenClasses.insert(classes.getLeaderValue(member));
    for (auto [member, matrix] : flattened)
      if (weightClasses.contains(classes.getLeaderValue(matrix)))
        flattenedClasses.insert(classes.getLeaderValue(member));
  }

  /// Whether training changes what the value is read from.
  bool isWritten(Value value) const {
    return writtenClasses.contains(classes.getLeaderValue(value.getAsOpaquePointer()));
  }

  RankedTensorType assign(RankedTensorType type, const void *member) const {
    bool isWeight = weightClasses.contains(classes.getLeaderValue(member));
    switch (type.getRank()) {
    case 4:
      // Weights: output channels innermost. Images: channels innermost, but where there are few.
      if (isWeight)
        return withOrder(type, {2, 3, 1, 0});
      if (flattenedClasses.contains(classes.getLeaderValue(member)))
        return withOrder(type, {1, 2, 3, 0});
      return hasFewChannels(type) ? withOrder(type, {}) : withOrder(type, {0, 2, 3, 1});
    case 2:
      // The input of a dense layer is read along its channels, so only its weight is turned.
      return isWeight ? withOrder(type, {1, 0}) : withOrder(type, {});
    default:
      return withOrder(type, {});
    }
  }
  RankedTensorType assign(Value value) const {
    RankedTensorType type = getType(value);
    if (isNarrowBatch(value))
      return withOrder(type, type.getRank() == 4 ? ArrayRef<int64_t>{1, 2, 3, 0} : ArrayRef<int64_t>{1, 0});
    return assign(type, value.getAsOpaquePointer());
  }
  RankedTensorType assign(ParameterOp parameter) const {
    return assign(cast<RankedTensorType>(parameter.getType()), parameter.getOperation());
  }

  /// Whether the value is a batch of a narrow network; a parameter never is.
  bool isNarrowBatch(Value value) const {
    const void *leader = classes.getLeaderValue(value.getAsOpaquePointer());
    RankedTensorType type = getType(value);
    return narrow.contains(value.getParentBlock()->getParentOp()) && (type.getRank() == 4 || type.getRank() == 2) &&
           type.getDimSize(0) % vectorImages == 0 && !weightClasses.contains(leader) &&
           !parameterClasses.contains(leader);
  }

private:
  void join(Value a, const void *b) { classes.unionSets(a.getAsOpaquePointer(), b); }
  void joinSameShapes(Operation &op) {
    Value result = op.getResult(0);
    for (Value other : llvm::concat<Value>(llvm::to_vector(op.getOperands()), llvm::to_vector(op.getResults())))
      if (getType(other).getShape() == getType(result).getShape())
        join(result, other.getAsOpaquePointer());
  }

  void add(Operation &op, const SymbolTable &symbols) {
    for (Value value : llvm::concat<Value>(llvm::to_vector(op.getOperands()), llvm::to_vector(op.getResults())))
      classes.insert(value.getAsOpaquePointer());
    llvm::TypeSwitch<Operation *>(&op)
        .Case<ReadOp, WriteOp>([&](auto access) {
          join(access.getValue(), symbols.lookup(access.getParameter()));
          if (isa<WriteOp>(op))
            written.push_back(access.getValue().getAsOpaquePointer());
        })
        .Case<AddOp, MultiplyOp, SGDOp, AdamOp>([&](auto) { joinSameShapes(op); })
        .Case<Conv2DOp, Conv2DInputGradientOp, DenseOp>(
            [&](auto layer) { weights.push_back(layer.getWeight().getAsOpaquePointer()); })
        .Case<Conv2DWeightGradientOp>(
            [&](auto gradient) { weights.push_back(gradient.getResult().getAsOpaquePointer()); })
        .Case<ReshapeOp>([&](ReshapeOp reshape) {
          const void *from = reshape.getInput().getAsOpaquePointer(), *to = reshape.getOutput().getAsOpaquePointer();
          if (getType(reshape.getInput()).getRank() == 4)
            flattened.push_back({from, to});
          else
            flattened.push_back({to, from});
        })
        .Default([&](Operation *) {
          if (op.hasTrait<OpTrait::SameOperandsAndResultShape>())
            joinSameShapes(op);
        });
  }

  llvm::EquivalenceClasses<const void *> classes;
  SmallVector<const void *> weights, written;
  SmallVector<std::pair<const void *, const void *>> flattened; // reshaped from, or to, the second
  llvm::DenseSet<const void *> weightClasses, writtenClasses, parameterClasses;
  llvm::DenseSet<const void *> flattenedClasses; // convolutions over whole images, which are dense layers
  llvm::DenseSet<Operation *> narrow;
};

/// Whether a kernel that computes a convolution on matrix tiles computes the value, and can write it split for another.
bool isOfTileKernel(Value value) {
  Operation *op = value.getDefiningOp();
  if (auto conv = dyn_cast_or_null<Conv2DOp>(op))
    return getParts(conv.getAlgorithm()) != 0;
  return isa_and_nonnull<ReluOp, LeakyReluOp, SigmoidOp, TanhOp, ClampOp, AddOp, MultiplyOp, BatchNormOp, MaxPoolOp,
                         AveragePoolOp>(op) &&
         llvm::any_of(op->getOperands(), isOfTileKernel);
}

/// The layout in which a convolution on matrix tiles reads its image; null for all others.
LayoutAttr getSplitLayout(OpOperand &use) {
  auto conv = dyn_cast<Conv2DOp>(use.getOwner());
  bool isOnTiles = conv && &use == &conv.getInputMutable() && getParts(conv.getAlgorithm()) != 0;
  if (!isOnTiles || ConvolutionTiles::joinsTaps(conv))
    return nullptr;
  return getSplitImageLayout(conv.getContext(), conv.getAlgorithm(), conv.getWindow());
}

/// Gives `operand` the type `type` by a repack in front of its owner.
void repackOperand(OpOperand &operand, RankedTensorType type) {
  if (operand.get().getType() == type)
    return;
  OpBuilder builder(operand.getOwner());
  Operation *definition = operand.get().getDefiningOp();
  Location location = definition ? definition->getLoc() : operand.getOwner()->getLoc();
  operand.set(RepackOp::create(builder, location, type, operand.get()));
}

/// Stores an image split where convolutions read it, all of them in the same layout. An addition, of a residual
/// network, reads it then too, rounded to 8 bits as one bf16 or to 17 as two, like the products' factors, and no
/// convolution splits it. Not where many more bytes than floats are stored: of three parts, or with padding around
/// small maps; and not for two additions, for which a launch would copy it.
void splitImage(Value image) {
  LayoutAttr layout;
  OpOperand *addition = nullptr;
  for (OpOperand &use : image.getUses()) {
    if (LayoutAttr wanted = getSplitLayout(use); wanted && (!layout || wanted == layout))
      layout = wanted;
    else if (isa<AddOp>(use.getOwner()) && !addition)
      addition = &use;
    else
      return;
  }
  if (!layout)
    return;
  RankedTensorType type = getType(image);
  int64_t words = llvm::product_of(getStoredShape(withLayout(type, layout)));
  if (addition && 4 * words > 5 * type.getNumElements())
    return;
  OpBuilder builder(image.getContext());
  builder.setInsertionPointAfterValue(image);
  auto split = RepackOp::create(builder, image.getLoc(), withLayout(type, layout), image);
  image.replaceAllUsesExcept(split, split);
  if (addition)
    repackOperand(*addition, type);
}

/// Whether a convolution or gradient of one reads vectors of channels again and again.
bool isTransformed(Operation *op) {
  return llvm::TypeSwitch<Operation *, bool>(op)
      .Case<Conv2DOp, Conv2DInputGradientOp, Conv2DWeightGradientOp>(
          [](auto conv) { return conv.getAlgorithm() != Algorithm::Direct; })
      .Default(false);
}

void assignLayouts(NetworkOp network, const LayoutClasses &classes, const SymbolTable &symbols) {
  ReturnOp results = network.getReturn();
  for (Operation &op : network.getBody().front())
    for (Value result : op.getResults())
      result.setType(classes.assign(result));

  // An argument lies as the caller has it.
  for (BlockArgument argument : network.getArguments())
    for (OpOperand &use : llvm::make_early_inc_range(argument.getUses()))
      if (classes.isNarrowBatch(argument) || isTransformed(use.getOwner()))
        repackOperand(use, classes.assign(argument));

  // What a parameter takes lies like the parameter, so a returned value that a parameter takes too
  // is repacked for the caller; any other is written in the caller's order in the first place.
  auto isFixed = [](Value value) {
    return isa<BlockArgument>(value) || isa<ReadOp>(value.getDefiningOp()) ||
           llvm::any_of(value.getUsers(), llvm::IsaPred<WriteOp>);
  };
  for (OpOperand &operand : results->getOpOperands()) {
    RankedTensorType rowMajor = withOrder(getType(operand.get()), {});
    if (isFixed(operand.get()))
      repackOperand(operand, rowMajor);
    else
      operand.get().setType(rowMajor);
  }
  for (WriteOp write : network.getBody().front().getOps<WriteOp>()) {
    auto parameter = symbols.lookup<ParameterOp>(write.getParameter());
    repackOperand(write.getValueMutable(), cast<RankedTensorType>(parameter.getType()));
  }
  network.updateFunctionType();
  for (Operation &op : network.getBody().front())
    llvm::TypeSwitch<Operation *>(&op).Case<Conv2DOp, DenseOp>([&](auto layer) {
      Value weight = layer.getWeight();
      LayoutAttr layout = getPreparedLayout(layer);
      if (ReadOp read = getRead(weight); layout && read && !classes.isWritten(read))
        repackOperand(layer.getWeightMutable(), withLayout(getType(weight), layout));
    });
  for (Conv2DOp conv : network.getBody().front().getOps<Conv2DOp>())
    if (isOfTileKernel(conv.getInput()))
      splitImage(conv.getInput());
}

struct AssignLayoutsPass : impl::AssignLayoutsBase<AssignLayoutsPass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    LayoutClasses classes(module);
    SymbolTable symbols(module);
    for (ParameterOp parameter : module.getOps<ParameterOp>())
      parameter.setTypeAttr(TypeAttr::get(classes.assign(parameter)));
    for (NetworkOp network : module.getOps<NetworkOp>())
      assignLayouts(network, classes, symbols);
  }
};

} // namespace
} // namespace cnnc::cnn
