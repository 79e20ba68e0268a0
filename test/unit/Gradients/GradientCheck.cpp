//===- GradientCheck.cpp - Gradient rules against finite differences ----===//

#include "GradientCheck.h"

#include "mlir/IR/Verifier.h"

using namespace mlir;
using cnnc::reference::Interpreter;
using cnnc::reference::Tensor;

namespace cnnc::test {

/// The interpreter computes in double precision. With a step h the difference is wrong by about
/// h^2 of curvature and 1e-16/h of rounding: 1e-10 either way.
static constexpr double step = 1e-5, tolerance = 1e-6;

double differentiate(llvm::function_ref<double(const Tensor &)> function, const Tensor &at,
                     const Tensor &direction) {
  auto move = [&](double distance) {
    Tensor moved = at;
    for (int64_t i = 0; i < moved.getNumElements(); ++i)
      moved[i] += distance * direction[i];
    return function(moved);
  };
  return (move(step) - move(-step)) / (2.0 * step);
}

std::vector<Tensor> getProbes(ArrayRef<int64_t> shape, uint64_t seed) {
  std::vector<Tensor> probes{makeRandom(shape, seed)};
  int64_t elements = probes[0].getNumElements();
  Dice dice(seed);
  for (int64_t i = 0; i < std::min<int64_t>(elements, 24); ++i) {
    Tensor axis(shape);
    axis[elements <= 24 ? i : dice.roll(0, elements - 1)] = 1.0;
    probes.push_back(axis);
  }
  return probes;
}

static double multiply(const Tensor &a, const Tensor &b) {
  return std::inner_product(a.getValues().begin(), a.getValues().end(), b.getValues().begin(), 0.0);
}

static bool isFloat(Value value) { return isa<FloatType>(cast<RankedTensorType>(value.getType()).getElementType()); }

namespace {
/// The network that follows from @net by one operation's rule: it takes the gradients of the
/// operation's results too, and returns those of its operands.
struct GradientNetwork {
  SmallVector<unsigned> results;              // of the operation, which the loss depends on
  SmallVector<std::optional<unsigned>> places; // of an operand's gradient among the results, if any
};
} // namespace

static GradientNetwork buildGradientNetwork(cnn::NetworkOp network,
                                            llvm::function_ref<bool(unsigned)> isDifferentiated) {
  GradientNetwork built;
  Block &body = network.getBody().front();
  Operation *op = &body.front();
  auto rule = dyn_cast<cnn::DifferentiableOpInterface>(op);
  EXPECT_TRUE(rule) << "no gradient rule";
  if (!rule)
    return built;
  SmallVector<Value> resultGradients(op->getNumResults()), gradients;
  for (OpResult result : op->getResults())
    if (isFloat(result) && isDifferentiated(result.getResultNumber())) {
      built.results.push_back(result.getResultNumber());
      resultGradients[result.getResultNumber()] = body.addArgument(result.getType(), op->getLoc());
    }
  OpBuilder builder(body.getTerminator());
  for (OpOperand &operand : op->getOpOperands()) {
    Value gradient =
        isFloat(operand.get()) ? rule.buildGradient(builder, operand.getOperandNumber(), resultGradients) : Value();
    built.places.push_back(gradient ? std::optional<unsigned>(gradients.size()) : std::nullopt);
    if (gradient)
      gradients.push_back(gradient);
  }
  body.getTerminator()->setOperands(gradients);
  network.setArgAttrsAttr({});
  network.setResAttrsAttr({});
  network.updateFunctionType();
  EXPECT_TRUE(succeeded(verify(network)));
  return built;
}

void checkGradients(StringRef operation, const std::vector<Tensor> &operands, uint64_t seed,
                    llvm::function_ref<bool(unsigned)> isDifferentiated) {
  SCOPED_TRACE(operation.str());
  Network forward(wrapOperation(operation)), backward(wrapOperation(operation));
  ASSERT_TRUE(forward && backward) << forward.getErrors();
  GradientNetwork built = buildGradientNetwork(backward.getNetwork(), isDifferentiated);
  ASSERT_EQ(built.places.size(), operands.size()) << backward.getErrors();
  ASSERT_FALSE(built.results.empty());

  auto outputs = forward.run(operands);
  std::vector<Tensor> resultGradients, inputs = operands;
  for (unsigned result : built.results) {
    ASSERT_LT(result, outputs.size());
    resultGradients.push_back(makeRandom(outputs[result].getShape(), seed + 100 + result));
    inputs.push_back(resultGradients.back());
  }
  auto gradients = backward.run(inputs);

  for (auto [index, operand] : llvm::enumerate(operands)) {
    if (!isFloat(forward.getNetwork().getBody().getArgument(index)))
      continue;
    SCOPED_TRACE("operand " + std::to_string(index));
    Tensor zero(operand.getShape());
    if (auto place = built.places[index])
      ASSERT_LT(*place, gradients.size());
    const Tensor &gradient = built.places[index] ? gradients[*built.places[index]] : zero;
    ASSERT_EQ(gradient.getShape(), operand.getShape());
    auto loss = [&, index = index](const Tensor &moved) {
      std::vector<Tensor> arguments = operands;
      arguments[index] = moved;
      auto moveOutputs = forward.run(arguments);
      double sum = 0.0;
      for (auto [result, weight] : llvm::zip_equal(built.results, resultGradients))
        sum += multiply(moveOutputs[result], weight);
      return sum;
    };
    auto probes = getProbes(operand.getShape(), seed + 200);
    Tensor found(probes.size()), expected(probes.size());
    for (auto [place, probe] : llvm::enumerate(probes)) {
      found[place] = multiply(gradient, probe);
      expected[place] = differentiate(loss, operand, probe);
    }
    EXPECT_TRUE(areClose(found, expected, tolerance));
  }
}

} // namespace cnnc::test
