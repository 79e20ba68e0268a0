//===- CNNDialect.h - The network dialect, its attributes and shapes ----===//

#ifndef CNNC_DIALECTS_CNN_CNNDIALECT_H
#define CNNC_DIALECTS_CNN_CNNDIALECT_H

#include "dialects/CNN/Window.h"
#include "mlir/IR/Attributes.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/DialectImplementation.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/TensorEncoding.h"
#include "llvm/ADT/bit.h"

#include "dialects/CNN/CNNDialect.h.inc"
#include "dialects/CNN/CNNEnums.h.inc"

namespace cnnc::cnn {

/// A real number as an attribute's parameter: a double that can be hashed and parsed.
struct Number {
  Number(double value = 0.0) : value(value) {}
  double value;

  friend bool operator==(Number a, Number b) { return a.value == b.value; }
  friend llvm::hash_code hash_value(Number number) {
    return llvm::hash_value(llvm::bit_cast<uint64_t>(number.value));
  }
};
mlir::AsmPrinter &operator<<(mlir::AsmPrinter &printer, Number number);

/// The distribution that an initialiser draws from: every value `a` (constant), uniform in [a, b),
/// or normal with mean a and standard deviation b.
struct Distribution {
  enum class Kind { Constant, Uniform, Normal } kind;
  double a, b;
  uint64_t seed;
};

/// What the caller knows an argument or a result of a network by.
inline constexpr llvm::StringLiteral kNameAttribute = "cnn.name";
/// Marks the result that training makes small, and an argument that is differentiated with respect to.
inline constexpr llvm::StringLiteral kLossMark = "cnn.loss";
inline constexpr llvm::StringLiteral kLeafMark = "cnn.leaf";
/// The parameter whose gradient a result is.
inline constexpr llvm::StringLiteral kGradientMark = "cnn.gradient_of";

/// Whether the types agree in everything but their layouts.
bool haveSameShapes(mlir::TypeRange inferred, mlir::TypeRange found);

/// How an operation forms its sums, if it has any.
std::optional<Algorithm> getAlgorithm(mlir::Operation *op);

/// The name of the layer that an operation comes from: the first name in its location, else its
/// operation name without the dialect.
std::string getLayerName(mlir::Operation *op);
/// The layer for a message; gradients and updates have the name of their layer, so the operation too.
std::string describeLayer(mlir::Operation *op);

} // namespace cnnc::cnn

template <>
struct mlir::FieldParser<cnnc::cnn::Number> {
  static FailureOr<cnnc::cnn::Number> parse(AsmParser &parser) {
    double value;
    if (parser.parseFloat(value))
      return failure();
    return cnnc::cnn::Number(value);
  }
};

#include "dialects/CNN/CNNAttributeInterfaces.h.inc"
#define GET_ATTRDEF_CLASSES
#include "dialects/CNN/CNNAttributes.h.inc"

#endif
