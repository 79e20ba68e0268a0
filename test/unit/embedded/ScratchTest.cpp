//===- ScratchTest.cpp ----------------------------------------------------===//

#include "TestModel.h"
#include "runtime/embedded/Scratch.h"
#include "runtime/embedded/Session.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstring>
#include <map>
#include <mutex>
#include <set>
#include <thread>

using cnn::runtime::embedded::Scratch;

TEST(Scratch, MemoryIsAlignedAndReused) {
  Scratch scratch;
  for (size_t bytes : {size_t{0}, size_t{1}, size_t{100}, size_t{5000}, size_t{3} << 20}) {
    void *memory = scratch.allocate(bytes);
    ASSERT_NE(memory, nullptr);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(memory) % 128, 0u);
    memset(memory, 1, bytes);
    scratch.release(memory);
    EXPECT_EQ(scratch.allocate(bytes), memory);
    scratch.release(memory);
  }
  scratch.release(nullptr);
  scratch.clear();
  EXPECT_EQ(scratch.bytes(), 0u);
}

TEST(Scratch, OneBlockServesKernelsOfDifferentSizes) {
  Scratch scratch;
  for (int repetition = 0; repetition < 3; ++repetition)
    for (size_t bytes : {1000u << 10, 1500u << 10, 2000u << 10, 700u << 10})
      scratch.release(scratch.allocate(bytes));
  EXPECT_EQ(scratch.bytes(), 2000u << 10);
  EXPECT_EQ(scratch.allocations(), 3u); // it grew twice, in the first round
  scratch.clear();
}

TEST(Scratch, SmallRequestsLeaveLargeBlocksAlone) {
  Scratch scratch;
  void *large = scratch.allocate(10u << 20);
  scratch.release(large);
  void *little = scratch.allocate(64);
  EXPECT_EQ(scratch.allocate(10u << 20), large);
  scratch.release(large);
  scratch.release(little);
  scratch.clear();
}

TEST(Scratch, ImpossibleRequestsReturnNull) {
  Scratch scratch;
  EXPECT_EQ(scratch.allocate(SIZE_MAX), nullptr);
  EXPECT_EQ(scratch.allocate(SIZE_MAX / 2), nullptr);
  EXPECT_EQ(scratch.bytes(), 0u);
}

TEST(Scratch, SteadyStateAllocatesNothing) {
  Parameters parameters = makeParameters(testModel());
  for (int threads : {1, 4}) {
    Session session = makeSession(testModel(), parameters.get(), uint32_t(threads));
    // Kernels with scratch before the parallel loop and inside it. The tasks
    // wait for each other, so that every run has as many at once as it can.
    Body body = [&](void *context, uint8_t *, uint8_t *) {
      for (size_t kernel = 1; kernel <= 12; ++kernel) {
        void *shared = halide_malloc(context, kernel * 100'000);
        std::atomic<int> arrived{0};
        int status = parallelFor(context, 0, threads, [&](void *inner, int) {
          void *first = halide_malloc(inner, kernel * 7'000), *second = halide_malloc(inner, 300);
          memset(first, 1, kernel * 7'000);
          memset(second, 1, 300);
          for (++arrived; arrived < threads;)
            std::this_thread::yield();
          halide_free(inner, second);
          halide_free(inner, first);
          return 0;
        });
        halide_free(context, shared);
        if (status != 0)
          return status;
      }
      return 0;
    };
    for (int repetition = 0; repetition < 20; ++repetition)
      ASSERT_EQ(run(session.get(), body), CNN_OK);
    uint64_t before = session->scratch.allocations();
    for (int repetition = 0; repetition < 50; ++repetition)
      ASSERT_EQ(run(session.get(), body), CNN_OK);
    EXPECT_EQ(session->scratch.allocations(), before);
    // At most twice what the greediest moment needs.
    EXPECT_LE(session->scratch.bytes(), 2 * (1'200'000u + unsigned(threads) * 85'000u));
  }
}

/// A thread finds its own blocks again; the calling one has them in its tasks too.
TEST(Scratch, EachThreadHasItsOwn) {
  Parameters parameters = makeParameters(testModel());
  Session session = makeSession(testModel(), parameters.get(), 2);
  std::map<std::thread::id, std::set<void *>> blocks;
  std::mutex mutex;
  const std::thread::id caller = std::this_thread::get_id();
  Body body = [&](void *context, uint8_t *, uint8_t *) {
    void *callers = halide_malloc(context, 4096);
    halide_free(context, callers);
    std::atomic<int> arrived{0};
    return parallelFor(context, 0, 2, [&](void *inner, int) {
      void *memory = halide_malloc(inner, 4096);
      {
        std::lock_guard lock(mutex);
        std::set<void *> &own = blocks[std::this_thread::get_id()];
        own.insert(memory);
        if (std::this_thread::get_id() == caller)
          own.insert(callers);
      }
      for (++arrived; arrived < 2;)
        std::this_thread::yield();
      halide_free(inner, memory);
      return 0;
    });
  };
  for (int repetition = 0; repetition < 20; ++repetition)
    ASSERT_EQ(run(session.get(), body), CNN_OK);
  ASSERT_EQ(blocks.size(), 2u);
  for (const auto &[thread, own] : blocks)
    EXPECT_EQ(own.size(), 1u);
}
