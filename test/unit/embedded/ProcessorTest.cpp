//===- ProcessorTest.cpp - The processor's features, by a second opinion --===//

#include "runtime/embedded/HalideInterface.h"
#include "runtime/embedded/Processor.h"

#include <gtest/gtest.h>

#include <array>

using namespace cnn::runtime::embedded;

static bool canUse(unsigned feature) {
  std::array<uint64_t, 2> features{};
  features[feature / 64] = uint64_t{1} << (feature % 64);
  return halide_can_use_target_features(2, features.data()) != 0;
}

TEST(Processor, NothingIsAlwaysThere) {
  uint64_t none = 0;
  EXPECT_EQ(halide_can_use_target_features(1, &none), 1);
  EXPECT_EQ(halide_can_use_target_features(0, nullptr), 1);
  EXPECT_TRUE(processorRuns("x86-64"));
  EXPECT_TRUE(processorRuns(nullptr));
}

#if defined(__x86_64__)
TEST(Processor, AgreesWithTheCompilersSupportLibrary) {
  EXPECT_EQ(canUse(featureSSE41), __builtin_cpu_supports("sse4.1") != 0);
  EXPECT_EQ(canUse(featureAVX), __builtin_cpu_supports("avx") != 0);
  EXPECT_EQ(canUse(featureAVX2), __builtin_cpu_supports("avx2") != 0);
  EXPECT_EQ(canUse(featureFMA), __builtin_cpu_supports("fma") != 0);
  EXPECT_EQ(canUse(featureFMA4), __builtin_cpu_supports("fma4") != 0);
  EXPECT_EQ(canUse(featureAVX512), __builtin_cpu_supports("avx512cd") != 0);
  EXPECT_EQ(canUse(featureAVX512Skylake),
            __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw") &&
                __builtin_cpu_supports("avx512dq"));
  EXPECT_EQ(processorRuns("x86-64-v2"), __builtin_cpu_supports("x86-64-v2") != 0);
  EXPECT_EQ(processorRuns("x86-64-v3"), __builtin_cpu_supports("x86-64-v3") != 0);
  EXPECT_EQ(processorRuns("x86-64-v4"), __builtin_cpu_supports("x86-64-v4") != 0);
}

TEST(Processor, OneMissingFeatureIsEnough) {
  // No processor has both AMD's FMA4 and the Xeon Phi's extensions.
  uint64_t features = uint64_t{1} << featureFMA4 | uint64_t{1} << featureAVX512KnightsLanding |
                      uint64_t{1} << featureSSE41;
  EXPECT_EQ(halide_can_use_target_features(1, &features), 0);
}
#endif
