//===- Evaluator.cpp - The accuracy of a classifier -----------------------===//
#include "runtime/Training/Evaluator.h"

#include "runtime/Data/ImageLayout.h"
#include "runtime/Inference.h"
#include "runtime/TensorBuffers.h"

#include <algorithm>

namespace cnn::runtime {

std::optional<Evaluation> evaluate(Session &session, const Dataset &dataset,
                                   const std::function<bool()> &shouldStop,
                                   const PredictionObserver &observer) {
  Inference inference(session);
  int64_t classes = inference.requireClassifier();
  dataset.checkLabels(classes);
  ImageLayout layout(inference.entry().inputs[0],
                     {dataset.channels(), dataset.height(), dataset.width()});

  Evaluation evaluation;
  const cnn_entry_info &entry = inference.entry();
  TensorBuffers inputs(entry.inputs, entry.input_count), results(entry.outputs, entry.output_count);
  float *images = inputs.get<float>(0);
  for (uint64_t first = 0; first < dataset.count(); first += inference.batch()) {
    if (shouldStop && shouldStop())
      return std::nullopt;
    uint64_t rows = std::min(inference.batch(), dataset.count() - first);
    for (uint64_t row = 0; row < rows; ++row)
      layout.place(dataset.image(first + row), images + row * layout.rowSize());
    session.infer(rows, inputs.constPointers(), results.pointers());
    for (uint64_t row = 0; row < rows; ++row) {
      const float *outputs = results.get<float>(0) + row * classes;
      requireFinite(outputs, classes, "image " + std::to_string(first + row));
      int64_t predicted = largest(outputs, classes);
      evaluation.correct += predicted == dataset.label(first + row);
      if (observer)
        observer(first + row, predicted);
    }
    evaluation.count += rows;
  }
  return evaluation;
}

} // namespace cnn::runtime
