//===- TrainingLogTest.cpp - A table with a row for each epoch ------------===//
#include "TestFiles.h"
#include "runtime/Training/TrainingLog.h"

using namespace cnn::runtime;

namespace {

using TrainingLogTest = FileTest;

const std::string header = "epoch,step,loss,train_accuracy,images_per_second,test_accuracy\n";

EpochReport report(uint64_t epoch, uint64_t step) {
  return {epoch, step, 0.5, 0.75, 1000, std::nullopt};
}

TEST_F(TrainingLogTest, WritesRows) {
  TrainingLog log(path("log.csv"), std::nullopt);
  EXPECT_EQ(readText(path("log.csv")), header);
  log.append({1, 938, 0.6127312345678, 0.7791, 5321.4, 0.8223});
  log.append({2, 1875, 0.5, std::nullopt, 5000, std::nullopt});
  EXPECT_EQ(readText(path("log.csv")),
            header + "1,938,0.612731235,0.7791,5321,0.8223\n2,1875,0.5,,5000,\n");
}

TEST_F(TrainingLogTest, BeginsAnew) {
  writeBytes(path("log.csv"), "something old");
  TrainingLog(path("log.csv"), std::nullopt);
  EXPECT_EQ(readText(path("log.csv")), header);
}

TEST_F(TrainingLogTest, ResumesBehindTheCheckpoint) {
  {
    TrainingLog log(path("log.csv"), std::nullopt);
    for (uint64_t epoch : {1, 2, 3})
      log.append(report(epoch, 10 * epoch));
  }
  TrainingLog(path("log.csv"), 25).append(report(3, 31));
  EXPECT_EQ(readText(path("log.csv")),
            header + "1,10,0.5,0.75,1000,\n2,20,0.5,0.75,1000,\n3,31,0.5,0.75,1000,\n");
}

TEST_F(TrainingLogTest, ResumesBehindATornRow) {
  writeBytes(path("log.csv"), header + "1,10,0.5,0.75,1000,\n2,2");
  TrainingLog(path("log.csv"), 15).append(report(2, 20));
  EXPECT_EQ(readText(path("log.csv")), header + "1,10,0.5,0.75,1000,\n2,20,0.5,0.75,1000,\n");
}

TEST_F(TrainingLogTest, ResumesWithoutALog) {
  TrainingLog(path("log.csv"), 25);
  EXPECT_EQ(readText(path("log.csv")), header);
}

TEST_F(TrainingLogTest, RefusesToResumeOtherFiles) {
  writeBytes(path("log.csv"), "time,loss\n");
  expectError(CNN_RUNTIME_INVALID_FILE,
              "log.csv:1: expected the header of a training log 'epoch,step,loss,train_accuracy,"
              "images_per_second,test_accuracy', found 'time,loss'",
              [&] { TrainingLog(path("log.csv"), 25); });
  writeBytes(path("log.csv"), header + "1,10,0.5\nnonsense\n");
  expectError(CNN_RUNTIME_INVALID_FILE,
              "log.csv:3: expected a row that begins with an epoch and a step, found 'nonsense'",
              [&] { TrainingLog(path("log.csv"), 25); });
}

TEST_F(TrainingLogTest, ReportsAFullDisk) {
  expectError(CNN_RUNTIME_FILE_FAILED, "/dev/full: cannot be written: No space left on device",
              [] { TrainingLog("/dev/full", std::nullopt); });
}

} // namespace
