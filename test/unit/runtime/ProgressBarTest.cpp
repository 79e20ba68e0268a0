//===- ProgressBarTest.cpp - Training progress on a terminal --------------===//
#include "runtime/Training/ProgressBar.h"

#include <gtest/gtest.h>

using namespace cnn::runtime;

namespace {

StepReport halfway() {
  StepReport report;
  report.epoch = 3;
  report.epochs = 10;
  report.step = 25;
  report.steps = 100;
  report.epochDone = 500;
  report.epochSize = 1000;
  report.loss = 0.31207;
  report.accuracy = 0.88614;
  report.imagesPerSecond = 100;
  return report;
}

TEST(ProgressBar, ShowsWhereTrainingStands) {
  EXPECT_EQ(formatProgress(halfway(), 120),
            "epoch 3/10 [###############---------------]  50 %  loss 0.3121  accuracy 88.61 %  "
            "100 images/s  1:15 left");
}

TEST(ProgressBar, FitsTheTerminal) {
  EXPECT_EQ(formatProgress(halfway(), 85),
            "epoch 3/10 [#####-----]  50 %  loss 0.3121  accuracy 88.61 %  100 images/s  1:15 left");
  EXPECT_EQ(formatProgress(halfway(), 78),
            "epoch 3/10   50 %  loss 0.3121  accuracy 88.61 %  100 images/s  1:15 left");
  EXPECT_EQ(formatProgress(halfway(), 20), "epoch 3/10   50 %  l");
}

TEST(ProgressBar, FormatsDurations) {
  EXPECT_EQ(formatDuration(0), "0:00");
  EXPECT_EQ(formatDuration(126.2), "2:07");
  EXPECT_EQ(formatDuration(3727), "1:02:07");
  EXPECT_EQ(formatDuration(-1), "0:00");
}

TEST(ProgressBar, FormatsEpochs) {
  EXPECT_EQ(formatEpoch({3, 30, 0.31207, 0.88614, 5321.4, 0.874}, 10),
            "epoch 3/10: loss 0.3121, accuracy 88.61 %, test accuracy 87.40 %, 5321 images/s");
  EXPECT_EQ(formatEpoch({3, 30, 0.31207, std::nullopt, 5321.4, std::nullopt}, 10),
            "epoch 3/10: loss 0.3121, 5321 images/s");
}

} // namespace
