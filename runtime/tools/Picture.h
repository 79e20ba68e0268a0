//===- Picture.h - Images with their predicted and true labels ------------===//
#ifndef CNN_RUNTIME_TOOLS_PICTURE_H
#define CNN_RUNTIME_TOOLS_PICTURE_H

#include "runtime/Data/ClassNames.h"
#include "runtime/Data/Dataset.h"
#include "runtime/Formats/ImageFile.h"

namespace cnn::runtime {

/// Draws the first predictions.size() images of a data set in a grid, each with
/// the predicted label below it, in green if it is right and in red if it is
/// wrong, and the true label below that.
Image drawPredictions(const Dataset &dataset, const std::vector<int64_t> &predictions,
                      const ClassNames &names);

} // namespace cnn::runtime

#endif
