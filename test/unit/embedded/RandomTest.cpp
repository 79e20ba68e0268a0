//===- RandomTest.cpp -----------------------------------------------------===//

#include "runtime/Random.h"

#include <gtest/gtest.h>

using namespace cnn::runtime;

// The known answers of the generator's authors (Random123, kat_vectors).
static_assert(philox({0, 0, 0, 0}, {0, 0}) ==
              RandomWords{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
static_assert(philox({~0u, ~0u, ~0u, ~0u}, {~0u, ~0u}) ==
              RandomWords{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
static_assert(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
              RandomWords{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});

TEST(Random, WordsTakeEveryBitOfSeedIndexAndStream) {
  RandomWords words = randomWords(1, 1, 1);
  for (int bit = 0; bit < 64; ++bit) {
    uint64_t flip = uint64_t{1} << bit;
    EXPECT_NE(randomWords(1 ^ flip, 1, 1), words) << bit;
    EXPECT_NE(randomWords(1, 1 ^ flip, 1), words) << bit;
    EXPECT_NE(randomWords(1, 1, 1 ^ flip), words) << bit;
  }
}

TEST(Random, UniformStaysInsideAnIntervalOfTwoFloats) {
  float low = 1.0f, high = std::nextafterf(1.0f, 2.0f);
  for (uint64_t i = 0; i < 100; ++i)
    EXPECT_EQ(uniformValue(3, i, low, high), low);
  EXPECT_EQ(uniformValue(3, 0, 2.0f, 2.0f), 2.0f);
}
