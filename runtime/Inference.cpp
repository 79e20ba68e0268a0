//===- Inference.cpp - Inference on any number of samples -----------------===//
#include "runtime/Inference.h"

#include "runtime/Error.h"
#include "runtime/ModelNames.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace cnn::runtime {

Inference::Inference(Session &session)
    : session(session), index(session.model().entryIndex(inferEntry)) {}

int64_t Inference::requireClassifier() const {
  const cnn_entry_info &infer = entry();
  if (infer.input_count != 1 || infer.output_count == 0 ||
      infer.outputs[0].element_type != CNN_FLOAT32 || infer.outputs[0].rank != 2 ||
      !isBatched(infer.outputs[0]) || !isBatched(infer.inputs[0]))
    fail(CNN_RUNTIME_MISMATCH, "model '", session.model().name(),
         "': expected a classifier (one input of images, an output float32[", batch(),
         ", classes]), found ", infer.input_count, " inputs and ",
         infer.output_count ? "an output " + describe(infer.outputs[0]) : "no output");
  return infer.outputs[0].shape[1];
}

uint64_t Inference::checkInputs(const std::vector<Tensor> &tensors) const {
  const cnn_entry_info &infer = entry();
  if (tensors.size() != infer.input_count)
    fail(CNN_RUNTIME_INVALID_ARGUMENT, "model '", session.model().name(), "': expected ",
         infer.input_count, " inputs, found ", tensors.size());
  std::optional<uint64_t> count;
  for (uint32_t number = 0; number < infer.input_count; ++number) {
    const cnn_tensor_info &expected = infer.inputs[number];
    const Tensor &found = tensors[number];
    Shape shape = shapeOf(expected);
    if (isBatched(expected) && !found.shape.empty())
      shape[0] = found.shape[0];
    if (found.type != expected.element_type || found.shape != shape)
      fail(CNN_RUNTIME_MISMATCH, "input '", expected.name, "': expected ", describe(expected),
           isBatched(expected) ? " (with any first extent)" : "", ", found ",
           describe(found.type, found.shape));
    if (!isBatched(expected))
      continue;
    uint64_t rows = found.shape[0];
    if (count && *count != rows)
      fail(CNN_RUNTIME_MISMATCH, "input '", expected.name, "': expected ", *count,
           " samples as in the inputs before it, found ", rows);
    count = rows;
  }
  return count.value_or(batch());
}

std::vector<Tensor> Inference::run(const std::vector<Tensor> &tensors) {
  const cnn_entry_info &infer = entry();
  uint64_t count = checkInputs(tensors);
  std::vector<Tensor> results;
  for (uint32_t number = 0; number < infer.output_count; ++number) {
    const cnn_tensor_info &output = infer.outputs[number];
    Shape shape = shapeOf(output);
    if (isBatched(output))
      shape[0] = count;
    else if (count != batch())
      fail(CNN_RUNTIME_MISMATCH, "output '", output.name, "' ", describe(output),
           " has no batch dimension, so the inputs must have exactly ", batch(),
           " samples, found ", count);
    results.emplace_back(output.element_type, shape);
  }

  std::vector<const void *> inputs;
  std::vector<void *> outputs;
  for (const Tensor &tensor : tensors)
    inputs.push_back(tensor.data.data());
  for (Tensor &result : results)
    outputs.push_back(result.data.data());
  if (count > 0)
    session.infer(count, inputs.data(), outputs.data());
  return results;
}

int64_t largest(const float *values, int64_t count) {
  return std::max_element(values, values + count) - values;
}

void requireFinite(const float *values, int64_t count, const std::string &place) {
  if (!std::all_of(values, values + count, [](float value) { return std::isfinite(value); }))
    fail(CNN_RUNTIME_DIVERGED, place,
         ": the model's output is not finite; its weights may be of a training that diverged");
}

} // namespace cnn::runtime
