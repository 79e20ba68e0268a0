//===- ConvolutionStages.cpp - The stages of a convolution ----------------===//

#include "dialects/Halide/Phases.h"
#include "dialects/Halide/StageList.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace cnnc::cnn;

namespace cnnc::halide {

bool isPrepared(Value weight) { return getStoredOrder(cast<RankedTensorType>(weight.getType())).isBlocked(); }

bool transposesWeight(Conv2DInputGradientOp conv) {
  return getStoredOrder(conv.getWeight().getType()).innermost() == 0;
}

static Lanes getLanes(Value computed, bool hasImageLanes) {
  auto type = cast<RankedTensorType>(computed.getType());
  if (hasImageLanes && hasImagesInnermost(type))
    return Lanes::Images;
  return hasFewChannels(type) ? Lanes::Columns : Lanes::Channels;
}

Lanes getLanes(Operation *convolution) {
  return llvm::TypeSwitch<Operation *, Lanes>(convolution)
      .Case<Conv2DOp>([&](auto conv) { return getLanes(conv.getOutput(), conv.getGroups() == 1); })
      .Case<Conv2DInputGradientOp>([&](auto conv) {
        if (isStrided(conv.getWindow()))
          return Lanes::Channels;
        return getLanes(conv.getInputGradient(), conv.getGroups() == 1);
      })
      .Case<Conv2DWeightGradientOp>(
          [&](auto conv) { return getLanes(conv.getOutputGradient(), conv.getGroups() == 1); });
}

bool isDepthwise(uint64_t groups, RankedTensorType image, RankedTensorType result) {
  auto count = static_cast<int64_t>(groups);
  return count > 1 && count == image.getDimSize(1) && count == result.getDimSize(1);
}
bool isDepthwise(Conv2DOp conv) {
  return isDepthwise(conv.getGroups(), conv.getInput().getType(), conv.getOutput().getType());
}

bool canGiveImage(Conv2DOp conv) {
  bool isDirect = conv.getAlgorithm() == Algorithm::Direct && getLanes(conv) == Lanes::Channels;
  return conv.getGroups() == 1 && (isDirect || getParts(conv.getAlgorithm()));
}

/// The convolution that a value of a kernel follows from.
static Conv2DOp findConvolution(Value value) {
  Operation *op = value.getDefiningOp();
  if (!op || isa<Conv2DOp>(op))
    return dyn_cast_or_null<Conv2DOp>(op);
  for (Value operand : op->getOperands())
    if (Conv2DOp conv = findConvolution(operand))
      return conv;
  return nullptr;
}

Conv2DOp getImageConvolution(Conv2DOp conv) {
  if (!isDepthwise(conv) || getLanes(conv) != Lanes::Channels)
    return nullptr;
  Conv2DOp image = findConvolution(conv.getInput());
  return image && canGiveImage(image) ? image : nullptr;
}

Padding getPadding(Operation *convolution, const Window &window) {
  auto conv = dyn_cast<Conv2DOp>(convolution);
  Conv2DOp image = conv ? getImageConvolution(conv) : nullptr;
  if (getLanes(convolution) == Lanes::Columns || (image && !getParts(image.getAlgorithm())))
    return Padding::Rows;
  return image || window.isPadded() ? Padding::Elements : Padding::None;
}

void StageList::padding(Value image, const Window &window) {
  switch (getPadding(op, window)) {
  case Padding::None:
    return;
  case Padding::Elements:
    return helper("pad", getLoops(image));
  case Padding::Rows:
    return filledRows("pad", image);
  }
}

/// t counts the tiles of all images; y and x are places in a tile's transform.
void StageList::winograd(Value weight) {
  if (!isPrepared(weight)) {
    helper("weight_rows", blockedWeight);
    helper("weight", blockedWeight);
  }
  helper("input_rows", {"t", "c", "y", "x"});
  helper("input", {"t", "c", "y", "x"});
  helper("products", {"b", "t", "c", "y", "x"}, {"rc"});
  helper("output_rows", {"b", "t", "c", "y", "x"});
  main();
}

void StageList::addConvolution() {
  llvm::TypeSwitch<Operation *>(op)
      .Case<Conv2DOp>([&](auto conv) {
        if (conv.getAlgorithm() == Algorithm::Winograd)
          return winograd(conv.getWeight());
        if (conv.getAlgorithm() == Algorithm::WinogradRows) {
          // t counts the rows of tiles of all images; y is a place in a tile's transform.
          if (!isPrepared(conv.getWeight()))
            helper("weight", blockedWeight);
          helper("input", {"t", "c", "y", "x"});
          helper("products", {"b", "t", "c", "y", "x"}, {"rc", "rx"});
          return main();
        }
        if (getParts(conv.getAlgorithm())) {
          if (getHalo(conv.getInput().getType()).empty())
            splitChannels();
          if (!isPrepared(conv.getWeight()))
            helper("weight", blockedWeight);
          helper("products", {"n", "c", "y", "x", "b"});
          return main();
        }
        if (getLanes(op) != Lanes::Images)
          padding(conv.getInput(), conv.getWindow());
        if (!isPrepared(conv.getWeight()))
          helper("weight", blockedWeight);
        main({"rc", "ry", "rx"});
      })
      .Case<Conv2DInputGradientOp>([&](auto conv) {
        if (conv.getAlgorithm() == Algorithm::Winograd) {
          helper("flipped", blockedWeight);
          return winograd(conv.getWeight());
        }
        if (getParts(conv.getAlgorithm())) {
          splitChannels();
          if (transposesWeight(conv)) {
            // n are input channels, c pairs of output channels, b their parts.
            helper("weight_words", {"n", "c", "y", "x", "b"});
            helper("weight_transposed", {"n", "c", "y", "x", "b"});
          }
          helper("weight", blockedWeight);
          for (const Phase &phase : getPhases(conv.getWindow()))
            if (!phase.isEmpty())
              helper(getProductsPurpose(conv.getWindow(), phase), {"n", "c", "y", "x", "b"});
          return main();
        }
        Window window = getPhasedWindow(conv.getWindow());
        Lanes lanes = getLanes(op);
        if (lanes == Lanes::Columns)
          filledRows("pad", conv.getOutputGradient());
        else if (lanes == Lanes::Channels && needsPaddedGradient(conv.getWindow()))
          helper("pad", getLoops(conv.getOutputGradient()));
        helper("weight", blockedWeight);
        for (const Phase &phase : getPhases(window))
          if (!phase.isEmpty())
            helper(getPhasePurpose(window, phase), getLoops(conv.getInputGradient()), {"rc", "ry", "rx"});
        if (isStrided(window))
          main();
      })
      .Case<Conv2DWeightGradientOp>([&](auto conv) {
        if (conv.getAlgorithm() == Algorithm::Winograd) {
          for (StringRef operand : {"input", "gradient"}) {
            helper((operand + "_rows").str(), {"t", "c", "y", "x"});
            helper(operand, {"t", "c", "y", "x"});
          }
          helper("products", {"n", "c", "y", "x"}, {"rt"});
          helper("output_rows", {"n", "c", "y", "x"});
          return main();
        }
        if (getParts(conv.getAlgorithm())) {
          // n counts groups of pairs of images; b counts parts, and then blocks of output channels.
          for (StringRef purpose : {"words", "transposed", "image", "gradient"})
            helper(purpose, {"n", "c", "y", "x", "b"});
          helper("products", blockedWeight);
          return main();
        }
        Lanes lanes = getLanes(op);
        padding(conv.getInput(), conv.getWindow());
        if (lanes == Lanes::Columns)
          filledRows("gradient", conv.getOutputGradient());
        if (lanes == Lanes::Channels)
          return main({"rn", "ry", "rx"});
        // l counts the lanes of a vector of columns or images.
        helper("lanes", {"n", "c", "y", "x", "l"}, {"rn", "ry", "rx"});
        main({"rl"});
      });
}

} // namespace cnnc::halide
