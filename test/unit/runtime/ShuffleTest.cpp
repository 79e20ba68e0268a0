//===- ShuffleTest.cpp - The order of the samples in an epoch -------------===//
#include "runtime/Data/Shuffle.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

using namespace cnn::runtime;

namespace {

std::vector<uint64_t> order(Shuffle &shuffle, uint64_t epoch, uint64_t count) {
  std::vector<uint64_t> samples;
  for (uint64_t position = 0; position < count; ++position)
    samples.push_back(shuffle.sample(epoch, position));
  return samples;
}

TEST(Shuffle, IsAPermutation) {
  for (uint64_t count : {1, 2, 7, 1000}) {
    Shuffle shuffle(count, 3);
    std::vector<uint64_t> samples = order(shuffle, 5, count);
    EXPECT_EQ(std::set<uint64_t>(samples.begin(), samples.end()).size(), count);
    EXPECT_EQ(*std::max_element(samples.begin(), samples.end()), count - 1);
  }
}

TEST(Shuffle, DependsOnSeedAndEpoch) {
  Shuffle first(100, 1), second(100, 2);
  EXPECT_NE(order(first, 0, 100), order(second, 0, 100));
  EXPECT_NE(order(first, 0, 100), order(first, 1, 100));
}

TEST(Shuffle, DoesNotDependOnHistory) {
  Shuffle walked(100, 1), fresh(100, 1);
  std::vector<uint64_t> zeroth = order(walked, 0, 100);
  order(walked, 1, 100);
  EXPECT_EQ(order(walked, 7, 100), order(fresh, 7, 100));
  EXPECT_EQ(order(walked, 0, 100), zeroth);
}

TEST(Shuffle, MovesEverySampleEverywhere) {
  // Over 4000 epochs each of 4 samples comes first about 1000 times; 5 standard
  // deviations of that binomial number are 137.
  int first[4] = {};
  Shuffle shuffle(4, 11);
  for (uint64_t epoch = 0; epoch < 4000; ++epoch)
    ++first[shuffle.sample(epoch, 0)];
  for (int count : first)
    EXPECT_NEAR(count, 1000, 137);
}

} // namespace
