//===- ArenaOffsetsTest.cpp - No two live buffers overlap ---------------===//

#include "compiler/Conversion/ArenaOffsets.h"

#include "gtest/gtest.h"
#include <random>

using namespace cnnc;

/// The most bytes that live at one step: no arena is smaller.
static int64_t getLowerBound(llvm::ArrayRef<ArenaBuffer> buffers, unsigned steps, int64_t alignment) {
  int64_t most = 0;
  for (unsigned step = 0; step < steps; ++step) {
    int64_t bytes = 0;
    for (const ArenaBuffer &buffer : buffers)
      if (buffer.first <= step && step <= buffer.last)
        bytes += (buffer.bytes + alignment - 1) / alignment * alignment;
    most = std::max(most, bytes);
  }
  return most;
}

static void expectValid(llvm::ArrayRef<ArenaBuffer> buffers, const ArenaOffsets &arena, int64_t alignment) {
  for (size_t i = 0; i < buffers.size(); ++i) {
    EXPECT_EQ(arena.offsets[i] % alignment, 0);
    EXPECT_GE(arena.offsets[i], 0);
    EXPECT_LE(arena.offsets[i] + buffers[i].bytes, arena.bytes);
    for (size_t j = 0; j < i; ++j) {
      bool apartInTime = buffers[i].last < buffers[j].first || buffers[j].last < buffers[i].first;
      bool apart = arena.offsets[i] + buffers[i].bytes <= arena.offsets[j] ||
                   arena.offsets[j] + buffers[j].bytes <= arena.offsets[i];
      EXPECT_TRUE(apartInTime || apart) << "buffers " << i << " and " << j;
    }
  }
}

TEST(ArenaOffsets, RandomLives) {
  std::mt19937 random(1);
  double excess = 0;
  constexpr int trials = 200;
  for (int trial = 0; trial < trials; ++trial) {
    const unsigned steps = 2 + random() % 60;
    std::vector<ArenaBuffer> buffers(1 + random() % 80);
    for (ArenaBuffer &buffer : buffers) {
      buffer.bytes = 1 + random() % 5000;
      buffer.first = random() % steps;
      buffer.last = std::min<unsigned>(steps - 1, buffer.first + random() % 8);
    }
    ArenaOffsets arena = assignArenaOffsets(buffers);
    expectValid(buffers, arena, arenaAlignment);
    int64_t bound = getLowerBound(buffers, steps, arenaAlignment);
    EXPECT_GE(arena.bytes, bound);
    excess += static_cast<double>(arena.bytes) / bound - 1;
  }
  EXPECT_LT(excess / trials, 0.05) << "the arena is much larger than what lives at once";
}

TEST(ArenaOffsets, ChainNeedsTwoBuffers) {
  std::vector<ArenaBuffer> chain;
  for (unsigned step = 0; step < 10; ++step)
    chain.push_back({1024, step, step + 1});
  EXPECT_EQ(assignArenaOffsets(chain).bytes, 2048);
}

TEST(ArenaOffsets, SmallestGapIsTaken) {
  // At step 1 the second and the fourth buffer are free again: gaps of 2048 bytes at 4096 and of 512 at 7168.
  std::vector<ArenaBuffer> buffers{{4096, 0, 1}, {2048, 0, 0}, {1024, 0, 1}, {512, 0, 0}, {450, 0, 1}, {300, 1, 1}};
  ArenaOffsets arena = assignArenaOffsets(buffers);
  expectValid(buffers, arena, arenaAlignment);
  EXPECT_EQ(arena.offsets[5], 7168);
}

TEST(ArenaOffsets, NothingNeedsNothing) { EXPECT_EQ(assignArenaOffsets({}).bytes, 0); }
