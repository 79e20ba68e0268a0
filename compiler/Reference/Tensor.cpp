//===- Tensor.cpp - The interpreter's values ----------------------------===//

#include "compiler/Reference/Tensor.h"

#include "runtime/Random.h"

using namespace mlir;

namespace cnnc::reference {

Tensor::Tensor(ArrayRef<int64_t> shape) : shape(shape) { values.resize(ShapedType::getNumElements(shape)); }

Tensor::Tensor(ArrayRef<int64_t> shape, std::vector<double> values) : shape(shape), values(std::move(values)) {
  assert(getNumElements() == ShapedType::getNumElements(shape) && "as many values as the shape has elements");
}

Tensor::Tensor(Value value) : Tensor(cast<RankedTensorType>(value.getType()).getShape()) {}

void Tensor::roundToFloat() {
  for (double &value : values)
    value = static_cast<float>(value);
}

void forEachIndex(ArrayRef<int64_t> shape, llvm::function_ref<void(ArrayRef<int64_t>)> visit) {
  SmallVector<int64_t> indices(shape.size(), 0);
  for (int64_t left = ShapedType::getNumElements(shape); left > 0; --left) {
    visit(indices);
    for (int64_t dimension = shape.size() - 1; dimension >= 0; --dimension) {
      if (++indices[dimension] < shape[dimension])
        break;
      indices[dimension] = 0;
    }
  }
}

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

/// The values of a resource of C++ type `Attribute::Element`, if `elements` is one.
template <typename Attribute>
static bool readResource(ElementsAttr elements, std::vector<double> &values) {
  auto resource = dyn_cast<Attribute>(elements);
  if (!resource)
    return false;
  auto data = resource.tryGetAsArrayRef();
  if (!data || static_cast<int64_t>(data->size()) != elements.getNumElements())
    return false;
  values.assign(data->begin(), data->end());
  return true;
}

/// 8-bit codes are stored without a sign; other integers without one are signed.
static double toDouble(const APInt &value, IntegerType type) {
  bool isUnsigned = type.isUnsigned() || (type.isSignless() && type.getWidth() == 8);
  return isUnsigned ? static_cast<double>(value.getZExtValue()) : static_cast<double>(value.getSExtValue());
}

static double toDouble(APFloat value) {
  bool losesInformation;
  value.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven, &losesInformation);
  return value.convertToDouble();
}

FailureOr<Tensor> getTensor(ElementsAttr attribute) {
  ArrayRef<int64_t> shape = attribute.getShapedType().getShape();
  Type element = attribute.getElementType();
  std::vector<double> values;
  if (isa<DenseResourceElementsAttr>(attribute)) {
    if (!readResource<DenseF32ResourceElementsAttr>(attribute, values) &&
        !readResource<DenseF64ResourceElementsAttr>(attribute, values) &&
        !readResource<DenseI32ResourceElementsAttr>(attribute, values) &&
        !readResource<DenseI64ResourceElementsAttr>(attribute, values) &&
        !readResource<DenseUI8ResourceElementsAttr>(attribute, values))
      return failure();
    return Tensor(shape, std::move(values));
  }
  values.reserve(attribute.getNumElements());
  if (isa<FloatType>(element)) {
    auto range = attribute.tryGetValues<APFloat>();
    if (!range)
      return failure();
    for (APFloat value : *range)
      values.push_back(toDouble(value));
  } else if (auto integer = dyn_cast<IntegerType>(element)) {
    auto range = attribute.tryGetValues<APInt>();
    if (!range)
      return failure();
    for (const APInt &value : *range)
      values.push_back(toDouble(value, integer));
  } else {
    return failure();
  }
  return Tensor(shape, std::move(values));
}

DenseElementsAttr getElements(const Tensor &tensor, RankedTensorType type) {
  SmallVector<Attribute> elements;
  elements.reserve(tensor.getNumElements());
  Type element = type.getElementType();
  for (double value : tensor.getValues()) {
    if (isa<FloatType>(element))
      elements.push_back(FloatAttr::get(element, value));
    else
      elements.push_back(IntegerAttr::get(
          element, APInt(element.getIntOrFloatBitWidth(), static_cast<int64_t>(value), /*isSigned=*/true,
                         /*implicitTrunc=*/true)));
  }
  return DenseElementsAttr::get(RankedTensorType::get(type.getShape(), element), elements);
}

FailureOr<Tensor> getInitialValues(Attribute initializer, RankedTensorType type) {
  if (auto elements = dyn_cast<ElementsAttr>(initializer))
    return getTensor(elements);
  auto drawn = dyn_cast<cnn::InitializerAttrInterface>(initializer);
  if (!drawn)
    return failure();
  cnn::Distribution distribution = drawn.getDistribution(type.getShape());
  double a = distribution.a, b = distribution.b;
  uint64_t seed = distribution.seed;
  Tensor tensor(type.getShape());
  for (int64_t index = 0; index < tensor.getNumElements(); ++index) {
    switch (distribution.kind) {
    case cnn::Distribution::Kind::Constant:
      tensor[index] = isa<FloatType>(type.getElementType()) ? static_cast<float>(a) : std::trunc(a);
      break;
    case cnn::Distribution::Kind::Uniform:
      tensor[index] = ::cnn::runtime::uniformValue(seed, index, static_cast<float>(a), static_cast<float>(b));
      break;
    case cnn::Distribution::Kind::Normal:
      tensor[index] = ::cnn::runtime::normalValue(seed, index, a, b);
      break;
    }
  }
  return tensor;
}

} // namespace cnnc::reference
