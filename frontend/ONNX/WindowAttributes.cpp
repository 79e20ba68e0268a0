//===- WindowAttributes.cpp - What convolution and pooling share --------===//

#include "frontend/ONNX/WindowAttributes.h"

#include "dialects/CNN/Inference.h"
#include "frontend/ONNX/Reshape.h"
#include "frontend/ONNX/onnx.pb.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mlir;

namespace cnnc {

Value addRow(Node &node, Value value) {
  SmallVector<int64_t> shape(getShape(value));
  if (shape.size() != 3)
    return value;
  shape.insert(shape.begin() + 2, 1);
  return reshape(node, value, shape);
}

Value getImage(Node &node) {
  Value input = node.getInput(0);
  if (!input)
    return nullptr;
  int64_t rank = getShape(input).size();
  if (rank == 3 || rank == 4)
    return addRow(node, input);
  InFlightDiagnostic diagnostic = node.emitError();
  if (rank > 4)
    diagnostic << "a " << rank - 2 << "-D " << node.getProto().op_type() << " is not supported: ";
  diagnostic << "expects an image (n, c, y, x) as input '" << node.getInputName(0) << "', found shape "
             << cnn::printShape(getShape(input));
  return nullptr;
}

LogicalResult setImageOutput(Node &node, Value image) {
  if (!image || getShape(node.getInput(0)).size() == 4)
    return node.setOutput(image);
  SmallVector<int64_t> shape(getShape(image));
  shape.erase(shape.begin() + 2);
  return node.setOutput(reshape(node, image, shape));
}

SmallVector<int64_t> getWindowIntegers(Node &node, StringRef name, int64_t otherwise, unsigned ends) {
  size_t dimensions = getShape(node.getInput(0)).size() - 2;
  SmallVector<int64_t> values = node.getIntegers(name, SmallVector<int64_t>(dimensions * ends, otherwise));
  if (dimensions == 2)
    return values;
  SmallVector<int64_t> withRow;
  for (int64_t value : values)
    withRow.append({otherwise, value});
  return withRow;
}

LogicalResult appendWindowAttributes(Node &node, NamedAttrList &attributes) {
  attributes.push_back(node.attribute("strides", getWindowIntegers(node, "strides", 1)));
  attributes.push_back(node.attribute("dilations", getWindowIntegers(node, "dilations", 1)));
  attributes.push_back(node.attribute("pads", getWindowIntegers(node, "pads", 0, /*ends=*/2)));

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
