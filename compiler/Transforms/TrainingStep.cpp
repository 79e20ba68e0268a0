//===- TrainingStep.cpp - What the passes that write a training step share =//

#include "compiler/Transforms/TrainingStep.h"

using namespace mlir;

namespace cnnc::cnn {

ParameterOp getReadParameter(Value value, const SymbolTable &symbols) {
  auto read = value.getDefiningOp<ReadOp>();
  return read ? symbols.lookup<ParameterOp>(read.getParameter()) : ParameterOp();
}

FailureOr<ParameterOp> getOrCreateState(SymbolTable &symbols, Location location, StringRef name,
                                        RankedTensorType type, double initial, ParameterOp after) {
  if (Operation *found = symbols.lookup(name)) {
    auto parameter = dyn_cast<ParameterOp>(found);
    if (parameter && parameter.getState() && parameter.getType() == type)
      return parameter;
    return emitError(location) << "expects @" << name << " to be a state parameter of type " << type
                               << ", as training keeps it there";
  }
  Block &body = symbols.getOp()->getRegion(0).front();
  Block::iterator position = body.begin();
  for (Operation &op : body)
    if (isa<ParameterOp>(op))
      position = std::next(op.getIterator());
  if (after)
    position = std::next(after->getIterator());
  OpBuilder builder(&body, position);
  auto parameter = ParameterOp::create(builder, location, name, type,
                                       ConstantAttr::get(builder.getContext(), initial), /*state=*/true);
  symbols.insert(parameter);
  return parameter;
}

Value createRead(OpBuilder &builder, Location location, ParameterOp parameter) {
  return ReadOp::create(builder, location, parameter.getType(), parameter.getSymName());
}

NetworkResults NetworkResults::of(NetworkOp network) {
  NetworkResults results;
  results.values = llvm::to_vector(network.getReturn().getValues());
  for (unsigned i = 0; i < results.values.size(); ++i)
    results.attributes.push_back(network.getResultAttrDict(i));
  return results;
}

void NetworkResults::append(Value value, ArrayRef<NamedAttribute> named) {
  values.push_back(value);
  attributes.push_back(DictionaryAttr::get(value.getContext(), named));
}

void NetworkResults::assignTo(NetworkOp network) const {
  network.getReturn().getValuesMutable().assign(values);
  network.removeResAttrsAttr();
  network.updateFunctionType();
  network.setAllResultAttrs(attributes);
}

llvm::DenseSet<Value> findValuesThatVary(NetworkOp network, const SymbolTable &symbols) {
  llvm::DenseSet<Value> varying;
  for (BlockArgument argument : network.getArguments())
    if (network.getArgAttr(argument.getArgNumber(), kLeafMark))
      varying.insert(argument);
  for (Operation &op : network.getBody().front()) {
    bool isLeaf = false;
    if (auto read = dyn_cast<ReadOp>(op)) {
      auto parameter = symbols.lookup<ParameterOp>(read.getParameter());
      isLeaf = parameter && !parameter.getState();
    }
    if (isLeaf || llvm::any_of(op.getOperands(), [&](Value operand) { return varying.contains(operand); }))
      varying.insert_range(op.getResults());
  }
  return varying;
}

} // namespace cnnc::cnn
