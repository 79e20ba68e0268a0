//===- ApplyScheduleTest.cpp - Schedules that were edited by hand -------===//

#include "compiler/Conversion/ApplySchedule.h"

#include "dialects/Halide/HalideDialect.h"
#include "mlir/Parser/Parser.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace cnnc;
using testing::ElementsAre;

namespace {

struct ApplySchedule : testing::Test {
  ApplySchedule() {
    context.loadDialect<cnn::CNNDialect, halide::HalideDialect>();
    context.getDiagEngine().registerHandler([&](Diagnostic &diagnostic) {
      std::string line;
      if (auto place = dyn_cast<FileLineColLoc>(diagnostic.getLocation()))
        line = std::to_string(place.getLine()) + ": ";
      messages.push_back(line + diagnostic.str());
      return success();
    });
  }

  OwningOpRef<ModuleOp> parse(StringRef text) { return parseSourceString<ModuleOp>(text, &context); }

  MLIRContext context;
  std::vector<std::string> messages;
};

} // namespace

static constexpr const char *model = R"(halide.kernel @relu(%x: tensor<64xf32>) -> tensor<64xf32> algorithm {
  %y = cnn.relu %x : (tensor<64xf32>) -> tensor<64xf32>
  halide.yield %y : tensor<64xf32>
} schedule {
  %relu = halide.stage "relu"
  %c = halide.loop %relu "c"
  %outer, %inner = halide.split %c by 8
})";

static std::string edit(StringRef from, StringRef to) {
  std::string text = model;
  text.replace(text.find(from), from.size(), to);
  return text;
}

TEST_F(ApplySchedule, EditedNumberIsTaken) {
  OwningOpRef<ModuleOp> module = parse(model), edited = parse(edit("by 8", "by 16"));
  ASSERT_TRUE(succeeded(applySchedules(*module, *edited)));
  int64_t factor = 0;
  module->walk([&](halide::SplitOp split) { factor = split.getFactor(); });
  EXPECT_EQ(factor, 16);
}

TEST_F(ApplySchedule, KernelsWithoutAnEntryKeepTheirs) {
  OwningOpRef<ModuleOp> module = parse(model), edited = parse("");
  ASSERT_TRUE(succeeded(applySchedules(*module, *edited)));
  unsigned splits = 0;
  module->walk([&](halide::SplitOp) { ++splits; });
  EXPECT_EQ(splits, 1u);
}

TEST_F(ApplySchedule, MissingKernel) {
  OwningOpRef<ModuleOp> module = parse(model), edited = parse(edit("@relu", "@gone"));
  EXPECT_TRUE(failed(applySchedules(*module, *edited)));
  EXPECT_THAT(messages, ElementsAre("1: 'halide.kernel' op expects the name of a kernel of the model, found @gone"));
}

TEST_F(ApplySchedule, OtherAlgorithm) {
  OwningOpRef<ModuleOp> module = parse(model), edited = parse(R"(halide.kernel @relu(%x: tensor<64xf32>) -> tensor<64xf32> algorithm {
  %y = cnn.tanh %x : (tensor<64xf32>) -> tensor<64xf32>
  halide.yield %y : tensor<64xf32>
})");
  EXPECT_TRUE(failed(applySchedules(*module, *edited)));
  EXPECT_THAT(messages, ElementsAre("2: 'cnn.tanh' op expects the algorithm of kernel @relu as in the model, which other "
                                    "--batch, --target and --math change; only its schedule can be edited"));
}
