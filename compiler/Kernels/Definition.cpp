//===- Definition.cpp - A kernel's algorithm as Halide functions --------===//

#include "compiler/Kernels/Definition.h"

using namespace mlir;

namespace cnnc {

static Halide::Type getHalideType(Type type) {
  if (type.isF32())
    return Halide::Float(32);
  // The codes of an argmax are unsigned.
  return type.isInteger(8) ? Halide::UInt(8) : Halide::Int(type.getIntOrFloatBitWidth());
}

/// Fixes the shape of a buffer: extents in stored order, dense. All elements of a tuple have the
/// extents of the first, and Halide wants to be told once.
static void setBounds(Halide::OutputImageParam parameter, RankedTensorType type, bool withExtents = true) {
  SmallVector<int64_t> extents = cnn::getStoredShape(type);
  int64_t stride = 1;
  for (auto [dimension, extent] : llvm::enumerate(llvm::reverse(extents))) {
    parameter.dim(dimension).set_stride(static_cast<int>(stride));
    if (withExtents)
      parameter.dim(dimension).set_bounds(0, static_cast<int>(extent));
    stride *= extent;
  }
}

std::vector<Halide::Expr> toStored(const Indices &indices, const cnn::StoredOrder &order) {
  std::vector<Halide::Expr> arguments;
  int block = static_cast<int>(order.block);
  for (auto [position, dimension] : llvm::enumerate(order.dimensions)) {
    Halide::Expr index = indices[dimension];
    if (order.isBlocked() && dimension == order.innermost())
      index = position + 1 == order.dimensions.size() ? index % block : index / block;
    arguments.push_back(index);
  }
  std::reverse(arguments.begin(), arguments.end());
  return arguments;
}

static std::vector<Halide::Var> makeLoops(ArrayRef<std::string> names) { return {names.begin(), names.end()}; }

/// The element that loops are at.
static Indices toLogical(const std::vector<Halide::Var> &loops, const cnn::StoredOrder &order) {
  Indices indices(loops.begin(), loops.end());
  if (order.isBlocked()) {
    Halide::Expr block = indices.back();
    indices.pop_back();
    indices[order.innermost()] += block * static_cast<int>(order.block);
  }
  return indices;
}

Indices Stage::indices() const { return toLogical(loops, order); }

std::vector<Halide::Expr> Stage::arguments() const {
  std::vector<Halide::Expr> arguments;
  for (auto [position, dimension] : llvm::enumerate(order.dimensions)) {
    bool isBlock = order.isBlocked() && dimension == order.innermost() && position + 1 != order.dimensions.size();
    arguments.push_back(isBlock ? loops.back() : loops[dimension]);
  }
  std::reverse(arguments.begin(), arguments.end());
  return arguments;
}

FailureOr<std::unique_ptr<Definition>> Definition::create(halide::KernelOp kernel, StringRef suffix) {
  auto definition = std::make_unique<Definition>();
  definition->suffix = suffix;
  definition->names = halide::getStageBaseNames(kernel);
  for (BlockArgument argument : kernel.getAlgorithm().getArguments())
    definition->addInput(argument);
  for (Operation &op : kernel.getAlgorithm().front().without_terminator()) {
    Definition &d = *definition;
    if (!(defineConvolution(&op, d) || definePooling(&op, d) || defineDense(&op, d) || defineElementwise(&op, d) ||
          defineShape(&op, d) || defineReduction(&op, d) || defineNormalization(&op, d) || defineTraining(&op, d)))
      return op.emitError("cannot be compiled: '") << op.getName() << "' has no Halide definition";
  }
  definition->addOutputs(kernel);
  return definition;
}

void Definition::addInput(BlockArgument argument) {
  auto type = cast<RankedTensorType>(argument.getType());
  Halide::ImageParam input(getHalideType(type.getElementType()), static_cast<int>(cnn::getStoredShape(type).size()),
                           "input" + std::to_string(argument.getArgNumber()));
  setBounds(input, type);
  inputs.push_back(input);
  accesses[argument.getAsOpaquePointer()] = [input, order = cnn::getStoredOrder(type)](const Indices &indices) {
    return Halide::Expr(input(toStored(indices, order)));
  };
}

// Halide has functions of its own called tanh and the like; a dot would end its name.
std::string Definition::getFunctionName(StringRef stage) const {
  std::string name = ("cnn_" + stage + (suffix.empty() ? "" : "_") + suffix).str();
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
}

Stage &Definition::addStage(Operation *op, StringRef purpose, ArrayRef<int64_t> order,
                            ArrayRef<int64_t> reductionExtents, int64_t block) {
  auto infos = halide::getStages(op, names[op]);
  auto info = llvm::find_if(infos, [&](const halide::StageInfo &info) { return info.purpose == purpose; });
  auto stage = std::make_unique<Stage>();
  stage->name = info->name;
  std::string function = getFunctionName(info->name);
  stage->function = Halide::Func(function);
  stage->order = {SmallVector<int64_t>(order), block};
  stage->loops = makeLoops(info->loops);
  if (!reductionExtents.empty()) {
    std::vector<Halide::Range> ranges;
    for (int64_t extent : reductionExtents)
      ranges.push_back({0, static_cast<int>(extent)});
    stage->reduction = Halide::RDom(ranges, function);
    for (auto [i, loop] : llvm::enumerate(info->reductionLoops))
      stage->reductionLoops.emplace(loop, stage->reduction[i]);
  }
  return *(stages[info->name] = std::move(stage));
}

Stage &Definition::addMainStage(Operation *op, ArrayRef<int64_t> reductionExtents) {
  cnn::StoredOrder order = getStoredOrder(op->getResult(0));
  return addStage(op, "", order.dimensions, reductionExtents, order.block);
}

bool Definition::addPureStage(Operation *op,
                                Halide::Expr (*getValue)(Operation *, const Indices &, Definition &)) {
  Value result = op->getResult(0);
  auto type = cast<RankedTensorType>(result.getType());
  Halide::Expr value = getValue(op, toLogical(makeLoops(halide::getLoops(type)), getStoredOrder(result)), *this);
  if (!value.defined())
    return false;
  Stage &stage = addMainStage(op);
  stage.define(value);
  setResult(op->getResult(0), stage);
  return true;
}

void Definition::setResult(Value value, Stage &stage, int tuple) {
  Stage *source = &stage;
  accesses[value.getAsOpaquePointer()] = [source, tuple](const Indices &indices) {
    return tuple < 0 ? (*source)(indices) : source->element(indices, tuple);
  };
}

Stage *Definition::findStage(StringRef name) {
  auto it = stages.find(name.str());
  return it == stages.end() ? nullptr : it->second.get();
}

Stage &Definition::addCopy(Value value, StringRef name) {
  auto type = cast<RankedTensorType>(value.getType());
  auto stage = std::make_unique<Stage>();
  stage->name = name;
  stage->function = Halide::Func(getFunctionName(name));
  stage->order = cnn::getStoredOrder(type);
  stage->loops = makeLoops(halide::getLoops(type));
  stage->define(get(value)(stage->indices()));
  return *(stages[stage->name] = std::move(stage));
}

void Definition::addOutputs(halide::KernelOp kernel) {
  OperandRange values = kernel.getYield().getValues();
  for (const halide::OutputStage &output : halide::getOutputStages(kernel)) {
    Stage &stage = output.isCopy ? addCopy(values[output.first], output.name) : *findStage(output.name);
    std::vector<Halide::OutputImageParam> buffers = stage.function.output_buffers();
    for (unsigned element = 0; element < output.count; ++element)
      setBounds(buffers[element], cast<RankedTensorType>(values[output.first + element].getType()), element == 0);
    outputs.push_back(stage.function);
  }
}

std::vector<Halide::Argument> Definition::getArguments() const {
  return std::vector<Halide::Argument>(inputs.begin(), inputs.end());
}

SmallVector<int64_t> getRowMajorOrder(int64_t rank) { return llvm::to_vector(llvm::seq<int64_t>(0, rank)); }

Halide::Expr toExpr(const APFloat &value) { return Halide::Expr(static_cast<float>(value.convertToDouble())); }

// The likely() lets Halide drop the test in the interior of the loops.
Halide::Expr readInside(Halide::Expr y, Halide::Expr x, const cnn::WindowAxis &rows, const cnn::WindowAxis &columns,
                        int64_t top, int64_t left,
                        const std::function<Halide::Expr(Halide::Expr, Halide::Expr)> &read) {
  Halide::Expr inside = y >= int(top) && y < int(top + rows.input) && x >= int(left) && x < int(left + columns.input);
  Halide::Expr value = read(clampIndex(Halide::likely(y - int(top)), rows.input),
                            clampIndex(Halide::likely(x - int(left)), columns.input));
  return Halide::select(inside, value, 0.0f);
}

Halide::Expr clampIndex(Halide::Expr index, int64_t extent) {
  return Halide::clamp(index, 0, static_cast<int>(extent) - 1);
}

} // namespace cnnc
