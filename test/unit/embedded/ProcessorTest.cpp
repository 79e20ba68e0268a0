//===- ProcessorTest.cpp - The processor's features, by a second opinion --===//

#include "runtime/embedded/Processor.h"

#include <gtest/gtest.h>

using cnn::runtime::embedded::processorRuns;

TEST(Processor, RunsTheBaseAndBelievesOtherNames) {
  EXPECT_TRUE(processorRuns("x86-64"));
  EXPECT_TRUE(processorRuns("x86-64-v1"));
  EXPECT_TRUE(processorRuns("other"));
  EXPECT_TRUE(processorRuns(nullptr));
}

#if defined(__x86_64__)
TEST(Processor, AgreesWithTheCompilersSupportLibrary) {
  EXPECT_EQ(processorRuns("x86-64-v2"), __builtin_cpu_supports("x86-64-v2") != 0);
  EXPECT_EQ(processorRuns("x86-64-v3"), __builtin_cpu_supports("x86-64-v3") != 0);
  EXPECT_EQ(processorRuns("x86-64-v4"), __builtin_cpu_supports("x86-64-v4") != 0);
}
#endif
