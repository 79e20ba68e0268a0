//===- WindowAttributes.cpp - What convolution and pooling share --------===//

#include "frontend/ONNX/WindowAttributes.h"

#include "dialects/CNN/Inference.h"
#include "frontend/ONNX/onnx.pb.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mlir;

namespace cnnc {

Value getImage(Node &node) {
  Value input = node.getInput(0);
  if (!input)
    return nullptr;
  int64_t rank = getShape(input).size();
  if (rank == 4)
    return input;
  InFlightDiagnostic diagnostic = node.emitError();
  if (rank > 2)
    diagnostic << "a " << rank - 2 << "-D " << node.getProto().op_type() << " is not supported: ";
  diagnostic << "expects an image (n, c, y, x) as input '" << node.getInputName(0) << "', found shape "
             << cnn::printShape(getShape(input));
  return nullptr;
}

LogicalResult appendWindowAttributes(Node &node, NamedAttrList &attributes) {
  attributes.push_back(node.attribute("strides", node.getIntegers("strides", {1, 1})));
  attributes.push_back(node.attribute("dilations", node.getIntegers("dilations", {1, 1})));
  attributes.push_back(node.attribute("pads", node.getIntegers("pads", {0, 0, 0, 0})));

  std::string autoPad = node.getString("auto_pad", "NOTSET");
  auto padding = llvm::StringSwitch<std::optional<cnn::Padding>>(autoPad)
                     .Case("NOTSET", cnn::Padding::Explicit)
                     .Case("SAME_UPPER", cnn::Padding::SameUpper)
                     .Case("SAME_LOWER", cnn::Padding::SameLower)
                     .Case("VALID", cnn::Padding::Valid)
                     .Default(std::nullopt);
  if (!padding)
    return node.emitError() << "expects NOTSET, SAME_UPPER, SAME_LOWER or VALID as 'auto_pad', found '" << autoPad
                            << "'";
  OpBuilder &builder = node.getBuilder();
  attributes.push_back(
      builder.getNamedAttr("auto_pad", cnn::PaddingAttr::get(builder.getContext(), *padding)));
  return success();
}

} // namespace cnnc
