//===- CNNDialect.cpp - The network dialect and its attributes ----------===//

#include "dialects/CNN/CNNDialect.h"

#include "dialects/CNN/Inference.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace cnnc::cnn;

#include "dialects/CNN/CNNDialect.cpp.inc"
#include "dialects/CNN/CNNEnums.cpp.inc"
#include "dialects/CNN/CNNAttributeInterfaces.cpp.inc"
#define GET_ATTRDEF_CLASSES
#include "dialects/CNN/CNNAttributes.cpp.inc"
#include "dialects/CNN/CNNInterfaces.cpp.inc"
#define GET_OP_CLASSES
#include "dialects/CNN/CNNOps.cpp.inc"

void CNNDialect::initialize() {
  addOperations<
#define GET_OP_LIST
#include "dialects/CNN/CNNOps.cpp.inc"
      >();
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialects/CNN/CNNAttributes.cpp.inc"
      >();
}

static LogicalResult refuseUnknown(Operation *op, NamedAttribute attribute, ArrayRef<StringRef> known) {
  if (llvm::is_contained(known, attribute.getName()))
    return success();
  InFlightDiagnostic error = op->emitOpError("has an unknown attribute '") << attribute.getName().getValue() << "'";
  if (!known.empty())
    error << "; expects " << llvm::join(known, " or ");
  return error;
}

LogicalResult CNNDialect::verifyOperationAttribute(Operation *op, NamedAttribute attribute) {
  return refuseUnknown(op, attribute, {});
}
LogicalResult CNNDialect::verifyRegionArgAttribute(Operation *op, unsigned, unsigned, NamedAttribute attribute) {
  return refuseUnknown(op, attribute, {kNameAttribute, kLeafMark});
}
LogicalResult CNNDialect::verifyRegionResultAttribute(Operation *op, unsigned, unsigned, NamedAttribute attribute) {
  return refuseUnknown(op, attribute, {kNameAttribute, kLossMark, kGradientMark});
}

AsmPrinter &cnnc::cnn::operator<<(AsmPrinter &printer, Number number) {
  printer.printFloat(APFloat(number.value));
  return printer;
}

//===----------------------------------------------------------------------===//
// Initialisers
//===----------------------------------------------------------------------===//

namespace {
struct Fans {
  double in, out;
};
} // namespace

static Fans getFans(ArrayRef<int64_t> shape) {
  if (shape.size() < 2) {
    double elements = shape.empty() ? 1 : shape.front();
    return {elements, elements};
  }
  double kernel = 1;
  for (int64_t extent : shape.drop_front(2))
    kernel *= extent;
  return {shape[1] * kernel, shape[0] * kernel};
}

static Distribution uniform(double bound, uint64_t seed) {
  return {Distribution::Kind::Uniform, -bound, bound, seed};
}
static Distribution normal(double variance, uint64_t seed) {
  return {Distribution::Kind::Normal, 0.0, std::sqrt(variance), seed};
}

Distribution ConstantAttr::getDistribution(ArrayRef<int64_t> shape) const {
  return {Distribution::Kind::Constant, getValue().value, 0.0, 0};
}
Distribution UniformAttr::getDistribution(ArrayRef<int64_t> shape) const {
  return {Distribution::Kind::Uniform, getLow().value, getHigh().value, getSeed()};
}
Distribution NormalAttr::getDistribution(ArrayRef<int64_t> shape) const {
  return {Distribution::Kind::Normal, getMean().value, getStddev().value, getSeed()};
}
Distribution XavierUniformAttr::getDistribution(ArrayRef<int64_t> shape) const {
  Fans fans = getFans(shape);
  return uniform(std::sqrt(6.0 / (fans.in + fans.out)), getSeed());
}
Distribution XavierNormalAttr::getDistribution(ArrayRef<int64_t> shape) const {
  Fans fans = getFans(shape);
  return normal(2.0 / (fans.in + fans.out), getSeed());
}
Distribution HeUniformAttr::getDistribution(ArrayRef<int64_t> shape) const {
  return uniform(std::sqrt(6.0 / getFans(shape).in), getSeed());
}
Distribution HeNormalAttr::getDistribution(ArrayRef<int64_t> shape) const {
  return normal(2.0 / getFans(shape).in, getSeed());
}

//===----------------------------------------------------------------------===//
// Types and names
//===----------------------------------------------------------------------===//

bool cnnc::cnn::haveSameShapes(TypeRange inferred, TypeRange found) {
  if (inferred.size() != found.size())
    return false;
  return llvm::all_of(llvm::zip(inferred, found), [](auto pair) {
    auto a = dyn_cast<RankedTensorType>(std::get<0>(pair));
    auto b = dyn_cast<RankedTensorType>(std::get<1>(pair));
    return a && b && a.getShape() == b.getShape() && a.getElementType() == b.getElementType();
  });
}

std::optional<Algorithm> cnnc::cnn::getAlgorithm(Operation *op) {
  auto attribute = op->getAttrOfType<AlgorithmAttr>("algorithm");
  return attribute ? std::optional(attribute.getValue()) : std::nullopt;
}

std::string cnnc::cnn::getLayerName(Operation *op) {
  std::string name;
  op->getLoc()->walk([&](Location location) {
    if (auto named = dyn_cast<NameLoc>(location)) {
      name = named.getName().str();
      return WalkResult::interrupt();
    }
    return WalkResult::advance();
  });
  return name.empty() ? op->getName().stripDialect().str() : name;
}

std::string cnnc::cnn::describeLayer(Operation *op) {
  std::string layer = getLayerName(op), operation = op->getName().stripDialect().str();
  return layer == operation ? layer : layer + " (" + operation + ")";
}
