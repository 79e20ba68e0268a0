//===- AttributeRanges.cpp - The numbers that settings may have ---------===//

#include "dialects/CNN/CNNDialect.h"
#include "llvm/Support/Format.h"
#include <cmath>

using namespace mlir;
using namespace cnnc::cnn;

using EmitAttributeError = function_ref<InFlightDiagnostic()>;

/// Every number becomes a float.
static bool isFinite(Number number) { return std::isfinite(static_cast<float>(number.value)); }

static std::string toText(Number number) {
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format("%g", number.value);
  return text;
}

static LogicalResult expect(EmitAttributeError emitError, StringRef name, Number number, bool inRange,
                            StringRef range) {
  if (inRange && isFinite(number))
    return success();
  return emitError() << "expects " << range << " for '" << name << "', found " << toText(number);
}

static LogicalResult expectFinite(EmitAttributeError emitError, StringRef name, Number number) {
  return expect(emitError, name, number, true, "a finite number");
}
static LogicalResult expectPositive(EmitAttributeError emitError, StringRef name, Number number) {
  return expect(emitError, name, number, number.value > 0.0, "a positive number");
}
static LogicalResult expectNotNegative(EmitAttributeError emitError, StringRef name, Number number) {
  return expect(emitError, name, number, number.value >= 0.0, "a number of at least 0");
}
/// A decay, which shrinks what it multiplies.
static LogicalResult expectDecay(EmitAttributeError emitError, StringRef name, Number number) {
  return expect(emitError, name, number, number.value >= 0.0 && number.value < 1.0, "a number from 0 to below 1");
}

LogicalResult ConstantAttr::verify(EmitAttributeError emitError, Number value) {
  return expectFinite(emitError, "value", value);
}

LogicalResult UniformAttr::verify(EmitAttributeError emitError, Number low, Number high, uint64_t) {
  if (failed(expectFinite(emitError, "low", low)) || failed(expectFinite(emitError, "high", high)))
    return failure();
  return expect(emitError, "high", high, low.value < high.value, "a number above low = " + toText(low));
}

LogicalResult NormalAttr::verify(EmitAttributeError emitError, Number mean, Number deviation, uint64_t) {
  return failure(failed(expectFinite(emitError, "mean", mean)) ||
                 failed(expectNotNegative(emitError, "stddev", deviation)));
}

LogicalResult SGDAttr::verify(EmitAttributeError emitError, Number learningRate, Number momentum, bool,
                              Number weightDecay) {
  return failure(failed(expectPositive(emitError, "learning_rate", learningRate)) ||
                 failed(expectDecay(emitError, "momentum", momentum)) ||
                 failed(expectNotNegative(emitError, "weight_decay", weightDecay)));
}

LogicalResult AdamAttr::verify(EmitAttributeError emitError, Number learningRate, Number beta1, Number beta2,
                               Number epsilon, Number weightDecay) {
  return failure(failed(expectPositive(emitError, "learning_rate", learningRate)) ||
                 failed(expectDecay(emitError, "beta1", beta1)) || failed(expectDecay(emitError, "beta2", beta2)) ||
                 failed(expectPositive(emitError, "epsilon", epsilon)) ||
                 failed(expectNotNegative(emitError, "weight_decay", weightDecay)));
}
