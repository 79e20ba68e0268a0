//===- Networks.cpp - Random small networks -----------------------------===//

#include "Networks.h"

namespace cnnc::test {

namespace {
class NetworkWriter {
public:
  explicit NetworkWriter(Dice &dice) : dice(dice) {}

  std::string write(llvm::StringRef optimizer) {
    shape = {dice.roll(1, 3), dice.roll(8, 12), dice.roll(8, 12)};
    std::string input = printType();
    for (int64_t block = 0, blocks = dice.roll(2, 3); block < blocks; ++block)
      dice.roll(0, 3) ? addBlock() : addInvertedResidual();
    addFlatten();
    if (dice.flip())
      addDense(dice.roll(5, 33), true);
    addLayer("dropout", "rate = 0.3");
    addDense(4, false);
    addLayer("softmax", "");
    return parameters + "cnn.network @net(%image: " + input + ") -> " + printType() +
           "\n    attributes {loss = #cnn.loss<cross_entropy>, optimizer = " + optimizer.str() + "} {\n" + body +
           "  cnn.return " + value + " : " + printType() + "\n}\n";
  }

private:
  std::string printType() const {
    std::string text = "tensor<?x";
    for (int64_t extent : shape)
      text += std::to_string(extent) + "x";
    return text + "f32>";
  }

  std::string addParameter(const std::string &name, const Shape &extents, const std::string &initializer,
                           bool isState = false) {
    std::string type = test::printType(extents);
    parameters += std::string("cnn.parameter ") + (isState ? "state " : "") + "@" + name + " : " + type + " = #cnn." +
                  initializer + "\n";
    std::string read = "%p" + std::to_string(count++);
    body += "  " + read + " = cnn.read @" + name + " : " + type + "\n";
    return read;
  }
  std::string uniform(const std::string &low, const std::string &high) {
    return "uniform<low = " + low + ", high = " + high + ", seed = " + std::to_string(++seed) + ">";
  }

  /// An operation on the current value and `more`; the result's shape is `shape` afterwards.
  void addOperation(const std::string &name, const std::string &more, const std::string &moreTypes,
                    const std::string &attributes, const Shape &result) {
    std::string before = printType(), next = "%v" + std::to_string(count++);
    shape = result;
    body += "  " + next + " = cnn." + name + " " + value + more +
            (attributes.empty() ? "" : " " + attributes) + " : (" + before + moreTypes + ") -> " + printType() +
            "\n";
    value = next;
  }
  void addLayer(const std::string &name, const std::string &attributes) {
    addOperation(name, "", "", attributes, shape);
  }

  /// A convolution, and a batch norm or a bias or neither. Before a batch norm a bias has no effect and
  /// its gradient is rounding alone, which nothing can be compared with.
  void addConvolution(int64_t outputs, int64_t kernel, int64_t stride) {
    addConvolution(outputs, kernel, stride, shape[0] % 2 == 0 && outputs % 2 == 0 && dice.flip() ? 2 : 1);
  }
  void addConvolution(int64_t outputs, int64_t kernel, int64_t stride, int64_t groups) {
    bool normalized = dice.flip();
    std::string name = "conv" + std::to_string(count), pad = std::to_string(kernel / 2);
    Shape weight = {outputs, shape[0] / groups, kernel, kernel};
    std::string more = ", " + addParameter(name + ".weight", weight, "he_normal<seed = " + std::to_string(++seed) + ">");
    std::string types = ", " + test::printType(weight);
    if (!normalized && dice.flip()) {
      more += ", " + addParameter(name + ".bias", {outputs}, uniform("-0.5", "0.5"));
      types += ", " + test::printType({outputs});
    }
    std::string strides = std::to_string(stride) + ", " + std::to_string(stride);
    auto extent = [&](int64_t size) { return (size + 2 * (kernel / 2) - kernel) / stride + 1; };
    addOperation("conv2d", more, types,
                 "strides = [" + strides + "] pads = [" + pad + ", " + pad + ", " + pad + ", " +
                     pad + "] groups = " + std::to_string(groups),
                 {outputs, extent(shape[1]), extent(shape[2])});
    if (normalized)
      addBatchNorm();
  }

  void addBatchNorm() {
    std::string name = "norm" + std::to_string(count), vector = test::printType({shape[0]}), more, types;
    more += ", " + addParameter(name + ".scale", {shape[0]}, uniform("0.5", "1.5"));
    more += ", " + addParameter(name + ".offset", {shape[0]}, uniform("-0.5", "0.5"));
    more += ", " + addParameter(name + ".mean", {shape[0]}, "constant<0.0>", true);
    more += ", " + addParameter(name + ".variance", {shape[0]}, "constant<1.0>", true);
    for (int operand = 0; operand < 4; ++operand)
      types += ", " + vector;
    addOperation("batch_norm", more, types, "epsilon = 0.01", shape);
  }

  void addActivation() {
    static const char *const names[] = {"relu", "leaky_relu", "tanh", "sigmoid"};
    addLayer(names[dice.roll(0, 3)], "");
  }

  /// A convolution, perhaps with a sum around another, perhaps pooled.
  void addBlock() {
    static const int64_t widths[] = {3, 6, 8, 16, 20};
    addConvolution(widths[dice.roll(0, 4)], dice.flip() ? 3 : 5, dice.roll(1, 4) == 4 ? 2 : 1);
    addActivation();
    if (dice.flip()) {
      std::string skipped = value;
      addConvolution(shape[0], 3, 1);
      addOperation("add", ", " + skipped, ", " + printType(), "", shape);
      addActivation();
    }
    if (dice.flip() && shape[1] >= 4 && shape[2] >= 4) {
      // Windows of 2, or overlapping ones of 3.
      int64_t kernel = dice.roll(2, 3);
      std::string size = std::to_string(kernel);
      addOperation(dice.flip() ? "max_pool" : "average_pool", "", "",
                   "kernel = [" + size + ", " + size + "] strides = [2, 2]",
                   {shape[0], (shape[1] - kernel) / 2 + 1, (shape[2] - kernel) / 2 + 1});
    }
  }

  /// More channels, a depthwise convolution of them, and fewer again, as in MobileNetV2.
  void addInvertedResidual() {
    static const int64_t widths[] = {10, 16, 24, 40};
    addConvolution(widths[dice.roll(0, 3)], dice.flip() ? 1 : 3, 1, 1);
    addActivation();
    addConvolution(shape[0], 3, dice.roll(1, 2), shape[0]);
    addActivation();
    addConvolution(8, 1, 1, 1);
  }

  void addFlatten() {
    if (dice.flip())
      addOperation("mean", "", "", "axes = [2, 3]", {shape[0]});
    else
      addOperation("flatten", "", "", "", {shape[0] * shape[1] * shape[2]});
  }

  void addDense(int64_t outputs, bool activation) {
    std::string name = "dense" + std::to_string(count);
    Shape weight = {outputs, shape[0]};
    std::string more = ", " + addParameter(name + ".weight", weight,
                                           "xavier_uniform<seed = " + std::to_string(++seed) + ">");
    more += ", " + addParameter(name + ".bias", {outputs}, uniform("-0.5", "0.5"));
    addOperation("dense", more, ", " + test::printType(weight) + ", " + test::printType({outputs}), "", {outputs});
    if (activation)
      addActivation();
  }

  Dice &dice;
  std::string parameters, body, value = "%image";
  Shape shape; // without the batch
  int count = 0, seed = 0;
};
} // namespace

std::string makeRandomNetwork(Dice &dice, llvm::StringRef optimizer) { return NetworkWriter(dice).write(optimizer); }

} // namespace cnnc::test
