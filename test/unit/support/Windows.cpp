//===- Windows.cpp - Random convolutions and poolings -------------------===//

#include "Windows.h"

#include "llvm/Support/FormatVariadic.h"

namespace cnnc::test {

std::string printType(const Shape &shape, llvm::StringRef element) {
  std::string text = "tensor<";
  for (int64_t extent : shape)
    text += std::to_string(extent) + "x";
  return text + element.str() + ">";
}

static std::string printArray(llvm::StringRef name, const Shape &values) {
  return llvm::formatv("{0} = [{1:$[, ]}]", name, llvm::make_range(values.begin(), values.end()));
}

static int64_t getExtent(int64_t kernel, int64_t dilation) { return (kernel - 1) * dilation + 1; }

RandomConvolution::RandomConvolution(Dice &dice, int64_t mostSteps) {
  groups = dice.roll(1, 3);
  int64_t inputsOfGroup = dice.roll(1, 3), outputsOfGroup = dice.roll(1, 3);
  input = {dice.roll(1, 3), groups * inputsOfGroup};
  weight = {groups * outputsOfGroup, inputsOfGroup};
  output = {input[0], weight[0]};
  for (int axis = 0; axis < 2; ++axis) {
    int64_t kernel = dice.roll(1, 4), dilation = dice.roll(1, 2), stride = dice.roll(1, 3);
    int64_t before = dice.roll(0, 2), after = dice.roll(0, 2);
    int64_t room = dice.roll(0, mostSteps); // steps of the window in the padded image
    int64_t extent = std::max<int64_t>(getExtent(kernel, dilation) + room - before - after, 1);
    input.push_back(extent);
    weight.push_back(kernel);
    strides.push_back(stride);
    dilations.push_back(dilation);
    pads.insert(pads.begin() + axis, before);
    pads.push_back(after);
    output.push_back((extent + before + after - getExtent(kernel, dilation)) / stride + 1);
  }
}

std::string RandomConvolution::printAttributes() const {
  return printArray("strides", strides) + " " + printArray("pads", pads) + " " +
         printArray("dilations", dilations) + " groups = " + std::to_string(groups);
}

RandomPool::RandomPool(Dice &dice) {
  input = {dice.roll(1, 2), dice.roll(1, 3)};
  output = input;
  ceilMode = dice.flip();
  for (int axis = 0; axis < 2; ++axis) {
    kernel.push_back(dice.roll(1, 3));
    dilations.push_back(dice.roll(1, 2));
    strides.push_back(dice.roll(1, 3));
    // Padding is smaller than the window, and the image at least as large, so that every window has
    // an element of the image between the gaps.
    int64_t window = getExtent(kernel.back(), dilations.back());
    int64_t before = dice.roll(0, kernel.back() - 1), after = dice.roll(0, kernel.back() - 1);
    input.push_back(window + dice.roll(0, 5));
    pads.insert(pads.begin() + axis, before);
    pads.push_back(after);
    int64_t room = input.back() + before + after - window, stride = strides.back();
    int64_t steps = ceilMode ? (room + stride - 1) / stride : room / stride;
    if (ceilMode && steps * stride >= input.back() + before)
      --steps;
    output.push_back(steps + 1);
  }
}

std::string RandomPool::printAttributes() const {
  return printArray("kernel", kernel) + " " + printArray("strides", strides) + " " + printArray("pads", pads) +
         " " + printArray("dilations", dilations) + (ceilMode ? " ceil_mode" : "");
}

} // namespace cnnc::test
