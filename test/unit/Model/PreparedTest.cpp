//===- PreparedTest.cpp - Weights that are prepared once ------------------===//
//
// What follows from weights alone is computed by the compiler where it knows them, else by the model when it first
// runs and whenever they have changed. Either way inference is the same, and its author's parameters are all there is
// to see.
//
//===----------------------------------------------------------------------===//

#include "../support/Network.h"
#include "CompiledModel.h"
#include "compiler/Transforms/Passes.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace cnnc::test;
using cnnc::reference::Tensor;

/// @w1 is stored in blocks; of @w2, which is read by Winograd's algorithm and directly, both forms are derived.
static std::string makeText(StringRef w1, StringRef w2, StringRef w3) {
  return ("cnn.parameter @w1 : tensor<64x3x5x5xf32> = " + w1 + "\ncnn.parameter @w2 : tensor<64x64x3x3xf32> = " + w2 +
          "\ncnn.parameter @w3 : tensor<10x4096xf32> = " + w3 + R"(
cnn.network @net(%x: tensor<?x3x16x16xf32>) -> tensor<?x10xf32> {
  %w1 = cnn.read @w1 : tensor<64x3x5x5xf32>
  %w2 = cnn.read @w2 : tensor<64x64x3x3xf32>
  %w3 = cnn.read @w3 : tensor<10x4096xf32>
  %a = cnn.conv2d %x, %w1 pads = [2, 2, 2, 2]
    : (tensor<?x3x16x16xf32>, tensor<64x3x5x5xf32>) -> tensor<?x64x16x16xf32>
  %b = cnn.relu %a : (tensor<?x64x16x16xf32>) -> tensor<?x64x16x16xf32>
  %c = cnn.conv2d %b, %w2 pads = [1, 1, 1, 1]
    : (tensor<?x64x16x16xf32>, tensor<64x64x3x3xf32>) -> tensor<?x64x16x16xf32>
  %d = cnn.max_pool %c kernel = [2, 2] strides = [2, 2] : (tensor<?x64x16x16xf32>) -> tensor<?x64x8x8xf32>
  %e = cnn.conv2d %b, %w2 strides = [2, 2] pads = [1, 1, 1, 1]
    : (tensor<?x64x16x16xf32>, tensor<64x64x3x3xf32>) -> tensor<?x64x8x8xf32>
  %f = cnn.add %d, %e : (tensor<?x64x8x8xf32>, tensor<?x64x8x8xf32>) -> tensor<?x64x8x8xf32>
  %g = cnn.flatten %f : (tensor<?x64x8x8xf32>) -> tensor<?x4096xf32>
  %h = cnn.dense %g, %w3 : (tensor<?x4096xf32>, tensor<10x4096xf32>) -> tensor<?x10xf32>
  cnn.return %h : tensor<?x10xf32>
})").str();
}

static std::string makeDrawn(int seed) {
  std::string init = "#cnn.he_normal<seed = " + std::to_string(seed);
  return makeText(init + "1>", init + "2>", init + "3>");
}

/// The text of values, bit by bit.
static std::string printValues(const Tensor &values) {
  std::vector<float> floats(values.getValues().begin(), values.getValues().end());
  StringRef bytes(reinterpret_cast<const char *>(floats.data()), floats.size() * sizeof(float));
  return "dense<\"0x" + llvm::toHex(bytes) + "\">" + " : tensor<" +
         llvm::join(llvm::map_range(values.getShape(), [](int64_t extent) { return std::to_string(extent); }), "x") +
         "xf32>";
}

namespace {
struct Prepared : testing::Test {
  /// A model that draws its weights, and the weights.
  const cnn_model *drawn = compileModel(makeDrawn(1), "");
  llvm::StringMap<Tensor> weights;
  Tensor image = makeRandom({1, 3, 16, 16}, 5);

  void SetUp() override {
    ASSERT_TRUE(drawn);
    weights = Session(drawn, 1).getParameters();
  }
  std::vector<Bytes> infer(const cnn_model *model) { return Session(model, 1).run("infer", {image}); }
  const cnn_model *compileKnown(StringRef options) {
    return compileModel(makeText(printValues(weights["w1"]), printValues(weights["w2"]), printValues(weights["w3"])),
                        options);
  }
  void setWeights(Session &session) {
    for (const auto &weight : weights)
      session.setParameter(weight.getKey(), weight.getValue());
  }
};
} // namespace

static bool has(const cnn_model *model, StringRef entry) {
  return llvm::any_of(ArrayRef(model->entries, model->entry_count),
                      [&](const cnn_entry_info &info) { return entry == info.name; });
}

TEST_F(Prepared, InfersAsTheReference) {
  Network network(makeDrawn(1));
  ASSERT_TRUE(network);
  PassManager passes(network.getContext());
  passes.addPass(cnnc::cnn::createFixBatch({1, {}}));
  ASSERT_TRUE(succeeded(passes.run(network.getModule())));
  std::vector<Tensor> expected = network.run({image});
  ASSERT_EQ(expected.size(), 1u);
  EXPECT_TRUE(areClose(toTensor(infer(drawn)[0], drawn->entries[0].outputs[0]), expected[0], 5e-5));
  // The interpreter runs what is laid out and prepared too.
  PassManager preparing(network.getContext());
  preparing.addPass(cnnc::cnn::createAssignAlgorithms());
  preparing.addPass(cnnc::cnn::createAssignLayouts());
  preparing.addPass(cnnc::cnn::createPrepareParameters());
  ASSERT_TRUE(succeeded(preparing.run(network.getModule()))) << network.getErrors();
  ASSERT_TRUE(network.getNetwork("net_prepare"));
  EXPECT_TRUE(areClose(network.run({image})[0], expected[0], 1e-9));
}

TEST_F(Prepared, ListsTheAuthorsParametersOnly) {
  ASSERT_EQ(drawn->parameter_count, 3u);
  EXPECT_STREQ(drawn->parameters[0].tensor.name, "w1");
  EXPECT_STREQ(drawn->parameters[1].tensor.name, "w2");
  EXPECT_STREQ(drawn->parameters[2].tensor.name, "w3");
  const cnn_parameter_info &w1 = drawn->parameters[0];
  EXPECT_EQ(w1.block, 32);
  EXPECT_EQ(ArrayRef(w1.order, 5), ArrayRef<int32_t>({0, 2, 3, 1, 0}));
  EXPECT_EQ(drawn->parameters[1].block, 0);
  EXPECT_TRUE(has(drawn, "prepare"));
  // Training writes all of them.
  const cnn_model *trained = compileModel(makeDrawn(1), "--train --loss=mean_squared_error --optimizer=sgd");
  ASSERT_TRUE(trained);
  EXPECT_FALSE(has(trained, "prepare"));
}

TEST_F(Prepared, CompilerPreparesWhatItKnows) {
  // 64x64 transforms of 6x6 and 64x64x3x3 in blocks.
  EXPECT_LT(drawn->image_bytes + 64 * 64 * (36 + 9) * sizeof(float), drawn->parameter_bytes);
  const cnn_model *known = compileKnown("");
  ASSERT_TRUE(known);
  EXPECT_EQ(known->parameter_count, 3u);
  EXPECT_EQ(known->image_bytes, known->parameter_bytes);
  EXPECT_EQ(known->parameter_bytes, drawn->parameter_bytes);
  std::vector<uint8_t> image(known->image, known->image + known->image_bytes);
  EXPECT_TRUE(infer(known) == infer(drawn));
  EXPECT_TRUE(std::equal(image.begin(), image.end(), known->image)) << "it was prepared once more";

  // The image's weight, by the definition of its blocks.
  ASSERT_EQ(known->parameters[0].block, 32);
  auto *stored = reinterpret_cast<const float *>(known->image + known->parameters[0].offset);
  for (int64_t block = 0; block < 2; ++block)
    for (int64_t y = 0; y < 5; ++y)
      for (int64_t x = 0; x < 5; ++x)
        for (int64_t c = 0; c < 3; ++c)
          for (int64_t k = 0; k < 32; ++k)
            ASSERT_EQ(*stored++, weights["w1"].at({block * 32 + k, c, y, x}));
}

TEST_F(Prepared, ChangedWeightsArePreparedAgain) {
  const cnn_model *other = compileModel(makeDrawn(2), ""), *known = compileKnown("");
  ASSERT_TRUE(other && known);
  std::vector<Bytes> expected = infer(drawn), before = infer(other);
  EXPECT_FALSE(expected == before);
  Session changed(other, 2);
  EXPECT_TRUE(changed.run("infer", {image}) == before);
  setWeights(changed);
  for (const auto &weight : changed.getParameters())
    EXPECT_TRUE(ArrayRef(weight.getValue().getValues()) == ArrayRef(weights[weight.getKey()].getValues()))
        << weight.getKey().str();
  EXPECT_TRUE(changed.run("infer", {image}) == expected);

  // What the compiler prepared is changed for one handle alone.
  Session first(known, 1), second(known, 1);
  first.setParameter("w2", makeRandom({64, 64, 3, 3}, 9));
  EXPECT_FALSE(first.run("infer", {image}) == expected);
  EXPECT_TRUE(second.run("infer", {image}) == expected);
  first.setParameter("w2", weights["w2"]);
  EXPECT_TRUE(first.run("infer", {image}) == expected);
}

TEST_F(Prepared, SessionsShareWhatIsPrepared) {
  const cnn_model *other = compileModel(makeDrawn(2), "");
  ASSERT_TRUE(other);
  std::vector<Bytes> expected = infer(drawn), before = infer(other);
  Session one(other, 1), two(one, 2);
  EXPECT_TRUE(two.run("infer", {image}) == before);
  EXPECT_TRUE(one.run("infer", {image}) == before);
  setWeights(one);
  EXPECT_TRUE(two.run("infer", {image}) == expected);
  EXPECT_TRUE(one.run("infer", {image}) == expected);
}

/// One weight for all batches, and one transform.
TEST_F(Prepared, BatchesShareWhatIsPrepared) {
  const cnn_model *known = compileKnown("--batch=1,4");
  ASSERT_TRUE(known);
  EXPECT_EQ(known->parameter_bytes, drawn->parameter_bytes);
  EXPECT_EQ(known->image_bytes, known->parameter_bytes);
  EXPECT_TRUE(Session(known, 1).run("infer_1", {image}) == infer(drawn));
}
