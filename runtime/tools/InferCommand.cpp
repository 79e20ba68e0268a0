//===- InferCommand.cpp - cnn-run infer -----------------------------------===//
#include "runtime/Data/ClassNames.h"
#include "runtime/Data/Dataset.h"
#include "runtime/Data/ImageLayout.h"
#include "runtime/Error.h"
#include "runtime/Formats/ImageFile.h"
#include "runtime/Formats/Npy.h"
#include "runtime/Inference.h"
#include "runtime/tools/Commands.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <numeric>

namespace cnn::runtime {

namespace {

struct InferCommand {
  ModelOptions model;
  std::string weights, labels, data;
  std::vector<std::string> inputs, outputs, images;
  unsigned top = 3;
  int64_t size = 0;
  bool invert = false;

  int run();

private:
  void runTensors(Session &session) const;
  void runImages(Session &session) const;
};

/// Gives each tensor of an entry a file, from arguments "NAME=FILE" or, if the
/// entry has one tensor only, "FILE". Missing ones stay empty. A NAME that no
/// tensor has is misspelt, unless the whole argument is a file to read.
std::vector<std::string> assignFiles(const std::vector<std::string> &arguments,
                                     const cnn_tensor_info *tensors, uint32_t count,
                                     const char *kind, bool reads) {
  std::vector<std::string> files(count);
  std::error_code ignored;
  for (const std::string &argument : arguments) {
    size_t equals = argument.find('=');
    uint32_t index = count;
    if (equals != std::string::npos)
      for (index = 0; index < count; ++index)
        if (argument.compare(0, equals, tensors[index].name) == 0)
          break;
    bool named = index < count;
    bool misspelt = equals != std::string::npos && !named &&
                    !(reads && std::filesystem::exists(argument, ignored));
    if (!named && (count != 1 || misspelt)) {
      std::string known;
      for (uint32_t number = 0; number < count; ++number)
        known += (number ? ", " : "") + std::string(tensors[number].name);
      fail(CNN_RUNTIME_INVALID_ARGUMENT, "expected --", kind, count == 1 ? " FILE or" : "",
           " NAME=FILE with NAME one of the model's ", kind, "s (", known, "), found '", argument, "'");
    }
    std::string &file = files[named ? index : 0];
    if (!file.empty())
      fail(CNN_RUNTIME_INVALID_ARGUMENT, kind, " '", tensors[named ? index : 0].name,
           "' is given twice: ", file, " and ", argument);
    file = named ? argument.substr(equals + 1) : argument;
  }
  return files;
}

/// The types that numpy makes by default, converted where nothing is lost.
Tensor readInput(const std::string &path, const cnn_tensor_info &input) {
  Tensor tensor = readNpy(path);
  if (tensor.type != CNN_INT64 || input.element_type != CNN_INT32)
    return tensor;
  Tensor narrow(CNN_INT32, tensor.shape);
  uint64_t count = elementCount(tensor.shape);
  for (uint64_t index = 0; index < count; ++index) {
    int64_t value = tensor.as<int64_t>()[index];
    narrow.as<int32_t>()[index] = static_cast<int32_t>(value);
    if (narrow.as<int32_t>()[index] != value)
      fail(CNN_RUNTIME_INVALID_FILE, path, ": element ", index, ": ", value,
           " does not fit the int32 input '", input.name, "'");
  }
  return narrow;
}

void InferCommand::runTensors(Session &session) const {
  Inference inference(session);
  const cnn_entry_info &entry = inference.entry();
  std::vector<std::string> inputFiles =
      assignFiles(inputs, entry.inputs, entry.input_count, "input", /*reads=*/true);
  std::vector<std::string> outputFiles =
      assignFiles(outputs, entry.outputs, entry.output_count, "output", /*reads=*/false);
  if (outputs.empty())
    fail(CNN_RUNTIME_INVALID_ARGUMENT, "expected --output FILE.npy, or the result would be lost");

  std::vector<Tensor> tensors;
  for (uint32_t index = 0; index < entry.input_count; ++index) {
    const cnn_tensor_info &input = entry.inputs[index];
    if (inputFiles[index].empty())
      fail(CNN_RUNTIME_INVALID_ARGUMENT, "input '", input.name, "' ", describe(input),
           " is missing: give it by --input ", entry.input_count > 1 ? input.name : "",
           entry.input_count > 1 ? "=" : "", "FILE.npy");
    tensors.push_back(readInput(inputFiles[index], input));
  }
  std::vector<Tensor> results = inference.run(tensors);
  for (uint32_t index = 0; index < entry.output_count; ++index)
    if (!outputFiles[index].empty())
      writeNpy(outputFiles[index], results[index]);
}

/// The outputs as probabilities: they are already, or are taken for logits.
std::vector<float> probabilities(const float *outputs, int64_t count) {
  std::vector<float> values(outputs, outputs + count);
  float sum = std::accumulate(values.begin(), values.end(), 0.0f);
  float least = *std::min_element(values.begin(), values.end());
  if (least >= 0 && std::abs(sum - 1) < 1e-3f)
    return values;
  float greatest = *std::max_element(values.begin(), values.end());
  sum = 0;
  for (float &value : values)
    sum += value = std::exp(value - greatest);
  for (float &value : values)
    value /= sum;
  return values;
}

void InferCommand::runImages(Session &session) const {
  Inference inference(session);
  int64_t classes = inference.requireClassifier();
  const cnn_tensor_info &input = inference.entry().inputs[0];
  ImageExtents extents = imageExtentsOf(input);
  if (extents.channels != 1 && extents.channels != 3)
    fail(CNN_RUNTIME_MISMATCH, "input '", input.name, "' ", describe(input),
         " cannot take image files: it has ", extents.channels, " channels, not 1 or 3");
  if (size > 0) {
    extents.height = extents.width = size;
  } else if (!data.empty()) {
    // The pictures get the frame that the images had in training.
    Dataset dataset = Dataset::read(data, Dataset::Split::Test);
    extents = {dataset.channels(), dataset.height(), dataset.width()};
  }
  ImageLayout layout(input, extents);
  ClassNames names =
      labels.empty() ? ClassNames::ofDataset(data) : ClassNames::read(labels, classes);

  Shape shape = shapeOf(input);
  shape[0] = static_cast<int64_t>(images.size());
  Tensor batch(CNN_FLOAT32, shape);
  std::vector<uint8_t> planes(extents.channels * extents.height * extents.width);
  for (size_t index = 0; index < images.size(); ++index) {
    Image image = scaleCentre(readImage(images[index], static_cast<int>(extents.channels)),
                              static_cast<int>(extents.width), static_cast<int>(extents.height));
    size_t plane = extents.height * extents.width;
    for (size_t pixel = 0; pixel < image.pixels.size(); ++pixel) {
      uint8_t value = image.pixels[pixel];
      planes[pixel % extents.channels * plane + pixel / extents.channels] =
          invert ? 255 - value : value;
    }
    layout.place(planes.data(), batch.as<float>() + index * layout.rowSize());
  }

  Tensor result = inference.run({std::move(batch)})[0];
  for (size_t index = 0; index < images.size(); ++index) {
    const float *row = result.as<float>() + index * classes;
    requireFinite(row, classes, images[index]);
    std::vector<float> shares = probabilities(row, classes);
    std::vector<int64_t> order(classes);
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(), [&](int64_t left, int64_t right) {
      return shares[left] != shares[right] ? shares[left] > shares[right] : left < right;
    });
    std::printf("%s:", images[index].c_str());
    for (int64_t rank = 0; rank < std::min<int64_t>(top, classes); ++rank)
      std::printf("%s %s %.2f %%", rank ? "," : "", names[order[rank]].c_str(),
                  100 * shares[order[rank]]);
    std::printf("\n");
  }
}

int InferCommand::run() {
  if (inputs.empty() == images.empty())
    fail(CNN_RUNTIME_INVALID_ARGUMENT, "expected either --input FILE.npy or image files");
  if (!images.empty() && !outputs.empty())
    fail(CNN_RUNTIME_INVALID_ARGUMENT, "--output goes with --input FILE.npy; image files print");
  Session session(Parameters(loadModel(model.model)), model.threads);
  loadWeightsOrNote(session, weights);
  if (images.empty())
    runTensors(session);
  else
    runImages(session);
  return 0;
}

} // namespace

void addInferCommand(CLI::App &app, Action &action) {
  auto command = std::make_shared<InferCommand>();
  CLI::App *sub = app.add_subcommand("infer", "Run a model on tensors or on pictures");
  sub->description(
      "Run a model on .npy tensors or on PNG and JPEG pictures. The first extent of the tensors and\n"
      "the number of pictures are free: they run in batches of the compiled sizes.\n\n"
      "Examples:\n"
      "  cnn-run infer lenet5.so --weights lenet5.safetensors --input x.npy --output y.npy\n"
      "  cnn-run infer two.so --input left=a.npy --input right=b.npy --output y.npy\n"
      "  cnn-run infer lenet5.so --weights lenet5.safetensors --data fashion-mnist --invert boot.png\n"
      "The last prints\n"
      "  boot.png: Ankle boot 97.31 %, Sneaker 1.90 %, Bag 0.44 %");
  addModelOptions(*sub, command->model);
  sub->add_option("images", command->images, "Pictures to classify, PNG or JPEG")
      ->type_name("IMAGE");
  sub->add_option("--input", command->inputs, "A .npy file with the input of this name")
      ->type_name("[NAME=]FILE")
      ->allow_extra_args(false);
  sub->add_option("--output", command->outputs, "Write the output of this name as .npy")
      ->type_name("[NAME=]FILE")
      ->allow_extra_args(false);
  sub->add_option("--weights", command->weights,
                  "The weights, as safetensors; default: those compiled into the model")
      ->type_name("FILE");
  sub->add_option("--labels", command->labels, "Names of the classes, one a line")
      ->type_name("FILE");
  sub->add_option("--data", command->data,
                  "The data set that the model was trained on: it gives the pictures their size "
                  "and, for fashion-mnist, the classes their names")
      ->type_name("DIR");
  sub->add_option("--size", command->size,
                  "Scale pictures to this side and pad them with zeros; default: the input's size")
      ->check(CLI::Range(1, 32768))
      ->type_name("PIXELS");
  sub->add_option("--top", command->top, "Classes to print for a picture; default 3")
      ->check(CLI::Range(1, 100000))
      ->type_name("K");
  sub->add_flag("--invert", command->invert,
                "Swap dark and light: for dark things on light ground, when the training images "
                "were light on dark");
  sub->callback([command, &action] { action = [command] { return command->run(); }; });
}

} // namespace cnn::runtime
