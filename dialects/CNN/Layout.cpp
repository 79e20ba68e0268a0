//===- Layout.cpp - How tensors lie in memory ---------------------------===//

#include "dialects/CNN/Inference.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace cnnc::cnn {

static constexpr int64_t weightOrder[] = {0, 2, 3, 1, 0}, matrixOrder[] = {0, 1, 0};
static constexpr int64_t splitImageOrder[] = {0, 1, 2, 3, 1};

LogicalResult LayoutAttr::verify(function_ref<InFlightDiagnostic()> emitError, ArrayRef<int64_t> order, int64_t block,
                                 Algorithm algorithm, ArrayRef<int64_t> halo) {
  if (block < 0)
    return emitError() << "expects a layout's block to be positive, found " << block;
  ArrayRef<int64_t> dimensions = block > 0 && !order.empty() ? order.drop_back() : order;
  SmallVector<int64_t> sorted(dimensions);
  llvm::sort(sorted);
  for (auto [position, dimension] : llvm::enumerate(sorted))
    if (dimension != static_cast<int64_t>(position))
      return emitError() << "expects a permutation of 0.." << dimensions.size() - 1 << " as a layout's order";
  if (block > 0 && (order.empty() || !llvm::is_contained(dimensions, order.back())))
    return emitError() << "expects the dimension that lies in blocks a second time at the end of a layout's order";
  bool isSplitImage = getParts(algorithm) && order == ArrayRef(splitImageOrder);
  bool isWeight = order == ArrayRef(weightOrder) || (getParts(algorithm) && order == ArrayRef(matrixOrder));
  if (algorithm != Algorithm::Direct && (block == 0 || (!isWeight && !isSplitImage)))
    return emitError() << "expects blocks in the order [0, 2, 3, 1, 0]"
                       << (getParts(algorithm) ? ", [0, 1, 0] or [0, 1, 2, 3, 1]" : "") << " for 'algorithm' = "
                       << stringifyAlgorithm(algorithm);
  bool isHalo = halo.size() == 4 && llvm::all_of(halo, [](int64_t extent) { return extent >= 0; });
  if (isSplitImage ? !isHalo : !halo.empty())
    return emitError() << "expects a halo of four numbers that are 0 or more for images in the order [0, 1, 2, 3, 1] "
                          "and for nothing else";
  if (isWinograd(algorithm) && block % winogradVector != 0)
    return emitError() << "expects blocks of a multiple of " << winogradVector << " for Winograd's algorithm, found "
                       << block;
  if (getParts(algorithm) && block != tileChannels)
    return emitError() << "expects blocks of " << tileChannels << " for 'algorithm' = " << stringifyAlgorithm(algorithm)
                       << ", found " << block;
  return success();
}

LogicalResult LayoutAttr::verifyEncoding(ArrayRef<int64_t> shape, Type elementType,
                                         function_ref<InFlightDiagnostic()> emitError) const {
  int64_t rank = getOrder().size() - (getBlock() > 0);
  if (rank != static_cast<int64_t>(shape.size()))
    return emitError() << "expects a layout of " << shape.size() << " dimensions, found " << rank;
  if (getBlock() > 0) {
    int64_t extent = shape[getOrder().back()];
    if (ShapedType::isDynamic(extent))
      return emitError() << "expects no blocks of an open extent (?)";
    if (extent % getBlock() != 0 && !getParts(getAlgorithm()))
      return emitError() << "expects blocks of a divisor of " << extent << ", found " << getBlock();
  }
  if (getAlgorithm() == Algorithm::Winograd && !(isWinogradKernel(shape[2]) && shape[3] == shape[2]))
    return emitError() << "expects a weight of 3x3 or 5x5 for Winograd's algorithm, found "
                       << printShape(shape.drop_front(2));
  if (getAlgorithm() == Algorithm::WinogradRows && !isWinogradKernel(shape[2]))
    return emitError() << "expects a weight of 3 or 5 rows for Winograd's algorithm, found " << shape[2];
  if (getAlgorithm() != Algorithm::Direct && !elementType.isF32())
    return emitError() << "expects a weight of f32 for 'algorithm' = " << stringifyAlgorithm(getAlgorithm())
                       << ", found " << elementType;
  return success();
}

StoredOrder getStoredOrder(RankedTensorType type) {
  if (auto layout = dyn_cast_or_null<LayoutAttr>(type.getEncoding()))
    return {SmallVector<int64_t>(layout.getOrder()), layout.getBlock()};
  return llvm::to_vector(llvm::seq<int64_t>(0, type.getRank()));
}

Algorithm getStoredAlgorithm(RankedTensorType type) {
  auto layout = dyn_cast_or_null<LayoutAttr>(type.getEncoding());
  return layout ? layout.getAlgorithm() : Algorithm::Direct;
}

ArrayRef<int64_t> getHalo(RankedTensorType type) {
  auto layout = dyn_cast_or_null<LayoutAttr>(type.getEncoding());
  return layout ? layout.getHalo() : ArrayRef<int64_t>();
}

LayoutAttr getSplitImageLayout(MLIRContext *context, Algorithm algorithm, const Window &window) {
  return LayoutAttr::get(context, splitImageOrder, tileChannels, algorithm,
                         {window.y.padBefore, window.x.padBefore, window.y.padAfter, window.x.padAfter});
}

SmallVector<int64_t> getStoredShape(RankedTensorType type) {
  SmallVector<int64_t> shape(type.getShape());
  Algorithm algorithm = getStoredAlgorithm(type);
  if (isWinograd(algorithm))
    shape[2] = winogradPlaces;
  if (algorithm == Algorithm::Winograd)
    shape[3] = winogradPlaces;
  StoredOrder order = getStoredOrder(type);
  int64_t words = getParts(algorithm) * tilePairs;
  if (ArrayRef<int64_t> halo = getHalo(type); !halo.empty())
    return {shape[0], static_cast<int64_t>(llvm::divideCeil(shape[1], tileChannels)), shape[2] + halo[0] + halo[2],
            shape[3] + halo[1] + halo[3], words};
  if (words)
    shape[1] = llvm::divideCeil(shape[1], tileChannels) * words;
  SmallVector<int64_t> stored;
  for (int64_t dimension : order.dimensions)
    stored.push_back(shape[dimension]);
  if (order.isBlocked()) {
    int64_t &blocks = stored[llvm::find(order.dimensions, order.innermost()) - order.dimensions.begin()];
    blocks = llvm::divideCeil(blocks, order.block);
    stored.back() = order.block;
  }
  return stored;
}

bool hasFewChannels(RankedTensorType image) {
  return image.getRank() == 4 && image.getDimSize(1) < 8 && image.getDimSize(3) >= 8;
}

bool hasImagesInnermost(RankedTensorType batch) {
  return batch.getRank() >= 2 && getStoredOrder(batch).innermost() == 0 && batch.getDimSize(0) % vectorImages == 0;
}

bool isNarrowBatch(RankedTensorType images) {
  return images.getDimSize(0) % vectorImages == 0 && images.getDimSize(1) <= vectorImages;
}

LogicalResult verifyLayouts(Operation *op) {
  if (isa<RepackOp>(op))
    return success();
  OpOperand *weight = llvm::TypeSwitch<Operation *, OpOperand *>(op)
                          .Case<Conv2DOp, DenseOp>([](auto layer) { return &layer.getWeightMutable(); })
                          .Default(nullptr);
  auto isBlocked = [](Type type) { return getStoredOrder(cast<RankedTensorType>(type)).isBlocked(); };
  auto refuse = [&](Type type) {
    return op->emitOpError("expects blocks in the weight of a convolution or dense layer, or in an image split for it, "
                              "found ") << type;
  };
  auto conv = dyn_cast<Conv2DOp>(op);
  auto algorithm = llvm::TypeSwitch<Operation *, Algorithm>(op)
                       .Case<Conv2DOp, DenseOp>([](auto layer) { return layer.getAlgorithm(); })
                       .Default(Algorithm::Direct);
  auto isSplitImage = [&](Value value) {
    auto type = cast<RankedTensorType>(value.getType());
    return conv && value == conv.getInput() && !getHalo(type).empty() &&
           type.getEncoding() == getSplitImageLayout(op->getContext(), conv.getAlgorithm(), conv.getWindow());
  };
  for (OpOperand &operand : op->getOpOperands())
    if (&operand != weight && isBlocked(operand.get().getType()) && !isSplitImage(operand.get()))
      return refuse(operand.get().getType());
  for (Type type : op->getResultTypes())
    if (isBlocked(type))
      return refuse(type);
  if (auto type = weight ? cast<RankedTensorType>(weight->get().getType()) : RankedTensorType();
      type && isBlocked(type) && getStoredAlgorithm(type) != algorithm)
    return op->emitOpError("expects a weight for 'algorithm' = ")
           << stringifyAlgorithm(algorithm) << ", found " << type;
  return success();
}

int64_t getWeightBlock(int64_t channels) {
  for (int64_t block : {32, 16})
    if (channels % block == 0)
      return block;
  return channels;
}

int64_t getDenseWeightBlock(int64_t channels) {
  if (channels % 16 == 0)
    return getWeightBlock(channels);
  for (int64_t block = 120; block > 0; block -= 8)
    if (channels % block == 0)
      return block;
  return channels;
}

int64_t getWinogradBlock(int64_t channels) {
  for (int64_t block : {32, 16, 48, 40, 24, 8})
    if (channels % block == 0)
      return block;
  return channels;
}

int64_t getWinogradBlock(RankedTensorType weight, int64_t channels) {
  StoredOrder order = getStoredOrder(weight);
  return order.isBlocked() ? order.block : getWinogradBlock(channels);
}

} // namespace cnnc::cnn
