//===- ONNXFrontend.cpp - From ONNX to the cnn dialect ------------------===//

#include "frontend/ONNX/ONNXFrontend.h"

#include "dialects/CNN/CNNOps.h"
#include "dialects/CNN/Inference.h"
#include "frontend/ONNX/Graph.h"
#include "frontend/ONNX/Operators.h"
#include "frontend/ONNX/onnx.pb.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/IR/Verifier.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Path.h"

#include <limits>

using namespace mlir;

namespace cnnc {

// What the importers were written against: operators of later opsets may mean something else.
static constexpr int64_t oldestOpset = 9, newestOpset = 28;

namespace {
class ONNXImporter {
public:
  ONNXImporter(const llvm::MemoryBuffer &file, MLIRContext *context, bool training)
      : path(file.getBufferIdentifier()), content(file.getBuffer()), context(context), training(training),
        model(std::make_shared<onnx::ModelProto>()), builder(context) {}

  FailureOr<OwningOpRef<ModuleOp>> import();

private:
  LogicalResult readModel();
  LogicalResult findOpset();
  LogicalResult importGraph(ModuleOp module);
  LogicalResult readInputs();
  FailureOr<RankedTensorType> getInputType(const onnx::ValueInfoProto &input);
  LogicalResult finish(cnn::NetworkOp network, Values &values);
  std::string chooseNetworkName();

  Location locate(StringRef name = {}) { return getLocation(context, path, name); }
  InFlightDiagnostic emitError(StringRef name = {}) { return mlir::emitError(locate(name)); }

  StringRef path, content;
  MLIRContext *context;
  bool training;
  std::shared_ptr<onnx::ModelProto> model;
  int64_t opset = 0;
  OpBuilder builder;
  SmallVector<const onnx::ValueInfoProto *> inputs;
  SmallVector<Type> inputTypes;
};
} // namespace

LogicalResult ONNXImporter::readModel() {
  if (content.size() > static_cast<size_t>(std::numeric_limits<int>::max()))
    return emitError() << "expects a model of less than 2 GiB (larger weights belong into external files), found "
                       << content.size() << " bytes";
  if (!model->ParseFromArray(content.data(), content.size()) || !model->has_graph() || model->opset_import().empty())
    return emitError() << "this is no ONNX model, or a truncated one";
  return success();
}

LogicalResult ONNXImporter::findOpset() {
  std::string others;
  for (const onnx::OperatorSetIdProto &set : model->opset_import()) {
    if (set.domain().empty() || set.domain() == "ai.onnx")
      opset = set.version();
    else
      others += (others.empty() ? "" : ", ") + set.domain();
  }
  if (opset == 0 && !others.empty())
    return emitError() << "operators of " << others << " are not supported: only the operators of ONNX itself are";
  if (opset < oldestOpset || opset > newestOpset)
    return emitError() << "expects a model of opset " << oldestOpset << " to " << newestOpset << ", found opset "
                       << opset;
  return success();
}

FailureOr<RankedTensorType> ONNXImporter::getInputType(const onnx::ValueInfoProto &input) {
  auto emitInputError = [&] { return emitError(input.name()) << "input '" << input.name() << "': "; };
  if (!input.type().has_tensor_type())
    return emitInputError() << "expects a tensor";
  const onnx::TypeProto::Tensor &type = input.type().tensor_type();
  if (type.elem_type() != onnx::TensorProto::FLOAT)
    return emitInputError() << "expects elements of type FLOAT, found " << getTypeName(type.elem_type());
  if (!type.has_shape())
    return emitInputError() << "expects a shape";
  SmallVector<int64_t> shape;
  for (const onnx::TensorShapeProto::Dimension &dimension : type.shape().dim()) {
    bool open = !dimension.has_dim_value() || dimension.dim_value() == -1;
    if (open && !shape.empty())
      return emitInputError() << "only the batch (dimension 0) may stay open, found "
                              << (dimension.has_dim_param() ? "'" + dimension.dim_param() + "'" : "no extent")
                              << " as dimension " << shape.size();
    if (!open && dimension.dim_value() < 1)
      return emitInputError() << "expects positive extents, found " << dimension.dim_value() << " as dimension "
                              << shape.size();
    shape.push_back(open ? ShapedType::kDynamic : dimension.dim_value());
  }
  ArrayRef<int64_t> extents(shape);
  if (!countElements(extents.drop_front(!extents.empty() && ShapedType::isDynamic(extents.front()))))
    return emitInputError() << "is too large: " << cnn::printShape(shape);
  return RankedTensorType::get(shape, builder.getF32Type());
}

/// The inputs that no initialiser gives: before IR version 4 those stand among the inputs, too.
LogicalResult ONNXImporter::readInputs() {
  llvm::StringSet<> initializers;
  for (const onnx::TensorProto &initializer : model->graph().initializer())
    initializers.insert(initializer.name());
  for (const onnx::ValueInfoProto &input : model->graph().input()) {
    if (initializers.contains(input.name()))
      continue;
    FailureOr<RankedTensorType> type = getInputType(input);
    if (failed(type))
      return failure();
    inputs.push_back(&input);
    inputTypes.push_back(*type);
  }
  return success();
}

/// The file's name, or model for the standard input; parameters are symbols of the same table and keep theirs.
std::string ONNXImporter::chooseNetworkName() {
  llvm::StringSet<> taken;
  for (const onnx::TensorProto &initializer : model->graph().initializer())
    taken.insert(initializer.name());
  for (const onnx::NodeProto &node : model->graph().node())
    for (const std::string &output : node.output())
      taken.insert(output);
  std::string name = path == "<stdin>" ? "model" : llvm::sys::path::stem(path).str();
  for (char &character : name)
    if (!llvm::isAlnum(character))
      character = '_';
  if (name.empty() || llvm::isDigit(name.front()))
    name = "network_" + name;
  while (taken.contains(name))
    name += "_network";
  return name;
}

/// The shape that the file declares, open where it names no extent; nothing where it declares none.
static std::optional<SmallVector<int64_t>> getDeclaredShape(const onnx::ValueInfoProto &value) {
  if (!value.type().has_tensor_type() || !value.type().tensor_type().has_shape())
    return std::nullopt;
  SmallVector<int64_t> shape;
  for (const onnx::TensorShapeProto::Dimension &dimension : value.type().tensor_type().shape().dim())
    shape.push_back(dimension.dim_value() > 0 ? dimension.dim_value() : ShapedType::kDynamic);
  return shape;
}

LogicalResult ONNXImporter::finish(cnn::NetworkOp network, Values &values) {
  SmallVector<Value> results;
  const auto &outputs = model->graph().output();
  if (outputs.empty())
    return emitError() << "expects at least one output of the graph";
  for (const onnx::ValueInfoProto &output : outputs) {
    auto emitOutputError = [&] { return emitError(output.name()) << "output '" << output.name() << "': "; };
    if (!values.contains(output.name())) {
      for (const onnx::NodeProto &node : model->graph().node())
        if (llvm::is_contained(node.output(), output.name()))
          return emitOutputError() << "is an optional output of " << describeNode(node) << ", which is not supported";
      return emitOutputError() << "no node computes it";
    }
    Value result = values.getValue(output.name(), /*state=*/false, emitOutputError);
    if (!result)
      return failure();
    results.push_back(result);
    // Only what computes the output counts; but one of the two is not what the author had in mind.
    ArrayRef<int64_t> computed = cast<RankedTensorType>(result.getType()).getShape();
    std::optional<SmallVector<int64_t>> declared = getDeclaredShape(output);
    if (declared && failed(verifyCompatibleShape(*declared, computed)))
      emitWarning(locate(output.name())) << "output '" << output.name() << "': the file declares "
                                         << cnn::printShape(*declared) << ", the nodes compute "
                                         << cnn::printShape(computed);
  }
  cnn::ReturnOp::create(builder, locate(), results);
  network.updateFunctionType();
  for (auto [index, input] : llvm::enumerate(inputs))
    network.setArgAttr(index, cnn::kNameAttribute, builder.getStringAttr(input->name()));
  for (auto [index, output] : llvm::enumerate(outputs))
    network.setResultAttr(index, cnn::kNameAttribute, builder.getStringAttr(output.name()));
  return success();
}

LogicalResult ONNXImporter::importGraph(ModuleOp module) {
  const onnx::GraphProto &graph = model->graph();
  if (graph.sparse_initializer_size() > 0)
    return emitError() << "sparse initializers are not supported, found '"
                       << graph.sparse_initializer(0).values().name() << "'";
  FailureOr<std::vector<const onnx::NodeProto *>> nodes = orderNodes(graph, context, path);
  if (failed(nodes) || failed(readInputs()))
    return failure();

  builder.setInsertionPointToEnd(module.getBody());
  auto network = cnn::NetworkOp::create(builder, locate(), chooseNetworkName(),
                                        builder.getFunctionType(inputTypes, {}));
  OpBuilder parameters(network);
  Block &body = network.getBody().front();
  builder.setInsertionPointToEnd(&body);

  TensorReader reader(path, model);
  Values values(path, reader, parameters, builder);
  for (const onnx::TensorProto &initializer : graph.initializer())
    values.addInitializer(initializer);
  for (auto [index, input] : llvm::enumerate(inputs)) {
    body.getArgument(index).setLoc(locate(input->name()));
    values.addValue(input->name(), body.getArgument(index));
  }
  for (const onnx::NodeProto *proto : *nodes) {
    Node node(*proto, opset, training, values, builder, locate(getNodeName(*proto)));
    if (failed(importNode(node)))
      return failure();
  }
  return finish(network, values);
}

FailureOr<OwningOpRef<ModuleOp>> ONNXImporter::import() {
  context->loadDialect<cnn::CNNDialect>();
  if (failed(readModel()) || failed(findOpset()))
    return failure();
  OwningOpRef<ModuleOp> module = ModuleOp::create(locate());
  if (failed(importGraph(*module)) || failed(verify(*module)))
    return failure();
  return std::move(module);
}

FailureOr<OwningOpRef<ModuleOp>> importONNX(const llvm::MemoryBuffer &file, MLIRContext *context, bool training) {
  return ONNXImporter(file, context, training).import();
}

} // namespace cnnc
