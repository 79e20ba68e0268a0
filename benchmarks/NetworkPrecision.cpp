//===- NetworkPrecision.cpp - A network's rounding beside float64 ---------===//

#include "compiler/Reference/Interpreter.h"
#include "compiler/Transforms/Passes.h"
#include "dialects/Halide/HalideDialect.h"
#include "frontend/Frontend.h"
#include "runtime/Data/BatchStream.h"
#include "runtime/ModelNames.h"
#include "runtime/Session.h"
#include "runtime/Weights.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/ADT/ScopeExit.h"
#include <CLI/CLI.hpp>
#include <filesystem>

using namespace mlir;
using namespace cnnc;
namespace runtime = ::cnn::runtime;
using reference::Tensor;

static constexpr const char *overview =
    R"(How far a network's results and gradients are from float64, for each --math of cnnc.

Outputs are those of inference on test images; gradients are those of all parameters in one training step on the first
batch. Errors are parts of the largest element, and the root of the mean square as a part of that of the values. What
needs matrix tiles is left out where this process cannot run them. The reference is the interpreter that the tests judge
by, which takes a second for 200 million multiply-adds.

Example:
  network-precision examples/lenet5.mlir --weights lenet5.safetensors --data fashion-mnist)";

/// Plain gradient descent with so large a rate that a step's change is the gradient, rounded once.
static constexpr double rate = 1 << 20;

namespace {

struct Options {
  std::string model, weights, data = "fashion-mnist";
  uint64_t images = 256, batch = 32;
};

/// The inputs of each step and what was computed from them: outputs of inference, gradients by parameter.
struct Results {
  std::vector<double> outputs;
  std::map<std::string, std::vector<double>> gradients;
};

struct Error {
  double largest = 0, mean = 0;
};

Error compare(const std::vector<double> &found, const std::vector<double> &expected) {
  double largest = 0, squares = 0, largestError = 0, errorSquares = 0;
  for (auto [a, b] : llvm::zip_equal(found, expected)) {
    largest = std::max(largest, std::abs(b));
    largestError = std::max(largestError, std::abs(a - b));
    squares += b * b;
    errorSquares += (a - b) * (a - b);
  }
  return largest > 0 ? Error{largestError / largest, std::sqrt(errorSquares / squares)} : Error{};
}

template <typename T> std::vector<double> toDoubles(const T *values, int64_t count) {
  return std::vector<double>(values, values + count);
}

/// Images and labels of some batches.
struct Samples {
  std::vector<std::vector<float>> images;
  std::vector<std::vector<int32_t>> labels;

  Samples(const Options &options, const runtime::Model &model) {
    runtime::Dataset dataset = runtime::Dataset::read(options.data, runtime::Dataset::Split::Test);
    const cnn_entry_info &step = model.entry(model.entryIndex(runtime::trainStepEntry));
    runtime::BatchStream stream(dataset, /*seed=*/0, step.inputs[0], step.inputs[1]);
    for (uint64_t batch = 0; batch < llvm::divideCeil(options.images, options.batch); ++batch) {
      images.emplace_back(step.inputs[0].bytes / sizeof(float));
      labels.emplace_back(step.inputs[1].bytes / sizeof(int32_t));
      stream.fill(batch, images.back().data(), labels.back().data());
    }
  }
};

/// What a compiled model computes.
Results run(runtime::Session &session, const Samples &samples) {
  const runtime::Model &model = session.model();
  const cnn_entry_info &infer = model.entry(model.entryIndex(runtime::inferEntry));
  Results results;
  for (const std::vector<float> &images : samples.images) {
    std::vector<float> output(infer.outputs[0].bytes / sizeof(float));
    const void *input = images.data();
    void *place = output.data();
    session.run(model.entryIndex(runtime::inferEntry), &input, &place);
    results.outputs.insert(results.outputs.end(), output.begin(), output.end());
  }
  auto readAll = [&] {
    std::map<std::string, std::vector<double>> values;
    for (uint32_t index = 0; index < model.table().parameter_count; ++index)
      if (model.parameter(index).trainable) {
        std::vector<uint8_t> bytes = session.parameters().read(index);
        values[model.parameter(index).tensor.name] =
            toDoubles(reinterpret_cast<const float *>(bytes.data()), bytes.size() / sizeof(float));
      }
    return values;
  };
  auto before = readAll();
  const void *inputs[] = {samples.images.front().data(), samples.labels.front().data()};
  float loss;
  int32_t correct;
  void *outputs[] = {&loss, &correct};
  session.run(model.entryIndex(runtime::trainStepEntry), inputs, outputs);
  results.gradients = readAll();
  for (auto &[name, values] : results.gradients)
    for (auto [after, value] : llvm::zip_equal(values, before[name]))
      after = (value - after) / rate;
  return results;
}

/// The same in float64, from the session's parameters.
std::optional<Results> interpret(const Options &options, runtime::Session &session, const Samples &samples) {
  MLIRContext context;
  context.loadDialect<cnnc::cnn::CNNDialect, halide::HalideDialect>();
  OwningOpRef<ModuleOp> module = importModel(options.model, &context, /*training=*/true);
  PassManager passes(&context);
  passes.addPass(cnnc::cnn::createFixBatch({static_cast<int64_t>(options.batch), {}}));
  passes.addPass(cnnc::cnn::createSetTraining({"", "sgd", rate}));
  passes.addPass(cnnc::cnn::createPrepareTraining());
  passes.addPass(cnnc::cnn::createDifferentiate());
  passes.addPass(cnnc::cnn::createAddOptimizer());
  if (!module || failed(passes.run(*module)))
    return std::nullopt;
  auto interpreter = reference::Interpreter::create(*module);
  if (failed(interpreter))
    return std::nullopt;
  const runtime::Model &model = session.model();
  for (uint32_t index = 0; index < model.table().parameter_count; ++index) {
    const cnn_tensor_info &info = model.parameter(index).tensor;
    std::vector<uint8_t> bytes = session.parameters().read(index);
    bool isFloat = info.element_type == CNN_FLOAT32;
    interpreter->getParameters()[info.name] =
        Tensor(ArrayRef(info.shape, info.rank),
               isFloat ? toDoubles(reinterpret_cast<const float *>(bytes.data()), bytes.size() / 4)
                       : toDoubles(reinterpret_cast<const int32_t *>(bytes.data()), bytes.size() / 4));
  }
  auto find = [&](cnnc::cnn::Entry entry) {
    return *llvm::find_if(module->getOps<cnnc::cnn::NetworkOp>(),
                          [&](cnnc::cnn::NetworkOp network) { return network.getEntry() == entry; });
  };
  auto shapeOf = [&](cnnc::cnn::NetworkOp network, unsigned argument) {
    return cast<RankedTensorType>(network.getArgumentTypes()[argument]).getShape();
  };
  cnnc::cnn::NetworkOp infer = find(cnnc::cnn::Entry::Infer), step = find(cnnc::cnn::Entry::TrainStep);
  Results results;
  for (const std::vector<float> &images : samples.images) {
    auto outputs = interpreter->run(infer, Tensor(shapeOf(infer, 0), toDoubles(images.data(), images.size())));
    if (failed(outputs))
      return std::nullopt;
    llvm::append_range(results.outputs, outputs->front().getValues());
  }
  auto before = interpreter->getParameters();
  const std::vector<float> &images = samples.images.front();
  const std::vector<int32_t> &labels = samples.labels.front();
  if (failed(interpreter->run(step, {Tensor(shapeOf(step, 0), toDoubles(images.data(), images.size())),
                                     Tensor(shapeOf(step, 1), toDoubles(labels.data(), labels.size()))})))
    return std::nullopt;
  for (uint32_t index = 0; index < model.table().parameter_count; ++index) {
    if (!model.parameter(index).trainable)
      continue;
    std::string name = model.parameter(index).tensor.name;
    std::vector<double> &gradient = results.gradients[name] = interpreter->getParameters()[name].getValues();
    for (auto [after, value] : llvm::zip_equal(gradient, before[name].getValues()))
      after = (value - after) / rate;
  }
  return results;
}

/// How often both say the same of an image.
double getAgreement(const Results &found, const Results &expected, int64_t classes) {
  int64_t images = expected.outputs.size() / classes, same = 0;
  for (int64_t image = 0; image < images; ++image) {
    auto getClass = [&](const Results &results) {
      auto begin = results.outputs.begin() + image * classes;
      return std::max_element(begin, begin + classes) - begin;
    };
    same += getClass(found) == getClass(expected);
  }
  return 100.0 * static_cast<double>(same) / static_cast<double>(images);
}

int measure(const Options &options, const std::filesystem::path &compiler) {
  std::string folder = (std::filesystem::temp_directory_path() / "network-precision-XXXXXX").string();
  if (!mkdtemp(folder.data()))
    throw std::runtime_error("there is no room for temporary files");
  auto removal = llvm::scope_exit([&] { std::filesystem::remove_all(folder); });
  std::optional<Results> expected;
  std::printf("| target | `--math` | outputs: largest | mean | same class | gradients: largest | mean |\n"
              "|---|---|---|---|---|---|---|\n");
  for (auto [target, math] : {std::pair{"x86-64-v4", "exact"}, {"x86-64-v4", "fast"}, {"x86-64-v4+amx", "exact-tiles"},
                              {"x86-64-v4+amx", "fast"}, {"x86-64-v4+amx", "bf16"}}) {
    std::string object = folder + "/" + target + math + ".so";
    std::string command = "'" + compiler.string() + "' '" + options.model + "' --train --batch=" +
                          std::to_string(options.batch) + " --optimizer=sgd --learning-rate=" + std::to_string(rate) +
                          " --target=" + target + " --math=" + math + " -o '" + object + "'";
    if (std::system(command.c_str()) != 0)
      return EXIT_FAILURE;
    runtime::Model model = runtime::Model::load(object);
    if (model.missedTarget())
      continue;
    runtime::Parameters parameters(model);
    if (!options.weights.empty())
      runtime::loadWeights(parameters, options.weights);
    runtime::Session session(parameters, 0);
    Samples samples(options, model);
    if (!expected && !(expected = interpret(options, session, samples)))
      return EXIT_FAILURE;
    Results found = run(session, samples);
    Error outputs = compare(found.outputs, expected->outputs), gradients;
    for (const auto &[name, values] : expected->gradients) {
      Error error = compare(found.gradients[name], values);
      gradients = {std::max(gradients.largest, error.largest), std::max(gradients.mean, error.mean)};
    }
    std::printf("| %s | %s | %.1e | %.1e | %.2f %% | %.1e | %.1e |\n", model.table().target, math,
                outputs.largest, outputs.mean, getAgreement(found, *expected, model.classCount().value_or(1)),
                gradients.largest, gradients.mean);
    std::fflush(stdout);
  }
  return EXIT_SUCCESS;
}

} // namespace

int main(int argc, char **argv) {
  CLI::App app(overview, "network-precision");
  Options options;
  app.add_option("model", options.model, "The network, as cnnc takes it")->required()->type_name("MODEL");
  app.add_option("--weights", options.weights, "Trained weights; without them the initial ones")->type_name("FILE");
  app.add_option("--data", options.data, "Folder with IDX files, or the name of an installed data set")
      ->capture_default_str();
  app.add_option("--images", options.images, "Test images to infer")->capture_default_str()->check(CLI::PositiveNumber);
  app.add_option("--batch", options.batch, "Images in one call")->capture_default_str()->check(CLI::PositiveNumber);
  CLI11_PARSE(app, argc, argv);
  try {
    return measure(options, std::filesystem::canonical("/proc/self/exe").parent_path() / "cnnc");
  } catch (const std::exception &error) {
    std::fprintf(stderr, "network-precision: error: %s\n", error.what());
    return EXIT_FAILURE;
  }
}
