//===- Network.cpp - Small networks from text, interpreted --------------===//

#include "Network.h"

#include "dialects/Halide/HalideDialect.h"
#include "mlir/Parser/Parser.h"
#include "gtest/gtest.h"

using namespace mlir;
using cnnc::reference::Interpreter;
using cnnc::reference::Tensor;

namespace cnnc::test {

Network::Network(StringRef text) : context(MLIRContext::Threading::DISABLED) {
  context.loadDialect<cnn::CNNDialect, halide::HalideDialect>();
  context.getDiagEngine().registerHandler([this](Diagnostic &diagnostic) {
    llvm::raw_string_ostream stream(errors);
    if (auto place = diagnostic.getLocation()->findInstanceOf<FileLineColLoc>())
      stream << place.getLine() << ':' << place.getColumn() << ": ";
    stream << diagnostic.str() << '\n';
  });
  module = parseSourceString<ModuleOp>(text, &context);
}

cnn::NetworkOp Network::getNetwork(StringRef name) {
  for (auto network : module->getOps<cnn::NetworkOp>())
    if (name.empty() || network.getSymName() == name)
      return network;
  return {};
}

std::vector<Tensor> Network::run(ArrayRef<Tensor> inputs) {
  if (!module) {
    ADD_FAILURE() << "invalid module: " << errors;
    return {};
  }
  auto interpreter = Interpreter::create(*module);
  if (failed(interpreter)) {
    ADD_FAILURE() << "not initialised: " << errors;
    return {};
  }
  auto results = interpreter->run(getNetwork(), inputs);
  if (failed(results)) {
    ADD_FAILURE() << "not interpreted: " << errors;
    return {};
  }
  return {results->begin(), results->end()};
}

/// The types of a list as written, "tensor<2xf32>, tensor<1xi32>".
static SmallVector<StringRef> splitTypes(StringRef list) {
  SmallVector<StringRef> types;
  for (size_t begin = 0; begin < list.size();) {
    size_t end = list.find(", tensor", begin);
    types.push_back(list.slice(begin, end).trim());
    begin = end == StringRef::npos ? list.size() : end + 2;
  }
  return types;
}

std::string wrapOperation(StringRef operation) {
  auto [head, type] = operation.rsplit(" : ");
  auto [inputs, outputs] = type.contains("->") ? type.split(" -> ") : std::pair(StringRef("()"), type);
  SmallVector<StringRef> inputTypes = splitTypes(inputs.trim("() ")), outputTypes = splitTypes(outputs.trim("() "));
  std::string text;
  llvm::raw_string_ostream stream(text);
  stream << "cnn.network @net(";
  for (auto [index, input] : llvm::enumerate(inputTypes))
    stream << (index ? ", %" : "%") << static_cast<char>('a' + index) << ": " << input;
  stream << ") -> (";
  llvm::interleaveComma(outputTypes, stream);
  stream << ") {\n  %r:" << outputTypes.size() << " = " << operation << "\n  cnn.return ";
  llvm::interleaveComma(llvm::seq<size_t>(0, outputTypes.size()), stream,
                        [&](size_t index) { stream << "%r#" << index; });
  stream << " : ";
  llvm::interleaveComma(outputTypes, stream);
  stream << "\n}\n";
  return text;
}

std::vector<Tensor> evaluate(StringRef operation, ArrayRef<Tensor> operands) {
  return Network(wrapOperation(operation)).run(operands);
}

} // namespace cnnc::test
