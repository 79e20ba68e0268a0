//===- DefinitionCheck.cpp - A kernel of one operation, judged ----------===//

#include "DefinitionCheck.h"

#include "compiler/Reference/Interpreter.h"
#include "compiler/Schedules/Schedule.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"
#include "llvm/ADT/StringExtras.h"
#include <cmath>

using namespace mlir;
using cnnc::reference::Tensor;

namespace cnnc::test {

Operand makeOperand(Dice &dice, const Shape &shape, double low, double high) {
  return {makeRandom(shape, dice.roll(0, 1 << 30), low, high)};
}

Operand makeNumbers(Dice &dice, const Shape &shape, int64_t count, std::string element) {
  return {makeRandomLabels(shape, dice.roll(0, 1 << 30), count), element};
}

Shape rollShape(Dice &dice, int64_t leastRank, int64_t mostRank) {
  Shape shape(dice.roll(leastRank, mostRank));
  for (int64_t &extent : shape)
    extent = dice.roll(1, 9);
  if (!shape.empty())
    shape[0] = dice.roll(1, 5);
  return shape;
}

Case makeOperation(StringRef name, const std::vector<Operand> &operands, StringRef attributes,
                   const std::vector<std::string> &results) {
  Case made;
  std::string names, types;
  for (const Operand &operand : operands) {
    names += std::string(names.empty() ? " %" : ", %") + static_cast<char>('a' + made.operands.size());
    std::string element = operand.element + (operand.layout.empty() ? "" : ", " + operand.layout);
    types += (types.empty() ? "" : ", ") + printType(operand.value.getShape().vec(), element);
    made.operands.push_back(operand.value);
  }
  made.operation = ("cnn." + name + names).str();
  if (!attributes.empty())
    made.operation += (" " + attributes).str();
  std::string outputs = llvm::join(results, ", ");
  made.operation += name == "fill" ? " : " + outputs : " : (" + types + ") -> (" + outputs + ")";
  return made;
}

/// The types of a list as written, "tensor<2xf32>, tensor<1xi32>".
static SmallVector<StringRef> splitTypes(StringRef list) {
  SmallVector<StringRef> types;
  for (list = list.trim("() "); !list.empty();) {
    size_t end = std::min(list.find(", tensor"), list.size());
    types.push_back(list.take_front(end));
    list = list.drop_front(std::min(end + 2, list.size()));
  }
  return types;
}

/// A kernel whose algorithm is the operation.
static std::string wrapInKernel(const Case &made) {
  auto [head, type] = StringRef(made.operation).rsplit(" : ");
  StringRef outputs = type, inputs;
  if (type.contains(" -> "))
    std::tie(inputs, outputs) = type.split(" -> ");
  outputs = outputs.trim("() ");
  SmallVector<StringRef> inputTypes = splitTypes(inputs), outputTypes = splitTypes(outputs);
  std::string text;
  llvm::raw_string_ostream stream(text);
  stream << "halide.kernel @kernel(";
  for (auto [index, input] : llvm::enumerate(inputTypes))
    stream << (index ? ", %" : "%") << static_cast<char>('a' + index) << ": " << input;
  stream << ") -> (" << outputs << ") algorithm {\n  %r:" << outputTypes.size() << " = " << made.operation
         << "\n  halide.yield ";
  llvm::interleaveComma(llvm::seq<size_t>(0, outputTypes.size()), stream,
                        [&](size_t index) { stream << "%r#" << index; });
  stream << " : " << outputs << "\n}\n";
  return text;
}

static RankedTensorType withOrder(RankedTensorType type, ArrayRef<int64_t> order) {
  return RankedTensorType::get(type.getShape(), type.getElementType(),
                               cnn::LayoutAttr::get(type.getContext(), order));
}

/// Whether `value` is a weight, whose output channels are stored innermost.
static bool isWeight(Value value, Operation *op) {
  if (auto conv = dyn_cast<cnn::Conv2DOp>(op))
    return value == conv.getWeight();
  if (auto gradient = dyn_cast<cnn::Conv2DInputGradientOp>(op))
    return value == gradient.getWeight();
  if (auto dense = dyn_cast<cnn::DenseOp>(op))
    return value == dense.getWeight();
  return isa<cnn::Conv2DWeightGradientOp>(op) && value == op->getResult(0);
}

static void setLayouts(halide::KernelOp kernel, Operation *op, Layouts layouts, Dice &dice) {
  if (layouts == Layouts::RowMajor || layouts == Layouts::Stated)
    return;
  std::map<std::vector<int64_t>, SmallVector<int64_t>> orders;
  auto choose = [&](Value value) {
    auto type = cast<RankedTensorType>(value.getType());
    bool weight = isWeight(value, op);
    if (layouts == Layouts::ImagesInnermost && !weight) {
      auto order = llvm::to_vector(llvm::seq<int64_t>(0, type.getRank()));
      std::rotate(order.begin(), order.begin() + (type.getRank() > 1), order.end());
      value.setType(withOrder(type, order));
      return;
    }
    if (layouts == Layouts::Assigned || layouts == Layouts::ImagesInnermost) {
      if (type.getRank() == 4 && (weight || !cnn::hasFewChannels(type)))
        value.setType(withOrder(type, weight ? ArrayRef<int64_t>{2, 3, 1, 0} : ArrayRef<int64_t>{0, 2, 3, 1}));
      else if (type.getRank() == 2 && weight)
        value.setType(withOrder(type, {1, 0}));
      return;
    }
    auto [order, isNew] = orders.try_emplace(type.getShape().vec());
    if (isNew)
      for (int64_t dimension = 0; dimension < type.getRank(); ++dimension)
        order->second.insert(order->second.begin() + dice.roll(0, dimension), dimension);
    value.setType(withOrder(type, order->second));
  };
  llvm::for_each(kernel.getAlgorithm().getArguments(), choose);
  llvm::for_each(op->getResults(), choose);
  kernel.setFunctionType(FunctionType::get(kernel.getContext(), kernel.getAlgorithm().getArgumentTypes(),
                                           op->getResultTypes()));
}

/// G of Lavin and Gray (2016): the value at point `place` of the polynomial with coefficient 1 at `weight` alone, by
/// a factor of the point.
static double getTransform(int64_t place, int64_t weight, int64_t weights) {
  if (place == cnn::winogradPlaces - 1) // infinity
    return weight == weights - 1;
  static const double points[] = {0, 1, -1, 2, -2}, factors[] = {1. / 4, -1. / 6, -1. / 6, 1. / 24, 1. / 24};
  return factors[place] * std::pow(points[place], weight);
}

/// What is stored of a tensor: itself, or the transform G g G^T, or G g, of each of its matrices g.
static Tensor getStored(RankedTensorType type, const Tensor &value) {
  cnn::Algorithm algorithm = cnn::getStoredAlgorithm(type);
  if (algorithm == cnn::Algorithm::Direct)
    return value;
  bool alongX = algorithm == cnn::Algorithm::Winograd;
  int64_t rows = type.getDimSize(2), columns = type.getDimSize(3), places = cnn::winogradPlaces;
  Tensor stored({type.getDimSize(0), type.getDimSize(1), places, alongX ? places : columns});
  reference::forEachIndex(stored.getShape(), [&](ArrayRef<int64_t> at) {
    double sum = 0.0;
    for (int64_t r = 0; r < rows; ++r)
      for (int64_t s = 0; s < columns; ++s)
        sum += getTransform(at[2], r, rows) * value.at({at[0], at[1], r, s}) *
               (alongX ? getTransform(at[3], s, columns) : s == at[3]);
    stored.at(at) = sum;
  });
  return stored;
}

void Definition::checkDefinition(const Case &made, Layouts layouts, Dice &dice) {
  MLIRContext context(MLIRContext::Threading::DISABLED);
  context.loadDialect<cnn::CNNDialect, halide::HalideDialect>();
  SCOPED_TRACE(made.operation);
  OwningOpRef<ModuleOp> module = parseSourceString<ModuleOp>(wrapInKernel(made), &context);
  ASSERT_TRUE(module);
  auto kernel = *module->getOps<halide::KernelOp>().begin();
  Operation *op = &kernel.getAlgorithm().front().front();
  setLayouts(kernel, op, layouts, dice);
  scheduleKernel(kernel, target);
  ASSERT_TRUE(succeeded(verify(*module)));
  std::string text;
  llvm::raw_string_ostream(text) << kernel;
  SCOPED_TRACE(text);
  auto expected = reference::evaluate(op, made.operands);
  ASSERT_TRUE(succeeded(expected));
  auto runner = KernelRunner::create(kernel, target);
  ASSERT_TRUE(succeeded(runner));

  std::vector<Halide::Buffer<>> inputs;
  for (auto [argument, value] : llvm::zip_equal(kernel.getAlgorithm().getArguments(), made.operands)) {
    auto type = cast<RankedTensorType>(argument.getType());
    inputs.push_back(makeBuffer(type));
    Tensor stored = getStored(type, value);
    reference::forEachIndex(stored.getShape(), [&](ArrayRef<int64_t> at) {
      setElement(inputs.back(), type, at, stored.at(at));
    });
  }
  std::vector<Halide::Buffer<>> results;
  try {
    results = (*runner)->run(inputs);
  } catch (const Halide::Error &error) {
    FAIL() << error.what();
  }
  ASSERT_EQ(results.size(), expected->size());
  for (auto [index, value] : llvm::enumerate(*expected)) {
    auto type = cast<RankedTensorType>(op->getResult(index).getType());
    Tensor stored = getStored(type, value), found(stored.getShape());
    reference::forEachIndex(stored.getShape(), [&, index = index](ArrayRef<int64_t> at) {
      found.at(at) = getElement(results[index], type, at);
    });
    EXPECT_TRUE(areClose(found, stored, 2e-5)) << "result " << index;
  }
}

void Definition::checkDefinition(const Case &made, Dice &dice) {
  // Programs of OpenCL take long to build; layouts matter less there, as no schedule has vectors.
  if (target.isGpu())
    return checkDefinition(made, static_cast<Layouts>(dice.roll(0, 2)), dice);
  checkDefinition(made, Layouts::Assigned, dice);
  if (dice.flip())
    checkDefinition(made, dice.flip() ? Layouts::RowMajor : Layouts::Random, dice);
}

} // namespace cnnc::test
