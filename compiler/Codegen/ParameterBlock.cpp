//===- ParameterBlock.cpp - Where a model's parameters lie --------------===//

#include "compiler/Codegen/ParameterBlock.h"

#include "dialects/CNN/Layout.h"
#include "dialects/Halide/Buffers.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/ADT/StringSet.h"
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

/// The parameters that programs read or write.
static llvm::StringSet<> getUsed(ArrayRef<halide::ProgramOp> programs) {
  llvm::StringSet<> used;
  for (halide::ProgramOp program : programs)
    program->walk([&](halide::ParameterOp parameter) { used.insert(parameter.getParameter()); });
  return used;
}

FailureOr<ParameterBlock> ParameterBlock::place(ModuleOp module, Form form) {
  ParameterBlock block;
  llvm::StringSet<> used = getUsed(getPrograms(module, form));
  for (auto op : module.getOps<cnn::ParameterOp>()) {
    auto type = cast<RankedTensorType>(op.getType());
    PlacedParameter placed{op, type};
    placed.bytes = getByteSize(getStoredType(type));
    if (op.isDerived()) {
      if (used.contains(op.getSymName()))
        block.parameters.push_back(placed);
      continue;
    }
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

  auto place = [&](llvm::function_ref<bool(const PlacedParameter &)> isNext) {
    for (PlacedParameter &placed : block.parameters) {
      if (!isNext(placed))
        continue;
      placed.offset = block.bytes;
      block.bytes = llvm::alignTo(block.bytes + placed.bytes, bufferAlignment);
    }
  };
  auto isDerived = [](const PlacedParameter &placed) { return cnn::ParameterOp(placed.parameter).isDerived(); };
  auto isDrawn = [&](const PlacedParameter &placed) { return !placed.values && !isDerived(placed); };
  place([](const PlacedParameter &placed) { return bool(placed.values); });
  block.imageBytes = block.bytes;
  place(isDerived);
  place(isDrawn);
  block.derived = llvm::any_of(block.parameters, isDerived);
  block.drawn = llvm::any_of(block.parameters, isDrawn);
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

/// Copies a row-major tensor into its stored order.
static void permute(const char *source, char *target, RankedTensorType type, size_t elementBytes) {
  ArrayRef<int64_t> shape = type.getShape();
  SmallVector<int64_t> strides(shape.size(), elementBytes);
  for (int64_t d = int64_t(shape.size()) - 2; d >= 0; --d)
    strides[d] = strides[d + 1] * shape[d + 1];
  // The step in the source for one along each stored dimension.
  cnn::StoredOrder order = cnn::getStoredOrder(type);
  SmallVector<int64_t> extents = cnn::getStoredShape(type), steps;
  for (int64_t dimension : order.dimensions)
    steps.push_back(strides[dimension]);
  if (order.isBlocked())
    steps[llvm::find(order.dimensions, order.innermost()) - order.dimensions.begin()] *= order.block;
  SmallVector<int64_t> index(extents.size(), 0);
  int64_t offset = 0;
  for (;;) {
    for (int64_t i = 0; i < extents.back(); ++i, target += elementBytes)
      std::memcpy(target, source + offset + i * steps.back(), elementBytes);
    // Counts through the outer stored dimensions like an odometer.
    int64_t d = int64_t(extents.size()) - 2;
    for (; d >= 0; --d) {
      offset += steps[d];
      if (++index[d] < extents[d])
        break;
      offset -= index[d] * steps[d];
      index[d] = 0;
    }
    if (d < 0)
      return;
  }
}

FailureOr<AsmResourceBlob> ParameterBlock::makeImage() const {
  AsmResourceBlob blob = HeapAsmResourceBlob::allocate(imageBytes, bufferAlignment, /*dataIsMutable=*/true);
  MutableArrayRef<char> image = blob.getMutableData();
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
    if (cnn::getStoredOrder(placed.type).isRowMajor())
      std::memcpy(place, raw->data(), raw->size());
    else
      permute(raw->data(), place, placed.type, placed.bytes / placed.type.getNumElements());
  }
  return blob;
}

} // namespace cnnc
