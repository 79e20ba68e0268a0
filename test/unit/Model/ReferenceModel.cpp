//===- ReferenceModel.cpp - What a compiled model should give -------------===//

#include "ReferenceModel.h"

#include "compiler/Transforms/Passes.h"
#include "mlir/Pass/PassManager.h"

using namespace mlir;
using namespace cnnc::test;
using cnnc::reference::Interpreter;
using cnnc::reference::Tensor;
namespace cnn = cnnc::cnn;

ReferenceModel::ReferenceModel(StringRef text, int64_t batch) : network(text) {
  if (!network) {
    ADD_FAILURE() << network.getErrors() << text.str();
    return;
  }
  PassManager passes(network.getContext());
  passes.addPass(cnn::createFixBatch({batch, {}}));
  passes.addPass(cnn::createPrepareTraining());
  passes.addPass(cnn::createDifferentiate());
  passes.addPass(cnn::createAddOptimizer());
  if (failed(passes.run(network.getModule()))) {
    ADD_FAILURE() << network.getErrors();
    return;
  }
  auto created = Interpreter::create(network.getModule());
  if (succeeded(created))
    interpreter = std::move(*created);
  else
    ADD_FAILURE() << network.getErrors();
}

cnn::NetworkOp ReferenceModel::getEntry(cnn::Entry entry) {
  for (auto found : network.getModule().getOps<cnn::NetworkOp>())
    if (found.getEntry() == entry)
      return found;
  return {};
}

std::vector<Tensor> ReferenceModel::makeInputs(cnn::Entry entry, uint64_t seed) {
  std::vector<Tensor> inputs;
  for (BlockArgument argument : getEntry(entry).getBody().getArguments()) {
    auto type = cast<RankedTensorType>(argument.getType());
    inputs.push_back(type.getElementType().isF32() ? makeRandom(type.getShape(), seed + inputs.size())
                                                   : makeRandomLabels(type.getShape(), seed + inputs.size(), 4));
  }
  return inputs;
}

/// The results of an entry against the interpreter's, by name.
static void compareOutputs(Session &session, StringRef name, const std::vector<Bytes> &outputs, cnn::NetworkOp network,
                           ArrayRef<Tensor> expected) {
  const cnn_entry_info *entry = session.getEntry(name);
  ASSERT_TRUE(entry);
  ASSERT_EQ(outputs.size(), expected.size());
  for (auto [index, value] : llvm::enumerate(expected)) {
    EXPECT_EQ(network.getOutputName(index), entry->outputs[index].name);
    EXPECT_TRUE(areClose(toTensor(outputs[index], entry->outputs[index]), value, 5e-5)) << entry->outputs[index].name;
  }
}

void cnnc::test::checkInference(Session &session, ReferenceModel &reference, uint64_t seed) {
  std::vector<Tensor> inputs = reference.makeInputs(cnn::Entry::Infer, seed);
  cnn::NetworkOp network = reference.getEntry(cnn::Entry::Infer);
  auto expected = reference.interpreter->run(network, inputs);
  ASSERT_TRUE(succeeded(expected)) << reference.network.getErrors();
  compareOutputs(session, "infer", session.run("infer", inputs), network, *expected);
}

/// What a step changed, against the change that the interpreter made: to 5e-4 of the largest change,
/// and to what a float can tell of the value itself.
static void compareChange(const Tensor &before, const Tensor &found, const Tensor &expected) {
  ASSERT_EQ(found.getShape(), expected.getShape());
  double largest = 0.0, magnitude = 0.0, error = 0.0;
  for (int64_t i = 0; i < expected.getNumElements(); ++i) {
    largest = std::max(largest, std::abs(expected[i] - before[i]));
    magnitude = std::max(magnitude, std::abs(expected[i]));
    double difference = std::abs(found[i] - expected[i]);
    error = std::max(error, difference == difference ? difference : std::numeric_limits<double>::infinity());
  }
  EXPECT_LE(error, 5e-4 * largest + 2e-7 * magnitude) << "largest change " << largest;
}

void cnnc::test::checkTraining(const cnn_model *model, ReferenceModel &reference, int steps, int64_t seed) {
  Session one(model, 1), two(model, 2);
  for (const auto &parameter : one.getParameters()) {
    ASSERT_TRUE(reference.interpreter->getParameters().contains(parameter.getKey())) << parameter.getKey().str();
    EXPECT_TRUE(areClose(parameter.getValue(), reference.interpreter->getParameters()[parameter.getKey()], 1e-6))
        << parameter.getKey().str() << " begins with other values";
  }
  EXPECT_EQ(reference.interpreter->getParameters().size(), model->parameter_count);
  if (reference.interpreter->getParameters().contains("training.seed"))
    for (Session *session : {&one, &two})
      session->setParameter("training.seed", Tensor({}, {double(seed)}));
  cnn::NetworkOp network = reference.getEntry(cnn::Entry::TrainStep);
  ASSERT_TRUE(network);
  llvm::StringMap<bool> changed;
  for (int step = 0; step < steps; ++step) {
    SCOPED_TRACE("step " + std::to_string(step));
    llvm::StringMap<Tensor> before = one.getParameters();
    for (const auto &parameter : before)
      reference.interpreter->getParameters()[parameter.getKey()] = parameter.getValue();
    std::vector<Tensor> inputs = reference.makeInputs(cnn::Entry::TrainStep, 100 * seed + 10 * step);
    auto expected = reference.interpreter->run(network, inputs);
    ASSERT_TRUE(succeeded(expected)) << reference.network.getErrors();
    std::vector<Bytes> outputs = one.run("train_step", inputs);
    EXPECT_TRUE(outputs == two.run("train_step", inputs)) << "two threads give other results";
    compareOutputs(one, "train_step", outputs, network, *expected);
    for (uint32_t index = 0; index < model->parameter_count; ++index) {
      const cnn_tensor_info &info = model->parameters[index].tensor;
      SCOPED_TRACE(info.name);
      Bytes after = one.getParameter(index);
      EXPECT_TRUE(after == two.getParameter(index)) << "two threads give other values";
      Tensor value = toTensor(after, info);
      compareChange(before[info.name], value, reference.interpreter->getParameters()[info.name]);
      if (value.getValues() != before[info.name].getValues())
        changed[info.name] = true;
    }
  }
  // No comparison above was one of nothing with nothing.
  for (uint32_t index = 0; index < model->parameter_count; ++index)
    if (model->parameters[index].trainable)
      EXPECT_TRUE(changed.contains(model->parameters[index].tensor.name))
          << model->parameters[index].tensor.name << " never changed";
  if (reference.interpreter->getParameters().contains("training.step"))
    EXPECT_EQ(one.getParameters()["training.step"][0], steps);
  checkInference(one, reference, seed + 7);
}
