//===- TextTest.cpp - The dialect's own text ----------------------------===//

#include "ModelFile.h"

#include "dialects/CNN/CNNOps.h"
#include "mlir/Bytecode/BytecodeWriter.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::test;

static constexpr const char *text = R"(cnn.network @net(%image: tensor<?x2x4x4xf32>) -> tensor<?x2x2x2xf32> {
  %first = cnn.relu %image : (tensor<?x2x4x4xf32>) -> tensor<?x2x4x4xf32>
  %0 = cnn.tanh %first : (tensor<?x2x4x4xf32>) -> tensor<?x2x4x4xf32>
  %stated = cnn.relu %0 : (tensor<?x2x4x4xf32>) -> tensor<?x2x4x4xf32> loc("author")
  %pool:2 = cnn.max_pool_argmax %stated kernel = [2, 2] strides = [2, 2]
      : (tensor<?x2x4x4xf32>) -> (tensor<?x2x2x2xf32>, tensor<?x2x2x2xi8>)
  cnn.return %pool#0 : tensor<?x2x2x2xf32>
}
)";

static std::vector<std::string> getNames(ModuleOp module) {
  std::vector<std::string> names;
  auto network = *module.getOps<cnn::NetworkOp>().begin();
  for (Operation &op : network.getBody().front().without_terminator())
    names.push_back(cnn::getLayerName(&op));
  return names;
}
static const std::vector<std::string> expectedNames = {"first", "tanh", "author", "pool"};

TEST(Text, LocationsHoldTheAuthorsNames) {
  TemporaryFolder folder;
  MLIRContext context;
  Imported imported = importFile(folder.write("net.mlir", text), context);
  ASSERT_TRUE(imported.module);
  EXPECT_EQ(getNames(*imported.module), expectedNames);

  auto network = *imported.module->getOps<cnn::NetworkOp>().begin();
  auto place = network.getBody().front().front().getLoc()->findInstanceOf<FileLineColLoc>();
  ASSERT_TRUE(place);
  EXPECT_EQ(place.getFilename().str(), folder.path + "/net.mlir");
  EXPECT_EQ(place.getLine(), 2u);
  auto argument = llvm::dyn_cast<NameLoc>(network.getBody().getArgument(0).getLoc());
  ASSERT_TRUE(argument);
  EXPECT_EQ(argument.getName().str(), "image");
}

TEST(Text, BytecodeKeepsTheNames) {
  TemporaryFolder folder;
  MLIRContext context;
  Imported imported = importFile(folder.write("net.mlir", text), context);
  ASSERT_TRUE(imported.module);
  std::string bytes;
  llvm::raw_string_ostream stream(bytes);
  ASSERT_TRUE(succeeded(writeBytecodeToFile(*imported.module, stream)));
  Imported again = importFile(folder.write("net.mlirbc", bytes), context);
  ASSERT_TRUE(again.module);
  EXPECT_EQ(getNames(*again.module), expectedNames);

  for (size_t size = 0; size < bytes.size(); size += 7) {
    Imported cut = importFile(folder.write("cut.mlirbc", bytes.substr(0, size)), context);
    EXPECT_TRUE(!cut.module || cut.module->getBody()->empty()) << size;
  }
}

TEST(Text, OneMessageForEachMistake) {
  TemporaryFolder folder;
  MLIRContext context;
  std::string wrong = text;
  size_t place = wrong.find("tensor<?x2x2x2xf32>, tensor<?x2x2x2xi8>)");
  wrong.replace(place, 19, "tensor<?x2x3x2xf32>");
  place = wrong.rfind("tensor<?x2x2x2xf32>\n");
  wrong.replace(place, 19, "tensor<?x2x3x2xf32>");
  wrong.replace(wrong.find("tensor<?x2x2x2xf32> {"), 19, "tensor<?x2x3x2xf32>");
  Imported imported = importFile(folder.write("net.mlir", wrong), context);
  EXPECT_FALSE(imported.module);
  ASSERT_EQ(imported.errors.size(), 1u);
  EXPECT_EQ(imported.errors[0],
            "'cnn.max_pool_argmax' op inferred type(s) 'tensor<?x2x2x2xf32>', 'tensor<?x2x2x2xi8>' are incompatible "
            "with return type(s) of operation 'tensor<?x2x3x2xf32>', 'tensor<?x2x2x2xi8>'");
}

TEST(Text, UnknownOperation) {
  TemporaryFolder folder;
  MLIRContext context;
  std::string wrong = text;
  wrong.replace(wrong.find("cnn.tanh"), 8, "cnn.sine");
  Imported imported = importFile(folder.write("net.mlir", wrong), context);
  EXPECT_FALSE(imported.module);
  ASSERT_EQ(imported.errors.size(), 1u);
  EXPECT_EQ(imported.errors[0], "custom op 'cnn.sine' is unknown");
}
