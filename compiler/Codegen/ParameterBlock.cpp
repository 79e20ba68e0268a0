//===- ParameterBlock.cpp - Where a model's parameters lie --------------===//

#include "compiler/Codegen/ParameterBlock.h"

#include "dialects/Halide/Buffers.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace cnnc {

/// The value of a large tensor of one repeated value, which needs no image. Small ones are stored like all
/// others: a model whose parameters all are uses its image in place.
static std::optional<double> getSplatValue(ElementsAttr values, uint64_t bytes) {
  if (!values.isSplat() || bytes < (1 << 20))
    return std::nullopt;
  if (isa<Float32Type>(values.getElementType()))
    return values.getSplatValue<APFloat>().convertToDouble();
  if (values.getElementType().isInteger(32))
    return values.getSplatValue<APInt>().getSExtValue();
  return std::nullopt;
}

FailureOr<ParameterBlock> ParameterBlock::place(ModuleOp module) {
  ParameterBlock block;
  for (auto op : module.getOps<cnn::ParameterOp>()) {
    auto type = cast<RankedTensorType>(op.getType());
    PlacedParameter placed{op, type};
    placed.bytes = getByteSize(type);
    if (auto initializer = dyn_cast<cnn::InitializerAttrInterface>(op.getInitializer())) {
      placed.distribution = initializer.getDistribution(type.getShape());
    } else {
      auto values = dyn_cast<ElementsAttr>(op.getInitializer());
      if (!values)
        return op.emitOpError("expects an initialiser or values, found ") << op.getInitializer();
      if (std::optional<double> value = getSplatValue(values, placed.bytes))
        placed.distribution.a = *value;
      else
        placed.values = values;
    }
    block.parameters.push_back(placed);
  }

  auto placeAll = [&](bool known) {
    for (PlacedParameter &placed : block.parameters) {
      if (bool(placed.values) != known)
        continue;
      placed.offset = block.bytes;
      block.bytes = llvm::alignTo(block.bytes + placed.bytes, bufferAlignment);
    }
  };
  placeAll(/*known=*/true);
  block.imageBytes = block.bytes;
  placeAll(/*known=*/false);
  return block;
}

const PlacedParameter &ParameterBlock::find(StringRef name) const {
  for (const PlacedParameter &placed : parameters)
    if (cnn::ParameterOp(placed.parameter).getSymName() == name)
      return placed;
  llvm_unreachable("the symbol table was verified");
}

/// The row-major bytes of known values, or nothing where the attribute has lost them.
static std::optional<ArrayRef<char>> getRawBytes(ElementsAttr values) {
  if (auto dense = dyn_cast<DenseElementsAttr>(values))
    return dense.getRawData();
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(values))
    if (AsmResourceBlob *blob = resource.getRawHandle().getBlob())
      return blob->getData();
  return std::nullopt;
}

/// Copies a row-major tensor into the stored order of its dimensions, outermost first.
static void permute(const char *source, char *target, ArrayRef<int64_t> shape, ArrayRef<int64_t> order,
                    size_t elementBytes) {
  SmallVector<int64_t> strides(shape.size(), elementBytes);
  for (int64_t d = int64_t(shape.size()) - 2; d >= 0; --d)
    strides[d] = strides[d + 1] * shape[d + 1];
  SmallVector<int64_t> index(shape.size(), 0);
  int64_t innermost = order.back(), run = shape[innermost], offset = 0;
  for (;;) {
    for (int64_t i = 0; i < run; ++i, target += elementBytes)
      std::memcpy(target, source + offset + i * strides[innermost], elementBytes);
    // Counts through the outer stored dimensions like an odometer.
    int64_t d = int64_t(order.size()) - 2;
    for (; d >= 0; --d) {
      offset += strides[order[d]];
      if (++index[d] < shape[order[d]])
        break;
      offset -= index[d] * strides[order[d]];
      index[d] = 0;
    }
    if (d < 0)
      return;
  }
}

LogicalResult ParameterBlock::writeImage(MutableArrayRef<char> image) const {
  assert(image.size() >= imageBytes);
  std::fill(image.begin(), image.end(), 0);
  for (const PlacedParameter &placed : parameters) {
    if (!placed.values)
      continue;
    char *place = image.data() + placed.offset;
    std::optional<ArrayRef<char>> raw = getRawBytes(placed.values);
    if (raw && placed.values.isSplat()) {
      for (uint64_t written = 0; written < placed.bytes; written += raw->size())
        std::memcpy(place + written, raw->data(), raw->size());
      continue;
    }
    if (!raw || raw->size() != placed.bytes)
      return cnn::ParameterOp(placed.parameter).emitOpError("expects values of ")
             << placed.bytes << " bytes, found " << (raw ? raw->size() : 0);
    SmallVector<int64_t> order = cnn::getStoredOrder(placed.type);
    if (llvm::is_sorted(order))
      std::memcpy(place, raw->data(), raw->size());
    else
      permute(raw->data(), place, placed.type.getShape(), order,
              placed.bytes / placed.type.getNumElements());
  }
  return success();
}

} // namespace cnnc
